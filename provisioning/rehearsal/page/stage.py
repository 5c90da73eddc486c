"""All that can be seen in the hall at this moment, and every change of it, to each browser that watches.

Whatever calls in here runs in a printer's, a panel's or the warden's thread: nothing may block them, so a
browser that does not keep up is sent away, and comes back for a new picture of everything.
"""

from __future__ import annotations

import queue
import secrets
import threading
from typing import TYPE_CHECKING, Any

from provisioning.rehearsal.page.papers import Papers
from provisioning.rehearsal.page.story import Happening, Story, Turn
from provisioning.rehearsal.page.words import heard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provisioning.rehearsal.boxes import Box
    from provisioning.rehearsal.mall import Mall
    from provisioning.rehearsal.page.words import Words

MOST_WATCHERS = 8
BEHIND = 4000  # events
LOOK_S = 0.4
TRAY = 12  # papers that a new browser is shown
TURNS = 300  # tickets of which the last turn is remembered
Event = dict[str, Any]


class Full(Exception):
    """As many browsers watch as may."""


class Seat:
    """One browser that watches."""

    def __init__(self, stage: Stage, words: Words) -> None:
        self._stage, self.words = stage, words
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()

    def put(self, event: Event) -> None:
        """Show it something; one that is far behind has to begin anew."""
        if self._events.qsize() > BEHIND:
            self._stage.leave(self)
        self._events.put(event)

    def events(self, patience_s: float) -> Iterator[Event | None]:
        """What there is to show; None each time nothing was for that long. Ends with the stage."""
        while True:
            try:
                event = self._events.get(timeout=patience_s)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            yield event

    def end(self) -> None:
        """There is nothing more to see."""
        self._events.put(None)

    def leave(self) -> None:
        """The browser has gone."""
        self._stage.leave(self)


