"""A desk for tests, spoken to by kiosks and a pad, in the small hall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.sequence import before_boot
from hub.desk import Desk, Station
from hub.hall import Hall
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, TOKEN

if TYPE_CHECKING:
    from hub import events as e

JOURNAL, OTHER_JOURNAL = "a" * 32, "b" * 32
FIRST = before_boot(1) + 1


class Counter:
    """A desk, spoken to by one kiosk and one pad; `now` is the real time in seconds, the mall's runs beside it."""

    def __init__(self) -> None:
        stations = {
            "kiosk-1": Station("ticket_kiosk"),
            "kiosk-2": Station("ticket_kiosk"),
            "pad-1": Station("counter_pad", counter="loket-1"),
        }
        self.desk = Desk(Hall(always_open(MALL, SERVICES, COUNTERS)), stations)
        self.now = 0.0

    def hear(self, message: c.Message, sender: str = "kiosk-1") -> list[c.Message]:
        self.desk.hear(Heard(sender, message, device=sender), MORNING + self.now, self.now)
        return [out.message for out in self.desk.take()[1]]

    def wait(self, seconds: float) -> list[e.Event]:
        self.now += seconds
        self.desk.tick(MORNING + self.now, self.now)
        return [each.event for each in self.desk.take()[0]]

    def born(self, sender: str = "kiosk-1", **said) -> c.Welcome:
        birth = c.Birth(**{"boot": 1, "journal": JOURNAL, "role": "ticket_kiosk", "version": "1", **said})
        (welcome,) = self.hear(birth, sender)
        assert isinstance(welcome, c.Welcome)
        return welcome

    def ask(self, uid: str) -> list[c.Message]:
        return self.hear(c.TicketRequest(uid=uid, service="ktp", token=TOKEN))

    def bind(self, uid: str, seq: int, prev: int, label: str = "A-A001") -> int:
        entry = c.Bound(seq=seq, prev=prev, uid=uid, label=label, service="ktp", token=TOKEN, at=MORNING)
        (ack,) = self.hear(entry)
        assert isinstance(ack, c.LogAck)
        return ack.acked

    def state(self, uid: str) -> str:
        return self.desk.hall.tickets[uid].state
