"""One counter as its officer sees it: (hall, counter) -> `Console`, frozen. Pure.

Built in the writer's thread, shown in others: nothing in it is shared with the hall. It must never look through the
day's tickets, because a press waits meanwhile: what it costs is this counter's services, lines and visits.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hub.hall import Hall
    from hub.lines import Line
    from hub.records import Visit
    from hub.tickets import Ticket

SHOWN = 15
_LOOKED_AT = 2 * SHOWN  # of each line; more than are shown, because some of them cannot be called
MISSED_SHOWN = 6

State = Literal["idle", "called", "serving"]
Why = Literal["", "paper", "only", "elsewhere"]


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """The ticket at the counter. Times are UTC seconds; `since` when it came into its state.

    `name` is that of its service, `priority` that of the visitor's group, `first` the label of the visitor's first
    ticket; both may be empty.
    """

    uid: str
    label: str
    service: str
    name: str
    since: float
    called_at: float
    calls: int
    priority: str
    first: str


class Waiter(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who waits, and `why` it cannot be called here now (empty: it can).

    Its `paper` is still coming, it is for the counter `at` `only`, or the visitor is `elsewhere`, at the counter `at`.
    """

    uid: str
    label: str
    service: str
    name: str
    since: float
    priority: str
    why: Why = ""
    at: int | None = None


