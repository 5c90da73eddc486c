"""The boxes of a mall, `[devices.*]` of site.toml: kiosks, counter pads and displays. Pure.

A kiosk is written down compactly, by its buttons' services; here that becomes parts with pins. A box with
hardware of its own kind names it in `parts`, where a table replaces the one of that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from broker_config import contract, signage
from broker_config.tables import Faults, read_table
from provisioning import parts as hardware

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DeviceRole = Literal["ticket_kiosk", "counter_pad", "display"]
ROLES: tuple[DeviceRole, ...] = ("ticket_kiosk", "counter_pad", "display")
Baud = Annotated[int, Meta(ge=1200, le=921600)]


class Screen(msgspec.Struct, frozen=True, kw_only=True):
    """`screen` of a display: its pixels as they are seen; where it hangs upright, how far it is turned, clockwise."""

    width: Annotated[int, Meta(ge=320, le=7680)] = 1920
    height: Annotated[int, Meta(ge=240, le=7680)] = 1080
    fullscreen: bool = True
    turned: Literal[0, 90, 180, 270] = 0


class Voice(msgspec.Struct, frozen=True, kw_only=True):
    """`voice` of a display; one box of a zone speaks, the others keep silent.

    `numbers` are said digit by digit or as cardinals; `recordings` is a folder of spoken clips on the box, `piper` a
    voice file there.
    """

    enabled: bool = True
    volume: Annotated[float, Meta(ge=0, le=1)] = 1.0
    numbers: Literal["digits", "cardinal"] = "digits"
    recordings: str = ""
    piper: str = ""


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """`media` of a display: how much of its disk the mall's pictures and videos may take, in megabytes."""

    most_mb: Annotated[int, Meta(ge=10, le=200_000)] = 2000


class Television(msgspec.Struct, frozen=True, kw_only=True):
    """`television` of a display: `cec` switches it at the hours of light, through the kernel's `device`."""

    cec: bool = True
    device: Annotated[str, Meta(pattern="^/")] = "/dev/cec0"


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """`[devices.<id>]`, with every piece of its hardware and every pin settled."""

    id: contract.DeviceId
    role: DeviceRole
    zone: str = ""
    counter: str = ""
    buttons: tuple[str, ...] = ()
    parts: hardware.Parts = {}
    screen: Screen | None = None
    voice: Voice | None = None
    media: Media | None = None
    light: signage.Light | None = None
    television: Television | None = None


class _Printer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: Annotated[str, Meta(pattern="^(/.+|tcp://[0-9a-f.:\\[\\]]+)$")]
    paper_mm: Literal[58, 80]
    baud: Baud | None = None
    roll_m: Annotated[float, Meta(ge=0, le=500)] = 0.0


class _Panel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    width: Annotated[int, Meta(ge=480, le=3840)]
    height: Annotated[int, Meta(ge=480, le=3840)]
    inches: Annotated[float, Meta(ge=0, le=100)] = 0.0
    fullscreen: bool = True
    turned: Literal[0, 90, 180, 270] = 0
    touch: Annotated[str, Meta(pattern="^(/.*)?$")] = ""
    speech: bool = True
    language: Literal["id", "en"] = "id"


class _Reader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: str
    type: Literal["reader", "gm65", "pn532", "rdm6300"] = "reader"
    baud: Baud | None = None
    mode: Literal["continuous", "trigger"] = "continuous"


