"""What a display can be told in its TOML file, beside the tables that every box has."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from broker_config.contract import ScreenPlan, Slug
from broker_config.settings import BrokerSettings, ClockSettings, DeviceSettings, Settings, StorageSettings
from broker_config.signage import Layout, Light


class ScreenSettings(Settings, frozen=True, kw_only=True):
    """The picture: `[screen]`. Size in pixels, as it is seen; a zone is a part of the hall.

    `turned` is how far the screen is turned clockwise where it hangs upright. `page` is the address of the hub's page
    of devices, for the code that a technician scans off the screen. The others are those of the hub's
    `ScreenPlan`, and hold until the hub has one for this display: what is laid out how, the diagonal in inches, and
    the distance of the farthest seat in metres.
    """

    zone: Slug
    width: Annotated[int, Meta(ge=320, le=7680)] = 1920
    height: Annotated[int, Meta(ge=240, le=7680)] = 1080
    fullscreen: bool = True
    page: Annotated[str, Meta(max_length=200)] = ""
    turned: Literal[0, 90, 180, 270] = 0
    layout: Layout = "zone"
    shows: Annotated[str, Meta(max_length=48)] = ""
    inches: Annotated[float, Meta(ge=5, le=200)] = 43.0
    farthest_m: Annotated[float, Meta(ge=1, le=100)] = 10.0
    ticker: bool = False

    def plan(self, device: str) -> ScreenPlan:
        """The same as a plan, for when the hub has none."""
        return ScreenPlan(
            device=device, layout=self.layout, shows=self.shows, inches=self.inches,
            farthest_m=self.farthest_m, ticker=self.ticker,
        )  # fmt: skip


class VoiceSettings(Settings, frozen=True, kw_only=True):
    """The voice: `[voice]`.

    `numbers` are said digit by digit or as cardinals, until the hub's plan says how; `recordings` is a folder of
    recordings that replace the built-in voice clip by clip, `piper` a voice file for Piper (Indonesian), which speaks
    what is not recorded. The page on the voice tells how to make either.
    """

    enabled: bool = True
    volume: Annotated[float, Meta(ge=0, le=1)] = 1.0
    numbers: Literal["digits", "cardinal"] = "digits"
    recordings: str = ""
    piper: str = ""


class TelevisionSettings(Settings, frozen=True, kw_only=True):
    """The television that the picture is on: `[television]`.

    `cec`: it is switched through the cable, by the kernel's `device`, at the hours of light; where it cannot be, the
    picture is black outside of them.
    """

    cec: bool = True
    device: Annotated[str, Meta(pattern="^/")] = "/dev/cec0"


class MediaSettings(Settings, frozen=True, kw_only=True):
    """The mall's pictures and videos: `[media]`.

    `hub` is where they are fetched from (`http://192.168.1.10:8080`), else from where the hub's `page` is; `most_mb`
    how much of the disk they may take, in megabytes, of which 500 are left free in any case.
    """

    hub: Annotated[str, Meta(pattern=r"^(https?://[^/]+)?$", max_length=200)] = ""
    most_mb: Annotated[int, Meta(ge=10, le=200_000)] = 2000


class DisplaySettings(Settings, frozen=True, kw_only=True):
    """A display's whole file. `[light]`: when it is lit, until the hub says when the mall is; without it, always."""

    device: DeviceSettings
    broker: BrokerSettings
    storage: StorageSettings
    screen: ScreenSettings
    voice: VoiceSettings = VoiceSettings()
    media: MediaSettings = MediaSettings()
    light: Light | None = None
    television: TelevisionSettings = TelevisionSettings()
    clock: ClockSettings | None = None
