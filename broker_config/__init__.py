"""What may be said on the mall's wire, by whom, and how not to lose it."""
