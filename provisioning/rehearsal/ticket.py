"""What came out of a thermal printer: lines, codes, cuts, and the ticket that they make. Pure.

Sizes are in dots; eight dots are a millimetre. Must never know how the bytes were read or how it is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

DOTS_PER_MM = 8
PAPER_DOTS = {58: 384, 80: 576}  # printable width by the paper's width in mm
LINE_SPACING = 30  # a printer that was just switched on advances 3.75 mm a line
Align = Literal["left", "center", "right"]
CELL = {"A": (12, 24), "B": (9, 17)}  # width and height of one character of a font

# Bytes a QR code of version 1, 2, ... holds, by level of error correction.
_QR_BYTES = {
    "L": (17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520),
    "M": (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412),
    "Q": (11, 20, 32, 46, 60, 74, 86, 108, 130, 151, 177, 203, 241, 258, 292),
    "H": (7, 14, 24, 34, 44, 58, 64, 84, 98, 119, 137, 155, 177, 194, 220),
}


class Style(NamedTuple):
    """How characters look. `width` and `height` multiply the font's cell, 1 to 8."""

    width: int = 1
    height: int = 1
    bold: bool = False
    underline: int = 0
    inverse: bool = False
    smooth: bool = False
    font: Literal["A", "B"] = "A"

    @property
    def cell(self) -> tuple[int, int]:
        """Width and height of one character."""
        width, height = CELL[self.font]
        return width * self.width, height * self.height


class Run(NamedTuple):
    """Characters of one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; without runs, an empty one. `spacing` is the least distance to the next line."""

    runs: tuple[Run, ...] = ()
    align: Align = "left"
    spacing: int = LINE_SPACING

    @property
    def text(self) -> str:
        """The characters alone."""
        return "".join(run.text for run in self.runs)

    @property
    def width(self) -> int:
        """Dots across, were the paper endless."""
        return sum(len(run.text) * run.style.cell[0] for run in self.runs)

    @property
    def height(self) -> int:
        """Dots the paper advances."""
        return max([self.spacing, *(run.style.cell[1] for run in self.runs)])

    @property
    def scale(self) -> int:
        """How large its largest character is, as a multiple of a plain one's area."""
        return max((run.style.width * run.style.height for run in self.runs if run.text.strip()), default=0)


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code that the printer draws by itself."""

    content: str
    module: int = 3
    level: Literal["L", "M", "Q", "H"] = "L"
    align: Align = "left"

    @property
    def version(self) -> int | None:
        """The smallest that holds the content as bytes; None for more than fits any ticket."""
        size = len(self.content.encode())
        return next((n for n, most in enumerate(_QR_BYTES[self.level], 1) if size <= most), None)

    @property
    def width(self) -> int:
        """Dots across; as many down."""
        return (17 + 4 * (self.version or 40)) * self.module

    height = width


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture of dots, `width` a multiple of 8, rows of bits with the leftmost dot highest."""

    width: int
    height: int
    bits: bytes
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper."""

    height: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The knife."""

    partial: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """`ESC @`: styles and automatic status as after switching on."""


@dataclass(frozen=True, slots=True)
class RealTime:
    """`DLE …`: acted upon when it arrives, whatever is waiting before it. `code` is EOT, ENQ or DC4."""

    code: int
    arguments: bytes


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """`GS a n`: report changes by yourself; 0 stops it."""

    wanted: int


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """`GS r n`: answered in its turn among what is printed. 1 asks for the paper, 2 for the drawer."""

    what: int


@dataclass(frozen=True, slots=True)
class ProofRequest:
    """`GS ( H` function 48: answer with this id when all before it is on paper."""

    id: bytes


@dataclass(frozen=True, slots=True)
class Identify:
    """`GS I n`: who are you?"""

    what: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that this printer does not know, and therefore must not be on a ticket."""

    command: bytes


Element = (
    Line | Qr | Raster | Feed | Cut | Reset | RealTime | AutomaticStatus | StatusRequest | ProofRequest
    | Identify | Unknown
)  # fmt: skip


def advance_of(element: Element) -> int:
    """Dots the paper moves for it."""
    return element.height if isinstance(element, Line | Qr | Raster | Feed) else 0


@dataclass(frozen=True, slots=True)
class DecodedTicket:
    """One piece of paper, `paper_mm` wide; `complete` if the knife ended it and nothing of it is missing."""

    elements: tuple[Element, ...]
    paper_mm: int = 80
    complete: bool = True

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines with something on them, without the blanks that centre them."""
        texts = (element.text.strip() for element in self.elements if isinstance(element, Line))
        return tuple(text for text in texts if text)

    @property
    def text(self) -> str:
        """All that can be read, a line a line."""
        return "\n".join(self.lines)

    @property
    def label(self) -> str:
        """The text in the largest characters: the number. Empty if there is no text."""
        lines = [element for element in self.elements if isinstance(element, Line)]
        return max(lines, key=lambda line: line.scale, default=Line()).text.strip()

    @property
    def number(self) -> str:
        """The number that its holder may be called by; empty on a slip, a blank, or what is marked as void."""
        void = any("BATAL" in line or line == "BUKAN NOMOR ANTREAN" for line in self.lines)
        return "" if void else self.label

    @property
    def copy(self) -> bool:
        """Whether it is marked as a second paper of its number."""
        return any("CETAK ULANG" in line for line in self.lines)

    @property
    def qr(self) -> str | None:
        """What the first QR code says."""
        return next((element.content for element in self.elements if isinstance(element, Qr)), None)

    @property
    def too_wide(self) -> tuple[str, ...]:
        """What does not fit the paper: a printer would wrap it, or drop the code."""
        most = PAPER_DOTS[self.paper_mm]
        return tuple(
            element.text if isinstance(element, Line) else type(element).__name__
            for element in self.elements
            if isinstance(element, Line | Qr | Raster) and element.width > most
        )

    @property
    def unknown(self) -> tuple[bytes, ...]:
        """Commands that no printer of ours knows."""
        return tuple(element.command for element in self.elements if isinstance(element, Unknown))

    @property
    def length_mm(self) -> float:
        """How long the paper is."""
        return sum(map(advance_of, self.elements)) / DOTS_PER_MM
