"""The one table of the API: every address with what may be asked, what is answered, and who may ask.

A new address is a row here and a function: the routes, the check of the parameters, the CSV, the OpenAPI document and
docs/api.md follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.contract import Catalogue
from hub.accounts import PUBLIC
from hub.api import asked, bookings, diary, now, past, shapes, shapes_now

if TYPE_CHECKING:
    from collections.abc import Callable

    import msgspec

PREFIX = "/api/v1"


class Route(NamedTuple):
    """An address and a method. `asked` are its parameters, `shape` is the answer; of a list (`many`), a row.

    `permission` is for whoever is signed in, `scope` for a program with a token; `PUBLIC`: anybody. `tagged`: it has
    an ETag, and answers 304 while nothing changed; what is in `restless` does not count. `whole`: without a limit,
    CSV has everything. `example`: what a first request could ask. What is sent along (`sent`) reaches the answering
    function as its third argument, read by `body`.
    """

    name: str
    path: str
    text: str
    asked: type[msgspec.Struct]
    shape: type[msgspec.Struct]
    answer: Callable[..., Any]
    permission: str
    scope: str = ""
    many: bool = False
    whole: bool = False
    tagged: bool = False
    restless: frozenset[str] = frozenset()
    example: str = ""
    method: str = "GET"
    sent: Any = None
    body: Callable[[bytes], Any] | None = None


ROUTES = (
    Route(
        "health", "/health", "Whether the hub works; this needs no token.",
        asked.Nothing, shapes_now.Health, now.health, PUBLIC,
    ),
    Route(
        "floor", "/floor",
        "The hall at this moment: every counter, who waits for what since when, every device. Ask as often as every "
        "second, with If-None-Match.",
        asked.Nothing, shapes_now.Floor, now.floor, "floor", "floor:read", tagged=True, restless=frozenset({"at"}),
    ),
    Route(
        "catalogue", "/catalogue",
        "What the mall offers here and now, as its kiosks have it: who serves what where.",
        asked.Nothing, Catalogue, now.catalogue, "floor", "floor:read", tagged=True,
    ),
    Route(
        "agencies", "/agencies", "Every agency there is or was.",
        asked.Slugs, shapes.AgencyRow, now.agencies, "floor", "floor:read", many=True, whole=True,
    ),
    Route(
        "services", "/services", "Every service there is or was, with its standard, requirements and official fee.",
        asked.Slugs, shapes.ServiceRow, now.services, "floor", "floor:read", many=True, whole=True,
    ),
    Route(
        "counters", "/counters", "Every counter there is or was.",
        asked.Slugs, shapes.CounterRow, now.counters, "floor", "floor:read", many=True, whole=True,
    ),
    Route(
        "alerts", "/alerts", "What needs, or needed, a person.",
        asked.Alerts, shapes.Alert, past.alerts, "floor", "floor:read", many=True, whole=True,
        example="?open=yes",
    ),
    Route(
        "tickets", "/tickets",
        "The tickets of a day, in the order in which they were taken. Find one by what is on its paper with `label`.",
        asked.Tickets, shapes.Ticket, past.listed_tickets, "reports", "tickets:read", many=True, whole=True,
        example="?day=2026-11-23&label=A012",
    ),
    Route(
        "ticket", "/tickets/{uid}", "One ticket, of any day.",
        asked.OneTicket, shapes.Ticket, past.one_ticket, "reports", "tickets:read",
    ),
    Route(
        "service_days", "/days/services", "Figures by day and service: what reports add up.",
        asked.ServiceDays, shapes.ServiceDay, past.service_days, "reports", "tickets:read", many=True, whole=True,
        example="?from=2026-11-01&to=2026-11-30",
    ),
    Route(
        "counter_days", "/days/counters", "Figures by day and counter: calls, and how long it was staffed.",
        asked.CounterDays, shapes.CounterDay, past.counter_days, "reports", "counters:read", many=True, whole=True,
        example="?from=2026-11-01&to=2026-11-30",
    ),
    Route(
        "intervals", "/intervals",
        "Every minute of every counter on a day: its state, and the evidence for it.",
        asked.Intervals, shapes.Interval, past.intervals, "reports", "counters:read", many=True, whole=True,
        example="?day=2026-11-23&counter=loket-1",
    ),
    Route(
        "journal", "/journal",
        "Everything that happened, in order; it is only ever added to. Keep `next`, and ask again with it as `after`: "
        "that is a copy of the mall that misses nothing. While `more` is true, ask on, even if a page is empty.",
        asked.Journal, shapes.JournalLine, diary.journal, "journal", "journal:read", many=True,
        example="?since=2026-11-23T08:00:00%2B07:00&event=called",
    ),
    Route(
        "people", "/people", "Who works with the hub, by name. Everything else tells ids only.",
        asked.Slugs, shapes.Person, now.people, "users", "people:read", many=True, whole=True,
    ),
    Route(
        "book", "/bookings/{date}",
        "Give the hub all bookings of a day, today or later; they take the place of those given for it before. A "
        "visitor who shows the code to a kiosk gets a number of that service, once, and stands in line like anybody "
        "else. The codes are not kept, and cannot be asked for.",
        asked.BookingDay, shapes.Bookings, bookings.book, "bookings", "bookings:write", method="PUT",
        sent=list[asked.BookingGiven], body=bookings.read,
        example='[{"code": "MPP-7F3K2", "service": "ktp-baru", "at": "2026-11-24T09:30:00+07:00"}]',
    ),
    Route(
        "bookings", "/bookings/{date}", "How many bookings of a day there are, and how many of them were used.",
        asked.BookingDay, shapes.Bookings, bookings.bookings, "bookings", "bookings:write",
    ),
)  # fmt: skip
