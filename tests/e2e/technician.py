"""A technician at a kiosk with `python -m kiosk selftest`: reads the terminal, and does with both hands what it says.

The program is the real process, the kiosk's hardware is that of the rehearsal.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from broker_config import contract as c
from broker_config.outbox import Outbox
from provisioning.apply import lay_out
from provisioning.rehearsal.boxes import Box
from tests.e2e.hub_rig import ROOT, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from provisioning.rehearsal.ticket import DecodedTicket
    from tests.e2e.hub_rig import Rig

RUN_S = 60.0
_PRESS = re.compile(r"Tekan tombol '(.+)' sekarang")
_SHOW = re.compile(r"Dekatkan kartu atau kode ke pembaca '(.+)' sekarang")
_LOOK = re.compile(r"Lampu '(.+)' berkedip sekarang")


class Said(NamedTuple):
    """How a run ended, and all that stood on the terminal."""

    code: int
    text: str


class Kiosk:
    """A kiosk of the mall with its virtual hardware, and the settings file that the plan makes for it."""

    def __init__(self, rig: Rig, folder: Path, device: str = "kiosk-1") -> None:
        self.rig, self.id, self.folder = rig, device, folder
        found = next(row for row in rig.fleet.devices if row.id == device)
        self.parts = found.parts
        self.papers: list[DecodedTicket] = []
        self.box = Box(found, folder, rig.broker_port, self._hear, None, rate=50.0)
        assert self.box.printer is not None
        assert self.box.panel is not None
        self.printer, self.panel = self.box.printer, self.box.panel
        self.names = {service.id: service.name for service in rig.fleet.services}
        self.dead: set[str] = set()  # buttons whose wire is off, and lamps that are burnt out

    def settle(self, **tables: dict[str, Any]) -> Path:
        """Write the settings with these tables laid over the plan's; gives the file."""
        usual: dict[str, Any] = {
            **self.box.overrides(),
            "broker": {"host": "localhost", "port": self.rig.broker_port},
            "storage": {"directory": str(self.folder / "var")},
            "clock": self.rig.clock,
        }
        merged = {key: usual.get(key, {}) | tables.get(key, {}) for key in usual.keys() | tables.keys()}
        lay_out(self.rig.fleet, self.rig.directory, machine=self.id, overrides={self.id: merged})
        return self.rig.directory / f"{self.id}.toml"

    def _hear(self, kind: str, **what: Any) -> None:
        if kind == "paper" and what["whole"]:
            self.papers.append(what["ticket"])

    def remember_the_mall(self) -> None:
        """As if it had served once: its memory holds the catalogue."""
        fleet = self.rig.fleet
        services = tuple(
            c.Service(id=one.id, agency=one.agency, name=one.name, prefix=one.prefix)
            for one in fleet.services
        )
        mall = c.Mall(name=fleet.mall.name, regency=fleet.mall.regency, timezone=fleet.mall.timezone)
        catalogue = c.Catalogue(
            epoch=1, rev=1, mall=mall, zones=(), agencies=(), services=services, counters=()
        )
        (self.folder / "var").mkdir(exist_ok=True)
        with (
            contextlib.closing(Outbox(self.folder / "var" / "outbox.db")) as outbox,
            outbox.transaction(sync=False),
        ):
            outbox.write("catalogue", msgspec.json.encode(catalogue))

    def test(self, settings: Path, *options: str) -> Said:
        """Run the test, with both hands at the kiosk, and wait for its end."""
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "selftest", str(settings), *options],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={
                **os.environ, **self.box.environment(self.folder),
                "SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy",
            },
        )  # fmt: skip
        guard = threading.Timer(RUN_S, process.kill)
        guard.start()
        lines = []
        with process, contextlib.closing(process.stdin) as keys:  # type: ignore[type-var] - there is a pipe
            for line in process.stdout or ():
                lines.append(line)
                self._obey(line, keys)
        guard.cancel()
        return Said(process.returncode, "".join(lines))

    def close(self) -> None:
        self.box.close()

    def _obey(self, line: str, keys: Any) -> None:
        if found := _PRESS.search(line):
            if found[1] in self.dead:
                self._enter(keys, "")
            else:
                self.panel.tap(self._pin("means", found[1]), bounce=True)
        elif found := _SHOW.search(line):
            self._show(self.box.readers[found[1]])
        elif found := _LOOK.search(line):
            self._enter(keys, "" if found[1] not in self.dead and self._blinks(found[1]) else "t")

    @staticmethod
    def _show(reader: Any) -> None:
        """Lay a card on it, or hold a code to it."""
        (reader.rest if hasattr(reader, "rest") else reader.scan)(reader.SAMPLE)

    def _blinks(self, name: str) -> bool:
        pin = self._pin("shows", name)
        for level in (True, False):
            wait_for(f"the lamp '{name}' to change", lambda level=level: self.panel.lamps.get(pin) is level)
        return True

    def _pin(self, key: str, name: str) -> int:
        names = {**self.names, "paper": "Kertas"}
        return next(
            part["pin"] for part in self.parts.values() if names.get(part.get(key, ""), part.get(key)) == name
        )

    @staticmethod
    def _enter(keys: Any, text: str) -> None:
        keys.write(text + "\n")
        keys.flush()


@contextlib.contextmanager
def kiosk(rig: Rig, folder: Path, device: str = "kiosk-1") -> Iterator[Kiosk]:
    """A kiosk that is gone afterwards."""
    made = Kiosk(rig, folder, device)
    try:
        yield made
    finally:
        made.close()


def off_by(clock: dict[str, float], seconds: float) -> dict[str, float]:
    """The mall's clock, as a box shows it that is so many seconds ahead."""
    return {**clock, "start": clock["start"] + seconds, "anchor": clock.get("anchor", time.monotonic())}
