"""What a display can be told in its TOML file, beside the tables that every box has."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from broker_config.contract import Slug
from broker_config.settings import BrokerSettings, ClockSettings, DeviceSettings, Settings, StorageSettings


class ScreenSettings(Settings, frozen=True, kw_only=True):
    """The picture: `[screen]`. Size in pixels; a zone is a part of the hall."""

    zone: Slug
    width: Annotated[int, Meta(ge=320, le=7680)] = 1920
    height: Annotated[int, Meta(ge=240, le=4320)] = 1080
    fullscreen: bool = True


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


class DisplaySettings(Settings, frozen=True, kw_only=True):
    """A display's whole file."""

    device: DeviceSettings
    broker: BrokerSettings
    storage: StorageSettings
    screen: ScreenSettings
    voice: VoiceSettings = VoiceSettings()
    clock: ClockSettings | None = None
