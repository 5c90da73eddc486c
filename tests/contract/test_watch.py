"""Which consoles are looked at after something happened, and what evidence an open console is."""

from __future__ import annotations

import pytest

from hub import commands as cmd
from hub.admin.console.attended import AWAY_S, Consoles
from hub.admin.watch import touched
from hub.console import console
from hub.desk import Desk
from hub.hall import Hall
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, bound, operate, printed, request


class House:
    """A desk with one ticket that waits for the first counter."""

    def __init__(self) -> None:
        self.desk = Desk(Hall(always_open(MALL, SERVICES, COUNTERS)), {})
        self.desk.tick(MORNING, 0.0)
        for command in (request("kiosk-1.1.1"), bound("kiosk-1.1.1", "A001", 1), printed("kiosk-1.1.1", 2)):
            self.desk.do(command, MORNING, 0.0)
        self.desk.take()

    def touches(self, command: cmd.Command) -> set[str]:
        self.desk.do(command, MORNING, 0.0)
        happened, _answers = self.desk.take()
        return touched(self.desk.hall, happened) - {""}


TRANSFER = cmd.Amend("kiosk-1.1.1", "transfer", value="npwp")


@pytest.mark.parametrize(
    ("command", "counters"),
    [
        (operate("loket-1", "call_next"), {"loket-1"}),
        (request("kiosk-1.1.2", "npwp"), {"loket-2"}),
        (TRANSFER, {"loket-1", "loket-2"}),
        (cmd.Attend("loket-2", "sign_in"), {"loket-2"}),
        (cmd.Edit("", "zone", "lobi", {"name": "Lobi"}), {"loket-1", "loket-2"}),
        (cmd.BeginDay("2026-11-25"), {"loket-1", "loket-2"}),
        (cmd.Connect("loket-1", up=True), set()),
    ],
)
def test_only_the_counters_that_may_look_different_are_looked_at(command, counters):
    assert House().touches(command) == counters


@pytest.mark.parametrize(
    "command",
    [
        operate("loket-1", "call_next"),
        request("kiosk-1.1.2", "akta"),
        TRANSFER,
        cmd.Amend("kiosk-1.1.1", "prioritise", value="lansia"),
        cmd.Attend("loket-1", "sign_in"),
    ],
)
def test_whatever_looks_different_was_touched(command):
    hall = House()
    before = {name: console(hall.desk.hall, name) for name in hall.desk.hall.counters}
    found = hall.touches(command)
    changed = {name for name in before if console(hall.desk.hall, name) != before[name]}
    assert changed
    assert changed <= found


class Writer:
    """Hears what is asked of it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bool]] = []

    def ask(self, command: cmd.Connect) -> None:
        self.heard.append((command.counter, command.up))


def test_a_console_is_evidence_from_its_first_page_until_after_its_last():
    writer = Writer()
    consoles = Consoles(writer)  # type: ignore[arg-type] - nothing else is asked of it
    consoles.tell({"loket-1"}, 0.0)
    consoles.tell({"loket-1", "loket-2"}, 1.0)
    assert writer.heard == [("loket-1", True), ("loket-2", True)]
    consoles.tell({"loket-1"}, 2.0)
    assert len(writer.heard) == 2
    consoles.tell({"loket-1"}, 2.0 + AWAY_S)
    assert writer.heard[2:] == [("loket-2", False)]


def test_a_page_that_is_loaded_anew_was_not_away():
    writer = Writer()
    consoles = Consoles(writer)  # type: ignore[arg-type] - as above
    consoles.tell({"loket-1"}, 0.0)
    consoles.tell(set(), 1.0)
    consoles.tell({"loket-1"}, 2.0)
    consoles.tell({"loket-1"}, 2.0 + AWAY_S)
    assert writer.heard == [("loket-1", True)]
