"""The glass of a panel: touches from the kernel's own records, in a thread of their own; or a desk's mouse and keys."""

from __future__ import annotations

import fcntl
import logging
import os
import select
import struct
import threading
from typing import TYPE_CHECKING, Any

import pygame

from kiosk.devices import Happened, Touched
from kiosk.key_events import ABS_X, ABS_Y, KeyEvents, Touch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from queue import SimpleQueue

log = logging.getLogger(__name__)

RETRY_S = 1.0
_EVIOCGABS = 0x80184540  # and the axis: six ints, the third of which is the far end
_ABSINFO = struct.Struct("6i")
_KEYS = {
    pygame.K_UP: "up", pygame.K_DOWN: "down", pygame.K_RETURN: "ok", pygame.K_KP_ENTER: "ok",
    pygame.K_BACKSPACE: "back", pygame.K_ESCAPE: "back", pygame.K_RIGHT: "next", pygame.K_LEFT: "previous",
    pygame.K_KP_PLUS: "next", pygame.K_KP_MINUS: "previous", pygame.K_KP_MULTIPLY: "help",
    pygame.K_KP_DIVIDE: "language", pygame.K_F1: "help",
    **{getattr(pygame, f"K_{digit}"): str(digit) for digit in range(10)},
    **{getattr(pygame, f"K_KP{digit}"): str(digit) for digit in range(10)},
}  # fmt: skip


def desk_events(
    events: Iterable[pygame.event.Event], *, mouse: bool, keys: bool
) -> list[tuple[int, int] | str]:
    """What a mouse or a keyboard at a desk says to a panel: a point, or a key of the panel."""
    found: list[tuple[int, int] | str] = []
    for event in events:
        if mouse and event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            found.append(event.pos)
        elif keys and event.type == pygame.KEYDOWN and event.key in _KEYS:
            found.append(_KEYS[event.key])
    return found


def placed(touch: Touch, far: tuple[int, int], size: tuple[int, int], turned: int) -> Touched:
    """Where in the picture a touch is, on a screen that may hang on its side.

    >>> placed(Touch(0, 0, True), (4095, 4095), (1080, 1920), 90)
    Touched(x=0, y=1919)
    """
    wide, high = size[::-1] if turned % 180 else size
    x = min(max(touch.x, 0), far[0]) * wide // (far[0] + 1)
    y = min(max(touch.y, 0), far[1]) * high // (far[1] + 1)
    if turned == 90:
        return Touched(y, wide - 1 - x)
    if turned == 180:
        return Touched(wide - 1 - x, high - 1 - y)
    if turned == 270:
        return Touched(high - 1 - y, x)
    return Touched(x, y)


class Glass:
    """One touch screen. Puts `Touched` on the inbox when a finger comes down; comes back by itself when unplugged.

    Attributes:
        fault: what is wrong with it, empty if nothing is.
    """

    def __init__(self, name: str, options: Any, inbox: SimpleQueue) -> None:
        self._name, self._options, self._inbox = name, options, inbox
        self.fault = "touch: looking for it"
        self._wake = -1
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Start the thread that listens."""
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name=f"{self._name}-touch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        thread, self._thread = self._thread, None
        if thread is not None:
            os.eventfd_write(self._wake, 1)
            thread.join(2.0)
            os.close(self._wake)

    def _run(self) -> None:
        while self._thread is not None:
            try:
                source = os.open(
                    self._options.touch, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
                )
            except OSError as error:
                self._note(f"touch: missing: {error.strerror}")
                if self._woken(RETRY_S):
                    return
                continue
            try:
                self._note("")
                self._listen(source)
            except OSError as error:
                self._note(f"touch: missing: {error.strerror}")
                if self._woken(RETRY_S):
                    return
            finally:
                os.close(source)

    def _woken(self, timeout_s: float) -> bool:
        return bool(select.select([self._wake], [], [], timeout_s)[0])

    def _listen(self, source: int) -> None:
        events, far, down = KeyEvents(), self._far(source), False
        while True:
            ready = select.select([source, self._wake], [], [])[0]
            if self._wake in ready:
                return
            data = os.read(source, 4096)
            if not data:
                raise OSError(None, "unplugged")
            for event in events.feed(data):
                if not isinstance(event, Touch):
                    continue
                if event.down and not down:
                    size = self._options.width, self._options.height
                    touched = placed(event, far, size, self._options.turned)
                    self._inbox.put(Happened(self._name, touched))
                down = event.down

    def _far(self, source: int) -> tuple[int, int]:
        """The far ends of the axes: from the settings, from the kernel, or else a unit is a pixel."""
        options = self._options
        size = options.width, options.height
        told = options.touch_max_x, options.touch_max_y
        if options.turned % 180:
            size = size[::-1]
        return (
            told[0] or _axis(source, ABS_X) or size[0] - 1,
            told[1] or _axis(source, ABS_Y) or size[1] - 1,
        )

    def _note(self, fault: str) -> None:
        if fault != self.fault:
            log.info("%s: %s", self._name, fault or "touch: ready")
        self.fault = fault


def _axis(source: int, axis: int) -> int:
    try:
        return _ABSINFO.unpack(fcntl.ioctl(source, _EVIOCGABS + axis, bytes(_ABSINFO.size)))[2]
    except OSError:  # no input device of the kernel's
        return 0
