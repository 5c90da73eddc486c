"""Which counters have a console open at which somebody works: evidence can come from there. The watch's thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.commands import Connect

if TYPE_CHECKING:
    from hub.service import Service

AWAY_S = 5.0  # a page that is loaded anew was not away


class Consoles:
    """`leaving`: counters whose last page was closed just now, and when that will be believed (monotonic)."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._there: set[str] = set()
        self.leaving: dict[str, float] = {}

    def tell(self, there: set[str], mono: float) -> None:
        """Tell the writer whose first page was opened, and whose last one has been closed for a while."""
        for counter in there - self._there:
            self._service.ask(Connect(counter, up=True))
        for counter in there:
            self.leaving.pop(counter, None)
        for counter in self._there - there:
            self.leaving.setdefault(counter, mono + AWAY_S)
        self._there |= there
        for counter in [name for name, due in self.leaving.items() if due <= mono]:
            del self.leaving[counter]
            self._there.discard(counter)
            self._service.ask(Connect(counter, up=False))
