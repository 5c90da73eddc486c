"""A display as it is run in a hall, with a broker, a hub's voice, an eye on its frames, an ear at its sound.

The process is the real one, over mutual TLS; only what is outside of it is ours: SDL's offscreen screen, and
a FIFO behind SDL's disk sound.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame
import tomli_w

from broker_config.codec import Heard
from broker_config.conf import BrokerFile, ClientTable, Listener
from broker_config.contract import HubState, Message
from broker_config.link import Link, Up
from broker_config.settings import BrokerSettings, DeviceSettings
from broker_config.trial import mosquitto
from provisioning.authority import Authority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SITE, ZONE = "contoh", "utama"
SIZE = (640, 360)
RATE = 60.0
PATIENCE_S = 20.0


def eventually(look: Callable[[], Any], what: str) -> Any:
    """The first truth that `look` gives, asked again and again until the patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.005)
    raise AssertionError(f"in vain: {what}")


class Hub:
    """Speaks as the hub, and keeps what devices say."""

    def __init__(self, port: int, keys: Path) -> None:
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.heard: list[Heard] = []
        broker = BrokerSettings(
            host="localhost", port=port, ca="ca.pem", certificate="hub.pem", key="hub.key"
        )
        will = HubState(status="offline", epoch=1, boot=1)
        self.link = Link(
            broker, DeviceSettings(id="hub", role="hub", site=SITE), self._inbox, will=will, base=keys
        )
        self.link.start()
        while not isinstance(self._inbox.get(timeout=PATIENCE_S), Up):
            pass

    def wait(self, message: type[Message], **fields: object) -> Any:
        """The first such message that was not waited for before."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            for index, heard in enumerate(self.heard):
                said = heard.message
                if isinstance(said, message) and all(getattr(said, k) == v for k, v in fields.items()):
                    return self.heard.pop(index).message
            event = self._inbox.get(timeout=max(deadline - time.monotonic(), 0.001))
            if isinstance(event, Heard):
                self.heard.append(event)


class Ear:
    """Everything that was played, as bytes. The FIFO is open at both ends: nobody waits for anybody."""

    def __init__(self, fifo: Path) -> None:
        os.mkfifo(fifo)
        self._handle = os.open(fifo, os.O_RDWR)
        self._lock = threading.Lock()
        self._played = bytearray()
        threading.Thread(target=self._drain, daemon=True).start()

    def played(self) -> bytes:
        with self._lock:
            return bytes(self._played)

    def _drain(self) -> None:
        while data := os.read(self._handle, 65536):
            with self._lock:
                self._played += data


class Box:
    """One display's process."""

    def __init__(self, folder: Path, port: int, keys: Path) -> None:
        self.folder, self.frames = folder, folder / "frames"
        self.frames.mkdir(parents=True)
        self.settings = folder / "display-1.toml"
        tables = _settings(port, keys)
        self.clock: dict[str, float] = tables["clock"]
        self.settings.write_text(tomli_w.dumps(tables), encoding="utf-8")
        self.ear = Ear(folder / "sound")
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    @property
    def bank(self) -> Path:
        return self.folder / "var" / "voice"

    def start(self) -> None:
        for frame in self.frames.glob("*.bmp"):
            frame.unlink()
        self.lines = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "display", str(self.settings)],
            cwd=self.frames, stderr=subprocess.PIPE, text=True,
            env=os.environ | {
                "PYTHONPATH": str(ROOT),
                "SDL_VIDEODRIVER": "offscreen",
                "SDL_VIDEO_OFFSCREEN_SAVE_FRAMES": "1",
                "SDL_AUDIODRIVER": "disk",
                "SDL_DISKAUDIOFILE": str(self.folder / "sound"),
                "SDL_DISKAUDIODELAY": "1",
            },
        )  # fmt: skip
        threading.Thread(target=self._read, args=(self.process, self.lines), daemon=True).start()

    def line(self, pattern: str) -> re.Match[str]:
        """The first line of its log that has the pattern in it."""
        return eventually(
            lambda: next((found for line in list(self.lines) if (found := re.search(pattern, line))), None),
            pattern,
        )

    def picture(self, frame: int) -> pygame.Surface:
        """What SDL says was on the screen in that frame."""
        path = self.frames / f"SDL_window1-{frame:08d}.bmp"
        whole = 54 + SIZE[0] * SIZE[1] * 3
        eventually(lambda: path.exists() and path.stat().st_size >= whole, f"frame {frame}")
        return pygame.image.load(str(path))

    def end(self, *, kill: bool = False) -> int:
        process = self.process
        assert process is not None
        process.kill() if kill else process.terminate()
        return process.wait(PATIENCE_S)

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
        assert process.stderr is not None
        with process.stderr as log:
            lines.extend(line.rstrip() for line in log)


@contextlib.contextmanager
def hall(folder: Path) -> Iterator[tuple[Hub, Box]]:
    """A broker, the hub's voice, and a display that is not started yet."""
    keys = folder / "keys"
    keys.mkdir()
    authority = Authority(keys, "MPP Contoh")
    authority.server(["localhost"])
    for name in ("hub", "display-1"):
        authority.client(name)
    listener = Listener(
        site=SITE,
        ca=f"{keys}/ca.pem",
        certificate=f"{keys}/broker.pem",
        key=f"{keys}/broker.key",
        acl=f"{keys}/acl",
    )
    clients = {"display-1": ClientTable(role="display", zone=ZONE)}
    with mosquitto(BrokerFile(listener=listener, clients=clients, observers=())) as port:
        hub = Hub(port, keys)
        box = Box(folder / "display-1", port, keys)
        try:
            yield hub, box
        finally:
            if box.process and box.process.poll() is None:
                box.end(kill=True)
            hub.link.stop()


def _settings(port: int, keys: Path) -> dict[str, Any]:
    return {
        "device": {"id": "display-1", "role": "display", "site": SITE},
        "broker": {
            "host": "localhost",
            "port": port,
            "ca": f"{keys}/ca.pem",
            "certificate": f"{keys}/display-1.pem",
            "key": f"{keys}/display-1.key",
        },
        "storage": {"directory": "var"},
        "clock": {"start": 1795400000.0, "anchor": time.monotonic(), "rate": RATE},
        "screen": {"zone": ZONE, "width": SIZE[0], "height": SIZE[1], "fullscreen": False},
        "voice": {"enabled": True, "volume": 1.0},
    }
