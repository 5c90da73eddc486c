"""The protocol of the mall, lived through thousands of times with an injected clock, network and disk."""
