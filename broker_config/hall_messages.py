"""What the hub and the displays say to each other beside the boards: looks, the voice, media, a screen from afar.

Pure. The nouns are in `signage.py`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from broker_config.messages import Message
from broker_config.nouns import Boot, Rev
from broker_config.signage import (
    Announcement,
    Clip,
    Light,
    Page,
    ScreenPlan,
    Speaker,
    Theme,
    VoicePlan,
)

Nonce = Annotated[str, Meta(min_length=1, max_length=64)]

# --- snapshots for every display --------------------------------------------------------------------------


class Signage(Message, frozen=True, kw_only=True):
    """How the displays look and speak, retained. A display that is not listed goes by its own settings.

    A zone without a speaker is silent. No light: each screen keeps the hours of its own settings, if it has any.
    """

    epoch: Boot
    rev: Rev
    screens: tuple[ScreenPlan, ...]
    theme: Theme
    voice: VoicePlan
    speakers: tuple[Speaker, ...]
    light: Light | None = None


class Announcements(Message, frozen=True, kw_only=True):
    """What the hall is told now, oldest first, retained; what is over is left out."""

    epoch: Boot
    rev: Rev
    items: tuple[Announcement, ...]


class Programme(Message, frozen=True, kw_only=True):
    """What a screen shows while nobody is being called, retained: the mall's clips and pages, in turn.

    It begins `after_s` after the last call of a screen had its turn; a page stands `page_s`. Seconds are real ones.
    """

    epoch: Boot
    rev: Rev
    clips: Annotated[tuple[Clip, ...], Meta(max_length=200)] = ()
    pages: Annotated[tuple[Page, ...], Meta(max_length=200)] = ()
    after_s: Annotated[float, Meta(ge=5, le=3600)] = 30.0
    page_s: Annotated[float, Meta(ge=5, le=120)] = 12.0


# --- halls that hear each other ---------------------------------------------------------------------------


class FloorRequest(Message, frozen=True, kw_only=True):
    """A voice wants to speak in a hall that others are heard in; asked again until it is released.

    `speaking`: it does so already, be it that the hub that gave it the floor has started again.
    """

    nonce: Nonce
    speaking: bool = False


class FloorGranted(Message, frozen=True, kw_only=True):
    """Whoever asked with this nonce may, for so long unless it asks again. With another's: that one has the floor."""

    nonce: Nonce
    seconds: Annotated[float, Meta(ge=1, le=120)]


class FloorReleased(Message, frozen=True, kw_only=True):
    """It has spoken, or wants to no more."""

    nonce: Nonce


# --- a screen from afar -----------------------------------------------------------------------------------


class Identify(Message, frozen=True, kw_only=True):
    """Show for so long, as large as can be, which device this is."""

    seconds: Annotated[float, Meta(ge=1, le=600)] = 30.0


class PictureWanted(Message, frozen=True, kw_only=True):
    """Somebody wants to see what this screen shows."""

    nonce: Nonce


class Picture(Message, frozen=True, kw_only=True):
    """What the screen shows, as a JPEG; empty if nothing can be shown."""

    nonce: Nonce
    jpeg: bytes
