"""A decoded ticket as the paper that a citizen holds: thermal grey on warm white, cut or torn, as a PNG."""

from __future__ import annotations

import io
import random
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from provisioning.rehearsal.dots import KNIFE, burn
from provisioning.rehearsal.ticket import DOTS_PER_MM

if TYPE_CHECKING:
    from provisioning.rehearsal.ticket import DecodedTicket

_PAPER = (252, 250, 244)
_INK = (44, 42, 50)
_AROUND = 22  # pixels of air, where the shadow falls
_TOOTH = 7


def draw(ticket: DecodedTicket) -> Image.Image:
    """The paper on nothing, in mode RGBA; a pixel a dot, with the margins that the head cannot reach."""
    dots = _on_sheet(ticket)
    ink = ImageChops.invert(dots).filter(ImageFilter.GaussianBlur(0.6))
    ink = ink.point([min(255, level * 3 // 2) for level in range(256)])  # heat spreads a little
    # A head never heats every dot alike: grain in the ink, far too little for a scanner to mind.
    ink = ImageChops.multiply(ink, _grain(ink.size, 214, 255))
    sheet = Image.new("RGB", dots.size, _PAPER)
    sheet = ImageChops.multiply(sheet, Image.merge("RGB", [_grain(dots.size, 246, 255)] * 3))
    sheet = ImageChops.multiply(sheet, Image.merge("RGB", [_curl(dots.size)] * 3))
    sheet.paste(_INK, (0, 0), ink)
    return _laid_down(sheet, _outline(dots.size, torn=not ticket.complete))


def png(ticket: DecodedTicket) -> bytes:
    """The paper as a PNG file."""
    file = io.BytesIO()
    draw(ticket).save(file, "PNG")
    return file.getvalue()


def _on_sheet(ticket: DecodedTicket) -> Image.Image:
    """The dots with side margins; the blank that lies between head and knife comes to the top."""
    dots = burn(ticket)
    box = ImageChops.invert(dots).getbbox()
    below = dots.height - (box[3] if box else 0)
    shift = min(KNIFE, below) if ticket.complete else 0
    margin = (ticket.paper_mm * DOTS_PER_MM - dots.width) // 2
    top = KNIFE if not ticket.complete else shift
    bottom = 3 * DOTS_PER_MM if not ticket.complete else 0
    size = (dots.width + 2 * margin, dots.height - shift + top + bottom)
    sheet = Image.new("L", size, 255)
    sheet.paste(dots.crop((0, 0, dots.width, dots.height - shift)), (margin, top))
    return sheet


@lru_cache(maxsize=16)
def _noise(side: int) -> Image.Image:
    return Image.frombytes("L", (side, side), random.Random(1).randbytes(side * side))  # noqa: S311 - grain


def _grain(size: tuple[int, int], darkest: int, lightest: int) -> Image.Image:
    noise = _noise(256).point([darkest + level * (lightest - darkest) // 255 for level in range(256)])
    grain = Image.new("L", size)
    for left in range(0, size[0], noise.width):
        for top in range(0, size[1], noise.height):
            grain.paste(noise, (left, top))
    return grain


def _curl(size: tuple[int, int]) -> Image.Image:
    """Light on paper that was on a roll: a little darker towards its ends."""
    column = Image.new("L", (1, size[1]))
    for row in range(size[1]):
        from_end = min(row, size[1] - 1 - row) / max(1, size[1])
        column.putpixel((0, row), 255 - round(14 * max(0.0, 1 - from_end / 0.12) ** 2))
    return column.resize(size)


def _outline(size: tuple[int, int], *, torn: bool) -> Image.Image:
    """Where there is paper: the knife leaves a fine saw's edge, a hand a rough one."""
    width, height = size
    chance = random.Random(7)  # noqa: S311 - the shape of a tear
    points = [(0, 0), *((left, (left // 3) % 2) for left in range(0, width, 3)), (width, 0)]
    right, bottom = width, height
    if torn:
        level = 0.0
        edge = []
        for left in range(0, width + _TOOTH, _TOOTH):
            level = max(0.0, min(26.0, level + chance.uniform(-5, 6)))
            edge.append((min(left, right), bottom - round(level) - chance.randrange(3)))
    else:
        edge = [(left, bottom - 1 - (left // 3) % 2) for left in range(0, width + 3, 3)]
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([*points, *reversed(edge)], fill=255)
    return mask


def _laid_down(sheet: Image.Image, mask: Image.Image) -> Image.Image:
    """The paper with its shadow, on nothing."""
    size = (sheet.width + 2 * _AROUND, sheet.height + 2 * _AROUND)
    shade = Image.new("L", size, 0)
    shade.paste(mask.point([level * 86 // 255 for level in range(256)]), (_AROUND, _AROUND + 7))
    whole = Image.new("RGBA", size, (28, 26, 34, 0))
    whole.putalpha(shade.filter(ImageFilter.GaussianBlur(8)))
    whole.paste(sheet, (_AROUND, _AROUND), mask)
    return whole
