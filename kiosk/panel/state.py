"""A panel's conversation with one visitor: (event, now) -> wishes. Pure. From the idle page to the paper and back.

Which page answers to which option stands in `MOVES`, where back leads in `BACK`, how long a page lasts in `LASTS_S`;
whatever is not in the tables changes nothing. `now` is real monotonic seconds. A visitor who walks away leaves
nothing behind: the idle page forgets language, print and reach.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from kiosk.panel.events import Chose, Condition, Number, Pushed, Reading, Wish
from kiosk.panel.pages import bar, blocks, on_page
from kiosk.panel.shelf import Shelf
from kiosk.panel.standing import State
from kiosk.roles.actions import Tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.panel.events import Language, Page
    from kiosk.panel.view import Option, Room, Style

PATIENCE_S = 30.0
SLOW = 2  # so many times as long for whoever asked for large print or for the voice
COUNTDOWN_S = 10.0
TAKE_S = 6.0
TURN_S = 8.0  # each page of the idle screen
FOR_EVER = float("inf")

BACK: dict[Page, Page] = {
    "agencies": "idle", "services": "agencies", "details": "services", "groups": "details",
    "number": "idle", "notice": "idle",
}  # fmt: skip
LASTS_S: dict[Page, float] = {
    "idle": FOR_EVER, "shut": FOR_EVER, "agencies": PATIENCE_S, "services": PATIENCE_S, "details": PATIENCE_S,
    "groups": PATIENCE_S, "waiting": 12.0, "number": 30.0, "notice": 12.0,
}  # fmt: skip
TILED: tuple[Page, ...] = ("agencies", "services", "groups")
BROWSING: tuple[Page, ...] = ("idle", "agencies", "services", "details", "groups")
OF_A_TICKET = ("bound", "printed", "unconfirmed", "failed")
ANSWERS = ("refused", "no_answer")


class Conversation:
    """One panel. `room` is how much its screen holds, `home` the language it begins in.

    Attributes:
        state: where the visitor is.
        shelf: what the mall offers.
        condition: how the kiosk is.
    """

    def __init__(self, room: Room, now: float, home: Language = "id") -> None:
        self._room = room
        self._home: Language = home
        self.shelf = Shelf()
        self.condition = Condition(alive=False, open=False)
        self.state = State(page="shut", language=home, since=now)

    # --- events -------------------------------------------------------------------------------------------

    def take(self, event: object, now: float) -> list[Wish]:
        """Take what happened; gives the visitor's wish, if it was one."""
        self.tick(now)
        if self._keeps(event, now):
            self.stay(now)
            return []
        how = _TAKE.get(type(event))
        return how(self, event, now) if how else []

    def tick(self, now: float) -> None:
        """What time alone does: a page that nobody looks at any more ends."""
        if now >= self.ends():
            if self.state.page == "waiting":
                self._notice("no_answer", now)
            else:
                self._rest(now)

    def ends(self) -> float:
        """When this page ends by itself; infinity for one that stays."""
        state = self.state
        if state.page == "number" and state.out:
            return state.since + TAKE_S
        slow = SLOW if state.page in BROWSING and (state.style.large or state.spoken) else 1
        return state.since + LASTS_S[state.page] * slow

    def stay(self, now: float) -> None:
        """Somebody is still here: the voice has not finished, for instance."""
        if self.state.page in BROWSING and self.state.page != "idle":
            self.state = self.state._replace(since=max(now, self.state.since))

    def counting(self, now: float) -> bool:
        """Whether the visitor is asked to touch the screen, or else the page ends."""
        return self.state.page in BROWSING[1:] and self.ends() - now <= COUNTDOWN_S

    def _keeps(self, event: object, now: float) -> bool:
        """Whether this touch or key does as it was asked to and keeps the page, and chooses nothing under it.

        The voice may be asked for all the same: the socket of the headphones says so only once.
        """
        asks = isinstance(event, Pushed) and event.key == "help" and not self.state.spoken
        return isinstance(event, Chose | Pushed) and not asks and self.counting(now)

    def options(self, at: float | None = None) -> tuple[Option, ...]:
        """The page's own options on all its sheets; `at`, the mall's time, makes a difference to their words alone."""
        return on_page(self.state, self.shelf, at)

    def shown(self, at: float | None = None) -> tuple[Option, ...]:
        """Those of this sheet, with their digits."""
        options, size = self.options(at), self.size()
        first = self.state.sheet * size if self.state.page in TILED else 0
        return tuple(
            option if option.key or self.state.page == "idle" else option._replace(key=str(digit))
            for digit, option in enumerate(options[first : first + size], 1)
        )

    def bar(self, sheets: int) -> tuple[Option, ...]:
        """The options that are at the foot of the page."""
        return bar(self.state, sheets)

    def size(self) -> int:
        """How many options one sheet of this page holds."""
        return self._room.tiles(self.state.style) if self.state.page in TILED else 9

    # --- what a person does -------------------------------------------------------------------------------

    def _chose(self, event: Chose, now: float) -> list[Wish]:
        state = self.state = self.state._replace(since=now, framed=None) if self._listens() else self.state
        verb, _, name = event.option.partition(":")
        if verb in _ANYWHERE and any(option.id == verb for option in self.bar(2)):
            _ANYWHERE[verb](self, now)
            return []
        offered = any(option.id == event.option for option in self.options())
        move = MOVES.get((state.page, verb)) if offered else None
        return move(self, name, now) or [] if move else []

    def _pushed(self, event: Pushed, now: float) -> list[Wish]:
        if self._listens():
            self.state = self.state._replace(since=now)
        key, state = event.key, self.state
        if state.page == "idle" and key not in ("help", "language", "larger", "lower"):
            return self._chose(Chose("start"), now)
        if key in ("up", "down"):
            self._move_frame(1 if key == "down" else -1)
            return []
        if key == "ok":
            return self._chose_framed(now)
        if key.isdigit() and key != "0":
            chosen = next((option.id for option in self.shown() if option.key == key), "")
            return self._keep_frame(chosen, now) if chosen else []
        return self._keep_frame("back" if key == "0" else key, now)

    def _listens(self) -> bool:
        """Whether a touch can still keep this page: one that ends by itself is not prolonged."""
        return self.state.page not in ("waiting", "number", "notice", "shut")

    def frames(self) -> tuple[Option, ...]:
        """What the frame walks through: the page's options, then those at its foot."""
        return (*self.shown(), *self.bar(self.sheets()))

    def _move_frame(self, by: int) -> None:
        options, framed = self.frames(), self.state.framed
        if options:
            at = (0 if by > 0 else len(options) - 1) if framed is None else (framed + by) % len(options)
            self.state = self.state._replace(framed=at)

    def _chose_framed(self, now: float) -> list[Wish]:
        options, framed = self.frames(), self.state.framed
        if framed is not None and framed < len(options):
            return self._keep_frame(options[framed].id, now)
        main = next((option.id for option in options if option.mood == "main"), "")
        if main:
            return self._keep_frame(main, now)
        self._move_frame(1)
        return []

    def _keep_frame(self, option: str, now: float) -> list[Wish]:
        """Choose without a touch: the frame stays for whoever has only buttons, and begins each page anew."""
        page, framed = self.state.page, self.state.framed
        wishes = self._chose(Chose(option), now)
        if framed is not None and self.state.page != "idle":
            self.state = self.state._replace(framed=framed if self.state.page == page else 0)
        return wishes

    # --- the steps ----------------------------------------------------------------------------------------

    def _go(self, page: Page, **fields: Any) -> None:
        self.state = self.state._replace(page=page, sheet=0, **fields)

    def _rest(self, now: float) -> None:
        page: Page = "idle" if self.condition.open and self.shelf.agencies else "shut"
        self.state = State(page=page, language=self._home, since=now)

    def _start(self, _name: str, now: float) -> None:
        del now
        agencies = self.shelf.agencies
        if len(agencies) == 1:
            self._agency(agencies[0].id, 0.0)
        else:
            self._go("agencies")

    def _agency(self, agency: str, _now: float) -> None:
        services = self.shelf.services(agency)
        if len(services) == 1:
            self._go("details", agency=agency, service=services[0].id, priority="")
        else:
            self._go("services", agency=agency)

    def _service(self, service: str, _now: float) -> None:
        self._go("details", service=service, priority="")

    def _groups(self, _name: str, _now: float) -> None:
        self._go("groups")

    def _group(self, group: str, _now: float) -> None:
        self._go("details", priority="" if group == "-" else group)

    def _take_number(self, _name: str, now: float) -> list[Wish]:
        state = self.state
        priority = state.priority if self.shelf.group(state.priority) else ""  # it may be gone by now
        self._go("waiting", since=now, uid="", number=None, notice="")
        return [Wish(state.service, priority, state.language)]

    def _end(self, _name: str, now: float) -> None:
        self._rest(now)

    def _back(self, now: float) -> None:
        state = self.state
        to = BACK[state.page]
        if state.page == "details" and len(self.shelf.services(state.agency)) == 1:
            to = "agencies"
        if to == "agencies" and len(self.shelf.agencies) == 1:
            to = "idle"
        if to == "idle":
            self._rest(now)
        else:
            self._go(to)

    def _turn(self, by: int) -> None:
        self.state = self.state._replace(sheet=(self.state.sheet + by) % self.sheets())

    def _next(self, _now: float) -> None:
        self._turn(1)

    def _previous(self, _now: float) -> None:
        self._turn(-1)

    def _begin_with(self, now: float) -> None:
        """A wish on how to be served is a beginning, too."""
        if self.state.page == "idle":
            self.state = self.state._replace(since=now)
            self._start("", now)

    def _language(self, now: float) -> None:
        other: Language = "en" if self.state.language == "id" else "id"
        self.state = self.state._replace(language=other)
        self._begin_with(now)

    def _larger(self, now: float) -> None:
        self._restyle(self.state.style._replace(large=not self.state.style.large), now)

    def _lower(self, now: float) -> None:
        self._restyle(self.state.style._replace(low=not self.state.style.low), now)

    def _restyle(self, style: Style, now: float) -> None:
        first = self.state.sheet * self.size()
        self.state = self.state._replace(style=style)
        self._begin_with(now)
        # What was on the sheet before is on the sheet that is shown now.
        self.state = self.state._replace(sheet=min(first // self.size(), self.sheets() - 1))

    def _help(self, now: float) -> None:
        self.state = self.state._replace(spoken=not self.state.spoken)
        self._begin_with(now)

    def sheets(self) -> int:
        """How many sheets this page has."""
        state, options = self.state, self.options()
        if state.page == "details":
            return self._room.sheets(state.style, blocks(state, self.shelf), options)
        return max(1, ceil(len(options) / self.size()))

    # --- what the kiosk says ------------------------------------------------------------------------------

    def _told(self, told: Tell, now: float) -> list[Wish]:
        state = self.state
        ours = bool(told.uid) and told.uid == state.uid
        if told.stage in OF_A_TICKET and not ours:
            return []  # of somebody who has left
        if told.stage in ANSWERS and state.page in BROWSING[1:]:
            return []  # likewise: whoever is here now has not asked yet
        how = _STAGES.get(told.stage)
        if how is not None:
            how(self, told, now)
        elif told.stage == "failed" and state.notice == "copying":
            self._notice("no_copy", now)
        else:
            self._notice(told.stage, now, text=told.text, english=told.english, uid=told.uid)
        return []

    def _asked(self, told: Tell, now: float) -> None:
        if self.state.page not in BROWSING[1:]:  # or else it was a button beside the screen
            self._go(
                "waiting", uid=told.uid, service=told.service, number=None, out=False, notice="", since=now
            )

    def _paper_came(self, _told: Tell, now: float) -> None:
        if self.state.page == "number":
            self.state = self.state._replace(out=True, since=now)

    def _numbered(self, number: Number, now: float) -> list[Wish]:
        if number.uid == self.state.uid:
            self._go("number", number=number, service=number.service, out=False, since=now)
        return []

    def _reading(self, _event: Reading, now: float) -> list[Wish]:
        if self.state.page not in ("waiting", "number", "shut"):
            self._go("waiting", uid="", number=None, notice="reading", since=now)
        return []

    def _notice(self, notice: str, now: float, *, text: str = "", english: str = "", uid: str = "") -> None:
        self._go("notice", notice=notice, text=text, english=english, since=now, number=None, uid=uid)

    def _conditioned(self, condition: Condition, now: float) -> list[Wish]:
        self.condition, self.shelf.alive = condition, condition.alive
        self._look_again(now)
        return []

    def _catalogue(self, catalogue: c.Catalogue, now: float) -> list[Wish]:
        self.shelf.put(catalogue)
        self._look_again(now)
        return []

    def _offers(self, offers: c.Offers, _now: float) -> list[Wish]:
        self.shelf.offer(offers)
        return []

    def _look_again(self, now: float) -> None:
        """The kiosk or the mall has changed: what the visitor looks at may be gone."""
        state, shelf = self.state, self.shelf
        usable = self.condition.open and bool(shelf.agencies)
        gone = (
            (state.page == "services" and not shelf.services(state.agency))
            or (state.page in ("details", "groups") and shelf.service(state.service) is None)
        )  # fmt: skip
        if (state.page == "shut" and usable) or (state.page in BROWSING and (not usable or gone)):
            self._rest(now)
        elif state.page in BROWSING and state.sheet >= self.sheets():
            self.state = state._replace(sheet=0)


MOVES: dict[tuple[Page, str], Callable[[Any, str, float], list[Wish] | None]] = {
    ("idle", "start"): Conversation._start,  # noqa: SLF001 - the tables of the class above
    ("agencies", "agency"): Conversation._agency,  # noqa: SLF001
    ("services", "service"): Conversation._service,  # noqa: SLF001
    ("details", "take"): Conversation._take_number,  # noqa: SLF001
    ("details", "priority"): Conversation._groups,  # noqa: SLF001
    ("groups", "group"): Conversation._group,  # noqa: SLF001
    ("number", "ok"): Conversation._end,  # noqa: SLF001
    ("notice", "ok"): Conversation._end,  # noqa: SLF001
}
_ANYWHERE: dict[str, Callable[[Any, float], None]] = {  # wherever the bar has it
    "back": Conversation._back,  # noqa: SLF001
    "next": Conversation._next,  # noqa: SLF001
    "previous": Conversation._previous,  # noqa: SLF001
    "language": Conversation._language,  # noqa: SLF001
    "larger": Conversation._larger,  # noqa: SLF001
    "lower": Conversation._lower,  # noqa: SLF001
    "help": Conversation._help,  # noqa: SLF001
}
_STAGES: dict[str, Callable[[Any, Tell, float], None]] = {
    "asked": Conversation._asked,  # noqa: SLF001
    "bound": lambda _self, _told, _now: None,  # the number itself says more
    "printed": Conversation._paper_came,  # noqa: SLF001
    "unconfirmed": Conversation._paper_came,  # noqa: SLF001
}
_TAKE: dict[type, Callable[[Any, Any, float], list[Wish]]] = {
    Chose: Conversation._chose,  # noqa: SLF001
    Pushed: Conversation._pushed,  # noqa: SLF001
    Tell: Conversation._told,  # noqa: SLF001
    Number: Conversation._numbered,  # noqa: SLF001
    Reading: Conversation._reading,  # noqa: SLF001
    Condition: Conversation._conditioned,  # noqa: SLF001
    c.Catalogue: Conversation._catalogue,  # noqa: SLF001
    c.Offers: Conversation._offers,  # noqa: SLF001
}
