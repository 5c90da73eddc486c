"""The settings file of a ticket kiosk or a counter pad."""

from __future__ import annotations

from typing import Any

from broker_config.settings import BrokerSettings, ClockSettings, DeviceSettings, Settings, StorageSettings


class KioskSettings(Settings, frozen=True, kw_only=True):
    """`kiosk-1.toml`. Each table of `parts` is checked by the device type that it names."""

    device: DeviceSettings
    broker: BrokerSettings
    storage: StorageSettings
    clock: ClockSettings | None = None
    parts: dict[str, dict[str, Any]] = {}
