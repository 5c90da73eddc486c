"""Konsol loket: an officer at a counter, in the browser."""
