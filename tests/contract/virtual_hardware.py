"""What the tests of hardware share: pins that can be missing, a finger, an ear, and waiting with a deadline."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPWMPin

from kiosk.devices import Happened

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable

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
