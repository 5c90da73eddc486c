"""The emblem of a mall that there is not: a roof over three counters, for pictures of screens that have a logo.

Must never need a file.
"""

from __future__ import annotations

import pygame

from broker_config.drawing.brush import Brush
from display.hanging import Logo

NAME = "emblem"
BLUE, GOLD = (12, 60, 130), (214, 158, 20)
SIZE = 240, 160
_FINE = 4


def logo() -> Logo:
    """As a screen knows it."""
    return Logo(NAME, *SIZE, colours=(BLUE, BLUE, GOLD))


def brush() -> Brush:
    """A brush that has it."""
    made = Brush()
    made.lend({NAME: _drawn()})
    return made


def _drawn() -> pygame.Surface:
    big = pygame.Surface((SIZE[0] * _FINE, SIZE[1] * _FINE), pygame.SRCALPHA, 32)
    wide, high = big.get_size()
    roof = [(0, 0.52), (0.5, 0.02), (1, 0.52), (0.86, 0.52), (0.5, 0.2), (0.14, 0.52)]
    pygame.draw.polygon(big, BLUE, [(x * wide, y * high) for x, y in roof])
    for middle, ink in ((0.26, BLUE), (0.5, GOLD), (0.74, BLUE)):
        pygame.draw.circle(big, ink, (middle * wide, 0.62 * high), 0.09 * high)
        pygame.draw.rect(big, ink, ((middle - 0.08) * wide, 0.75 * high, 0.16 * wide, 0.25 * high))
    return pygame.transform.smoothscale(big.premul_alpha(), SIZE)
