"""Guessing at parsers: inputs that no author would think of."""
