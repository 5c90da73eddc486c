"""ESC/POS bytes to what a printer makes of them: a stream decoder of its own. Pure.

It shares no code with the library that builds the product's tickets, so that the two check each other. It
follows the public command reference; what it does not know becomes `Unknown`, with its length guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from provisioning.rehearsal.framing import DLE, ESC, FS, GS, command_size
from provisioning.rehearsal.ticket import (
    LINE_SPACING,
    PAPER_DOTS,
    Align,
    AutomaticStatus,
    Cut,
    DecodedTicket,
    Element,
    Feed,
    Identify,
    Line,
    ProofRequest,
    Qr,
    Raster,
    RealTime,
    Reset,
    Run,
    StatusRequest,
    Style,
    Unknown,
    advance_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_TAB = 8
_CODE_PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866",
               18: "cp852", 19: "cp858", 37: "cp864", 40: "iso8859_15", 45: "cp1250"}  # fmt: skip
_ALIGN: tuple[Align, ...] = ("left", "center", "right")
_NO_EFFECT = {  # known, and nothing that could be seen on paper
    b"\x1bp", b"\x1bB", b"\x1bc", b"\x1b=", b"\x1br", b"\x1bR", b"\x1dh", b"\x1dw", b"\x1dH", b"\x1df",
    b"\x1d|", b"\x1c.", b"\x1cC",
}  # fmt: skip


class Placed(NamedTuple):
    """An element and the bytes that made it: `start` to `end` tile the whole stream."""

    start: int
    end: int
    element: Element


def _style(name: str, value: Callable[[int], object]) -> Callable[[Decoder, bytes], None]:
    return lambda self, arguments: self._restyle(**{name: value(arguments[0])})


def _emits(make: Callable[[int], Element]) -> Callable[[Decoder, bytes], None]:
    return lambda self, arguments: self._emit(make(arguments[0]))


class Decoder:
    """Feed it bytes as they come; it gives back what they print, each with its place in the stream."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._needed = 1  # how many pending bytes it takes to go on
        self._read = 0  # bytes taken from the stream as whole commands
        self._start = 0  # where the element that is being made began
        self._out: list[Placed] = []
        self._defaults()

    def _defaults(self) -> None:
        self._style = Style()
        self._align: Align = "left"
        self._spacing = LINE_SPACING
        self._page = "cp437"
        self._runs: list[Run] = []
        self._qr = Qr("")

    def feed(self, data: bytes) -> list[Placed]:
        """Take bytes, give the elements that are whole by now."""
        self._pending += data
        while len(self._pending) >= self._needed:
            size = command_size(self._pending)
            if size > len(self._pending):
                self._needed = size
                break
            command = bytes(self._pending[:size])
            del self._pending[:size]
            self._needed = 1
            self._read += size
            self._take(command)
        out, self._out = self._out, []
        return out

    def _emit(self, element: Element) -> None:
        self._out.append(Placed(self._start, self._read, element))
        self._start = self._read

    def _take(self, command: bytes) -> None:
        first = command[0]
        if first == DLE and len(command) > 1:
            self._emit(RealTime(command[1], command[2:]))
        elif first in (ESC, GS) and command[:2] in self._HANDLERS:
            self._HANDLERS[command[:2]](self, command[2:])
        elif first in (ESC, FS, GS):
            if command[:2] not in _NO_EFFECT:
                self._emit(Unknown(command))
        elif first == 0x0A:
            self._line_feed()
        elif first == 0x09:
            column = sum(len(run.text) for run in self._runs)
            self._print(" " * (_TAB - column % _TAB))
        elif first >= 0x20:
            self._print(command.decode(self._page, "replace"))
        elif first not in (0x00, 0x07, 0x0D):
            self._emit(Unknown(command))

    def _print(self, text: str) -> None:
        if self._runs and self._runs[-1].style == self._style:
            text = self._runs.pop().text + text
        self._runs.append(Run(text, self._style))

    def _line_feed(self) -> None:
        self._emit(Line(tuple(self._runs), self._align, self._spacing))
        self._runs.clear()

    def _flush(self) -> None:
        if self._runs:
            self._line_feed()

    # --- commands: each takes its argument bytes ---

    def _reset(self, _arguments: bytes) -> None:
        self._defaults()
        self._emit(Reset())

    def _mode(self, arguments: bytes) -> None:
        n = arguments[0]
        self._style = self._style._replace(
            font="B" if n & 1 else "A",
            bold=bool(n & 8),
            height=2 if n & 16 else 1,
            width=2 if n & 32 else 1,
            underline=int(bool(n & 128)),
        )

    def _restyle(self, **change: object) -> None:
        self._style = self._style._replace(**change)  # pyright: ignore[reportArgumentType] - the table of changes is right

    def _set_align(self, arguments: bytes) -> None:
        if arguments[0] % 48 < len(_ALIGN):
            self._align = _ALIGN[arguments[0] % 48]

    def _set_spacing(self, dots: int) -> None:
        self._spacing = dots

    def _set_page(self, arguments: bytes) -> None:
        self._page = _CODE_PAGES.get(arguments[0], "cp437")

    def _feed_lines(self, arguments: bytes) -> None:
        self._flush()
        self._emit(Feed(arguments[0] * self._spacing))

    def _feed_dots(self, arguments: bytes) -> None:
        self._flush()
        self._emit(Feed(arguments[0]))

    def _cut(self, arguments: bytes) -> None:
        self._flush()
        if len(arguments) > 1:
            self._emit(Feed(arguments[1] + 3 * LINE_SPACING))  # from the head to the knife
        self._emit(Cut(partial=arguments[0] not in (0, 48, 65, 97)))

    def _raster(self, arguments: bytes) -> None:
        self._flush()
        width, height = arguments[2] + 256 * arguments[3], arguments[4] + 256 * arguments[5]
        self._emit(Raster(8 * width, height, arguments[6:], self._align))

    def _extended(self, arguments: bytes) -> None:
        kind, body = arguments[:1], arguments[3:]
        if kind == b"k" and body[:1] == b"1" and len(body) >= 3:
            self._qr_function(body[1], body[2:])
        elif kind == b"H" and body[:2] == b"\x30\x30" and len(body) == 6:
            self._emit(ProofRequest(body[2:]))
        else:
            self._emit(Unknown(bytes((GS, 0x28)) + arguments))

    def _qr_function(self, function: int, body: bytes) -> None:
        qr = self._qr
        if function == 67 and body:
            self._qr = Qr(qr.content, min(max(body[0], 1), 16), qr.level)
        elif function == 69 and body:
            self._qr = Qr(qr.content, qr.module, ("L", "M", "Q", "H")[(body[0] - 48) % 4])
        elif function == 80:
            self._qr = Qr(body[1:].decode("utf-8", "replace"), qr.module, qr.level)
        elif function == 81:
            self._flush()
            self._emit(Qr(qr.content, qr.module, qr.level, self._align))
        elif function != 65:  # 65 chooses the model; only model 2 is in use anywhere
            self._emit(Unknown(bytes((GS, 0x28)) + b"k" + bytes((function,))))

    _HANDLERS: ClassVar[dict[bytes, Callable[[Decoder, bytes], None]]] = {
        b"\x1b@": _reset,
        b"\x1b!": _mode,
        b"\x1bE": _style("bold", lambda n: bool(n & 1)),
        b"\x1bG": _style("bold", lambda n: bool(n & 1)),  # double strike looks the same on thermal paper
        b"\x1b-": _style("underline", lambda n: n % 48 if n % 48 <= 2 else 0),
        b"\x1bM": _style("font", lambda n: "B" if n % 48 == 1 else "A"),
        b"\x1dB": _style("inverse", lambda n: bool(n & 1)),
        b"\x1db": _style("smooth", lambda n: bool(n & 1)),
        b"\x1d!": lambda self, a: self._restyle(width=(a[0] >> 4 & 7) + 1, height=(a[0] & 7) + 1),
        b"\x1ba": _set_align,
        b"\x1b2": lambda self, _: self._set_spacing(LINE_SPACING),
        b"\x1b3": lambda self, a: self._set_spacing(a[0]),
        b"\x1bt": _set_page,
        b"\x1bd": _feed_lines,
        b"\x1bJ": _feed_dots,
        b"\x1dV": _cut,
        b"\x1dv": _raster,
        b"\x1d(": _extended,
        b"\x1da": _emits(AutomaticStatus),
        b"\x1dr": _emits(lambda n: StatusRequest(n % 48)),
        b"\x1dI": _emits(Identify),
    }


def tickets(data: bytes, paper_mm: int = 80) -> list[DecodedTicket]:
    r"""All the paper that these bytes make on a printer that never fails; the last may lack its cut.

    >>> [ticket.label for ticket in tickets(b"\x1d!\x77A012\n\x1dV\x00")]
    ['A012']
    """
    if paper_mm not in PAPER_DOTS:
        raise ValueError(f"no paper is {paper_mm} mm wide")
    found: list[DecodedTicket] = []
    elements: list[Element] = []
    for placed in Decoder().feed(data):
        elements.append(placed.element)
        if isinstance(placed.element, Cut):
            found.append(DecodedTicket(tuple(elements), paper_mm))
            elements = []
    if any(map(advance_of, elements)):
        found.append(DecodedTicket(tuple(elements), paper_mm, complete=False))
    return found
