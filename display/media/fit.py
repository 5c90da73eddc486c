"""How a clip lies in its place, and how its pixels lie in memory. Pure."""

from __future__ import annotations

from typing import NamedTuple

PIXEL = 4  # bytes: blue, green, red, nothing
_ALIGNED = 64  # bytes: a row begins where the processor copies it fastest


class Fitted(NamedTuple):
    """Left, top, width, height of a clip in its place, in pixels."""

    x: int
    y: int
    w: int
    h: int


def fitted(place: tuple[int, int], picture: tuple[int, int]) -> Fitted:
    """As large as can be without being cut or stretched, in the middle.

    >>> fitted((1840, 800), (1280, 720))
    Fitted(x=209, y=0, w=1422, h=800)
    """
    (wide, high), (width, height) = place, picture
    scale = min(wide / width, high / height)
    w, h = max(round(width * scale), 1), max(round(height * scale), 1)
    return Fitted((wide - w) // 2, (high - h) // 2, w, h)


def row_pixels(width: int) -> int:
    """How many pixels a row of so many takes in memory.

    >>> row_pixels(1840), row_pixels(1841)
    (1840, 1856)
    """
    return -(-width * PIXEL // _ALIGNED) * _ALIGNED // PIXEL


def room(width: int, height: int) -> int:
    """How many bytes a picture takes in memory."""
    return row_pixels(width) * PIXEL * height