class _TextDisplay(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    port: str
    baud: Baud | None = None


class _Kiosk(msgspec.Struct, frozen=True, kw_only=True):
    id: contract.DeviceId
    role: str
    zone: str = ""
    buttons: tuple[contract.Slug, ...] = ()
    printer: dict[str, Any] | None = None
    reader: dict[str, Any] | None = None
    panel: dict[str, Any] | None = None
    parts: dict[str, dict[str, Any]] = {}


class _Pad(msgspec.Struct, frozen=True, kw_only=True):
    id: contract.DeviceId
    role: str
    counter: contract.Slug
    faces: bool = False
    text_display: dict[str, Any] | None = None
    reader: dict[str, Any] | None = None
    parts: dict[str, dict[str, Any]] = {}


class _Display(msgspec.Struct, frozen=True, kw_only=True):
    id: contract.DeviceId
    role: str
    zone: contract.Slug
    screen: dict[str, Any] = {}
    voice: dict[str, Any] = {}
    media: dict[str, Any] = {}
    light: dict[str, Any] | None = None
    television: dict[str, Any] | None = None


def read_device(
    slug: str, table: Any, services: Collection[str], types: Mapping[str, Collection[str]], faults: Faults
) -> Device | None:
    """One box, or `None` with its faults noted; `services` and `types` are what its parts may refer to."""
    place = f"devices.{slug}"
    if not isinstance(table, dict):
        faults.add(place, "", "must be a table")
        return None
    role = table.get("role")
    if role is None:
        faults.add(place, "role", f"is missing; there are {', '.join(ROLES)}")
        return None
    if role not in ROLES:
        faults.unknown(place, "role", "role", str(role), ROLES)
        return None
    if role == "display":
        return _display(slug, table, place, faults)
    if role == "ticket_kiosk":
        device = _kiosk(slug, table, services, faults)
        words = {"means": (*services,), "shows": (*services, *hardware.KIOSK_LAMPS)}
        if device and any(part.get("type") == "panel" for part in device.parts.values()):
            words["means"] += hardware.PANEL_WORDS
    else:
        device = _pad(slug, table, place, faults)
        words = {
            "means": (*hardware.ACTIONS, *hardware.FACES),
            "shows": (*hardware.PAD_LAMPS, hardware.THANKS),
        }
    if device is None:
        return None
    hardware.check_written(table.get("parts", {}), words, types, place, faults)
    hardware.check_ports(device.parts, place, faults)
    return msgspec.structs.replace(device, parts=hardware.allot_pins(device.parts, place, faults))


def _kiosk(slug: str, raw: dict[str, Any], services: Collection[str], faults: Faults) -> Device | None:
    place = f"devices.{slug}"
    table = read_table(raw, _Kiosk, place, faults, id=slug)
    if table is None:
        return None
    for service in table.buttons:
        if service not in services:
            faults.unknown(place, "buttons", "service", service, services)
    printer = _option(table.printer, _Printer, f"{place}.printer", faults)
    reader = _option(table.reader, _Reader, f"{place}.reader", faults)
    panel = _option(table.panel, _Panel, f"{place}.panel", faults)
    parts = {**hardware.kiosk_parts(table.buttons, printer, reader, panel), **table.parts}
    buttons = tuple(means for means in hardware.meanings(parts) if means not in hardware.PANEL_WORDS)
    return Device(id=slug, role="ticket_kiosk", zone=table.zone, buttons=buttons, parts=parts)


def _pad(slug: str, raw: dict[str, Any], place: str, faults: Faults) -> Device | None:
    table = read_table(raw, _Pad, place, faults, id=slug)
    if table is None:
        return None
    parts = {**hardware.pad_parts(faces=table.faces), **table.parts}
    if words := _option(table.text_display, _TextDisplay, f"{place}.text_display", faults):
        parts["teks"] = {"type": "text_display", **words}
    if reader := _option(table.reader, _Reader, f"{place}.reader", faults):
        parts["pembaca"] = {"type": "reader", **reader}
    return Device(id=slug, role="counter_pad", counter=table.counter, parts=parts)


def _display(slug: str, raw: dict[str, Any], place: str, faults: Faults) -> Device | None:
    table = read_table(raw, _Display, place, faults, id=slug)
    if table is None:
        return None
    screen = read_table(table.screen, Screen, f"{place}.screen", faults)
    voice = read_table(table.voice, Voice, f"{place}.voice", faults)
    media = read_table(table.media, Media, f"{place}.media", faults)
    light = television = None
    if table.light is not None:
        light = read_table(table.light, signage.Light, f"{place}.light", faults)
    if table.television is not None:
        television = read_table(table.television, Television, f"{place}.television", faults)
    return Device(
        id=slug, role="display", zone=table.zone, screen=screen, voice=voice, media=media, light=light,
        television=television,
    )  # fmt: skip


def _option(
    raw: dict[str, Any] | None, into: type[msgspec.Struct], place: str, faults: Faults
) -> dict[str, Any] | None:
    if raw is None:
        return None
    read = read_table(raw, into, place, faults)
    return None if read is None else msgspec.to_builtins(read)
