"""What an ESC/POS printer says about itself: bytes to facts. Pure.

All of its answers share one line: real-time status, automatic status, status in turn, and proofs of print.
They are told apart by bits that the protocol fixes, so this file must never guess from what was asked.
"""

from __future__ import annotations

from typing import NamedTuple


class RealTime(NamedTuple):
    """The answer to `DLE EOT n`; which n, only the one who asked knows."""

    bits: int


class Automatic(NamedTuple):
    """Four bytes that came unasked, after `GS a`."""

    bits: bytes


class InTurn(NamedTuple):
    """The answer to `GS r 1`, given when all before it was processed."""

    bits: int


class Proof(NamedTuple):
    """The answer to `GS ( H` function 48: the job with this id is on paper."""

    id: bytes


class Cleared(NamedTuple):
    """The answer to `DLE DC4 8`: the printer has forgotten what it had not printed."""


class Name(NamedTuple):
    """The answer to `GS I 65` to `112`, given when all before it was processed: what the printer calls itself."""

    text: str


Answer = RealTime | Automatic | InTurn | Proof | Cleared | Name

_BLOCK = 0x37
_BLOCK_SIZES = {0x22: 7, 0x25: 3}  # proof of print, buffer cleared; each ends with NUL
_PROOF = b"\x37\x22"
_NAME = 0x5F
_LONGEST_NAME = 80


class Ear:
    """Takes bytes as they come and gives whole answers; noise is dropped byte by byte.

    Attributes:
        noise: how many bytes were dropped.
    """

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.noise = 0

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are complete by now."""
        self._bytes += data
        answers = []
        while self._bytes:
            size, answer = self._first()
            if not size:
                break
            del self._bytes[:size]
            if answer is None:
                self.noise += size
            else:
                answers.append(answer)
        return answers

    def _first(self) -> tuple[int, Answer | None]:
        """How many bytes are done with, and what they said; 0 if the first answer is not complete yet."""
        head = self._bytes[0]
        if head in (_BLOCK, _NAME):
            return self._block() if head == _BLOCK else self._name()
        if head & 0x93 == 0x12:  # 0xx1xx10
            return 1, RealTime(head)
        if head & 0x93 == 0x10:  # 0xx1xx00, then three of 0xx0xxxx
            rest = self._bytes[1:4]
            if any(byte & 0x90 for byte in rest):
                return 1, None
            return (4, Automatic(bytes(self._bytes[:4]))) if len(rest) == 3 else (0, None)
        if head & 0xF0 == 0:  # 0000xxxx, but for two bits that are reserved: letters are noise
            return 1, InTurn(head)
        return 1, None  # XON, XOFF, noise

    def _block(self) -> tuple[int, Answer | None]:
        if len(self._bytes) < 2:
            return 0, None
        size = _BLOCK_SIZES.get(self._bytes[1])
        if size is None:
            return 1, None
        block = bytes(self._bytes[:size])
        if len(block) < size:
            return 0, None
        if block[-1] != 0:
            return 1, None
        return size, Proof(block[2:6]) if size == 7 else Cleared()

    def _name(self) -> tuple[int, Answer | None]:
        for at, byte in enumerate(self._bytes[1 : _LONGEST_NAME + 1], 1):
            if byte == 0:
                if bytes(self._bytes[max(1, at - 6) : at - 4]) == _PROOF:  # a proof of print behind noise
                    return 1, None
                return at + 1, Name(self._bytes[1:at].decode("ascii"))
            if not 0x20 <= byte < 0x7F:
                return 1, None
        return (1, None) if len(self._bytes) > _LONGEST_NAME else (0, None)


class Condition(NamedTuple):
    """The printer as far as it has said. `paper_known` once it has said anything about paper."""

    offline: bool = False
    cover_open: bool = False
    paper_known: bool = False
    paper_out: bool = False
    stopped: bool = False  # standing still because the paper ended
    near_end: bool = False
    cutter: bool = False
    mechanical: bool = False
    unrecoverable: bool = False
    hot: bool = False

    @property
    def problem(self) -> str:
        """Why it cannot print now, the likeliest cause first; empty if it can."""
        causes = (
            (self.cover_open, "cover open"),
            (self.paper_out or self.stopped, "paper out"),
            (self.cutter, "cutter jammed"),
            (self.unrecoverable, "broken: switch it off and on"),
            (self.mechanical, "mechanical error"),
            (self.hot, "print head too hot"),
            (self.offline, "offline"),
        )
        return next((words for true, words in causes if true), "")

    def after(self, answer: Answer, asked: int = 0) -> Condition:
        """The condition once an answer is heard; `asked` is the n of the open `DLE EOT n`, or 0."""
        if isinstance(answer, Automatic):
            return self._after_automatic(answer.bits)
        if isinstance(answer, InTurn):
            return self._replace(
                paper_known=True, near_end=bool(answer.bits & 0x03), paper_out=bool(answer.bits & 0x0C)
            )
        if isinstance(answer, RealTime):
            return self._after_real_time(answer.bits, asked)
        return self

    def _after_automatic(self, bits: bytes) -> Condition:
        first, second, third, _ = bits
        return Condition(
            offline=bool(first & 0x08),
            cover_open=bool(first & 0x20),
            paper_known=True,
            paper_out=bool(third & 0x0C),
            near_end=bool(third & 0x03),
            mechanical=bool(second & 0x04),
            cutter=bool(second & 0x08),
            unrecoverable=bool(second & 0x20),
            hot=bool(second & 0x40),
        )

    def _after_real_time(self, bits: int, asked: int) -> Condition:
        if asked == 1:
            return self._replace(offline=bool(bits & 0x08))
        if asked == 2:
            now = self._replace(cover_open=bool(bits & 0x04), stopped=bool(bits & 0x20))
            if bits & 0x40:
                return now  # function 3 says which error
            return now._replace(cutter=False, mechanical=False, unrecoverable=False, hot=False)
        if asked == 3:
            return self._replace(
                mechanical=bool(bits & 0x04),
                cutter=bool(bits & 0x08),
                unrecoverable=bool(bits & 0x20),
                hot=bool(bits & 0x40),
            )
        if asked == 4:
            return self._replace(paper_known=True, near_end=bool(bits & 0x0C), paper_out=bool(bits & 0x60))
        return self
