"""A ticket to what a printer has to do. Pure. Widths are reckoned here, for no printer warns of a long line.

The visitor reads the number from afar and the rest once; the office pays for every millimetre. All text is
folded to ASCII, which Indonesian needs no more than: cheap printers disagree about everything beyond it.
"""

from __future__ import annotations

import functools
import textwrap
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from kiosk.receipt_words import WORDS, Language, ReceiptWords, moment_text, people_text, wait_text

if TYPE_CHECKING:
    from broker_config.nouns import Mall

Align = Literal["left", "center", "right"]

DOTS = {58: 384, 80: 576}  # printable dots across, by paper width in mm
DOTS_PER_MM = 8
CHARACTER_DOTS = 12  # font A is 12 x 24
LINE_DOTS = 28  # from line to line, unless the characters are higher
LARGEST = 8
COPY_SIZE = 2
KNIFE_MM = 15.0  # from the head to the knife

_GAP_DOTS = 16  # around a code, where cameras need it, and below the last line, for the knife
_QR_MM = 22
_QR_MODULE_DOTS = (4, 6)  # smaller is hard to read once the paper is creased
_QR_MODULES = {  # bytes that fit at error correction M -> modules across
    14: 21, 26: 25, 42: 29, 62: 33, 84: 37, 106: 41, 122: 45, 152: 49, 180: 53, 213: 57, 251: 61, 287: 65,
}  # fmt: skip
_LIKE = str.maketrans({
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"',
    "\u2022": "-", "\u00b7": "-", "\u00d7": "x", "\u00a0": " ", "\n": " ", "\t": " ",
})  # fmt: skip


class Text(NamedTuple):
    """One line. `size` multiplies width and height of the characters, 1 to 8."""

    text: str
    size: int = 1
    bold: bool = False
    align: Align = "left"


class Rule(NamedTuple):
    """A line across, of so many characters."""

    columns: int


class Qr(NamedTuple):
    """A QR code that the printer draws by itself, error correction M, centred; `module` is in dots."""

    content: str
    module: int


class Feed(NamedTuple):
    """Blank paper."""

    dots: int


class Cut(NamedTuple):
    """Feed to the knife and cut."""


Operation = Text | Rule | Qr | Feed | Cut


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """All that may stand on a ticket. Empty or None is left out.

    `at` is local time with its zone, or None if it cannot be trusted. An `offline` ticket does not say how
    many are ahead, for the kiosk cannot know. A `copy` is a second paper for the same number; `replaces` is the
    label of one that failed and whose place this one has. `priority`: it is called
    before others; why is on no paper.
    """

    mall: str
    agency: str
    service: str
    label: str
    regency: str = ""
    at: datetime | None = None
    ahead: int | None = None
    wait_min: int | None = None
    hotline: str = ""
    fee: str = ""
    qr: str = ""
    offline: bool = False
    copy: bool = False
    replaces: str = ""
    priority: bool = False
    language: Language = "id"


def compose(ticket: Ticket, paper_mm: int) -> list[Operation]:
    """Lay a ticket out for paper 58 or 80 mm wide. No line is wider than the paper."""
    columns = DOTS[paper_mm] // CHARACTER_DOTS
    rule, words = Rule(columns), WORDS[ticket.language]
    size = number_size(ticket.label, paper_mm)
    return [
        *(_copy_mark(words.copy, columns, size) if ticket.copy else []),
        *_heading(ticket, columns),
        rule,
        *_centred(words.number, columns),
        Text(fold(ticket.label), size, align="center"),
        *(_centred(words.priority, columns, bold=True) if ticket.priority else []),
        *_centred(ticket.service, columns, bold=True),
        *_centred(ticket.agency, columns),
        *(_centred(words.replaces.format(ticket.replaces), columns) if ticket.replaces else []),
        rule,
        *_facts(ticket, words, columns),
        *_code(ticket.qr, words.scan, columns),
        *_when(ticket, columns),
        *([Text(f"*** {words.copy} ***", bold=True, align="center")] if ticket.copy else []),
        Feed(_GAP_DOTS),
        Cut(),
    ]


