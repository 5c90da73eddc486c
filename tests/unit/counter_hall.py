"""Tickets and devices of two counters, and the facts that follow from what happens to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter_day import MIDNIGHT, at

from hub import events as e
from hub import tickets
from hub.minutes.facts import Day, FactsOf

if TYPE_CHECKING:
    from hub.tickets import Ticket as Row

STATIONS = {"pad-1": "loket-1", "pad-1b": "loket-1", "pad-2": "loket-2", "kiosk-1": ""}
OFFER = {"loket-1": ("ktp", "akta"), "loket-2": ("akta",)}


class Hall:
    """Tickets and devices, and the facts that follow from what happens to them."""

    def __init__(self) -> None:
        self.facts = FactsOf(STATIONS, MIDNIGHT)
        self.facts.offer(MIDNIGHT, OFFER)
        self.rows: dict[str, Row] = {}
        self.over: list[Day] = []

    def do(self, event: e.Event) -> list[Day]:
        before = after = None
        if isinstance(event, e.TicketEvent):
            before = self.rows.get(event.uid)
            after = self.rows[event.uid] = tickets.evolve(before, event)
        over = self.facts.take(event, before, after)
        self.over += over
        return over

    def up(self, clock: str, device: str = "pad-1") -> None:
        self.do(e.DeviceUp(at=at(clock), device=device))

    def down(self, clock: str, since: str, device: str = "pad-1") -> None:
        self.do(e.DeviceDown(at=at(clock), device=device, since=at(since)))

    def wait(self, clock: str, uid: str, service: str = "ktp", **more: Any) -> None:
        told = {"at": at(clock), "uid": uid, "label": uid.upper()}
        self.do(
            e.Bound(
                **told,
                device="kiosk-1",
                service=service,
                day="2026-11-24",
                token="",
                queue_time=at(clock),
                **more,
            )
        )
        self.do(e.Printed(**told, confirmed=True))

    def act(
        self, event: type[e.TicketEvent], clock: str, uid: str, counter: str = "loket-1", **more: Any
    ) -> None:
        if event in (e.Called, e.Recalled):
            more["call"] = 1
        self.do(event(at=at(clock), uid=uid, label=uid.upper(), counter=counter, **more))

    def attend(self, clock: str, how: Any, by: str = "", counter: str = "loket-1", shown: str = "") -> None:
        """`shown`: when it was really, at a pad that could tell it only now."""
        shown_at = at(shown) if shown else None
        self.do(e.Attended(at=at(clock), counter=counter, how=how, by=by, shown_at=shown_at))

    def of(self, counter: str = "loket-1", kind: type | None = None) -> list[Any]:
        return [fact for fact in self.facts.at.get(counter, []) if kind is None or isinstance(fact, kind)]
