"""A scripted day on the real stage: fingers on buttons of real processes, browsers at the hub's door, paper by hand.

Each person is a thread that sleeps its pauses on the mall's clock. What they do is written in the diary as they do it.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from provisioning.rehearsal.day.people import Company, View, at_desk
from provisioning.rehearsal.day.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from broker_config.contract import Call
    from provisioning.rehearsal.day import Day, Officer, Visitor
    from provisioning.rehearsal.day.door import Console
    from provisioning.rehearsal.mall import Mall

log = logging.getLogger(__name__)

PAPER_S = 6.0  # real seconds a visitor waits for paper before pressing again
TURNED_AWAY_S = 0.6  # and one who is told that there is none
SETTLED_S = 0.8  # a lamp that blinks was on again by then
LAMP_S = 3.0  # until a lamp must have followed a button
BY_PAD = frozenset({"call_next", "recall", "serve", "finish", "no_show", "park"})
PAUSE_S = 0.02  # nobody looks up more often than that


class LiveStage:
    """Plays a day in a mall that is open.

    `until` is when a day that is cut short ends, in seconds after midnight.

    Attributes:
        consoles: the open pages by counter; `information` is the one at which the information desk changes tickets.
        presses, held: what kiosks felt, and who holds which paper.
        unwanted: papers of those who should have got none; a kiosk that is alone does not know who works today.
    """

    def __init__(self, mall: Mall, day: Day, until: float) -> None:
        self._mall, self.day = mall, day
        self.lag_s = 1.2 * mall.rate
        self.consoles: dict[str, Console] = {}
        self.information: Console | None = None
        self.company = Company(day, self)
        self.presses = self.interrupted = 0
        self.held: list[str] = []
        self.unwanted: list[str] = []
        self.visitors = day.visitors
        self._ends = until
        self._pads = {mall.boxes[pad].device.counter: mall.boxes[pad] for pad in mall.of_role("counter_pad")}
        self._numbers = {row.number: row.id for row in mall.fleet.counters}
        self._changed = threading.Condition()
        self._papers: dict[str, deque[str]] = {kiosk: deque() for kiosk in mall.of_role("ticket_kiosk")}
        self._called: dict[str, tuple[int, str]] = {}  # counter -> the call's number and label
        self._habits = random.Random(day.seed + 1)  # noqa: S311 - a rehearsal
        self._ended = False
        self._asking = threading.Lock()  # one person at the information desk
        self._threads: list[threading.Thread] = []
        mall.news.listen(self._hear)

    @property
    def now(self) -> float:
        """Seconds after local midnight."""
        return self._mall.now() - self.day.midnight

    @property
    def slack_s(self) -> float:
        """How far the diary and the record may be apart, in mall seconds: a finger takes its real time."""
        return 0.35 * self._mall.rate

    # --- people -------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Let everybody come in their time."""
        for officer in self.day.officers:
            hours = self.day.hours[officer.counter]
            assert hours is not None  # noqa: S101 - who works there has hours
            work = Work(officer, self.company, min(hours.closes, self._ends), self._habits.random)
            self._live(work.day(), f"officer {officer.counter}")
        for kiosk in self._papers:
            self._start(lambda kiosk=kiosk: self._stand_at(kiosk), f"people {kiosk}")

    def _live(self, person: Iterator[float], name: str) -> None:
        def live() -> None:
            for pause in person:
                if self._sleep(pause):
                    return

        self._start(live, name)

    def _start(self, act: Callable[[], None], name: str) -> None:
        def run() -> None:
            try:
                act()
            except Exception:
                log.exception("%s has given up", name)
                raise

        self._threads.append(threading.Thread(target=run, name=name, daemon=True))
        self._threads[-1].start()

    def _sleep(self, mall_s: float) -> bool:
        """Sleep; True if the day is over."""
        end = time.monotonic() + max(PAUSE_S, mall_s / self._mall.rate)
        while not self._ended and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))
        return self._ended

    def working(self) -> list[str]:
        """Who is not done yet."""
        return [thread.name for thread in self._threads if thread.is_alive()]

    def end(self) -> None:
        """Send everybody home."""
        self._ended = True
        for thread in self._threads:
            thread.join(5)
        self._mall.news.leave(self._hear)

    # --- what they see ------------------------------------------------------------------------------------------

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "paper" and what["whole"]:
            with self._changed:
                self._papers[what["device"]].append(what["ticket"].label)
                self._changed.notify_all()

    def take_call(self, call: Call) -> None:
        """A number is on the boards."""
        counter = self._numbers[call.counter]
        with self._changed:
            if call.call <= self._called.get(counter, (0, ""))[0]:
                return
            self._called[counter] = call.call, call.label
            self._changed.notify_all()
        if not call.recall:
            self.company.called(call.label, counter)
        self.company.sees(call.label)

    # --- visitors -----------------------------------------------------------------------------------------------

    def _stand_at(self, kiosk: str) -> None:
        for visitor in [row for row in self.visitors if row.kiosk == kiosk]:
            if self._sleep(max(0.0, visitor.at - self.now)):
                return
            if visitor.story == "turned_away":
                self._press_in_vain(kiosk, visitor)
                continue
            self._take(kiosk, visitor, visitor.service)
            if (
                visitor.second
            ):  # nobody can tell the hub at a kiosk that both are one visitor's: they count as two
                self._take(kiosk, visitor._replace(number=10_000 + visitor.number), visitor.second)

    def _press_in_vain(self, kiosk: str, visitor: Visitor) -> None:
        self._mall.boxes[kiosk].press(visitor.service)
        paper = self._await_paper(kiosk, TURNED_AWAY_S)
        if paper is not None:
            self.unwanted.append(paper)
            log.warning("%s gave %s to visitor %d, who should have got none", kiosk, paper, visitor.number)

    def _take(self, kiosk: str, visitor: Visitor, service: str) -> None:
        label = self._get_paper(kiosk, visitor, service)
        if label is None:
            return
        self.held.append(label)
        self.company.takes(visitor, label, service)
        # The board may have been faster than the hand: whoever sees the own number on it goes at once.
        for counter, (_call, called) in list(self._called.items()):
            if called == label:
                self.company.called(label, counter)
                self.company.sees(label)
        if visitor.priority:
            self.desk("prioritise", label, visitor.priority)
        if visitor.story == "returns":
            self._live(at_desk(self.company, label, visitor.away_s), f"visitor {visitor.number}")

    def _get_paper(self, kiosk: str, visitor: Visitor, service: str) -> str | None:
        box, tries = self._mall.boxes[kiosk], 0
        while not self._ended:
            if box.lamp(service) == "off":  # closed: wait until it is not
                if (label := self._await_paper(kiosk, 0.1)) is not None:
                    return label
            elif box.press(service):
                tries += 1
                with self._changed:
                    self.presses += 1
                    self.interrupted += tries > 1
                if (label := self._await_paper(kiosk, PAPER_S)) is not None:
                    return label
                log.warning("visitor %d got no paper at %s and presses again", visitor.number, kiosk)
        return None

    def _await_paper(self, kiosk: str, wait_s: float) -> str | None:
        end = time.monotonic() + wait_s
        with self._changed:
            while not self._ended:
                if self._papers[kiosk]:
                    return self._papers[kiosk].popleft()
                if (left := end - time.monotonic()) <= 0:
                    return None
                self._changed.wait(left)
        return None

    # --- what officers see and touch ----------------------------------------------------------------------------

    def look(self, officer: Officer) -> View | None:
        """The pad's lamps and the screen, or the page."""
        console = self.consoles.get(officer.counter)
        if console is not None:
            if console.view is None or not console.live:
                return None
            state, _standing, can, label = console.view
            return View(state, label, "call_next" in can.split())
        box = self._pads[officer.counter]
        if box.lamp("link") == "off":
            return None
        state = "idle" if box.lamp("called") == "off" else "called"
        return View(state, self.on_screen(officer.counter), box.lamp("waiting") != "off")

    def on_screen(self, counter: str) -> str:
        """The number that the counter called last."""
        return self._called.get(counter, (0, ""))[1]

    def press(self, officer: Officer, action: str, label: str = "", service: str = "") -> float | None:
        """Press a button of the pad, or click in the console."""
        console = self.consoles.get(officer.counter)
        both = officer.counter == self.day.cast.get("console_and_pad") and officer.counter in self._pads
        both = both and action in BY_PAD
        if console is None or (both and self._habits.random() < 0.5):
            return self._press_pad(officer, action)
        more = {name: value for name, value in (("number", label), ("service", service)) if value}
        before = self._called.get(officer.counter, (0, ""))[0]
        if not console.do(action, **more):
            return None
        at = self.now
        self.company.note("seen", at, counter=officer.counter, who=officer.who)
        if action in ("call", "call_next"):  # nobody may follow whoever was finished by it
            view = console.view
            calls = view is None or view[0] == "called"
            _reached(lambda: not calls or self._called.get(officer.counter, (0, ""))[0] > before, LAMP_S)
        return at

    def _press_pad(self, officer: Officer, action: str) -> float | None:
        box, counter = self._pads[officer.counter], officer.counter
        before, idle = self._called.get(counter, (0, ""))[0], box.lamp("called") == "off"
        at = self.now
        if box.lamp("link") == "off" or not box.press(action):
            return None
        if action == "call_next":
            # Somebody is called; or, with nobody to follow, whoever was here is finished, and the lamp stays off.
            settled = time.monotonic() + SETTLED_S
            done = _reached(
                lambda: (
                    self._called.get(counter, (0, ""))[0] > before
                    or (not idle and time.monotonic() > settled and box.lamp("called") == "off")
                ),
                LAMP_S,
            )
        elif action in ("finish", "no_show", "park"):
            done = _reached(lambda: box.lamp("called") == "off", LAMP_S)
        else:
            done = not idle
        self.company.note("seen" if done else "felt", at, counter=counter)
        return at if done else None

    def attend(self, officer: Officer, how: str) -> None:
        """Sign in or out at the console, or touch it."""
        self.consoles[officer.counter].attend(how)
        what = "left" if how == "sign_out" else "seen"
        self.company.note(what, counter=officer.counter, who=officer.who)

    def desk(self, action: str, label: str, value: str = "") -> bool:
        """The information desk changes a ticket."""
        with self._asking:
            more = {"group": value} if value else {}
            return self.information is not None and bool(self.information.do(action, number=label, **more))


def _reached(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
