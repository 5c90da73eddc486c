"""A mall's three colours to all inks of the picture, each of them seen well on what it lies on. Pure.

A mall chooses what lies under everything, what panels are made of, and what draws the eye to a call. The rest is
reckoned: no choice can make a text that people with weak eyes do not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.drawing.ink import BLACK, WHITE, contrast
from broker_config.settings import ConfigError
from broker_config.signage import NIGHT, Theme

if TYPE_CHECKING:
    from broker_config.drawing.ink import Colour

LEAST = 7.0  # contrast of every text, as WCAG's strictest level wants it
RED: Colour = (140, 0, 18)  # of an emergency, in every theme
DAY = Theme(ground="#e9eef6", panel="#ffffff", accent="#0b3a8c")
STRONG = Theme(ground="#000000", panel="#1c1c1c", accent="#ffe600")
BUILT_IN = {"malam": NIGHT, "terang": DAY, "kontras": STRONG}


class Inks(NamedTuple):
    """All colours of a picture.

    `ink` and `soft` are for text on `ground`, `panel`, `faint` (a panel that is not in use) and `foot`; `on_accent` is
    for text on `accent`, and the other way round.
    """

    ground: Colour
    panel: Colour
    faint: Colour
    foot: Colour
    ink: Colour
    soft: Colour
    accent: Colour
    on_accent: Colour


def inks(theme: Theme = NIGHT) -> Inks:
    """Reckon all inks of a theme.

    Raises:
        ConfigError: two colours on which no text can be seen well; it names the pair.
    """
    ground, panel, accent = (_rgb(one) for one in (theme.ground, theme.panel, theme.accent))
    ink = max((WHITE, BLACK), key=lambda one: min(contrast(one, ground), contrast(one, panel)))
    on_accent = max((BLACK, WHITE), key=lambda one: contrast(one, accent))
    name = {WHITE: "white", BLACK: "black"}
    for text, under, words in (
        (ink, ground, f"ground {theme.ground}"),
        (ink, panel, f"panel {theme.panel}"),
        (on_accent, accent, f"accent {theme.accent}"),
    ):
        found = contrast(text, under)
        if found < LEAST:
            raise ConfigError(
                f"theme: {name[text]} text on {words} has a contrast of {found:.1f}, at least {LEAST:.0f} is"
                " needed: ground and panel must both be dark or both be light, and no colour half-way"
            )
    light = ink == BLACK
    faint = _mix(ground, panel, 0.35)
    foot = _mix(ground, (0, 0, 0), 0.05 if light else 0.5)
    if contrast(ink, foot) < LEAST:
        foot = ground
    unders, tint = (ground, panel, faint, foot), accent if light else _bright(panel)
    soft = next(
        mixed
        for part in (0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0.0)
        if all(contrast(mixed := _mix(ink, _mix(panel, tint, 0.7), part), one) >= LEAST for one in unders)
    )
    return Inks(ground, panel, faint, foot, ink, soft, accent, on_accent)


def _rgb(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def _bright(colour: Colour) -> Colour:
    """The same colour in full light."""
    most = max(*colour, 1)
    red, green, blue = (round(part * 255 / most) for part in colour)
    return red, green, blue


def _mix(one: Colour, other: Colour, part: float) -> Colour:
    """`part` of the other colour in the one."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue
