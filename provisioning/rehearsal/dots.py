"""A decoded ticket to the dots that a print head burns: 384 or 576 across, black or not.

Knows glyphs, codes and positions; how paper looks is not its business.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from provisioning.rehearsal.ticket import (
    CELL,
    PAPER_DOTS,
    Align,
    DecodedTicket,
    Line,
    Qr,
    Raster,
    Run,
    advance_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from provisioning.rehearsal.ticket import Style

_FONT = Path(__file__).parent / "assets" / "spleen-12x24.otf"
KNIFE = 96  # dots from the head to the knife: the blank top of every ticket, fed before the cut of the last


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, 24)


@lru_cache(maxsize=512)
def _glyph(character: str, style: Style) -> Image.Image:
    """One character, black on white in mode L, as large as its cell."""
    width, height = CELL["A"]
    cell = Image.new("1", (width, height), 1)
    pen = ImageDraw.Draw(cell)
    pen.fontmode = "1"
    pen.text((0, 0), character, font=_font(), fill=0)
    glyph = cell.convert("L")
    if style.bold:  # the head burns every dot and its right neighbour
        glyph = ImageChops.darker(glyph, ImageChops.offset(glyph, 1, 0))
    if style.font == "B":
        glyph = glyph.resize(CELL["B"], Image.Resampling.BOX).point(_black_below(150))
    glyph = glyph.resize(style.cell, Image.Resampling.NEAREST)
    if style.smooth and style.width > 1 and style.height > 1:
        soft = glyph.filter(ImageFilter.GaussianBlur(0.5 * min(style.width, style.height)))
        glyph = soft.point(_black_below(128))
    if style.underline:
        ImageDraw.Draw(glyph).rectangle(
            (0, glyph.height - style.underline, glyph.width, glyph.height), fill=0
        )
    return ImageChops.invert(glyph) if style.inverse else glyph


def _black_below(level: int) -> list[int]:
    """A table for `Image.point`: a dot is burned or not."""
    return [0] * level + [255] * (256 - level)


def _wrapped(line: Line, most: int) -> Iterator[Line]:
    """What a printer does with too long a line: what does not fit goes to the next."""
    runs: list[Run] = []
    width = 0
    for run in line.runs:
        for character in run.text:
            step = run.style.cell[0]
            if runs and width + step > most:
                yield Line(tuple(runs), line.align, line.spacing)
                runs, width = [], 0
            runs.append(Run(character, run.style))
            width += step
    yield Line(tuple(runs), line.align, line.spacing)


def _left(align: Align, width: int, most: int) -> int:
    return {"left": 0, "center": (most - width) // 2, "right": most - width}[align]


def _line(line: Line, most: int) -> Image.Image:
    parts = list(_wrapped(line, most))
    strip = Image.new("L", (most, sum(part.height for part in parts)), 255)
    top = 0
    for part in parts:
        left = _left(part.align, part.width, most)
        base = top + max((run.style.cell[1] for run in part.runs), default=0)
        for run in part.runs:
            strip.paste(_glyph(run.text, run.style), (left, base - run.style.cell[1]))
            left += run.style.cell[0]
        top += part.height
    return strip


def _code(qr: Qr, most: int) -> Image.Image:
    strip = Image.new("L", (most, qr.width), 255)
    if not qr.content or qr.version is None or qr.width > most:
        return strip  # a printer leaves out a code that it cannot print
    code = segno.make(
        qr.content.encode(), error=qr.level, version=qr.version, mode="byte", micro=False, boost_error=False
    )
    modules = bytes(0 if dark else 255 for row in code.matrix for dark in row)
    side = len(code.matrix)
    image = Image.frombytes("L", (side, side), modules).resize((qr.width, qr.width), Image.Resampling.NEAREST)
    strip.paste(image, (_left(qr.align, qr.width, most), 0))
    return strip


def _picture(raster: Raster, most: int) -> Image.Image:
    bits = Image.frombytes("1", (raster.width, raster.height), raster.bits)
    strip = Image.new("L", (most, raster.height), 255)
    strip.paste(ImageChops.invert(bits.convert("L")), (max(0, _left(raster.align, raster.width, most)), 0))
    return strip


def burn(ticket: DecodedTicket) -> Image.Image:
    """The ticket's dots in mode L, 0 where the head burned, 255 where not; as wide as the head."""
    most = PAPER_DOTS[ticket.paper_mm]
    strips: list[Image.Image] = []
    for element in ticket.elements:
        if isinstance(element, Line):
            strips.append(_line(element, most))
        elif isinstance(element, Qr):
            strips.append(_code(element, most))
        elif isinstance(element, Raster):
            strips.append(_picture(element, most))
        elif height := advance_of(element):
            strips.append(Image.new("L", (most, height), 255))
    dots = Image.new("L", (most, max(1, sum(strip.height for strip in strips))), 255)
    top = 0
    for strip in strips:
        dots.paste(strip, (0, top))
        top += strip.height
    return dots