class Stage:
    """The hall of a mall, as it is watched. `run` tells one rehearsal's papers from the next one's."""

    def __init__(self, mall: Mall) -> None:
        self.mall = mall
        self.run = secrets.token_hex(4)
        self.papers = Papers()
        self.closed = False
        self._seats: set[Seat] = set()
        self._lock = threading.RLock()  # over the seats, and the order of what they are shown
        self.story = Story(mall, self._told, self._lock)
        self._armed: set[str] = set()  # kiosks whose paper will end in the next ticket
        self._visitors = False
        self._turns: dict[str, Turn] = {}  # the last of each ticket, by its label
        self._known: dict[str, Event] = {}  # what was last said of boxes and processes
        self._stir = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="rehearsal stage", daemon=True)

    def open(self) -> None:
        """Begin to watch the mall."""
        self.mall.news.listen(self._hear)
        self._thread.start()

    def close(self) -> None:
        """End every stream."""
        self.mall.news.leave(self._hear)
        self.closed = True
        self._stir.set()
        with self._lock:
            for seat in self._seats:
                seat.end()

    def enter(self, words: Words) -> Seat:
        """Watch. The first event is everything.

        Raises:
            Full: there is no free seat.
        """
        seat = Seat(self, words)
        with self._lock:
            if len(self._seats) >= MOST_WATCHERS:
                raise Full
            self._seats.add(seat)
            seat.put(self._everything(words))
            if self.closed:
                seat.end()
        return seat

    def leave(self, seat: Seat) -> None:
        """Watch no more."""
        with self._lock:
            self._seats.discard(seat)
            seat.end()

    def look(self) -> None:
        """Something may have changed: look now rather than in a moment."""
        self._stir.set()

    def arm(self, kiosk: str, *, armed: bool) -> None:
        """The paper of a kiosk will, or will not, end in its next ticket."""
        (self._armed.add if armed else self._armed.discard)(kiosk)

    def told_visitors(self, on: bool) -> None:  # noqa: FBT001 - a callback's shape
        """Visitors began or ended to come by themselves."""
        self._visitors = on
        self.story.tell("visitors_on" if on else "visitors_off")
        self._show({"t": "visitors", "on": on})

    # --- what is seen ---------------------------------------------------------------------------------------

    def _everything(self, words: Words) -> Event:
        boxes = self.mall.boxes
        return {
            "t": "all",
            "run": self.run,
            "now": self.mall.now(),
            "rate": self.mall.rate,
            "lamps": {name: box.panel.lamps for name, box in boxes.items() if box.panel is not None},
            "boxes": {name: self._box(name, box) for name, box in boxes.items()},
            "processes": {name: self._process(name) for name in self.mall.warden.running()},
            "frames": {name: eye.latest or 0 for name, eye in self.mall.eyes.items()},
            "papers": [sheet.told() for sheet in self.papers.newest(TRAY)],
            "turns": [turn._asdict() for turn in self._turns.values()],
            "texts": {name: box.words for name, box in boxes.items() if box.words is not None},
            "visitors": self._visitors,
            "story": [words.told(line) for line in self.story.newest()],
        }

    def _box(self, name: str, box: Box) -> Event:
        seen: Event = {"cut": box.relay.is_cut}
        if box.reader is not None:
            seen["reader_unplugged"] = not box.reader.plugged
        if box.printer is not None:
            state = box.printer.state
            if state.paper_out:
                self._armed.discard(name)
            seen |= {
                "paper_out": state.paper_out,
                "paper_out_next": name in self._armed,
                "jam": state.jammed,
                "hot": state.hot,
                "cover": state.cover_open,
                "mute": state.mute,
                "slow": state.slowness > 1,
                "printer_unplugged": not state.plugged,
                "printing": state.printing,
            }
        return seen

    def _process(self, name: str) -> Event:
        warden = self.mall.warden
        return {"pid": warden.pid(name), "starts": warden.starts(name)}

    def _watch(self) -> None:
        while not self.closed:
            self._stir.wait(LOOK_S if self._seats else None)
            self._stir.clear()
            for name, box in self.mall.boxes.items():
                self._note({"t": "box", "d": name, **self._box(name, box)})
            for name in self.mall.warden.running():
                self._note({"t": "process", "d": name, **self._process(name)})

    def _note(self, event: Event) -> None:
        key = f"{event['t']} {event['d']}"
        if self._known.get(key) != event:
            self._known[key] = event
            self._show(event)

    # --- what happens ---------------------------------------------------------------------------------------

    def _show(self, event: Event) -> None:
        with self._lock:
            for seat in tuple(self._seats):
                seat.put(event)

    def _told(self, line: Happening) -> None:
        with self._lock:
            for seat in tuple(self._seats):
                seat.put({"t": "story", **seat.words.told(line)})

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "lamp":
            self._show({"t": "lamp", "d": what["device"], "p": what["pin"], "v": what["level"]})
        elif kind == "words":
            self._show({"t": "text", "d": what["device"], "lines": what["lines"]})
        elif kind == "frame":
            self._show({"t": "frame", "d": what["device"], "n": what["number"]})
        elif kind == "paper":
            self._paper(what)
        elif kind == "slip":
            sheet = self.papers.add(what["device"], what["ticket"], whole=True)
            copied = sheet.ticket.copy
            self.story.tell(
                "copied" if copied else "slip", sheet.ticket.label if copied else "", device=sheet.device
            )
            self._show({"t": "paper", **sheet.told()})
            self.look()
        elif kind == "shown":
            self.story.tell("shown", what["label"], device=what["device"], counter=what["counter"])
            self._show(
                {"t": "shown", "d": what["device"], "label": what["label"], "counter": what["counter"]}
            )
        elif kind == "utterance":
            self.story.tell("heard", words=what["words"])
            self._show({"t": "heard", "d": what["device"], "text": heard(what["words"])})
        elif kind == "process":
            self.story.tell("up" if what["running"] else "down", device=what["name"])
            self.look()
        elif kind == "line":
            self._line(what["name"], what["line"])

    def _paper(self, what: dict[str, Any]) -> None:
        sheet = self.papers.add(what["device"], what["ticket"], whole=what["whole"])
        self.story.tell("paper" if sheet.whole else "torn", sheet.ticket.label, device=sheet.device)
        self._show({"t": "paper", **sheet.told()})
        self.look()

    def _line(self, process: str, line: str) -> None:
        turn = self.story.read(process, line)
        if turn is None:
            return
        with self._lock:
            self._turns.pop(turn.label, None)
            self._turns[turn.label] = turn
            while len(self._turns) > TURNS:
                del self._turns[next(iter(self._turns))]
            self._show({"t": "turn", **turn._asdict()})
