"""What the tests of hardware share: pins that can be missing, a finger, an ear, and waiting with a deadline."""

from __future__ import annotations

import os
import pty
import time
import tty
from typing import TYPE_CHECKING, Any, TypeVar

from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPWMPin

from kiosk.devices import Happened
from kiosk.key_events import ABS_X, ABS_Y, BTN_TOUCH, EV_ABS, EV_KEY, EV_SYN, EVENT

if TYPE_CHECKING:
    import queue
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


class Header(MockFactory):
    """The pins of a Pi, which can be missing."""

    def __init__(self) -> None:
        super().__init__(pin_class=MockPWMPin)
        self.missing = False

    def pin(self, name: Any) -> Any:
        if self.missing:
            raise BadPinFactory("no such chip")
        return super().pin(name)


def heard(inbox: queue.SimpleQueue, seen: list[object]) -> list[object]:
    """All that came so far."""
    while not inbox.empty():
        happened = inbox.get()
        assert isinstance(happened, Happened)
        seen.append(happened.what)
    return seen


def tap(header: Header, pin: int) -> None:
    header.pin(pin).drive_low()
    header.pin(pin).drive_high()


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
