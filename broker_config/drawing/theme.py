"""A mall's three colours to all inks of the picture, each of them seen well on what it lies on. Pure.

A mall chooses what lies under everything, what panels are made of, and what draws the eye to a call. The rest is
reckoned: no choice can make a text that people with weak eyes do not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from broker_config.drawing.ink import BLACK, WHITE, contrast
from broker_config.settings import ConfigError
from broker_config.signage import NIGHT, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from broker_config.drawing.ink import Colour

LEAST = 7.0  # contrast of every text, as WCAG's strictest level wants it
RED: Colour = (140, 0, 18)  # of an emergency, in every theme
DAY = Theme(ground="#e9eef6", panel="#ffffff", accent="#0b3a8c")
STRONG = Theme(ground="#000000", panel="#1c1c1c", accent="#ffe600")
_TEXT = {WHITE: ("light text", "tulisan terang"), BLACK: ("dark text", "tulisan gelap")}
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


class Weakness(NamedTuple):
    """Two colours of which one is hardly seen on the other: whose choice it is, and what it stands beside."""

    key: Literal["ground", "panel", "accent"]
    english: str
    indonesian: str
    contrast: float


def weaknesses(theme: Theme) -> Iterator[Weakness]:
    """All of a theme's: text must be seen on each colour, and a call on both of the others."""
    ground, panel, accent = _rgb(theme.ground), _rgb(theme.panel), _rgb(theme.accent)
    ink, on_accent = _ink(ground, panel), _ink(accent)
    rows: tuple[tuple[Literal["ground", "panel", "accent"], Colour, Colour, tuple[str, str]], ...] = (
        ("ground", ground, ink, _TEXT[ink]),
        ("panel", panel, ink, _TEXT[ink]),
        ("accent", accent, on_accent, _TEXT[on_accent]),
        ("accent", accent, ground, ("the ground", "warna dasar")),
        ("accent", accent, panel, ("panels", "warna panel")),
    )
    for key, one, other, (english, indonesian) in rows:
        found = contrast(one, other)
        if found < LEAST:
            yield Weakness(key, english, indonesian, found)


def inks(theme: Theme = NIGHT) -> Inks:
    """Reckon all inks of a theme.

    Raises:
        ConfigError: two colours of which one is hardly seen on the other; it names the pair.
    """
    if weak := next(weaknesses(theme), None):
        raise ConfigError(
            f"theme: the contrast of {weak.key} {getattr(theme, weak.key)} with {weak.english} is {weak.contrast:.1f},"
            f" at least {LEAST:.0f} is needed: ground and panel must both be dark or both be light, and no colour"
            " half-way"
        )
    return reckon(theme)


def reckon(theme: Theme) -> Inks:
    """All inks of a theme, as good as they can be."""
    ground, panel, accent = (_rgb(one) for one in (theme.ground, theme.panel, theme.accent))
    ink, on_accent = _ink(ground, panel), _ink(accent)
    light = ink == BLACK
    faint = _mix(ground, panel, 0.35)
    foot = _mix(ground, (0, 0, 0), 0.05 if light else 0.5)
    if contrast(ink, foot) < LEAST:
        foot = ground
    unders, tint = (ground, panel, faint, foot), accent if light else _bright(panel)
    parts = (0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05)
    mixes = (_mix(ink, _mix(panel, tint, 0.7), part) for part in parts)
    soft = next((mix for mix in mixes if all(contrast(mix, one) >= LEAST for one in unders)), ink)
    return Inks(ground, panel, faint, foot, ink, soft, accent, on_accent)


def _ink(*unders: Colour) -> Colour:
    """Black or white, whichever is seen better on all of these."""
    return max((WHITE, BLACK), key=lambda one: min(contrast(one, under) for under in unders))


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
