"""A small hall for the tests of the hub's core: two agencies, three services, two counters, one morning."""

from __future__ import annotations

from typing import Any

from broker_config import contract as c
from hub import commands as cmd
from hub import events as e
from hub.decisions import decide
from hub.evolution import evolve
from hub.hall import Hall
from tests.registers import always_open

MORNING = 1795485600.0  # Tuesday, 24 November 2026, 09.00 in Jakarta
TODAY, TOMORROW = "2026-11-24", "2026-11-25"
TOKEN = "t" * 22

MALL = c.Mall(name="Mal", regency="Contoh", timezone="Asia/Jakarta", day_ends="18:00")
SERVICES = (
    c.Service(id="ktp", agency="capil", name="KTP", prefix="A"),
    c.Service(id="akta", agency="capil", name="Akta", prefix="B"),
    c.Service(id="npwp", agency="pajak", name="NPWP", prefix="4K"),
)
COUNTERS = (
    c.Counter(id="loket-1", number=1, zone="utama", agency="capil", services=("ktp", "akta")),
    c.Counter(id="loket-2", number=2, zone="utama", agency="pajak", services=("npwp",)),
)


def open_hall() -> Hall:
    """An empty hall on the morning of `TODAY`."""
    hall = Hall(always_open(MALL, SERVICES, COUNTERS))
    evolve(hall, e.DayBegan(at=MORNING, day=TODAY))
    return hall


def do(hall: Hall, command: cmd.Command, at: float = MORNING) -> list[Any]:
    """Decide a command, and let it happen."""
    events = decide(hall, command, at)
    for event in events:
        evolve(hall, event)
    return events


def request(uid: str, service: str = "ktp", replaces: str | None = None) -> cmd.Issue:
    """A press."""
    return cmd.Issue(
        uid.split(".", maxsplit=1)[0],
        c.TicketRequest(
            uid=uid, service=service, token=uid.ljust(22, "x").replace(".", "-"), replaces=replaces
        ),
    )


def bound(
    uid: str, label: str, seq: int, *, service: str = "ktp", at: float | None = MORNING, trusted: bool = True,
    replaces: str | None = None, not_before: float = MORNING,
) -> cmd.TakeBound:  # fmt: skip
    """A line of a kiosk's log: bound."""
    entry = c.Bound(
        seq=seq, prev=seq - 1, uid=uid, label=label, service=service, token=uid.ljust(22, "x").replace(".", "-"),
        at=at, trusted=trusted, replaces=replaces,
    )  # fmt: skip
    return cmd.TakeBound(uid.split(".", maxsplit=1)[0], entry, not_before)


def printed(uid: str, seq: int, result: str = "printed") -> cmd.TakePrinted:
    """A line of a kiosk's log: how the paper came out."""
    entry = c.Printed(seq=seq, prev=seq - 1, uid=uid, result=result)  # type: ignore[arg-type] - a test may say anything
    return cmd.TakePrinted(uid.split(".", maxsplit=1)[0], entry)


def operate(counter: str, action: str, press: str = "") -> cmd.Operate:
    """A button of the pad at a counter."""
    return cmd.Operate(counter, action, counter.replace("loket", "pad"), press)  # type: ignore[arg-type]


def wait(hall: Hall, uid: str, label: str, seq: int, *, service: str = "ktp", at: float = MORNING) -> None:
    """Let a ticket be issued, bound and printed."""
    do(hall, request(uid, service), at)
    do(hall, bound(uid, label, seq, service=service, at=at), at)
    do(hall, printed(uid, seq + 1), at)
