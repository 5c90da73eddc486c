"""One counter's day: facts and windows in, intervals of state with their evidence out. Pure.

`intervals` is the only judge of a counter's minutes. It is asked again whenever a fact or the schedule has changed,
and never told what it said before: a closure approved afterwards is the same facts with other windows. It must
never call a minute `unattended` of which nobody could have heard that an officer was there. The rules, for people:
docs/counter-minutes.md.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from hub.minutes.evidence import Fact, Left, Link, Queue, Seen, Ticket

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

State = Literal[
    "serving", "open_idle", "break", "closed_approved", "not_scheduled", "unattended", "unknown"
]  # fmt: skip
Kind = Literal["open", "break", "closed_approved"]

# Why a stretch is what it is, where neither a ticket, an act, a device nor a schedule says it.
WAITED_FOR = "not seen while people waited"
NOT_SEEN = "not seen"
SIGNED_OUT = "signed out"
UNDECIDED = "not decided yet"
TOO_SHORT = "too short to tell"
NO_DEVICE = "no device"

_RANK = {"open": 1, "break": 2, "closed_approved": 3}


class Interval(NamedTuple):
    """A stretch of a counter's day, in UTC seconds; `scheduled`: it lies in a window in which it is to be open.

    `evidence` is what the state rests on: the ticket's label, the act of the officer `by`, the device that was
    gone, the reason of the closure. `by` is the officer who was seen last; for `unattended`, who had signed out.
    """

    start: float
    end: float
    state: State
    evidence: str = ""
    by: str = ""
    scheduled: bool = False


class Rules(NamedTuple):
    """How long an officer may go unseen while people wait, and while nobody does; how long a ticket may take."""

    grace_s: float = 600.0
    idle_grace_s: float = 3600.0
    longest_serving_s: float = 4 * 3600.0


class _Span(NamedTuple):
    start: float
    end: float
    kind: Kind | Literal[""]
    reason: str


def intervals(
    facts: Sequence[Fact],
    windows: Iterable[tuple[float, float, Kind, str]],
    start: float,
    until: float,
    rules: Rules = Rules(),  # noqa: B008 - it is frozen
) -> tuple[Interval, ...]:
    """Judge one counter's day, from local midnight (`start`) until now or the next midnight.

    Args:
        facts: in the order in which they became known. One that is earlier than the one before (the clock was set
            back) counts as of that one's time. What was seen before `start` was another day's; links, tickets and
            queues from before it still stand.
        windows: `(start, end, kind, reason)`, UTC seconds; of those that overlap a closure wins over a break, and a
            break over opening. Nothing is scheduled outside of them.
        start: UTC seconds.
        until: UTC seconds; what was known later is not looked at.
        rules: the times of grace.

    Returns:
        Intervals that tile `start` to `until`, neighbours differ. The last ones may still change: nobody was seen in
        a window and the grace is not over (`unknown`, UNDECIDED).
    """
    watch = _Watch(start, rules)
    index = 0
    for span in _spans(windows, start, until):
        if span.start >= until:
            break
        end = min(span.end, until)
        watch.enter(span)
        while index < len(facts) and facts[index].at < end:
            watch.take(facts[index])
            index += 1
        watch.advance(end)
        watch.leave(is_over=end == span.end)
    return _merged(watch.pieces)


def _spans(windows: Iterable[tuple[float, float, Kind, str]], start: float, until: float) -> list[_Span]:
    """The schedule without overlaps and gaps, from `start` to the end of the last window, or `until`."""
    rows = [row for row in windows if row[0] < row[1] and row[1] > start]
    cuts = sorted({start, until, *(max(row[0], start) for row in rows), *(row[1] for row in rows)})
    spans: list[_Span] = []
    for begin, end in pairwise(cuts):
        over = [row for row in rows if row[0] <= begin and end <= row[1]]
        _, _, kind, reason = max(over, key=lambda row: _RANK[row[2]], default=(0, 0, "", ""))
        last = spans[-1] if spans else None
        if last is not None and last.kind == kind and (last.reason == reason or kind == "open"):
            spans[-1] = last._replace(end=end)
        else:
            spans.append(_Span(begin, end, kind, reason))
    return spans


def _merged(pieces: list[_Piece]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for start, end, what in pieces:
        if merged and merged[-1][2:] == what:
            merged[-1] = Interval(merged[-1].start, end, *what)
        else:
            merged.append(Interval(start, end, *what))
    return tuple(merged)


_What = tuple[State, str, str, bool]  # state, evidence, by, scheduled
_Piece = tuple[float, float, _What]


class _Sight(NamedTuple):
    """When an officer was seen last: the time, and what the clock of observable time showed."""

    at: float
    observed: float
    how: str


class _Watch:
    """Goes through a day, fact by fact and window by window, and writes down what it sees.

    `observed` is a clock that runs only while an officer could be heard in an open window; every grace is measured
    with it. `present` is None as long as nothing is decided in this window: those stretches are in `pending`.
    """

    def __init__(self, start: float, rules: Rules) -> None:
        self.pieces: list[_Piece] = []
        self._pending: list[int] = []
        self._start, self._now, self._rules = start, start, rules
        self._observed = self._opened = 0.0
        self._span = _Span(start, start, "", "")
        self._opened_before = False
        self._alive, self._what = False, NO_DEVICE
        self._label, self._expires = "", start
        self._waited_from: float | None = None  # on the clock of observable time
        self._seen: dict[str, _Sight] = {}  # per officer, who was seen last comes last
        self._who = ""
        self._present: bool | None = None
        self._absence = (NOT_SEEN, "")

    def enter(self, span: _Span) -> None:
        """A window begins: who is there is asked anew."""
        self._span = span
        if span.kind != "open":
            return
        self._opened = self._observed
        # Who was seen in the last minutes of a break is back; before the first window, whoever came to work.
        since = span.start - self._rules.grace_s if self._opened_before else self._start
        self._seen = {who: sight for who, sight in self._seen.items() if sight.at >= since}
        self._opened_before = True
        self._present = True if self._seen else None

    def leave(self, *, is_over: bool) -> None:
        """The window ends, or the time up to which there is anything to tell."""
        if self._pending and self._due() <= self._observed:
            self._miss()
        self._settle("unknown", TOO_SHORT if is_over else UNDECIDED)
        self._present = None

    def take(self, fact: Fact) -> None:
        """Learn a fact."""
        early = fact.at < self._start and self._now == self._start
        if not early:
            self.advance(fact.at)
        _TAKE[type(fact)](self, fact, early)

    def advance(self, to: float) -> None:
        """Write down everything up to a time; to one that is past already, nothing."""
        if self._label and self._now < self._expires and self._now < to:
            stop = min(to, self._expires)
            if self._span.kind == "open" and self._alive:
                self._observed += stop - self._now
            self._write(stop, "serving", self._label, self._who)
            if self._seen:  # an open ticket is evidence as long as it lasts
                self._sight(self._who, self._label)
        if self._now >= to:
            return
        if self._span.kind != "open":
            self._write(to, self._span.kind or "not_scheduled", self._span.reason, "")
        elif not self._alive:
            self._write(to, "unknown", self._what, "")
        else:
            self._look(to)

    def _look(self, to: float) -> None:
        """An open window, a link, no ticket: is anybody there?"""
        if self._present is not False:
            stop = min(to, self._now + max(0.0, self._due() - self._observed))
            self._observed += stop - self._now
            if self._present:
                self._write(stop, "open_idle", self._last().how, self._who)
            elif stop > self._now:
                self._pending.append(len(self.pieces))
                self._write(stop, "unknown", UNDECIDED, "")
            if self._now < to:
                self._miss()
        if self._now < to:
            self._observed += to - self._now
            self._write(to, "unattended", *self._absence)

    def _due(self) -> float:
        """When, on the clock of observable time, whoever is not seen until then counts as absent."""
        base = max(self._opened, self._last().observed) if self._seen else self._opened
        due = base + self._rules.idle_grace_s
        if self._waited_from is None:
            return due
        return min(due, max(base, self._waited_from) + self._rules.grace_s)

    def _miss(self) -> None:
        """The grace is over; if nobody was seen at all, nobody has been here since the window began."""
        self._absence = (NOT_SEEN if self._waited_from is None else WAITED_FOR, "")
        self._settle("unattended", self._absence[0])
        self._present = False

    def _settle(self, state: State, evidence: str, by: str = "") -> None:
        for index in self._pending:
            start, end, _ = self.pieces[index]
            self.pieces[index] = (start, end, (state, evidence, by, True))
        self._pending.clear()

    def _write(self, end: float, state: State, evidence: str, by: str) -> None:
        if end > self._now:
            self.pieces.append((self._now, end, (state, evidence, by, self._span.kind == "open")))
            self._now = end

    def _last(self) -> _Sight:
        return next(reversed(self._seen.values()))

    def _sight(self, by: str, how: str) -> None:
        who = by or self._who  # a button does not know who presses it: whoever was there last
        self._seen.pop(who, None)
        self._seen[who] = _Sight(self._now, self._observed, how)
        self._who = who

    def _show(self, by: str, how: str) -> None:
        self._sight(by, how)
        if self._span.kind == "open":
            if self._present is None:  # late by less than the grace is not absence
                self._settle("open_idle", how, self._who)
            self._present = True

    def _see(self, fact: Seen, early: bool) -> None:  # noqa: FBT001 - all of these are called alike
        if not early:
            self._show(fact.by, fact.how)

    def _part(self, fact: Left, _early: bool) -> None:  # noqa: FBT001
        if fact.by:
            self._seen.pop(fact.by, None)
        else:
            self._seen.clear()
        if self._who == fact.by or not fact.by:
            self._who = next(reversed(self._seen), "")
        if not self._seen and self._present:
            self._present, self._absence = False, (SIGNED_OUT, fact.by)

    def _connect(self, fact: Link, _early: bool) -> None:  # noqa: FBT001
        self._alive, self._what = fact.alive, fact.what

    def _attend(self, fact: Ticket, early: bool) -> None:  # noqa: FBT001
        self._label = fact.label
        self._expires = (fact.at if early else self._now) + self._rules.longest_serving_s
        if fact.label and not early:
            self._show("", fact.label)

    def _line_up(self, fact: Queue, _early: bool) -> None:  # noqa: FBT001
        if not fact.waiting:
            self._waited_from = None
        elif self._waited_from is None:
            self._waited_from = self._observed


_TAKE: dict[type, Callable[..., None]] = {
    Seen: _Watch._see,  # noqa: SLF001 - the table of the class above
    Left: _Watch._part,  # noqa: SLF001
    Link: _Watch._connect,  # noqa: SLF001
    Ticket: _Watch._attend,  # noqa: SLF001
    Queue: _Watch._line_up,  # noqa: SLF001
}
