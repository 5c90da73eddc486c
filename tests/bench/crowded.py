"""A press at a kiosk that has everything against it: 20 buttons, a reader that chatters, a hub that is busy.

The measurement is that of `press.py`, floor and all; what disturbs it disturbs both.
"""

from __future__ import annotations

import contextlib
import threading
import tomllib
from typing import TYPE_CHECKING

import tomli_w

from provisioning.rehearsal.reader import VirtualReader
from tests.bench import press
from tests.bench.children import Worker
from tests.bench.mall import FLOOD, HUB, KIOSK, SERVICE, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.figures import Figure
    from tests.bench.mall import BenchMall

BUTTONS = 20
FREE_PINS = [*range(4, 14), *range(16, 28)]
ENTRIES, EVERY_S = (
    50,
    0.5,
)  # of another kiosk's log: fifty tickets a second
RUBBISH = b"\xff\x00~\x02\x80" * 3 + b"0000\r\n"
SCENE = ", crowded"


def measure(mall: BenchMall, samples: int) -> list[Figure]:
    """The figures of so many presses; needs the whole mall, whose kiosk is another one afterwards."""
    mall.processes.end(KIOSK)
    reader = mall.directory / "chatters"
    _fit_out(mall, str(reader))
    with _chatter(VirtualReader(reader)), _busy(mall):
        mall.start(KIOSK)
        wait_for("an open kiosk", lambda: mall.lamp(KIOSK, SERVICE))
        return press.measure(mall, samples, SCENE)


def _fit_out(mall: BenchMall, reader: str) -> None:
    """Give the kiosk as many buttons as it has pins for, and the reader that never rests."""
    file = mall.directory / f"{KIOSK}.toml"
    settings = tomllib.loads(file.read_text(encoding="utf-8"))
    old = settings["parts"]
    lamps = {
        name: part
        for name, part in old.items()
        if part["type"] == "lamp" and part["shows"] in (SERVICE, "paper")
    }
    buttons = {name: part for name, part in old.items() if part["type"] == "button"}
    taken = {part["pin"] for part in (*lamps.values(), *buttons.values())}
    free = iter(pin for pin in FREE_PINS if pin not in taken)
    for number in range(len(buttons) + 1, BUTTONS + 1):
        buttons[f"tombol-{number}"] = {"type": "button", "pin": next(free), "means": f"layanan-{number}"}
    rest = {name: part for name, part in old.items() if part["type"] not in ("lamp", "button")}
    settings["parts"] = {
        **lamps,
        **buttons,
        **rest,
        "pembaca": {"type": "reader", "port": reader, "baud": 9600},
    }
    file.write_text(tomli_w.dumps(settings), encoding="utf-8")


@contextlib.contextmanager
def _chatter(reader: VirtualReader) -> Iterator[None]:
    """Rubbish at the full pace of its line."""
    ended = threading.Event()

    def talk() -> None:
        while not ended.is_set():
            reader.noise(RUBBISH)

    thread = threading.Thread(target=talk, name="chatter", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        reader.close()


@contextlib.contextmanager
def _busy(mall: BenchMall) -> Iterator[None]:
    """Another kiosk delivers a log that never ends."""
    arguments = str(mall.port), str(mall.directory), mall.fleet.site, FLOOD[0]
    flood = Worker(mall.processes, "flood", "tests.bench.flood", *arguments)
    ended = threading.Event()

    def deliver() -> None:
        while not ended.wait(EVERY_S):
            flood.ask(ENTRIES)

    mall.processes.pid(HUB)
    thread = threading.Thread(target=deliver, name="flood", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        flood.end()
