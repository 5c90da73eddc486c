"""What the drivers of card and code readers share: bytes to cards and codes, and what rests on a reader. Pure.

What passes through here may be an identity card. So it lies in buffers of a fixed size that are overwritten as soon
as it is read, is never turned into a string or into bytes that cannot be changed, and has no repr.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Protocol

from broker_config.identity import LONGEST_CODE as LONGEST
from broker_config.identity import SHORTEST_CODE as SHORTEST  # the shortest card number has 8 digits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config.identity import Value

GAP_S = 0.2  # a scanner that ends no line is silent after it; half of that passes within a line on a busy box
BLANK = 0x20
AWAY_S = 0.5  # a card that rests on the reader is read again and again
MOST_AT_ONCE = 16  # cards and codes that may lie there together; more are noise


class Read:
    """One card or code as it was read. Whoever takes it has to wipe it.

    `technology` keeps numbers of different kinds of cards apart; with `passing` the card makes up another number each
    time, by which nobody can be known again.
    """

    __slots__ = ("kind", "passing", "technology", "value")

    def __init__(
        self, kind: Literal["card", "code"], technology: str, value: bytearray, *, passing: bool = False
    ) -> None:
        self.kind: Literal["card", "code"] = kind
        self.technology, self.value, self.passing = technology, value, passing

    def wipe(self) -> None:
        """Forget what was read."""
        wipe(self.value)

    def __repr__(self) -> str:
        return f"<a {self.kind}>"


class Say(bytes):
    """What shall be said to the reader."""

    __slots__ = ()


class Talk(Protocol):
    """How one make of reader speaks. Made anew whenever its port is opened; does no I/O and reads no clock.

    `problem` is what is wrong with the reader although its port is there; empty: nothing.
    """

    problem: str

    def feed(self, data: Value, now: float) -> list[Read | Say]:
        """Take bytes as they come, in pieces of any size; no byte stops it."""
        ...

    def tick(self, now: float) -> list[Read | Say]:
        """Do what is due by `now`; the first time as soon as the port is open."""
        ...

    def deadline(self) -> float:
        """When `tick` has something to do, as `time.monotonic` has it; `math.inf` for never."""
        ...


class Stream:
    """Bytes on their way, at most `size` of them, the longest frame there is. What leaves is overwritten."""

    def __init__(self, size: int) -> None:
        self._bytes = bytearray(size)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    def __getitem__(self, at: int) -> int:
        if not 0 <= at < self._used:
            raise IndexError(at)
        return self._bytes[at]

    def fill(self, data: Value) -> Iterator[None]:
        """Take `data` in pieces that fit. After each, whoever reads has to drop something of a full stream."""
        at = 0
        with memoryview(data) as source:
            while at < len(source):
                room = min(len(self._bytes) - self._used, len(source) - at)
                self._bytes[self._used : self._used + room] = source[at : at + room]
                self._used += room
                at += room
                yield

    def drop(self, count: int) -> None:
        """Forget the first `count` bytes."""
        left = self._used - count
        with memoryview(self._bytes) as view:
            view[:left] = view[count : self._used]
            view[left : self._used] = bytes(count)
        self._used = left

    def sum(self, start: int, end: int) -> int:
        """The sum of some bytes."""
        return sum(self._bytes[at] for at in range(start, end))

    def copy(self, start: int, end: int) -> bytearray:
        """Some bytes, for a `Read`."""
        copied = bytearray(end - start)
        for at in range(start, end):
            copied[at - start] = self._bytes[at]
        return copied


class Lines:
    """Bytes to lines of text: CR, LF, CRLF or a gap ends one.

    The unprintable is noise, and so is a line that is too short; one that is too long is dropped. Blanks around a line
    do not count: whoever prints a code may have typed some, and nobody sees them.
    """

    def __init__(self) -> None:
        self._line = bytearray(LONGEST)
        self._used = 0
        self._too_long = False

    def feed(self, byte: int) -> Read | None:
        """Take a byte; the line that it ends, if it ends one."""
        if byte in b"\r\n":
            return self.gap()
        if 0x20 <= byte <= 0x7E:
            if self._used >= LONGEST:
                self._too_long |= byte != BLANK
            elif self._used or byte != BLANK:
                self._line[self._used] = byte
                self._used += 1
        return None

    def gap(self) -> Read | None:
        """The line that ends because nothing more comes, if there is one."""
        used = size = self._used
        while size and self._line[size - 1] == BLANK:
            size -= 1
        line = None
        if size >= SHORTEST and not self._too_long:
            line = Read("code", "code", bytearray(size))
            for at in range(size):
                line.value[at] = self._line[at]
        self._used, self._too_long = 0, False
        if used:
            self._line[:used] = bytes(used)
        return line

    @property
    def empty(self) -> bool:
        """Whether no line is under way."""
        return not self._used


class Presence:
    """Tells what is shown from what just lies there: it counts once, until it was away for `away_s`."""

    def __init__(self, away_s: float = AWAY_S) -> None:
        self._away_s = away_s
        self._seen_at: dict[str, float] = {}  # token -> when it was read last

    def is_new(self, token: str, now: float) -> bool:
        """Whether it comes to the reader just now; `now` never goes back."""
        new = now - self._seen_at.pop(token, -math.inf) >= self._away_s
        self._seen_at[token] = now  # the latest is last
        gone = [other for other, at in self._seen_at.items() if now - at >= self._away_s]
        for other in gone or [*self._seen_at][:-MOST_AT_ONCE]:
            del self._seen_at[other]
        return new


def wipe(buffer: bytearray | memoryview) -> None:
    """Overwrite a buffer where it lies."""
    buffer[:] = bytes(len(buffer))
