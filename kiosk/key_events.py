"""Bytes of the kernel's input devices (`/dev/input/…`) to keys and touches. Pure.

The kernel hands over whole `struct input_event`s: the time (two longs), a type, a code, a value; 24 bytes on a
64-bit machine. Whatever is no such record is dropped byte by byte until one begins again, and never more than one
record is kept. Must never call a key pressed that was not: what is unknown after a loss counts as let go.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

EVENT = struct.Struct("llHHi")
EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
SYN_REPORT, SYN_DROPPED = 0, 3
ABS_X, ABS_Y = 0x00, 0x01
ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID = 0x2F, 0x35, 0x36, 0x39
BTN_TOUCH = 0x14A
BTN_LEFT = 0x110  # what cheap touch frames that pass for a mouse say instead
UP, DOWN, REPEATED = 0, 1, 2

_TOUCHING = (BTN_TOUCH, BTN_LEFT)
_TOOLS = range(0x140, 0x150)  # what touches (finger, pen, how many of them): no key
_LAST_TYPE, _LAST_CODE = 0x1F, 0x2FF
_END_OF_TIME_S = 2**33  # year 2242; a record that is read out of step lies far beyond


class Key(NamedTuple):
    """A key or button, by its number in linux/input-event-codes.h, went down or up."""

    code: int
    down: bool


class Touch(NamedTuple):
    """A finger is at (x, y), in the units of the screen's axes; `down` is False once, when it leaves."""

    x: int
    y: int
    down: bool


class KeyEvents:
    """One input device. `at` is where its axes stand when it is opened: the kernel tells only what changes.

    >>> events = KeyEvents()
    >>> events.feed(EVENT.pack(1700000000, 0, EV_KEY, 2, DOWN) + EVENT.pack(1700000000, 0, EV_SYN, 0, 0))
    [Key(code=2, down=True)]
    """

    def __init__(self, at: tuple[int, int] = (0, 0)) -> None:
        self._bytes = b""
        self._held: set[int] = set()
        self._lost = False  # until the next report, after the kernel's own buffer was too small
        self._finger = _Finger(at)

    def feed(self, data: bytes) -> list[Key | Touch]:
        """What these bytes complete, in order; autorepeat and what says nothing new are left out."""
        happened: list[Key | Touch] = []
        buffer, at = self._bytes + data, 0
        while at + EVENT.size <= len(buffer):
            event = EVENT.unpack_from(buffer, at)
            if _makes_sense(*event):
                at += EVENT.size
                self._take(event[2], event[3], event[4], happened)
            else:
                at += 1
        self._bytes = buffer[at:]
        return happened

    def let_go(self) -> list[Key | Touch]:
        """Every key that is down goes up: the device was pulled out, or events were lost."""
        happened: list[Key | Touch] = [Key(code, down=False) for code in sorted(self._held)]
        self._held.clear()
        self._bytes = b""
        return happened + self._finger.leave()

    def _take(self, kind: int, code: int, value: int, happened: list[Key | Touch]) -> None:
        if kind == EV_SYN and code == SYN_DROPPED:
            self._lost = True
            happened += self.let_go()
        elif self._lost:
            self._lost = not (kind == EV_SYN and code == SYN_REPORT)
        elif kind == EV_SYN and code == SYN_REPORT:
            happened += self._finger.report()
        elif kind == EV_ABS:
            self._finger.move(code, value)
        elif kind == EV_KEY and code in _TOUCHING:
            self._finger.press(code, down=value != UP)
        elif kind == EV_KEY and code not in _TOOLS and value != REPEATED:
            self._key(code, value == DOWN, happened)

    def _key(self, code: int, down: bool, happened: list[Key | Touch]) -> None:  # noqa: FBT001 - as in `Key`
        if down == (code in self._held):
            return
        (self._held.add if down else self._held.discard)(code)
        happened.append(Key(code, down))


class _Finger:
    """The finger that came first. Screens that know several fingers tell of one in the old way as well."""

    def __init__(self, at: tuple[int, int]) -> None:
        self._x, self._y = at
        self._plain = False  # the device uses ABS_X and ABS_Y, which follow the first finger by themselves
        self._slot = 0  # otherwise: whose position comes next,
        self._fingers: list[int] = []  # and which are on the glass, in the order they came
        self._pressed: set[int] = set()
        self._down = self._changed = False

    def press(self, code: int, *, down: bool) -> None:
        (self._pressed.add if down else self._pressed.discard)(code)
        self._changed = True

    def move(self, code: int, value: int) -> None:
        if code in (ABS_X, ABS_Y):
            self._plain = True
            self._place(code == ABS_X, value)
        elif code == ABS_MT_SLOT:
            self._slot = value
        elif code == ABS_MT_TRACKING_ID:
            self._come_or_go(value)
        elif code in (ABS_MT_POSITION_X, ABS_MT_POSITION_Y) and not self._plain and self._is_first():
            self._place(code == ABS_MT_POSITION_X, value)

    def _is_first(self) -> bool:
        return not self._fingers or self._slot == self._fingers[0]

    def _come_or_go(self, identity: int) -> None:
        if self._slot in self._fingers:
            self._fingers.remove(self._slot)
        if identity >= 0 and len(self._fingers) < 16:  # no screen has more; noise has
            self._fingers.append(self._slot)
        self._changed = True

    def _place(self, is_x: bool, value: int) -> None:  # noqa: FBT001 - one of two axes
        if is_x:
            self._x = value
        else:
            self._y = value
        self._changed = True

    def report(self) -> list[Touch]:
        """What the events since the last report come to."""
        was, changed = self._down, self._changed
        self._down, self._changed = bool(self._pressed or self._fingers), False
        return [Touch(self._x, self._y, self._down)] if changed and (was or self._down) else []

    def leave(self) -> list[Touch]:
        self._pressed.clear()
        self._fingers.clear()
        was, self._down, self._changed = self._down, False, False
        return [Touch(self._x, self._y, down=False)] if was else []


def _makes_sense(seconds: int, micros: int, kind: int, code: int, value: int) -> bool:
    if not (0 <= seconds < _END_OF_TIME_S and 0 <= micros < 1_000_000):
        return False
    if kind > _LAST_TYPE or code > _LAST_CODE:
        return False
    return value in (UP, DOWN, REPEATED) if kind == EV_KEY else kind != EV_SYN or code <= SYN_DROPPED
