"""How parts of the display tell the box how they are. Pure."""

from __future__ import annotations

from typing import Any, Protocol


class Report(Protocol):
    """Takes how a part is, as often as one likes."""

    def __call__(self, name: str, kind: str, state: Any, detail: str) -> None:
        """Put it into the health report."""