class Aside(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was called and is to come back: put aside, at whichever counter (`at`), or missed at this one."""

    uid: str
    label: str
    service: str
    name: str
    since: float
    state: Literal["parked", "no_show"]
    at: int | None = None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What the counter did today. `mean_s`: how long a finished visitor was there, `None`: nobody was finished."""

    called: int
    finished: int
    no_show: int
    mean_s: float | None


class Console(msgspec.Struct, frozen=True, kw_only=True):
    """A counter. `standing` is what a command says that it has seen; `can` the actions that are possible now.

    `waiting` in the order of calling; `more` wait behind them. `lines`: prefix, name and how many wait, of each
    of its services that anybody waits for.
    `attended`: somebody did something here, and has not left since.
    """

    counter: str
    number: int
    standing: str
    state: State
    here: Here | None
    can: tuple[str, ...]
    waiting: tuple[Waiter, ...]
    more: int
    lines: tuple[tuple[str, str, int], ...]
    aside: tuple[Aside, ...]
    figures: Figures
    attended: bool


_AT_COUNTER = {
    "called": ("recall", "serve", "finish", "no_show", "park", "transfer", "cancel"),
    "serving": ("finish", "park", "transfer"),
}


def console(hall: Hall, counter: str) -> Console | None:
    """How a counter stands; `None`: there is no such counter (any more)."""
    row = hall.counters.get(counter)
    if row is None:
        return None
    active = hall.tickets.get(hall.active.get(counter, ""))
    waiting = _line(hall, counter, active.visitor if active else "")
    services = (hall.services[name] for name in row.services if hall.waiting(name))
    lines = tuple((service.prefix, service.name, hall.waiting(service.id)) for service in services)
    state: State = "idle"
    if active is not None:
        state = "serving" if active.state == "serving" else "called"
    can = _AT_COUNTER.get(state, ())
    if active is not None or hall.pick_next(counter) is not None:
        can = ("call_next", *can)
    return Console(
        counter=counter, number=row.number, standing=hall.standing(counter), state=state, can=can,
        here=_here(hall, active) if active else None,
        waiting=tuple(waiting[:SHOWN]), lines=lines,
        more=max(0, sum(count for _, _, count in lines) - min(len(waiting), SHOWN)),
        aside=(*_parked(hall, counter), *_missed(hall, counter)),
        figures=_figures(hall.log.get(counter, ())), attended=counter in hall.acted,
    )  # fmt: skip


def _here(hall: Hall, ticket: Ticket) -> Here:
    called = ticket.called_at or ticket.queue_time
    first = hall.tickets.get(ticket.visit)
    return Here(
        uid=ticket.uid, label=ticket.label, service=ticket.service, name=_name(hall, ticket), called_at=called,
        since=ticket.served_at if ticket.state == "serving" and ticket.served_at is not None else called,
        calls=ticket.calls, priority=_group(hall, ticket), first=first.label if first else "",
    )  # fmt: skip


def _line(hall: Hall, counter: str, leaving: str) -> list[Waiter]:
    """Who waits for this counter, in the order in which it will call them as things stand."""
    names = hall.counters[counter].services

    def seen(row: dict[str, Line]) -> list[Waiter]:
        first = islice(merge(*(row[name] for name in names if name in row)), _LOOKED_AT)
        return [_waiter(hall, hall.tickets[uid], counter, leaving) for _place, uid in first]

    return in_order(
        seen(hall.lines.priority),
        seen(hall.lines.ordinary),
        every=hall.register.one_in,
        since=hall.since.get(counter, 0),
        place=lambda waiter: (hall.tickets[waiter.uid].place, waiter.uid),
    )


def in_order(
    priority: Sequence[Waiter],
    ordinary: Sequence[Waiter],
    *,
    every: int,
    since: int,
    place: Callable[[Waiter], object],
) -> list[Waiter]:
    """The two lines as one, as `Lines.next` would take from them again and again; `every` and `since` as there.

    Who cannot be called stands before whoever comes next in the same line.
    """
    rows = [_steps(priority), _steps(ordinary)]
    found: list[Waiter] = []
    while rows[0] and rows[1]:
        first, second = rows[0][0][-1], rows[1][0][-1]
        if first.why or second.why:  # nobody can be called in what is left of that line
            turn = 1 if first.why else 0
        elif every and since >= every - 1:
            turn = 0
        else:
            turn = 0 if place(first) < place(second) else 1  # type: ignore[operator] - whatever it is, it has an order
        found += rows[turn].pop(0)
        since = 0 if turn == 0 else since + 1
    return [*found, *(waiter for row in rows for step in row for waiter in step)]


def _steps(line: Iterable[Waiter]) -> list[list[Waiter]]:
    """A line in pieces, each up to and with one who can be called."""
    steps: list[list[Waiter]] = [[]]
    for waiter in line:
        steps[-1].append(waiter)
        if not waiter.why:
            steps.append([])
    return steps if steps[-1] else steps[:-1]


def _waiter(hall: Hall, ticket: Ticket, counter: str, leaving: str) -> Waiter:
    why, at = "", ""
    if ticket.state != "waiting":
        why = "paper"
    elif ticket.only not in ("", counter):
        why, at = "only", ticket.only
    elif ticket.visitor in hall.engaged and ticket.visitor != leaving:
        why, at = "elsewhere", hall.tickets[hall.engaged[ticket.visitor]].counter
    since = ticket.queue_time if ticket.entered_at is None else ticket.entered_at
    return Waiter(
        uid=ticket.uid, label=ticket.label, service=ticket.service, name=_name(hall, ticket), since=since,
        priority=_group(hall, ticket), why=why, at=_number(hall, at),
    )  # fmt: skip


def _parked(hall: Hall, counter: str) -> list[Aside]:
    """Those who are put aside for one of this counter's services; its own first, then in their order."""
    services = hall.counters[counter].services
    tickets = [hall.tickets[uid] for uid in hall.aside]
    mine = [t for t in tickets if t.service in services and t.only in ("", counter)]
    mine.sort(key=lambda ticket: (ticket.counter != counter, ticket.place, ticket.uid))
    return [
        _aside(hall, ticket, "parked", None if ticket.counter == counter else _number(hall, ticket.counter))
        for ticket in mine
    ]


def _missed(hall: Hall, counter: str) -> list[Aside]:
    """Those who did not come to this counter, the last one first."""
    uids = dict.fromkeys(v.uid for v in reversed(hall.log.get(counter, ())) if v.ending == "no_show")
    tickets = (hall.tickets[uid] for uid in uids if uid in hall.tickets)
    missed = (t for t in tickets if t.state == "no_show" and t.day == hall.day)
    return [_aside(hall, ticket, "no_show", None) for ticket in islice(missed, MISSED_SHOWN)]


def _aside(hall: Hall, ticket: Ticket, state: Literal["parked", "no_show"], at: int | None) -> Aside:
    since = ticket.called_at or ticket.queue_time
    return Aside(
        uid=ticket.uid,
        label=ticket.label,
        service=ticket.service,
        name=_name(hall, ticket),
        since=since,
        state=state,
        at=at,
    )


def _figures(log: Sequence[Visit]) -> Figures:
    times = [
        visit.ended_at - (visit.called_at if visit.served_at is None else visit.served_at)
        for visit in log
        if visit.ended_at is not None and visit.ending == "finished"
    ]
    return Figures(
        called=len(log), finished=len(times), no_show=sum(visit.ending == "no_show" for visit in log),
        mean_s=sum(times) / len(times) if times else None,
    )  # fmt: skip


def _name(hall: Hall, ticket: Ticket) -> str:
    service = hall.services.get(ticket.service)
    return service.name if service else ""


def _group(hall: Hall, ticket: Ticket) -> str:
    group = hall.register.priority_groups.get(ticket.priority)
    return group.name if group else ""


def _number(hall: Hall, counter: str) -> int | None:
    row = hall.counters.get(counter)
    return row.number if row else None
