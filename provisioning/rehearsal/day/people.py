"""The people of a scripted day and what they can see and touch, whoever plays it; officers are in `day_work.py`. Pure.

A person is a generator of pauses in mall seconds. On a fast stage a pause is a number on a heap; on the real one it
is slept through by a thread, and a press is a finger on a button. They know nothing that a person could not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from provisioning.rehearsal.day.acts import Act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provisioning.rehearsal.day import Day, Officer, Visitor


class View(NamedTuple):
    """What an officer sees of the own counter: its state, the number on the screen, whether somebody waits."""

    state: str
    label: str
    waiting: bool


class Stage(Protocol):
    """What can be seen and touched. `look` gives `None` while nothing can be seen; a press may come to nothing.

    `lag_s` is how far behind lamps may be.
    """

    lag_s: float

    @property
    def now(self) -> float:
        """Seconds after local midnight."""
        ...

    def look(self, officer: Officer) -> View | None:
        """What the counter shows."""
        ...

    def on_screen(self, counter: str) -> str:
        """The number that the counter called last."""
        ...

    def press(self, officer: Officer, action: str, label: str = "", service: str = "") -> float | None:
        """Do something at the counter, with the pad or the console; gives when, `None` if that was refused."""
        ...

    def attend(self, officer: Officer, how: str) -> None:
        """Sign in or out at the console, or touch it."""
        ...

    def desk(self, action: str, label: str, value: str = "") -> bool:
        """Ask the information desk to change a ticket; False if it could not."""
        ...


class Guest(NamedTuple):
    """A visitor with a number in the hand."""

    visitor: Visitor
    label: str
    service: str


class Company:
    """The people of a day: who holds which number, who is on the way to a counter, and what has been done.

    `acts` is the diary; `called` per counter, the number that is on the screen.
    """

    def __init__(self, day: Day, stage: Stage) -> None:
        self.day, self.stage = day, stage
        self.acts: list[Act] = []
        self.guests: dict[str, Guest] = {}
        self.ended: dict[str, str] = {}  # label -> how
        self.back: dict[
            str, list[tuple[float, str]]
        ] = {}  # counter -> who was put aside there, and is back when
        self._coming: dict[str, float] = {}
        self._returned: set[str] = set()

    def note(self, what: str, at: float | None = None, **more: str) -> None:
        """Write in the diary."""
        self.acts.append(Act(self.stage.now if at is None else at, what, **more))  # type: ignore[arg-type] - a word of it

    # --- tickets ------------------------------------------------------------------------------------------------

    def takes(self, visitor: Visitor, label: str, service: str) -> None:
        """Somebody holds a paper, and waits."""
        self.guests[label] = Guest(visitor, label, service)
        self._waits(label)

    def _waits(self, label: str) -> None:
        guest = self.guests[label]
        self.note("waits", ticket=label, person=str(guest.visitor.number), service=guest.service)

    def sees(self, label: str) -> None:
        """A number is on the screen: its holder goes to the counter, unless it is one who is not there."""
        guest = self.guests.get(label)
        if guest is None:
            return
        story = guest.visitor.story
        if story != "no_show" and (story != "returns" or label in self._returned):
            self._coming[label] = self.stage.now + guest.visitor.walk_s

    def is_at_counter(self, label: str) -> bool:
        """Whether the holder of a number has come to the counter."""
        return self._coming.get(label, float("inf")) <= self.stage.now

    def called(self, label: str, counter: str) -> None:
        """A counter has called a number."""
        guest = self.guests.get(label)
        person = str(guest.visitor.number) if guest else ""
        self.note("called", counter=counter, ticket=label, person=person)

    def leaves(self, label: str, counter: str, how: str, at: float) -> None:
        """Whoever was at a counter is there no more."""
        self.note("free", at, counter=counter, ticket=label)
        self._coming.pop(label, None)
        if how in ("finish", "no_show"):
            self.ended[label] = how

    def moves(self, label: str, service: str) -> None:
        """The holder waits again, for another service."""
        self.guests[label] = self.guests[label]._replace(service=service)
        self._waits(label)

    def comes_back(self, label: str) -> None:
        """Whoever was called in vain stands in line again."""
        self._returned.add(label)
        self.ended.pop(label, None)
        self._waits(label)


def at_desk(company: Company, label: str, away_s: float) -> Iterator[float]:
    """Somebody who was called in vain asks at the information desk, and goes back to a seat."""
    while company.ended.get(label) != "no_show":
        yield 10.0
    yield away_s
    if company.stage.desk("restore", label):
        company.comes_back(label)
