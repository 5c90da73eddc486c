"""A whole mall on one machine: the files of its plan, its real processes, and virtual hardware around them.

Nothing here is known to the product: it gets settings, ports and a clock as on any machine. The processes are the
ones a real mall runs, started with the commands of its systemd units.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from broker_config.contract import HUB
from provisioning.apply import certify, lay_out
from provisioning.plan import Places
from provisioning.rehearsal.boxes import Box, News
from provisioning.rehearsal.door import Door
from provisioning.rehearsal.ear import Ear
from provisioning.rehearsal.eye import Eye
from provisioning.rehearsal.process import Program, Warden

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.boxes import Device
    from provisioning.fleet import Fleet
    from provisioning.rehearsal.mechanism import Character

BROKER = "broker"
PACKAGES = {"ticket_kiosk": "kiosk", "counter_pad": "kiosk", "display": "display"}
MANY, FEW = 40, 6  # frames that are kept: of a display they are looked for by number
SOUND_BUFFER_S = 0.046  # of SDL's disk driver at the voice's rate and buffer


class Mall:
    """The mall of a fleet, in `directory` (on a disk that can sync).

    `start_at` is what the mall's clock shows at first (UTC seconds), `rate` how fast it runs; `keep` is where the
    printers' bytes go, if anywhere. `news` tells what happens: `process`, `line` (of a process's log), `lamp`,
    `words` (on a text display), `paper`, `slip` (a paper that is no new number), `frame`, `shown`, `utterance`; the
    last three only if displays are `watched`. `printers` is what the printers of its kiosks are able to answer.
    """

    def __init__(
        self, fleet: Fleet, directory: Path, *, start_at: float, rate: float = 1.0, keep: Path | None = None,
        watched: bool = True, printers: Character = "epson",
    ) -> None:  # fmt: skip
        self.fleet, self.directory, self.rate = fleet, directory, rate
        self.news = News()
        self.anchor, self.start_at = time.monotonic(), start_at
        self.web_port = _port(fleet.hub.port)
        self.broker_port = _port(0)
        self._watched = watched
        # Sockets have short names, and frames are many: neither belongs on the disk.
        self._ports = Path(tempfile.mkdtemp(prefix="mpp-"))
        self._frames = Path(tempfile.mkdtemp(prefix="mpp-frames-", dir=_memory()))
        self.boxes = {
            device.id: Box(
                device, self._ports, self.broker_port, self.news.tell,
                None if keep is None or device.role != "ticket_kiosk" else keep / f"{device.id}.bin",
                # Paper comes as fast as the people do: at 60 times the pace they do not wait 60 times as long.
                rate=max(1.0, rate / 10), character=printers,
            )
            for device in fleet.devices
        }  # fmt: skip
        self.eyes: dict[str, Eye] = {}
        self.ears: dict[str, Ear] = {}
        self.door = Door()
        self.warden = Warden(self._process_changed)
        self._lay_out()

    def now(self) -> float:
        """The mall's time, UTC seconds."""
        return self.start_at + (time.monotonic() - self.anchor) * self.rate

    def open(self, between: Callable[[], None] = lambda: None) -> None:
        """Start the broker, the hub and every device; `between` is called before each of these."""
        self.warden.start(self._program(BROKER, (_mosquitto(), "-c", "mosquitto.conf")))
        self.warden.start(self._program(HUB, (sys.executable, "-m", "hub", "serve", "hub.toml")))
        for device in self.fleet.devices:
            between()
            self._open_device(device)

    def close(self) -> None:
        """End every process and take the hardware away."""
        self.warden.close(last=(HUB, BROKER))
        for thing in (*self.eyes.values(), *self.ears.values(), *self.boxes.values()):
            thing.close()
        shutil.rmtree(self._ports, ignore_errors=True)
        shutil.rmtree(self._frames, ignore_errors=True)

    def counter_of(self, pad: str) -> int:
        """The number over the counter at which a pad lies."""
        counter = next(box.device.counter for box in (self.boxes[pad],))
        return next(row.number for row in self.fleet.counters if row.id == counter)

    def of_role(self, role: str) -> list[str]:
        """The ids of the devices in a role."""
        return [device.id for device in self.fleet.devices if device.role == role]

    # --- setting up -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        clock = {"start": self.start_at, "anchor": self.anchor, "rate": self.rate}
        own = {"clock": clock}
        overrides: dict[str, dict[str, Any]] = {
            HUB: {
                **own,
                "broker": {"port": self.broker_port},
                "web": {"host": "127.0.0.1", "port": self.web_port},
                "storage": {"url": f"sqlite:///{self.directory / 'hub.db'}"},
            },
        }
        for device in self.fleet.devices:
            box = self.boxes[device.id].overrides()
            overrides[device.id] = {
                **own,
                **box,
                "storage": {"directory": str(self.directory / "var" / device.id)},
            }
        for device in self.of_role("display"):
            overrides[device].pop("parts")
            overrides[device]["screen"] = {"fullscreen": False}
            overrides[device]["media"] = {"hub": f"http://127.0.0.1:{self.web_port}"}
        places = Places(
            settings=str(self.directory),
            storage=str(self.directory / "var"),
            broker_bind="127.0.0.1",
            # Started by root, mosquitto turns into somebody who may not read our keys, unless told otherwise.
            broker_user="root" if os.geteuid() == 0 else "",
        )
        broker = msgspec.structs.replace(self.fleet.broker, port=self.broker_port)
        fleet = msgspec.structs.replace(self.fleet, broker=broker)
        lay_out(fleet, self.directory, places=places, overrides=overrides)
        certify(self.fleet, self.directory)

    def _program(self, name: str, command: tuple[str, ...], **more: Any) -> Program:
        logs = self.directory / "log"
        logs.mkdir(exist_ok=True)
        usual = {
            "directory": self.directory,
            "log": logs / f"{name}.log",
            "on_line": lambda line: self._read_line(name, line),
        }
        return Program(name, command, **{**usual, **more})

    def _open_device(self, device: Device) -> None:
        settings = str(self.directory / f"{device.id}.toml")
        command = (sys.executable, "-m", PACKAGES[device.role], settings)
        if device.role == "display":
            self._open_display(device, command)
        else:
            environment = self.boxes[device.id].environment(self._ports)
            where = self._open_panel(device, environment) if self.boxes[device.id].has_screen else {}
            self.warden.start(self._program(device.id, command, environment=environment, **where))

    def _open_panel(self, device: Device, environment: dict[str, str]) -> dict[str, Any]:
        """What a kiosk needs to draw on a screen that is not there, and somebody to look at it."""
        frames = self._frames / device.id
        frames.mkdir()
        environment |= {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
        if self._watched:
            environment["SDL_VIDEO_OFFSCREEN_SAVE_FRAMES"] = "1"
            self.eyes[device.id] = self._eye(device.id, frames, keep=FEW)
        return {"directory": frames}

    def _eye(self, device: str, frames: Path, keep: int = MANY) -> Eye:
        return Eye(frames, lambda number, _: self.news.tell("frame", device=device, number=number), keep)

    def _open_display(self, device: Device, command: tuple[str, ...]) -> None:
        frames, fifo = self._frames / device.id, self._ports / f"{device.id}.pcm"
        frames.mkdir()
        if not self._watched:  # it draws and speaks all the same
            environment = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "dummy"}
            self.warden.start(self._program(device.id, command, directory=frames, environment=environment))
            return
        bank = self.directory / "var" / device.id / "voice"
        self.eyes[device.id] = self._eye(device.id, frames)
        self.ears[device.id] = Ear(
            fifo, lambda pcm, words: self.news.tell("utterance", device=device.id, pcm=pcm, words=words), bank
        )
        environment = {
            "SDL_VIDEODRIVER": "offscreen",
            "SDL_VIDEO_OFFSCREEN_SAVE_FRAMES": "1",
            "SDL_AUDIODRIVER": "disk",
            "SDL_DISKAUDIOFILE": str(fifo),
        }
        if self.rate > 1:  # sound, too, runs with the mall's clock
            environment["SDL_DISKAUDIODELAY"] = str(max(1, round(SOUND_BUFFER_S * 1000 / self.rate)))
        self.warden.start(
            self._program(
                device.id, command, directory=frames, environment=environment,
                on_line=lambda line: self._read_display(device.id, line),
            )
        )  # fmt: skip

    def _process_changed(self, name: str, running: bool) -> None:  # noqa: FBT001 - the warden's callback
        if not running and name in self.eyes:
            self.eyes[name].forget()  # the next process counts its frames from the start
        self.news.tell("process", name=name, running=running)

    def _read_line(self, name: str, line: str) -> None:
        if name == HUB:
            self.door.hear(line)
        self.news.tell("line", name=name, line=line)

    def _read_display(self, device: str, line: str) -> None:
        self._read_line(device, line)
        _, found, told = line.partition(": frame ")
        words = told.split()
        if found and words[1:3] == ["shows", "call"]:
            self.news.tell(
                "shown",
                device=device,
                frame=int(words[0]),
                call=int(words[3]),
                label=words[4],
                counter=int(words[6]),
            )


def _port(wanted: int) -> int:
    """A TCP port on the loopback that nobody uses: the wanted one, or any."""
    for port in (wanted, 0):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return sock.getsockname()[1]
    raise OSError("no free TCP port on the loopback")


def _mosquitto() -> str:
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise FileNotFoundError("mosquitto is not installed: run `make setup`")
    return found


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a private directory is made in it
