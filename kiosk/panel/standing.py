"""Where a visitor stands in the conversation with a panel. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kiosk.panel.view import Style

if TYPE_CHECKING:
    from kiosk.panel.events import Language, Number, Page


class State(NamedTuple):
    """All that a panel remembers of a visitor.

    `since` is when anything was last touched, or when the page came by itself.
    """

    page: Page = "idle"
    agency: str = ""
    service: str = ""
    priority: str = ""
    sheet: int = 0
    framed: int | None = None  # which option buttons would choose; None until they are used
    language: Language = "id"
    style: Style = Style()
    spoken: bool = False
    number: Number | None = None
    uid: str = ""  # of the ticket that is on its way
    out: bool = False  # its paper
    notice: str = ""
    text: str = ""
    english: str = ""
    since: float = 0.0
