"""Every state of a panel, one after the other, as a visitor would bring it about. Pure; for pictures and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kiosk.panel.events import Chose, Condition, Number, Pushed, Reading
from kiosk.panel.state import COUNTDOWN_S, Conversation
from kiosk.panel.view import Style
from kiosk.roles.actions import Stage, Tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config import contract as c
    from kiosk.panel.events import Language
    from kiosk.panel.view import Room

Scene = tuple[str, Conversation, float]
"""Its name, the conversation in that state, and the time since it began, in seconds."""

WELL = Condition(alive=True, open=True)
CONDITIONS = {
    "alone": Condition(alive=False, open=True),
    "paper-low": Condition(alive=True, open=True, paper="near_end"),
    "shut": Condition(alive=False, open=False),
    "paper-out": Condition(alive=True, open=False, paper="out"),
    "paper-owed": Condition(alive=True, open=False, paper="out", owed=1),
}
UID = "kiosk-1.1.1"
REFUSED = "Pengambilan nomor layanan ini sudah ditutup. Buka kembali besok pukul 07.30."
REFUSED_ENGLISH = "Numbers for this service are no longer given today. It opens again tomorrow at 07.30."


class Stageplay(NamedTuple):
    """What is needed to play them: a mall, one of its agencies and one of its services; and how it shall look.

    `offers` should close others of that agency's services.
    """

    room: Room
    catalogue: c.Catalogue
    offers: c.Offers
    agency: str
    service: str
    language: Language = "id"
    style: Style = Style()

    def begun(self, condition: Condition = WELL) -> Conversation:
        """A conversation that nobody has begun."""
        one = Conversation(self.room, 0.0, self.language)
        for event in (self.catalogue, self.offers, condition):
            one.take(event, 0.0)
        return one

    def walked(self, *options: str) -> Conversation:
        """One in which somebody has chosen all this."""
        one = self.begun()
        one.take(Chose("start"), 0.0)
        for key, wanted in zip(("larger", "lower"), self.style, strict=True):
            if wanted:
                one.take(Pushed(key), 0.0)
        for option in options:
            one.take(Chose(option), 0.0)
        return one

    def asked(self, *more: object) -> Conversation:
        """One in which a number was asked for, and this came of it."""
        one = self.walked(f"agency:{self.agency}", f"service:{self.service}", "take")
        for event in (Tell("asked", UID, self.service), *more):
            one.take(event, 0.0)
        return one


def scenes(play: Stageplay) -> Iterator[Scene]:
    """All of them."""
    yield from _idle(play)
    yield from _steps(play)
    yield from _tickets(play)
    yield from _news(play)
    for name, condition in CONDITIONS.items():
        yield name, play.begun(condition), 0.0


def _idle(play: Stageplay) -> Iterator[Scene]:
    idle, turn = play.begun(), 8.1
    lists = -(-len(idle.shelf.agencies) // play.room.lines())
    yield "idle", idle, 0.0
    yield "idle-list", idle, turn
    if play.catalogue.mall.notices:
        yield "idle-notice", idle, turn * (1 + lists)


def _steps(play: Stageplay) -> Iterator[Scene]:
    agency, service = f"agency:{play.agency}", f"service:{play.service}"
    yield "agencies", play.walked(), 1.0
    yield "services", play.walked(agency), 1.0
    details = play.walked(agency, service)
    yield "details", details, 1.0
    if details.sheets() > 1:
        more = play.walked(agency, service)
        more.take(Pushed("next"), 0.0)
        yield "details-more", more, 1.0
    own = {one.id for one in play.catalogue.services if one.agency == play.agency}
    for offering in play.offers.services:
        if offering.service in own and offering.state != "open":
            yield offering.state, play.walked(agency, f"service:{offering.service}"), 1.0
    groups = play.catalogue.priority_groups
    if groups:
        yield "groups", play.walked(agency, service, "priority"), 1.0
        yield "priority", play.walked(agency, service, "priority", f"group:{groups[-1].id}"), 1.0
    framed = play.walked(agency)
    for _ in range(2):
        framed.take(Pushed("down"), 0.0)
    yield "framed", framed, 1.0
    slow = play.walked(agency, service)
    yield "countdown", slow, slow.ends() - COUNTDOWN_S + 3


def _tickets(play: Stageplay) -> Iterator[Scene]:
    yield "waiting", play.asked(), 0.1
    online, alone = Number(UID, "A012", play.service, 7, 25), Number(UID, "A-X017", play.service)
    yield "printing", play.asked(online), 1.0
    yield "number", play.asked(online, Tell("printed", UID, play.service)), 1.0
    yield "number-alone", play.asked(alone, Tell("printed", UID, play.service)), 1.0


def _news(play: Stageplay) -> Iterator[Scene]:
    for told in (
        Tell("refused", UID, play.service, text=REFUSED, english=REFUSED_ENGLISH),
        Tell("no_answer", UID, play.service),
        Tell("failed", UID, play.service),
        Tell("shut", service=play.service),
    ):
        yield f"told-{told.stage}", play.asked(told), 1.0
    stages: tuple[Stage, ...] = ("copying", "copied", "no_copy", "linked", "unknown_code")
    for stage in stages:
        one = play.walked()
        one.take(Tell(stage, UID), 0.0)
        yield f"told-{stage}", one, 1.0
    reading = play.walked()
    reading.take(Reading(), 0.0)
    yield "reading", reading, 0.1
