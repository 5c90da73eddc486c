"""A small mall for measuring: real processes, started as systemd would, on a broker as it is in production.

No relay lies between a box and the broker, and there is no virtual hardware but what a measurement needs.
Beside it runs a second broker with the same configuration, for the floors: there, they may be anybody.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from provisioning.apply import certify, lay_out, read_site
from provisioning.plan import Places
from provisioning.rehearsal.when import practice
from tests.bench.children import ROOT, Processes, Worker
from tests.bench.paper import Paper
from tests.bench.pins import Pins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SITE = ROOT / "provisioning" / "examples" / "small.toml"
KIOSK, PAD, DISPLAY, OBSERVER = "kiosk-1", "pad-1", "display-1", "teknisi"
FLOOD = ("kiosk-2", "kiosk-1")  # kiosks of which the first one is never switched on
BROKER, HUB, FLOOR_BROKER = "broker", "hub", "floor-broker"
SERVICE = "ktp-baru"
PATIENCE_S = 30.0


class BenchMall:
    """Files of a mall in `directory`, which lies on a disk that can sync; nothing runs until it is started."""

    def __init__(self, directory: Path, site: Path = SITE) -> None:
        self.directory = directory
        self.fleet = read_site(site)
        # Numbers are given in opening hours only, and a bench is used at any hour.
        self._clock = {"start": practice(self.fleet, time.time()), "anchor": time.monotonic(), "rate": 1.0}
        self.processes = Processes(directory / "log")
        self.port, self.floor_port, self.web_port = (_free_port() for _ in range(3))
        # Sockets have short names.
        self._ports = Path(tempfile.mkdtemp(prefix="mpp-"))
        self._memory = Path(tempfile.mkdtemp(prefix="mpp-", dir="/dev/shm"))  # no disk need hear the voice
        self.sound = self._memory / "sound.pcm"
        self.pins = {device: Pins(self._ports / f"{device}.pins") for device in (KIOSK, PAD)}
        self.paper = Paper(self._ports / "printer")
        certify(self.fleet, directory)
        self._lay_out(directory / "floor", self.floor_port, HUB, {})
        self.settle(HUB)  # with the list of who may say what, which both brokers read

    def start(self, name: str, **environment: str) -> None:
        """Start a box, or one of the two brokers."""
        if name in (BROKER, FLOOR_BROKER):
            folder = "floor" if name == FLOOR_BROKER else "."
            command = (_mosquitto(), "-c", str(self.directory / folder / "mosquitto.conf"))
            self.processes.start(name, command)
            port = self.floor_port if name == FLOOR_BROKER else self.port
            wait_for(f"port {port} of the {name}", lambda: _open(port))
        elif name == HUB:
            self._python(name, "hub", "serve", str(self.directory / "hub.toml"))
        elif name == DISPLAY:
            quiet = {
                "SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(self.sound)
            }  # fmt: skip
            settings = str(self.directory / f"{name}.toml")
            self._python(name, "display", settings, environment=quiet | environment)
        else:
            pins = {
                "GPIOZERO_PIN_FACTORY": "rehearsal",
                "MPP_REHEARSAL_PINS": str(self._ports / f"{name}.pins"),
                "MALLOC_ARENA_MAX": "1",  # as its unit says
            }
            self._python(name, "kiosk", str(self.directory / f"{name}.toml"), environment=pins)

    def settle(self, name: str, **tables: dict[str, Any]) -> None:
        """Write the settings of a box, with these tables laid over the plan's."""
        usual: dict[str, Any] = {
            "storage": {"directory": str(self.directory / "var" / name)},
            "clock": self._clock,
        }
        if name == HUB:
            usual["storage"] = {"url": f"sqlite:///{self.directory / 'hub.db'}"}
            usual["web"] = {"host": "127.0.0.1", "port": self.web_port}
        elif name == DISPLAY:
            usual["screen"] = {"fullscreen": False}
        self._lay_out(self.directory, self.port, name, usual | tables)

    def open(self) -> None:
        """A whole mall, waiting for visitors: broker, hub, kiosk, pad and display."""
        self.settle(KIOSK, parts={"printer": {"port": str(self._ports / "printer")}})
        self.settle(PAD)
        self.settle(DISPLAY)
        for name in (BROKER, HUB, KIOSK, PAD, DISPLAY):
            self.start(name)
        wait_for("an open kiosk", lambda: self.lamp(KIOSK, SERVICE))
        wait_for("a pad that knows the hub", lambda: self.lamp(PAD, "link"))
        wait_for("the voice's clips", (self.directory / "var" / DISPLAY / "voice" / "manifest.json").exists)

    def close_boxes(self) -> None:
        """Switch all boxes off; broker and hub go on."""
        self.processes.end(KIOSK, PAD, DISPLAY)

    def pin(self, device: str, what: str) -> int:
        """The pin of the button that means, or the lamp that shows something."""
        parts = next(row.parts for row in self.fleet.devices if row.id == device)
        return next(part["pin"] for part in parts.values() if what == part.get("means"))

    def lamp(self, device: str, shows: str) -> bool:
        """Whether a lamp is on."""
        parts = next(row.parts for row in self.fleet.devices if row.id == device)
        pin = next(part["pin"] for part in parts.values() if shows == part.get("shows"))
        return self.pins[device].lamp(pin)

    def floor(self, name: str, *arguments: object) -> Worker:
        """A process of `raw.py` at the floor's broker: its role, its identity, and what the role takes."""
        role, identity, *rest = (str(argument) for argument in arguments)
        files = str(self.directory)
        return Worker(
            self.processes, name, "tests.bench.raw", role, str(self.floor_port), files, identity, *rest
        )

    def topic(self, tail: str) -> str:
        """A topic of this mall."""
        return f"mpp/v1/{self.fleet.site}/{tail}"

    def close(self) -> None:
        """End every process, and take the hardware away."""
        self.processes.end()
        for thing in (*self.pins.values(), self.paper):
            thing.close()
        for folder in (self._ports, self._memory):
            shutil.rmtree(folder, ignore_errors=True)

    def _python(self, name: str, *arguments: str, environment: dict[str, str] | None = None) -> None:
        self.processes.start(name, (sys.executable, "-m", *arguments), environment)

    def _lay_out(self, folder: Path, port: int, machine: str, tables: dict[str, Any]) -> None:
        fleet = msgspec.structs.replace(
            self.fleet, broker=msgspec.structs.replace(self.fleet.broker, port=port)
        )
        user = "root" if os.geteuid() == 0 else ""  # anybody else may not read the keys
        places = Places(settings=str(self.directory), broker_bind="127.0.0.1", broker_user=user)
        lay_out(fleet, folder, machine=machine, places=places, overrides={machine: tables})


@contextlib.contextmanager
def bench_mall(site: Path = SITE) -> Iterator[BenchMall]:
    """A mall in a directory of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mpp-bench-", ignore_cleanup_errors=True) as directory:
        mall = BenchMall(Path(directory), site)
        try:
            yield mall
        finally:
            mall.close()


def wait_for(what: str, ready: Callable[[], object]) -> None:
    """Look again and again until it is so.

    Raises:
        TimeoutError: it does not come.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE_S:g} s in vain for {what}")
        time.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def _mosquitto() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise FileNotFoundError("mosquitto is not installed: run `make setup`")
    return found
