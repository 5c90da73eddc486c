"""Which button, lamp, printer and reader hangs where on a box. Pure.

Pins are BCM numbers. Those that a box may want for something else are given out last: 14 and 15 (serial
console, a scanner's UART), then 2 and 3 (I2C, where a battery clock sits). 2 and 3 have pull-up resistors
on the board, on which a lamp would glow: they take buttons only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from broker_config.contract import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from broker_config.tables import Faults

PINS = (*range(4, 14), *range(16, 28), 14, 15)
BUTTON_PINS = (2, 3)
ACTIONS: tuple[str, ...] = get_args(Action)
KIOSK_LAMPS = ("paper",)
PAD_LAMPS = ("waiting", "called", "link")
PART_TYPES = ("button", "lamp", "panel", "printer", "reader")
PANEL_KEYS: tuple[str, ...] = tuple(
    f"panel-{key}"
    for key in (
        *"1234567890",
        "up",
        "down",
        "ok",
        "back",
        "next",
        "previous",
        "help",
        "language",
        "larger",
        "lower",
    )
)
Parts = dict[str, dict[str, Any]]


def kiosk_parts(
    services: Iterable[str],
    printer: dict[str, Any] | None,
    reader: dict[str, Any] | None,
    panel: dict[str, Any] | None = None,
) -> Parts:
    """The parts of a kiosk with a button and a lamp for each service; pins are allotted later."""
    parts: Parts = {"lampu-kertas": {"type": "lamp", "shows": "paper"}}
    for number, service in enumerate(services, 1):
        parts[f"tombol-{number}"] = {"type": "button", "means": service}
        parts[f"lampu-{number}"] = {"type": "lamp", "shows": service}
    if printer is not None:
        parts["printer"] = {"type": "printer", **printer}
    if reader is not None:
        parts["pembaca"] = {"type": "reader", **reader}
    if panel is not None:
        parts["layar"] = {"type": "panel", **panel}
    return parts


def pad_parts() -> Parts:
    """The parts of a counter pad: a button for each action, and three lamps."""
    parts: Parts = {}
    for number, action in enumerate(ACTIONS, 1):
        parts[f"tombol-{number}"] = {"type": "button", "means": action}
    for number, shows in enumerate(PAD_LAMPS, 1):
        parts[f"lampu-{number}"] = {"type": "lamp", "shows": shows}
    return parts


def allot_pins(parts: Parts, table: str, faults: Faults) -> Parts:
    """The same parts with a pin for every button and lamp that has none; those written down stay."""
    used: dict[int, str] = {}
    for name, part in parts.items():
        if "pin" in part:
            _note_pin(name, part["pin"], used, table, faults)
    on_pins = [name for name, part in parts.items() if part.get("type") in ("button", "lamp")]
    wanting = [name for name in on_pins if "pin" not in parts[name]]
    free = [pin for pin in PINS if pin not in used]
    spare = [pin for pin in BUTTON_PINS if pin not in used]
    buttons = [name for name in wanting if parts[name]["type"] == "button"]
    overflow = max(0, len(wanting) - len(free))
    if overflow > min(len(spare), len(buttons)):
        lacking = overflow - min(len(spare), len(buttons))
        faults.add(
            table, "", f"{len(on_pins)} buttons and lamps are {lacking} more than the box has pins for"
        )
        return parts
    on_spare = dict(zip(buttons[len(buttons) - overflow :], spare, strict=False)) if overflow else {}
    pins = iter(free)
    return {
        name: {**part, "pin": on_spare[name] if name in on_spare else next(pins)} if name in wanting else part
        for name, part in parts.items()
    }


def _note_pin(name: str, pin: Any, used: dict[int, str], table: str, faults: Faults) -> None:
    if not isinstance(pin, int) or pin not in (*PINS, *BUTTON_PINS):
        faults.add(f"{table}.parts.{name}", "pin", f"{pin!r} is no pin; BCM numbers 2 to 27 are")
    elif pin in used:
        faults.add(f"{table}.parts.{name}", "pin", f"{pin} is already taken by '{used[pin]}'")
    else:
        used[pin] = name


def check_written(
    parts: Parts, words: dict[str, tuple[str, ...]], types: Collection[str], table: str, faults: Faults
) -> None:
    """Note parts, written down one by one, of an unknown type or with words that mean nothing on this box.

    `words` holds what a button's `means` and a lamp's `shows` may say. A type's own further options are the
    business of the process that drives it.
    """
    for name, part in parts.items():
        place = f"{table}.parts.{name}"
        kind = part.get("type")
        if not isinstance(kind, str):
            faults.add(place, "type", "is missing")
            continue
        if kind not in types:
            faults.unknown(place, "type", "type of part", kind, types)
        key = {"button": "means", "lamp": "shows"}.get(kind)
        if key and part.get(key) not in words[key]:
            faults.unknown(place, key, "meaning", str(part.get(key, "")), words[key])
        if kind in ("printer", "reader") and not isinstance(part.get("port"), str):
            faults.add(place, "port", "is missing")


def check_ports(parts: Parts, table: str, faults: Faults) -> None:
    """Note a port that two parts of a box claim."""
    first: dict[Any, str] = {}
    for name, part in parts.items():
        port = part.get("port")
        if isinstance(port, str) and first.setdefault(port, name) != name:
            faults.add(f"{table}.parts.{name}", "port", f"'{port}' is already taken by '{first[port]}'")
