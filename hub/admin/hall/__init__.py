"""The pages about the waiting hall: what its displays show just now, and what it is told."""
