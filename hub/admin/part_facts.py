"""The figures that a device tells of its parts, in words: `12,5 m`, `54,3 °C`. Pure.

A figure that is not known here is shown by its own name: a new device needs no new page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.admin.words import Words

# name on the wire: digits behind the point, unit; what is not a plain number is written below.
_PLAIN: Mapping[str, tuple[int, str]] = {
    "paper_m": (1, "m"),
    "cuts": (0, ""),
    "presses": (0, ""),
    "edges": (0, ""),
    "celsius": (1, "°C"),
    "disk_free_percent": (0, "%"),
    "memory_free_percent": (0, "%"),
    "restarts": (0, ""),
}


def told(words: Words, facts: Mapping[str, float]) -> list[tuple[str, str]]:
    """What each figure is called, and the figure as it is written here."""
    return [(_name(words, name), _figure(words, name, value)) for name, value in facts.items()]


def _name(words: Words, name: str) -> str:
    key = f"fact_{name}"
    return words[key] if words.has(key) else name.replace("_", " ")


def _figure(words: Words, name: str, value: float) -> str:
    if name == "under_voltage":
        return words["fact_power_low" if value else "fact_power_well"]
    if name == "uptime_s":
        return words.lasting(value)
    if name == "clock_offset_s":
        second = words["units"].split()[0]
        return f"{'+' if value > 0 else ''}{words.decimal(value, 1)} {second}"
    digits, unit = _PLAIN.get(name, (1, ""))
    return f"{words.decimal(value, digits)} {unit}".strip()
