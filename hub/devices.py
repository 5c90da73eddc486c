"""Devices as the hub sees them. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Presence(NamedTuple):
    """What the hub knows of a device just now."""

    boot: int
    online: bool
    seen_at: float