def _copy_mark(mark: str, columns: int, number: int) -> list[Operation]:
    """At the top in large letters, smaller than the number; it stands at the foot, too, if one end is torn off."""
    size = min(COPY_SIZE, number - 1) or 1
    stars = "***" if (len(mark) + 8) * size <= columns else "*"
    return [Text(f"{stars} {mark} {stars}", size, bold=True, align="center"), Feed(_GAP_DOTS // 2)]


def compose_slip(mall: str, service: str, text: str, paper_mm: int) -> list[Operation]:
    """A few lines instead of a ticket: why there is no number, and when there will be."""
    columns = DOTS[paper_mm] // CHARACTER_DOTS
    return [
        *_centred(mall, columns),
        Rule(columns),
        *_centred("BUKAN NOMOR ANTREAN", columns, bold=True),
        *_centred(service, columns, bold=True),
        *_centred(text, columns),
        Feed(_GAP_DOTS),
        Cut(),
    ]


def qr_text(mall: Mall, token: str) -> str:
    """What the QR code of a ticket says, empty where the mall has no page for it.

    >>> from broker_config.nouns import Mall
    >>> mall = Mall(name="MPP", regency="", timezone="Asia/Jakarta", ticket_url="https://mpp.example/t/")
    >>> qr_text(mall, "dHdlbnR5LXR3byBieXRlcw")
    'https://mpp.example/t/dHdlbnR5LXR3byBieXRlcw'
    """
    return f"{mall.ticket_url.rstrip('/')}/{token}" if mall.ticket_url else ""


def number_size(label: str, paper_mm: int) -> int:
    """How many times larger than plain the number may be.

    >>> number_size("A012", 58), number_size("A-X017", 58), number_size("A-X017", 80)
    (8, 5, 8)
    """
    return max(1, min(LARGEST, DOTS[paper_mm] // (CHARACTER_DOTS * len(label))))


def fold(text: str) -> str:
    r"""Text as printable ASCII, accents dropped, blanks joined.

    >>> fold("Pelayanan  Izin \u2014 Caf\u00e9\x1b")
    'Pelayanan Izin - Cafe'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIKE))
    return " ".join("".join(char for char in plain if " " <= char <= "~").split())


def height_mm(operations: list[Operation]) -> float:
    """How much paper the operations take."""
    return sum(_dots(operation) for operation in operations) / DOTS_PER_MM + KNIFE_MM


def _dots(operation: Operation) -> int:
    if isinstance(operation, Text):
        return max(LINE_DOTS, 2 * CHARACTER_DOTS * operation.size)
    if isinstance(operation, Qr):
        return (qr_modules(operation.content) or 0) * operation.module
    if isinstance(operation, Feed):
        return operation.dots
    return LINE_DOTS if isinstance(operation, Rule) else 0


def qr_modules(content: str) -> int | None:
    """How many modules a code is wide and high; None if it is longer than a ticket's code may be."""
    size = len(content.encode())
    return next((modules for most, modules in _QR_MODULES.items() if size <= most), None)


def _heading(ticket: Ticket, columns: int) -> list[Operation]:
    mall, regency = fold(ticket.mall), fold(ticket.regency)
    if regency.casefold() in mall.casefold():
        return _centred(mall, columns)
    together = f"{mall} - {regency}"
    if len(together) <= columns:
        return _centred(together, columns)
    return _centred(mall, columns) + _centred(regency, columns)


def _centred(text: str, columns: int, *, bold: bool = False) -> list[Operation]:
    return [Text(line, bold=bold, align="center") for line in _balanced(fold(text), columns)]


@functools.lru_cache(maxsize=256)  # the same few names all day, while a visitor waits
def _balanced(text: str, columns: int) -> tuple[str, ...]:
    """As few lines as the text needs, of about the same length: a lone last word looks like a mistake."""
    lines = textwrap.wrap(text, columns)
    narrower = columns
    while len(lines) > 1 and narrower > 1:
        narrower -= 1
        tried = textwrap.wrap(text, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return tuple(lines)


def _facts(ticket: Ticket, words: ReceiptWords, columns: int) -> list[Operation]:
    operations: list[Operation] = []
    if ticket.ahead is not None and not ticket.offline:
        operations += _fact(words.ahead, people_text(words, ticket.ahead), columns)
        if ticket.wait_min is not None:
            operations += _fact(words.wait, wait_text(words, ticket.wait_min), columns)
    else:
        operations += _centred(words.watch, columns, bold=True)
    if ticket.fee:
        free = ticket.fee.casefold() == "gratis"
        operations += _fact(words.fee, words.free if free else ticket.fee, columns)
    if ticket.hotline:
        operations += _fact(words.complaints, ticket.hotline, columns)
    return operations


def _fact(name: str, value: str, columns: int) -> list[Operation]:
    """Name on the left, value on the right; a long value gets lines of its own."""
    value = fold(value)
    gap = columns - len(name) - len(value)
    if gap >= 2:
        return [Text(name + " " * gap + value)]
    return [Text(name), *(Text(line, align="right") for line in textwrap.wrap(value, columns))]


def _code(content: str, scan: str, columns: int) -> list[Operation]:
    """Only plain text: even inside a code's bytes a printer obeys real-time commands."""
    modules = qr_modules(content) if content.isascii() and content.isprintable() else None
    if not content or modules is None:
        return []
    least, most = _QR_MODULE_DOTS
    module = max(least, min(most, _QR_MM * DOTS_PER_MM // modules))
    return [
        Feed(_GAP_DOTS),
        Qr(content, module),
        Feed(_GAP_DOTS),
        *_centred(scan, columns),
    ]


def _when(ticket: Ticket, columns: int) -> list[Operation]:
    if ticket.at is None:
        return []
    day, time = moment_text(ticket.language, ticket.at)
    together = f"{day} - {time}"
    return [Text(line, align="center") for line in ([together] if len(together) <= columns else [day, time])]
