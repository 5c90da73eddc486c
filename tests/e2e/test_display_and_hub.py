"""A display and the hub it waits for: who dies comes back, and no call is shown or said twice, or late."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from provisioning.apply import lay_out
from tests.e2e.hub_rig import ROOT, Rig, rig, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

RETURN_S = 3.0
SCREEN = {"width": 640, "height": 360, "fullscreen": False}


class Display:
    """One display's process; `lines` is what it logged in all its lives."""

    def __init__(self, mall: Rig) -> None:
        self._directory, self.lines = mall.directory, []
        tables = {
            "broker": {"port": mall.broker_port}, "clock": mall.clock, "screen": SCREEN,
            "storage": {"directory": "display"}, "voice": {"enabled": False},
        }  # fmt: skip
        lay_out(mall.fleet, mall.directory, machine="display-1", overrides={"display-1": tables})
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "display", str(self._directory / "display-1.toml")],
            cwd=self._directory, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": "dummy"},
        )  # fmt: skip
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(5)

    def shown(self) -> list[str]:
        """The numbers that had the card as new calls, in order."""
        found = (re.search(r" shows call \d+ (\S+) ", line) for line in list(self.lines))
        return [match[1] for match in found if match]

    def sessions(self) -> int:
        return sum("connected to" in line for line in list(self.lines))

    def _read(self, process: subprocess.Popen) -> None:
        assert process.stderr is not None
        with process.stderr as log:
            self.lines.extend(line.rstrip() for line in log)


@pytest.fixture
def display(tmp_path) -> Iterator[tuple[Rig, Display]]:
    with rig(ROOT / "provisioning/examples/small.toml", tmp_path) as mall:
        shown = Display(mall)
        yield mall, shown
        shown.kill()


def known(mall: Rig) -> set[str]:
    """Who has introduced itself to the hub's second life."""
    lives = mall.log.read_text().split("hub_started")[1:]
    return set(re.findall(r"device_up (\S+)", lives[1])) if len(lives) > 1 else set()


def test_a_hub_and_a_display_that_are_killed_come_back_without_a_call_lost_or_doubled(display):
    mall, shown = display
    kiosk, pad = mall.box("kiosk-1"), mall.box("pad-1")
    for _ in range(3):
        kiosk.take_ticket("kartu-keluarga")
    wait_for("the display", shown.sessions)

    def call() -> str:
        label = pad.press("call_next").label
        assert label
        began = time.monotonic()
        wait_for(f"{label} on the screen", lambda: shown.shown()[-1:] == [label])
        assert time.monotonic() - began < RETURN_S
        assert pad.press("serve").done
        assert pad.press("finish").done
        return label

    called = [call()]
    mall.hub.kill()
    mall.hub.wait()
    mall.start_hub()
    wait_for("every box to be known again", lambda: known(mall) == {"kiosk-1", "pad-1", "display-1"})
    called.append(call())
    shown.kill()
    shown.start()
    wait_for("the display again", lambda: shown.sessions() == 2)
    called.append(call())
    assert shown.shown() == called == ["C001", "C002", "C003"]
