"""How large letters must be to be read from the farthest seat. Pure.

The rule of the field: a capital is read from two hundred times its height by eyes that are not young any more. A
screen is known by its diagonal in inches and its pixels, a hall by the distance of its farthest seat in metres.
"""

from __future__ import annotations

from math import ceil, hypot

from broker_config.drawing.ink import CAP

TIMES = 200.0  # how far a capital is read, in heights of it
MM_PER_INCH = 25.4


def density(width: int, height: int, inches: float) -> float:
    """Pixels per millimetre of a screen; the same whichever way it hangs.

    >>> round(density(1920, 1080, 43.0), 2)
    2.02
    """
    return hypot(width, height) / (inches * MM_PER_INCH)


def capital_mm(farthest_m: float) -> float:
    """How high a capital must be that is read from there, in millimetres.

    >>> capital_mm(20.0)
    100.0
    """
    return farthest_m * 1000.0 / TIMES


def smallest(width: int, height: int, inches: float, farthest_m: float) -> int:
    """The smallest size of letters that is read from the farthest seat, in pixels: capitals are `CAP` of it.

    >>> smallest(1920, 1080, 43.0, 10.0)
    151
    """
    return ceil(capital_mm(farthest_m) * density(width, height, inches) / CAP)


def reach_m(size: int, width: int, height: int, inches: float) -> float:
    """From how far letters of a size (pixels) are read, in metres.

    >>> round(reach_m(151, 1920, 1080, 43.0))
    10
    """
    return size * CAP / density(width, height, inches) * TIMES / 1000.0
