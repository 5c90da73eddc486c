"""Which button, lamp, printer and reader hangs where on a box, and what its words may be. Pure.

Pins are BCM numbers. Those that a box may want for something else are given out last: 14 and 15 (serial
console, a scanner's UART), then 2 and 3 (I2C, where a battery clock sits). 2 and 3 have pull-up resistors
on the board, on which a lamp would glow: they take buttons only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from broker_config.contract import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from broker_config.tables import Faults

PINS = (*range(4, 14), *range(16, 28), 14, 15)
BUTTON_PINS = (2, 3)
ACTIONS: tuple[str, ...] = get_args(Action)
KIOSK_LAMPS = ("paper",)
PAD_LAMPS = ("waiting", "called", "link")
THANKS = "thanks"
PANEL_WORDS = tuple(
    f"panel-{word}"
    for word in (
        *"1234567890",
        *("up", "down", "ok", "back", "next", "previous", "help", "language", "larger", "lower"),
    )
)
FACES = tuple(f"face-{score}" for score in range(1, 5))
Parts = dict[str, dict[str, Any]]

# The options of what is allotted here. Of every other type the kiosk's own file tells (`apply.part_types`).
PART_TYPES: Mapping[str, Collection[str]] = {
    "button": ("pin", "means", "long", "double"),
    "lamp": ("pin", "shows", "active_low"),
    "printer": ("port", "paper_mm", "baud", "roll_m"),
    "reader": ("port", "baud"),
}
_KEY = re.compile(r"(KEY|BTN)_[A-Z0-9_]+")


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


def pad_parts(*, faces: bool) -> Parts:
    """The parts of a counter pad: a button for each action, three lamps; with `faces` what the visitor touches, too."""
    parts: Parts = {}
    for number, action in enumerate(ACTIONS, 1):
        parts[f"tombol-{number}"] = {"type": "button", "means": action}
    for number, shows in enumerate(PAD_LAMPS, 1):
        parts[f"lampu-{number}"] = {"type": "lamp", "shows": shows}
    if faces:
        parts |= {f"wajah-{face[-1]}": {"type": "button", "means": face} for face in FACES}
        parts["lampu-terima-kasih"] = {"type": "lamp", "shows": THANKS}
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


def meanings(parts: Parts) -> list[str]:
    """Whatever a finger can mean on a box, in the order of its parts; what is no word at all is left out."""
    found: list[Any] = []
    for part in parts.values():
        if part.get("type") == "button":
            found += [part.get(key) for key in ("means", "long", "double")]
        elif isinstance(keys := part.get("keys"), dict):
            found += keys.values()
    return [means for means in found if isinstance(means, str) and means]


def check_written(
    parts: Parts,
    words: Mapping[str, Collection[str]],
    types: Mapping[str, Collection[str]],
    table: str,
    faults: Faults,
) -> None:
    """Note parts, written down one by one, of an unknown type or with words that mean nothing on this box.

    `words` holds what a finger can mean (`means`) and what a lamp can show (`shows`); `types` the names of each type's
    options. What an option's value may be is otherwise the business of the process that drives it.
    """
    for name, part in parts.items():
        place = f"{table}.parts.{name}"
        kind = part.get("type")
        if not isinstance(kind, str):
            faults.add(place, "type", "is missing")
            continue
        if kind not in types:
            faults.unknown(place, "type", "type of part", kind, types)
        options = types.get(kind, part)
        for key in part:
            if key not in ("type", *options):
                faults.unknown(place, key, "option", key, options)
        if "port" in options and not isinstance(part.get("port"), str):
            faults.add(place, "port", "is missing")
        _check_words(part, options, words, place, faults)


def _check_words(
    part: dict[str, Any], options: Collection[str], words: Mapping[str, Collection[str]], place: str,
    faults: Faults,
) -> None:  # fmt: skip
    for key in ("means", "long", "double", "shows"):
        value, optional = part.get(key, ""), key in ("long", "double")
        known = words["shows" if key == "shows" else "means"]
        if key in options and value not in known and not (optional and value == ""):
            faults.unknown(place, key, "meaning", str(value), known)
    if "keys" not in options:
        return
    keys = part.get("keys")
    if not isinstance(keys, dict) or not keys:
        faults.add(place, "keys", 'must be a table of keys and what they mean: { KEY_1 = "…" }')
        return
    for key, means in keys.items():
        if not _KEY.fullmatch(key):
            faults.add(place, f"keys.{key}", "is no key; there are KEY_1, KEY_KP1, KEY_A, KEY_F1, BTN_0, …")
        elif means not in words["means"]:
            faults.unknown(place, f"keys.{key}", "meaning", str(means), words["means"])


def check_ports(parts: Parts, table: str, faults: Faults) -> None:
    """Note a port that two parts of a box claim."""
    first: dict[Any, str] = {}
    for name, part in parts.items():
        port = part.get("port")
        if isinstance(port, str) and first.setdefault(port, name) != name:
            faults.add(f"{table}.parts.{name}", "port", f"'{port}' is already taken by '{first[port]}'")
