"""What stands where on the page: kiosks, displays, counters and processes of a mall, with their words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from provisioning.rehearsal import wallet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broker_config.mall import Service
    from provisioning.boxes import Device
    from provisioning.rehearsal.mall import Mall
    from provisioning.rehearsal.page.words import Words

HUES = 6  # colours of buttons, one for each agency in turn
ACTIONS = ("call_next", "recall", "serve", "finish", "no_show")
FACES = ("face-4", "face-3", "face-2", "face-1")  # the happiest first
PRINTER_FAULTS = ("paper_out", "paper_out_next", "jam", "hot", "cover", "mute", "slow", "printer_unplugged")


class Button(NamedTuple):
    """A button of a kiosk, with the pin of the lamp in it."""

    means: str
    text: str
    agency: str
    hue: int
    pin: int | None


class Spot(NamedTuple):
    """A reader, and what may be held to it."""

    name: str
    reads: str
    items: tuple[str, ...]


class Kiosk(NamedTuple):
    """A kiosk; `faults` are those its hardware can have, `screen` the size of its panel, if it has one."""

    id: str
    name: str
    buttons: tuple[Button, ...]
    paper_pin: int | None
    paper_mm: int | None
    spots: tuple[Spot, ...]
    screen: tuple[int, int] | None
    faults: tuple[str, ...]


class Pad(NamedTuple):
    """A counter with its pad. `pins` are those of its lamps, by what they show; `text`: it has a line of text."""

    id: str
    number: int
    agency: str
    actions: tuple[str, ...]
    faces: tuple[str, ...]
    spots: tuple[Spot, ...]
    text: bool
    pins: dict[str, int]


class Display(NamedTuple):
    """A display, and the zone of the hall it hangs in."""

    id: str
    name: str
    zone: str


class Process(NamedTuple):
    """A process that can be killed; `cable`: it has a network of its own that can be cut."""

    id: str
    name: str
    cable: bool


class Hall(NamedTuple):
    """The whole page."""

    kiosks: tuple[Kiosk, ...]
    pads: tuple[Pad, ...]
    displays: tuple[Display, ...]
    processes: tuple[Process, ...]


def draw_hall(mall: Mall, words: Words) -> Hall:
    """A mall's hall in somebody's language."""
    devices = mall.fleet.devices
    return Hall(
        kiosks=tuple(_kiosk(mall, device, words) for device in devices if device.role == "ticket_kiosk"),
        pads=tuple(_pad(mall, device) for device in devices if device.role == "counter_pad"),
        displays=tuple(
            Display(device.id, words.device(device.id), _zone(mall, device))
            for device in devices
            if device.role == "display"
        ),
        processes=tuple(
            Process(name, words.device(name), name in mall.boxes)
            for name in ("broker", "hub", *(device.id for device in devices))
        ),
    )


def _kiosk(mall: Mall, device: Device, words: Words) -> Kiosk:
    services = {service.id: service for service in mall.fleet.services}
    short = {agency.id: agency.short for agency in mall.fleet.agencies}
    box = mall.boxes[device.id]
    hues = _hues(mall, services)
    buttons = tuple(
        Button(
            means,
            services[means].name,
            short[services[means].agency],
            hues[services[means].agency],
            box.lamps.get(means),
        )
        for means in device.buttons
    )
    printers = [part for part in device.parts.values() if part["type"] == "printer"]
    screens = [part for part in device.parts.values() if part["type"] == "panel"]
    faults = PRINTER_FAULTS if box.printer is not None else ()
    return Kiosk(
        id=device.id,
        name=words.device(device.id),
        buttons=buttons,
        paper_pin=box.lamps.get("paper"),
        paper_mm=printers[0]["paper_mm"] if printers else None,
        spots=_spots(device),
        screen=(screens[0]["width"], screens[0]["height"]) if screens else None,
        faults=faults,
    )


def _hues(mall: Mall, services: Mapping[str, Service]) -> dict[str, int]:
    """Of each agency that has a button anywhere, its colour: the same at every kiosk."""
    pressed = {services[means].agency for device in mall.fleet.devices for means in device.buttons}
    shown = [agency.id for agency in mall.fleet.agencies if agency.id in pressed]
    return {agency: number % HUES for number, agency in enumerate(shown)}


def _pad(mall: Mall, device: Device) -> Pad:
    counter = next(row for row in mall.fleet.counters if row.id == device.counter)
    agency = next((row.short for row in mall.fleet.agencies if row.id == counter.agency), "")
    box = mall.boxes[device.id]
    actions = tuple(action for action in ACTIONS if action in box.buttons)
    faces = tuple(face for face in FACES if face in box.buttons)
    text = any(part["type"] == "text_display" for part in device.parts.values())
    return Pad(device.id, counter.number, agency, actions, faces, _spots(device), text, box.lamps)


def _spots(device: Device) -> tuple[Spot, ...]:
    return tuple(
        Spot(name, wallet.READS[part["type"]], wallet.items(device.role, part["type"]))
        for name, part in device.parts.items()
        if part["type"] in wallet.READS
    )


def _zone(mall: Mall, device: Device) -> str:
    return next((zone.name for zone in mall.fleet.zones if zone.id == device.zone), "")
