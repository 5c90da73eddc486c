"""How the people of a scripted day behave, whoever plays it. Pure: a person is a generator of pauses in mall seconds.

A `Stage` is what they can see and touch. On a fast stage a pause is a number on a heap; on the real one it is slept
through by a thread, and a press is a finger on a button. They know nothing that a person could not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from provisioning.rehearsal.day_acts import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provisioning.rehearsal.day import Day, Officer, Stint, Visitor

LOOK_S = 4.0  # how often somebody with nothing to do looks up
COMING_S = 45.0  # until an officer calls again, and then gives up
AGAIN_S = 20.0  # until a refused call is tried again
LAST_S = 2.5 * 3600.0  # so long after closing will anybody stay at most
FORM_SHARE, SENT_ON_SHARE = 0.3, 0.5  # of a visit, until somebody is put aside, or sent on

Pauses = "Iterator[float]"


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


class Work:
    """An officer's day. `wants_next` tells whether this one calls the next without finishing the last."""

    def __init__(self, officer: Officer, company: Company, closes: float, habit: Callable[[], float]) -> None:
        self._me, self._company, self._closes, self._habit = officer, company, closes, habit
        self._acted = -1e9
        self._refused = -1e9
        self._touches = list(officer.touches)
        self._over_since: float | None = None

    def day(self) -> Iterator[float]:
        """Every stint."""
        stage, counter = self._company.stage, self._me.counter
        for stint in self._me.stints:
            while (left := stint.comes - stage.now) > 0:
                yield left
            self._company.note("came", counter=counter, who=self._me.who)
            yield from self._begin(stint)
            yield from self._work(stint)
            if stint.signs_out and self._me.console:
                stage.attend(self._me, "sign_out")
            self._company.note("went", counter=counter, who=self._me.who)

    def _begin(self, stint: Stint) -> Iterator[float]:
        """Show that somebody is here: sign in, or press a button that does nothing."""
        stage = self._company.stage
        if self._me.console:
            stage.attend(self._me, "sign_in")
        else:
            while (view := stage.look(self._me)) is None and stage.now < stint.ends:
                yield LOOK_S
            if view is not None and view.state == "idle":
                stage.press(self._me, "recall")
        self._acted = stage.now

    def _work(self, stint: Stint) -> Iterator[float]:
        stage, company = self._company.stage, self._company
        hours = company.day.hours[self._me.counter]
        assert hours is not None  # noqa: S101 - who works there has hours
        rest = hours.rest or (0.0, 0.0)
        while True:
            view = stage.look(self._me)
            over = stage.now >= stint.ends
            if over and stage.now >= self._closes:  # the last ones are served, however late it is
                left = view is None or view.waiting or company.back.get(self._me.counter)
                over = not left or stage.now > self._closes + LAST_S
            if not over or (view is not None and view.state != "idle"):
                self._over_since = None
            if view is not None and view.state != "idle":
                yield from self._serve(view)
            elif over:
                self._over_since = stage.now if self._over_since is None else self._over_since
                if stage.now - self._over_since >= stage.lag_s:
                    return
                yield LOOK_S
            elif view is None or stage.now < hours.opens or rest[0] <= stage.now < rest[1]:
                yield LOOK_S
            elif (label := self._is_back()) is not None:
                yield from self._call(label)
            elif view.waiting and stage.now - self._refused > AGAIN_S:
                yield from self._call("")
            else:
                self._touch()
                yield LOOK_S

    def _touch(self) -> None:
        now = self._company.stage.now
        due = bool(self._touches) and now >= self._touches[0]
        if not due and now - self._acted < self._me.restless_s:
            return
        if due:
            del self._touches[0]
        self._acted = now
        if self._me.console:
            self._company.stage.attend(self._me, "activity")
        else:
            self._company.stage.press(self._me, "recall")

    def _is_back(self) -> str | None:
        """Somebody who was put aside here, and stands before the counter again."""
        waiting = self._company.back.get(self._me.counter, [])
        for row in waiting:
            if row[0] <= self._company.stage.now:
                waiting.remove(row)
                return row[1]
        return None

    def _call(self, label: str) -> Iterator[float]:
        stage = self._company.stage
        done = stage.press(self._me, "call" if label else "call_next", label=label)
        self._acted = stage.now
        if done is None:
            self._refused = stage.now
            if label:
                self._company.back.setdefault(self._me.counter, []).append((stage.now + AGAIN_S, label))
            yield LOOK_S
        else:
            yield from self._serve(View("called", stage.on_screen(self._me.counter), waiting=False))

    def _serve(self, view: View) -> Iterator[float]:
        """Somebody was called here: wait, serve, or give up."""
        stage, company, counter = self._company.stage, self._company, self._me.counter
        for attempt in ("wait", "recall"):
            if attempt == "recall" and view.state == "called":
                stage.press(self._me, "recall")
            end = stage.now + COMING_S
            while stage.now < end and not company.is_at_counter(view.label):
                yield 2.0
            if company.is_at_counter(view.label):
                if view.state == "called":
                    stage.press(self._me, "serve")
                yield from self._attend_to(view.label)
                self._acted = stage.now
                return
        if view.label in company.guests:
            at = stage.press(self._me, "no_show")
            if at is not None:
                self._acted = at
                company.leaves(view.label, counter, "no_show", at)
        yield LOOK_S

    def _attend_to(self, label: str) -> Iterator[float]:
        stage, company, counter = self._company.stage, self._company, self._me.counter
        guest = company.guests[label]
        one = guest.visitor
        # A pad has no button to send somebody on with, and nobody could call by number afterwards.
        if one.story == "parks" and self._me.console and guest.service == one.service and one.away_s:
            yield one.service_s * FORM_SHARE
            if (at := stage.press(self._me, "park")) is not None:
                company.leaves(label, counter, "park", at)
                company.back.setdefault(counter, []).append((stage.now + one.away_s, label))
                company.guests[label] = guest._replace(visitor=one._replace(story=""))
                return
        if one.story == "moves" and self._me.console and guest.service == one.service:
            yield one.service_s * SENT_ON_SHARE
            if (at := stage.press(self._me, "transfer", service=one.to)) is not None:
                company.leaves(label, counter, "transfer", at)
                company.moves(label, one.to)
                return
        yield one.service_s
        yield from self._end(label)

    def _end(self, label: str) -> Iterator[float]:
        stage, company = self._company.stage, self._company
        view = stage.look(self._me)
        action = "call_next" if view is not None and view.waiting and self._habit() < 0.25 else "finish"
        if action == "call_next" and stage.now > self._me.stints[-1].ends:
            action = "finish"
        while (at := stage.press(self._me, action)) is None:
            yield LOOK_S  # the pad is dead, or the hub is away: the visitor is served all the same
            action = "finish"
            view = stage.look(self._me)
            if view is not None and (view.state == "idle" or view.label != label):
                at = stage.now
                break
        company.leaves(label, self._me.counter, "finish", at)
        self._acted = at
        following = stage.on_screen(self._me.counter)
        if action == "call_next" and following != label:
            yield from self._serve(View("called", following, waiting=False))
        else:
            yield LOOK_S


def at_desk(company: Company, label: str, away_s: float) -> Iterator[float]:
    """Somebody who was called in vain asks at the information desk, and goes back to a seat."""
    while company.ended.get(label) != "no_show":
        yield 10.0
    yield away_s
    if company.stage.desk("restore", label):
        company.comes_back(label)
