"""What the record of every counter has to say after a rehearsed day: somebody with a stopwatch and the diary. Pure.

The rules are those of docs/counter-minutes.md, put down once more as a person would check them: second by second, with
a watch for each officer that runs while nobody saw them. It shares nothing with the hub, whose answer it is to judge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provisioning.rehearsal.day.line import waiting_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provisioning.rehearsal.day import ClosurePlan, Day
    from provisioning.rehearsal.day.acts import Act
    from provisioning.rehearsal.day.hours import Hours

SERVING, IDLE, BREAK, CLOSED = "serving", "open_idle", "break", "closed_approved"
UNSCHEDULED, UNATTENDED, UNKNOWN = "not_scheduled", "unattended", "unknown"
STATES = (SERVING, IDLE, BREAK, CLOSED, UNSCHEDULED, UNATTENDED, UNKNOWN)
DAY_S = 86400


class Grace(NamedTuple):
    """How long an officer may be unseen, in seconds: while people wait, and while nobody does.

    One `felt` press is noted every `felt_s`; a ticket that nobody ends is believed for `serving_s`.
    """

    waited_s: float = 600.0
    idle_s: float = 3600.0
    felt_s: float = 60.0
    serving_s: float = 4 * 3600.0


def expected(
    day: Day,
    acts: Sequence[Act],
    serves: Mapping[str, Sequence[str]],
    grace: Grace = Grace(),  # noqa: B008 - it is frozen
) -> dict[str, list[str]]:
    """Per counter, the state of each second of the day; `serves` are the services of each counter."""
    diary = sorted(acts, key=lambda act: act.at)
    lines = waiting_at(diary, serves)
    mine: dict[str, list[Act]] = {counter: [] for counter in serves}
    for act in diary:
        if act.counter in mine:
            mine[act.counter].append(act)
    found = {}
    for counter in serves:
        shut = [plan for plan in day.closures if plan.counter == counter and plan.approved]
        watch = _Stopwatch(day.hours[counter], shut, grace)
        found[counter] = watch.day(mine[counter], lines.get(counter, []))
    return found


class _Stopwatch:
    """One counter. `unseen` is per officer how long nothing was seen of them; `opened` how long it is open by now."""

    def __init__(self, hours: Hours | None, shut: Sequence[ClosurePlan], grace: Grace) -> None:
        self._plan = [UNSCHEDULED] * DAY_S
        if hours is not None:
            self._lay(hours.opens, hours.closes, "open")
            if hours.rest is not None:
                self._lay(*hours.rest, BREAK)
            for plan in shut:
                self._lay(max(plan.start, hours.opens), min(plan.end, hours.closes), CLOSED)
        self._grace = grace
        self.states: list[str] = []
        self._up: set[str] = set()
        self._seen_at: dict[str, float] = {}  # per officer, on the wall clock; the one seen last comes last
        self._unseen: dict[str, float] = {}  # the same, in seconds in which they could have been seen
        self._last = ""
        self._noted = -1e9
        self._ticket, self._since = "", 0.0
        self._people, self._waited = False, 0.0
        self._opened, self._open_before = 0.0, False
        self._there: bool | None = None  # None: it is not told yet in this stretch
        self._undecided: list[int] = []

    def _lay(self, start: float, end: float, what: str) -> None:
        for second in range(int(start), int(end)):
            self._plan[second] = what

    def day(self, acts: Sequence[Act], line: Sequence[tuple[float, bool]]) -> list[str]:
        """Every second from midnight to midnight."""
        acts_left, line_left = list(reversed(acts)), list(reversed(line))
        before = UNSCHEDULED
        for second in range(DAY_S):
            planned = self._plan[second]
            if planned != before:
                self._turn(before, planned, second)
                before = planned
            while line_left and line_left[-1][0] <= second + 0.5:
                self._people, self._waited = line_left.pop()[1], 0.0
            while acts_left and acts_left[-1].at <= second + 0.5:
                self._take(acts_left.pop())
            asleep = planned == UNSCHEDULED and not self._ticket
            self.states.append(UNSCHEDULED if asleep else self._judge(planned, second))
        self._turn(before, UNSCHEDULED, DAY_S)
        return self.states

    def _turn(self, before: str, planned: str, second: int) -> None:
        """The plan changes: a stretch in which the counter is to be open begins, or ends."""
        if before == "open":
            self._settle(UNKNOWN)  # too short to tell
            self._there = None
        if planned == "open":
            since = second - self._grace.waited_s if self._open_before else 0.0
            self._seen_at = {who: at for who, at in self._seen_at.items() if at >= since}
            self._unseen = dict.fromkeys(self._seen_at, 0.0)
            if self._ticket:
                self._see(self._last, second)
            self._open_before, self._opened, self._waited = True, 0.0, 0.0
            self._there = True if self._seen_at else None

    def _take(self, act: Act) -> None:
        if act.what in ("seen", "felt"):
            if act.what == "seen" or act.at - self._noted > self._grace.felt_s:
                self._noted = act.at
                self._show(act.who, act.at)
        elif act.what == "left":
            self._noted = -1e9
            self._seen_at.pop(act.who, None)
            self._unseen.pop(act.who, None)
            if self._last == act.who:
                self._last = next(reversed(self._seen_at), "")
            if self._there and not self._seen_at:
                self._there = False
        elif act.what == "called":
            self._ticket, self._since = act.ticket, act.at
        elif act.what == "free" and act.ticket == self._ticket:
            self._ticket = ""
        elif act.what == "up":
            self._up.add(act.who)
        elif act.what == "down":
            self._up.discard(act.who)

    def _show(self, who: str, at: float) -> None:
        self._see(who, at)
        if self._there is None:
            self._settle(IDLE)  # late, but not so late that it is absence
        self._there = True

    def _see(self, who: str, at: float) -> None:
        who = who or self._last  # a button does not know whose finger it is
        for row in (self._seen_at, self._unseen):
            row.pop(who, None)
        self._seen_at[who], self._unseen[who] = at, 0.0
        self._last = who

    def _judge(self, planned: str, second: int) -> str:
        serving = bool(self._ticket) and second - self._since < self._grace.serving_s
        if serving and self._seen_at:
            self._see(self._last, second)
        if planned != "open":
            return SERVING if serving else planned
        if self._up:
            self._run()
        if serving:
            return SERVING
        if not self._up:
            return UNKNOWN
        if self._there is not False and self._is_over():
            self._settle(UNATTENDED)
            self._there = False
        if self._there is None:
            self._undecided.append(second)
            return UNKNOWN
        return IDLE if self._there else UNATTENDED

    def _run(self) -> None:
        """A second passes in which somebody could have been seen."""
        self._opened += 1
        self._waited += self._people
        for who in self._unseen:
            self._unseen[who] += 1

    def _is_over(self) -> bool:
        """Whether whoever was here has not been seen for too long."""
        last = next(reversed(self._unseen.values())) if self._unseen else self._opened
        unseen = min(last, self._opened)
        too_long = self._people and min(unseen, self._waited) > self._grace.waited_s
        return too_long or unseen > self._grace.idle_s

    def _settle(self, state: str) -> None:
        for second in self._undecided:
            self.states[second] = state
        self._undecided.clear()
