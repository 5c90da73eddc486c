"""From the finger to a number that is durable at both ends, and to the first byte at the printer.

A press and a raw question take turns, with the same rest after each, so that whatever else the machine does
hits both alike. The floor of a press is a question and its answer between two processes, both QoS 1 over the same
mutual TLS, with one synced commit in each process before it goes on.
"""

from __future__ import annotations

import re
import time
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec

from broker_config import contract as c
from broker_config.codec import encode
from tests.bench.figures import Figure, Goal
from tests.bench.mall import FLOOD, FLOOR_BROKER, HUB, KIOSK, SERVICE, wait_for

if TYPE_CHECKING:
    from tests.bench.mall import BenchMall

WARM_UP = 20
HOLD_S = 0.03  # a finger's; a button that is let go at once, again and again, is taken for a chattering one
REST_S = 0.05  # the button must have been open for 40 ms, and the hub must have taken the kiosk's log
_BOUND = re.compile(r"^(\S+) INFO kiosk\.clerk: \S+ bound (\S+)$", re.MULTILINE)


def measure(mall: BenchMall, samples: int, scene: str = "") -> list[Figure]:
    """The figures of so many presses; needs the whole mall. `scene` is what stands behind their names."""
    before = len(_bound(mall))
    asker = FLOOD[0]
    asked, answered = mall.topic(f"device/{asker}/up/request"), mall.topic(f"device/{asker}/down/proposal")
    mall.start(FLOOR_BROKER)
    echo = mall.floor(
        "echo", "echo", HUB, asked, answered, len(encode(_PROPOSAL)), mall.directory / "echo.db"
    )
    ask = mall.floor("ask", "ask", asker, asked, answered, len(encode(_REQUEST)), mall.directory / "ask.db")
    pressed, floor = [], []
    first_bytes = []
    buttons, pin = mall.pins[KIOSK], mall.pin(KIOSK, SERVICE)
    for _ in range(WARM_UP + samples):
        pressed.append(time.time())
        buttons.press(pin)
        first_bytes.append(mall.paper.first_bytes.get(timeout=10.0))
        time.sleep(HOLD_S)
        time.sleep(REST_S)  # nobody is faster; a contact that is would be taken for a worn one
        buttons.release(pin)
        buttons.look()
        floor.append(ask.ask())
        time.sleep(REST_S)
    for worker in (ask, echo):
        worker.end()
    mall.processes.end(FLOOR_BROKER)
    wait_for("the last line of the log", lambda: len(_bound(mall)) >= before + len(pressed))
    bound = _bound(mall)[before:]
    if len(bound) != len(pressed):
        raise RuntimeError(f"{len(pressed)} presses and {len(bound)} tickets")
    offline = sum("-" in label for _, label in bound)
    if offline:
        raise RuntimeError(
            f"{offline} tickets were bound without the hub: the machine is too busy to measure"
        )
    building = _building(200)
    to_bound = [(end - begun) * 1000 for begun, (end, _) in zip(pressed, bound, strict=True)]
    to_byte = [(end - begun) * 1000 for begun, end in zip(pressed, first_bytes, strict=True)]
    return [
        Figure(
            f"press → label bound{scene}", "ms", tuple(to_bound[WARM_UP:]), tuple(floor[WARM_UP:]),
            (Goal(0.5, 1.25, times_floor=True), Goal(0.99, 2.0, times_floor=True)),
        ),
        Figure(
            f"press → first byte at the printer{scene}", "ms", tuple(to_byte[WARM_UP:]),
            tuple(one + building for one in floor[WARM_UP:]), (Goal(0.5, 1.3, times_floor=True),),
        ),
    ]  # fmt: skip


def _bound(mall: BenchMall) -> list[tuple[float, str]]:
    log = mall.processes.log(KIOSK)
    found = _BOUND.findall(log.read_text()) if log.exists() else []
    return [(datetime.fromisoformat(at).timestamp(), label) for at, label in found]


def _building(times: int) -> float:
    """How many milliseconds it takes to make the bytes of one ticket."""
    from kiosk.escpos_bytes import to_bytes  # noqa: PLC0415 - slow to import
    from kiosk.receipt import compose  # noqa: PLC0415 - likewise

    took = []
    for number in range(times):
        ticket = msgspec.structs.replace(_TICKET, label=f"A{number:03d}")
        began = time.perf_counter()
        to_bytes(compose(ticket, 80))
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _ticket() -> Any:
    from kiosk.receipt import Ticket  # noqa: PLC0415 - likewise

    return Ticket(
        mall="Mal Pelayanan Publik Tirtamarta", regency="Kabupaten Tirtamarta",
        agency="Dinas Kependudukan dan Pencatatan Sipil", service="KTP-el baru", label="A012",
        at=datetime.fromisoformat("2026-11-23T08:15:00+07:00"), ahead=11, wait_min=25, hotline="1500 537",
        fee="Gratis", qr="https://mpp.tirtamarta.example/t/0123456789abcdefghijkl",
    )  # fmt: skip


_UID, _TOKEN = f"{KIOSK}.1.123", "0123456789abcdefghijkl"
_REQUEST = c.TicketRequest(uid=_UID, service=SERVICE, token=_TOKEN)
_PROPOSAL = c.Proposal(uid=_UID, label="A012", ahead=11, wait_s=1500.0, at=1795395600.123456)
_TICKET = _ticket()
