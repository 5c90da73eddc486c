"""Visitors and officers in flesh: they press real buttons, take real paper, look at lamps and at the screen.

They know nothing that a person could not know. Each kiosk has a queue before it, each pad an officer behind it; each
of these is a thread. Times of people are mall seconds; the machines' answers are awaited in real ones.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from provisioning.rehearsal.boxes import Box
    from provisioning.rehearsal.mall import Mall
    from provisioning.rehearsal.people import Visitor

log = logging.getLogger(__name__)

PAPER_S = 8.0  # how long a visitor waits for paper before pressing again
LOOK_S = 0.05
LAMP_S = 3.0
COMING_S = 40.0  # mall seconds until an officer calls again, and then gives up


class Held(NamedTuple):
    """A paper in somebody's hand."""

    visitor: Visitor
    label: str


class Crowd:
    """A day's visitors and the officers who serve them.

    Attributes:
        presses: how often a button was pressed, and felt by a kiosk.
        held: by label, who holds that paper.
        interrupted: visitors who had to press again because their kiosk was killed, or its paper ended.
    """

    def __init__(self, mall: Mall, visitors: list[Visitor]) -> None:
        self._mall = mall
        self._changed = threading.Condition()
        self._queues: dict[str, deque[Visitor]] = {kiosk: deque() for kiosk in mall.of_role("ticket_kiosk")}
        self._papers: dict[str, deque[tuple[str, bool]]] = {kiosk: deque() for kiosk in self._queues}
        self._to_come = deque(visitors)
        self._called: dict[int, str] = {}  # counter -> label on the screen
        self._coming: dict[str, float] = {}  # label -> mall time at which its visitor is at the counter
        self._busy = 0
        self._closing = False
        self.presses = 0
        self.interrupted = 0
        self.held: dict[str, Held] = {}
        self.unwanted: list[str] = []
        mall.news.listen(self._hear)
        actors = [(self._stand_at, kiosk) for kiosk in self._queues] + [
            (self._work, pad) for pad in mall.of_role("counter_pad")
        ]
        self._threads = [
            threading.Thread(target=act, args=(where,), name=f"people {where}", daemon=True)
            for act, where in actors
        ]
        self._threads.append(threading.Thread(target=self._arrive, name="people door", daemon=True))

    def start(self) -> None:
        """Open the doors."""
        for thread in self._threads:
            thread.start()

    def waiting_for_paper(self) -> int:
        """How many have not come yet or stand before a kiosk."""
        with self._changed:
            return len(self._to_come) + sum(len(queue) for queue in self._queues.values())

    def stop(self) -> None:
        """Send everybody home."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._mall.news.leave(self._hear)

    # --- what they see ------------------------------------------------------------------------------------

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        with self._changed:
            if kind == "paper":
                self._papers[what["device"]].append((what["ticket"].label, what["whole"]))
            elif kind == "shown":
                self._called[what["counter"]] = what["label"]
                held = self.held.get(what["label"])
                if held is not None and not held.visitor.leaves:
                    self._coming.setdefault(what["label"], self._mall.now() + held.visitor.walk_s)
            else:
                return
            self._changed.notify_all()

    def _pause(self, mall_s: float) -> None:
        self._sleep(mall_s / self._mall.rate)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        with self._changed:
            while not self._closing and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)

    # --- visitors -----------------------------------------------------------------------------------------

    def _arrive(self) -> None:
        while self._to_come and not self._closing:
            visitor = self._to_come[0]
            self._pause(self._mall.start_at + visitor.at - self._mall.now())
            with self._changed:
                if not self._closing:
                    self._queues[visitor.kiosk].append(visitor)
                    self._to_come.popleft()
                    self._changed.notify_all()

    def _stand_at(self, kiosk: str) -> None:
        while not self._closing:
            with self._changed:
                if not self._queues[kiosk]:
                    self._changed.wait(1.0)
                    continue
                visitor = self._queues[kiosk][0]
            label = self._get_paper(kiosk, visitor)
            with self._changed:
                if label is None:
                    continue
                self.held[label] = Held(visitor, label)
                self._queues[kiosk].popleft()
                if label in self._called.values():  # already on the screen
                    self._coming.setdefault(label, self._mall.now() + visitor.walk_s)

    def _get_paper(self, kiosk: str, visitor: Visitor) -> str | None:
        """Press, and again if it must be, until there is paper; None: the mall closes."""
        box, tries = self._mall.boxes[kiosk], 0
        while not self._closing:
            if box.lamp(visitor.service) == "off":  # closed: wait until it is not
                label = self._take_paper(kiosk, LOOK_S)
                if label is not None:
                    return label
                continue
            if box.press(visitor.service):
                tries += 1
                self.presses += 1
                self.interrupted += tries > 1
                label = self._take_paper(kiosk, PAPER_S)
                if label is not None:
                    return label
                if self._closing:
                    break
                log.warning("visitor %d got no paper at %s and presses again", visitor.number, kiosk)
        return None

    def _take_paper(self, kiosk: str, wait_s: float) -> str | None:
        end = time.monotonic() + wait_s
        with self._changed:
            while not self._closing:
                while self._papers[kiosk]:
                    label, whole = self._papers[kiosk].popleft()
                    if whole:
                        return label
                left = end - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)
        return None

    # --- officers -----------------------------------------------------------------------------------------

    def _work(self, pad: str) -> None:
        box, counter = self._mall.boxes[pad], self._mall.counter_of(pad)
        while not self._closing:
            if box.lamp("link") == "off":
                self._sleep(LOOK_S)
            elif box.lamp("called") != "off":
                self._serve(box, counter)
            elif box.lamp("waiting") != "off":
                with self._changed:
                    self._called.pop(counter, None)  # whoever was here before is not meant by the next call
                self._press_until(box, "call_next", lambda: box.lamp("called") != "off")
            else:
                self._sleep(LOOK_S)

    def _serve(self, box: Box, counter: int) -> None:
        """Somebody was called here: wait, serve, or give up."""
        for attempt in ("wait", "recall"):
            if attempt == "recall":
                box.press("recall")
            held = self._await_visitor(counter)
            if held is not None:
                box.press("serve")
                self._pause(held.visitor.service_s)
                self._press_until(box, "finish", lambda: box.lamp("called") == "off")
                return
            if self._closing:
                return  # sent home in the middle of it: nobody is to be called missing for that
        self._press_until(box, "no_show", lambda: box.lamp("called") == "off")
        if box.lamp("called") == "on":  # being served: it was the press that ends it that got lost
            self._press_until(box, "finish", lambda: box.lamp("called") == "off")

    def _await_visitor(self, counter: int) -> Held | None:
        end = self._mall.now() + COMING_S * max(
            1.0, self._mall.rate / 20
        )  # the screen needs its real time, too
        while not self._closing and self._mall.now() < end:
            with self._changed:
                label = self._called.get(counter, "")
                due = self._coming.get(label)
                if due is not None and due <= self._mall.now():
                    return self.held[label]
                self._changed.wait(LOOK_S)
        return None

    def _press_until(self, box: Box, means: str, done: Any) -> None:
        """Press once; the loop comes back to it if the lamps do not change within a while."""
        box.press(means)
        end = time.monotonic() + LAMP_S
        while not self._closing and not done() and time.monotonic() < end:
            self._sleep(LOOK_S)
