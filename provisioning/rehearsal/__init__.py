"""A whole mall on one machine, with virtual hardware at the far end of real ports."""
