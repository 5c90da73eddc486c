"""A kiosk with a panel as it is run in a hall: a broker, a hub's voice, glass to touch, paper, and an eye for frames.

The process is the real one, over mutual TLS; only what is outside of it is ours.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame
import tomli_w
from virtual_hardware import TouchGlass

from broker_config import contract as c
from broker_config.conf import BrokerFile, ClientTable, Listener
from broker_config.trial import mosquitto
from kiosk.panel.still import catalogue_of
from provisioning.authority import Authority
from provisioning.rehearsal.printer import VirtualPrinter
from tests.contract.display_box import PATIENCE_S, ROOT, SITE, Hub, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (800, 480)
MORNING = 1795396440.0


class KioskBox:
    """One kiosk's process, with its glass and its printer."""

    def __init__(self, folder: Path, port: int, keys: Path, **panel: Any) -> None:
        self.folder, self.frames = folder, folder / "frames"
        self.frames.mkdir(parents=True)
        self.glass = TouchGlass(folder / "event0")
        self.printer = VirtualPrinter(folder / "lp0", rate=50)
        self.settings = folder / "kiosk-1.toml"
        self.settings.write_text(tomli_w.dumps(self._tables(port, keys, panel)), encoding="utf-8")
        self.lines: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def _tables(self, port: int, keys: Path, panel: dict[str, Any]) -> dict[str, Any]:
        glass = {"type": "panel", "width": SIZE[0], "height": SIZE[1], "inches": 7.0, "fullscreen": False}
        return {
            "device": {"id": "kiosk-1", "role": "ticket_kiosk", "site": SITE},
            "broker": {
                "host": "localhost", "port": port, "ca": f"{keys}/ca.pem",
                "certificate": f"{keys}/kiosk-1.pem", "key": f"{keys}/kiosk-1.key",
            },
            "storage": {"directory": "var"},
            "parts": {
                "printer": {"type": "printer", "port": str(self.folder / "lp0"), "paper_mm": 80},
                "layar": glass | {"touch": str(self.folder / "event0")} | panel,
            },
        }  # fmt: skip

    def start(self, driver: str = "offscreen") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", str(self.settings)],
            cwd=self.frames, stderr=subprocess.PIPE, text=True,
            env=os.environ | {
                "PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": driver, "SDL_VIDEO_OFFSCREEN_SAVE_FRAMES": "1",
                "SDL_AUDIODRIVER": "dummy",
            },
        )  # fmt: skip
        threading.Thread(target=self._read, args=(self.process, self.lines), daemon=True).start()

    def line(self, pattern: str) -> re.Match[str]:
        """The first line of its log that has the pattern in it."""
        return eventually(
            lambda: next((found for line in list(self.lines) if (found := re.search(pattern, line))), None),
            pattern,
        )

    def picture(self) -> pygame.Surface | None:
        """The latest whole frame."""
        whole = 54 + SIZE[0] * SIZE[1] * 3
        for path in sorted(self.frames.glob("SDL_window1-*.bmp"), reverse=True):
            if path.stat().st_size >= whole:
                return pygame.image.load(str(path))
        return None

    def memory_mib(self) -> float:
        """Its resident memory now."""
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index] - a process has memory

    def end(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.glass.close()
        self.printer.close()

    @staticmethod
    def _read(process: subprocess.Popen[str], lines: list[str]) -> None:
        assert process.stderr is not None
        with process.stderr as log:
            lines.extend(line.rstrip() for line in log)


@contextlib.contextmanager
def counter_of_one(folder: Path, **panel: Any) -> Iterator[tuple[Hub, KioskBox]]:
    """A broker, the hub's voice with a small mall to offer, and a kiosk that is not started yet."""
    keys = folder / "keys"
    keys.mkdir()
    authority = Authority(keys, "MPP Contoh")
    authority.server(["localhost"])
    for name in ("hub", "kiosk-1"):
        authority.client(name)
    listener = Listener(
        site=SITE, ca=f"{keys}/ca.pem", certificate=f"{keys}/broker.pem", key=f"{keys}/broker.key", acl=f"{keys}/acl"
    )  # fmt: skip
    clients = {"kiosk-1": ClientTable(role="ticket_kiosk", zone="")}
    with mosquitto(BrokerFile(listener=listener, clients=clients, observers=())) as port:
        hub = Hub(port, keys)
        hub.link.send(c.HubState(status="online", epoch=1, boot=1))
        hub.link.send(catalogue_of(ROOT / "provisioning/examples/small.toml"))
        box = KioskBox(folder / "kiosk-1", port, keys, **panel)
        try:
            yield hub, box
        finally:
            box.close()
            hub.link.stop()


def admit(hub: Hub) -> None:
    """Answer the kiosk's birth, as the hub does."""
    birth = hub.wait(c.Birth)
    hub.link.send(c.Welcome(boot=birth.boot, epoch=1, acked=0, letter="X", at=MORNING), to="kiosk-1")
