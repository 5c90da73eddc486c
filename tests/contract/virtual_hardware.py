"""What the tests of the virtual hardware share: waiting for a condition, with a deadline; a touch screen's far end."""

from __future__ import annotations

import os
import pty
import time
import tty
from typing import TYPE_CHECKING, TypeVar

from kiosk.key_events import ABS_X, ABS_Y, BTN_TOUCH, EV_ABS, EV_KEY, EV_SYN, EVENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Found = TypeVar("Found")


def eventually(condition: Callable[[], Found], deadline_s: float = 5.0) -> Found:
    """Wait until `condition` gives something true, and give that; fail after the deadline."""
    end = time.monotonic() + deadline_s
    while not (found := condition()):
        assert time.monotonic() < end, f"still not so after {deadline_s} s"
        time.sleep(0.002)
    return found


class TouchGlass:
    """A touch screen as the kernel tells of it, on a pty instead of `/dev/input/event0`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._far = self._near = -1
        self.plug()

    def plug(self) -> None:
        """It is there."""
        self._far, self._near = pty.openpty()
        tty.setraw(self._near)
        self._path.symlink_to(os.ttyname(self._near))

    def unplug(self) -> None:
        """It is pulled out."""
        self._path.unlink()
        self.close()

    def tap(self, x: int, y: int) -> None:
        """A finger comes down there, and leaves again."""
        self.write(b"".join(self._finger(x, y, down) for down in (1, 0)))

    def write(self, data: bytes) -> None:
        """Any bytes at all."""
        os.write(self._far, data)

    def close(self) -> None:
        """Give the pty back."""
        for end in (self._far, self._near):
            if end >= 0:
                os.close(end)
        self._far = self._near = -1

    @staticmethod
    def _finger(x: int, y: int, down: int) -> bytes:
        records = ((EV_KEY, BTN_TOUCH, down), (EV_ABS, ABS_X, x), (EV_ABS, ABS_Y, y), (EV_SYN, 0, 0))
        return b"".join(EVENT.pack(1_700_000_000, 0, *record) for record in records)
