"""Ticket kiosks and counter pads: the same devices, in another role."""
