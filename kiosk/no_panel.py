"""The panel among a kiosk's parts; or what stands in its place: nothing is meant for it, and it shows nothing.

What it costs a kiosk without a panel is this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.devices import Meant


class NoPanel:
    """The methods of `kiosk.devices.panel.Panel` that an agent calls."""

    name = ""
    there = stirred = False

    def take(self, event: object, now: float) -> None:
        """There is nobody to see it."""

    def meant(self, _what: Meant, _now: float) -> bool:
        """No button means a panel that is not there."""
        return False

    def tell(self, told: object) -> None:
        """There is nobody to tell."""

    def bound(self, bind: object, wait_min: int | None) -> None:
        """The number is on the paper alone."""

    def reading(self, now: float) -> None:
        """The reader's own light has to do."""

    def condition(self, now: float, **_how: Any) -> None:
        """The lamps tell it."""


def find_panel(parts: Mapping[str, Any], clock: Callable[[float], float | None]) -> Any:
    """The panel of a box, shown the mall's time by `clock`; a `NoPanel` if it has none."""
    panel = next((part for part in parts.values() if hasattr(part, "bound")), None)
    if panel is None:
        return NoPanel()
    panel.clock = clock
    return panel
