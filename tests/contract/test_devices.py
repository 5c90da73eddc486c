"""Every device type there is, from opening to closing, with the real port between it and its far end.

A new type needs a row in `FAR_ENDS`: what it looks like from the other side of the port.
"""

from __future__ import annotations

import gc
import importlib
import os
import time
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from virtual_hardware import Header, TouchGlass, eventually, heard, tap

from broker_config.settings import ConfigError
from kiosk import devices
from kiosk.devices import Meant, Pressed, PrintDone, Scanned, Touched, open_parts
from provisioning.rehearsal.keypad import VirtualKeypad
from provisioning.rehearsal.printer import VirtualPrinter
from provisioning.rehearsal.reader import VirtualGm65, VirtualPn532, VirtualRdm6300, VirtualReader
from provisioning.rehearsal.text_display import VirtualTextDisplay

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class FarEnd(NamedTuple):
    """The other side: how the table's port or pin is called, and what can be done there."""

    table: dict[str, Any]
    use: Callable[[Any], object]  # make the device do its work once
    worked: Callable[[list[object]], bool]  # did it, by what it put on the inbox?
    noise: Callable[[], object]
    unplug: Callable[[], None]
    plug: Callable[[], None]
    close: Callable[[], None]


def a_button(folder: Path, header: Header) -> FarEnd:
    return FarEnd(
        table={"pin": 5},
        use=lambda _button: tap(header, 5),
        worked=lambda seen: sum(isinstance(what, Pressed) for what in seen) == 1,
        noise=lambda: [tap(header, 5) for _ in range(5)],  # bounces of the same press
        unplug=lambda: setattr(header, "missing", True),
        plug=lambda: setattr(header, "missing", False),
        close=lambda: None,
    )


def a_lamp(folder: Path, header: Header) -> FarEnd:
    return FarEnd(
        table={"pin": 6},
        use=lambda lamp: lamp.set("on"),
        worked=lambda _seen: header.pin(6).state == 1,
        noise=lambda: None,
        unplug=lambda: setattr(header, "missing", True),
        plug=lambda: setattr(header, "missing", False),
        close=lambda: None,
    )


def a_printer(folder: Path, header: Header) -> FarEnd:
    printer = VirtualPrinter(folder / "lp0", rate=50)
    return FarEnd(
        table={"port": str(folder / "lp0")},
        use=lambda device: device.print("job", b"\x1b@A012\n\x1dVB\x00", 20.0),
        worked=lambda seen: PrintDone("job", "printed") in seen and printer.state.printed == 1,
        noise=lambda: printer._do(lambda: printer._port.write(b"\xff\x11\x37\x13\x95")),
        unplug=printer.unplug,
        plug=printer.plug,
        close=printer.close,
    )


def a_reader(folder: Path, header: Header) -> FarEnd:
    reader = VirtualReader(folder / "ttyUSB0", 115200)
    return FarEnd(
        table={"port": str(folder / "ttyUSB0"), "baud": 115200},
        use=lambda _device: reader.scan("0012345678"),
        worked=lambda seen: sum(isinstance(what, Scanned) for what in seen) == 1,
        noise=lambda: reader.noise(b"\xff\x00\x80\r\n\xfe\n"),
        unplug=reader.unplug,
        plug=reader.plug,
        close=reader.close,
    )


def a_card_reader(make: Callable[[Path], Any], number: str) -> Callable[[Path, Header], FarEnd]:
    def far_end(folder: Path, header: Header) -> FarEnd:
        reader = make(folder / "ttyUSB0")
        return FarEnd(
            table={"port": str(folder / "ttyUSB0")},
            use=lambda _device: reader.scan(number),
            worked=lambda seen: sum(isinstance(what, Scanned) for what in seen) == 1,
            noise=lambda: reader.noise(b"\xff\x00\xff\x80\x02\x00\x00\x01\xfe\n"),
            unplug=reader.unplug,
            plug=reader.plug,
            close=reader.close,
        )

    return far_end


def a_keypad(folder: Path, header: Header) -> FarEnd:
    keypad = VirtualKeypad(folder / "event7")
    return FarEnd(
        table={"port": str(folder / "event7"), "keys": {"KEY_KP1": "ktp-baru"}},
        use=lambda _device: keypad.tap("KEY_KP1", 0.0),
        worked=lambda seen: seen.count(Meant("ktp-baru")) == 1,
        noise=keypad.noise,
        unplug=keypad.unplug,
        plug=keypad.plug,
        close=keypad.close,
    )


def a_text_display(folder: Path, header: Header) -> FarEnd:
    display = VirtualTextDisplay(folder / "ttyUSB1")
    return FarEnd(
        table={"port": str(folder / "ttyUSB1")},
        use=lambda device: device.write(("A012", "3 menunggu")),
        worked=lambda _seen: display.lines == ("A012".ljust(20), "3 menunggu".ljust(20)),
        noise=display.noise,
        unplug=display.unplug,
        plug=display.plug,
        close=display.close,
    )


def a_panel(folder: Path, header: Header) -> FarEnd:
    glass = TouchGlass(folder / "event0")
    before = os.environ.get("SDL_VIDEODRIVER")

    def show(driver: str | None) -> None:
        os.environ.pop("SDL_VIDEODRIVER", None)
        if driver is not None:
            os.environ["SDL_VIDEODRIVER"] = driver

    def close() -> None:
        glass.close()
        show(before)

    return FarEnd(
        table={"touch": str(folder / "event0"), "width": 800, "height": 480, "fullscreen": False},
        use=lambda _panel: glass.tap(400, 240),
        worked=lambda seen: seen.count(Touched(400, 240)) == 1,
        noise=lambda: glass.write(b"\xff\x00\x80\r\n\xfe" * 9),
        unplug=lambda: show("no such driver"),
        plug=lambda: show("offscreen"),
        close=close,
    )


FAR_ENDS: dict[str, Callable[[Path, Header], FarEnd]] = {
    "button": a_button,
    "gm65": a_card_reader(lambda path: VirtualGm65(path, trigger=True), "0012345678"),
    "keypad": a_keypad,
    "lamp": a_lamp,
    "pn532": a_card_reader(VirtualPn532, "b:0A1B2C3D"),
    "panel": a_panel,
    "printer": a_printer,
    "rdm6300": a_card_reader(VirtualRdm6300, "0A00B1C2D3"),
    "reader": a_reader,
    "text_display": a_text_display,
}


TYPES = ", ".join(devices.types())


def example(kind: str) -> dict[str, Any]:
    """The table that the device type shows as its example."""
    module = importlib.import_module(f"kiosk.devices.{kind}")
    return next(iter(tomllib.loads(module.EXAMPLE)["parts"].values()))


@pytest.mark.parametrize("kind", devices.types())
def test_a_device_works_bears_noise_comes_back_by_itself_and_leaves_nothing_open(
    kind, tmp_path, header, inbox
):
    assert kind in FAR_ENDS, f"a far end for the new device type {kind} is wanted in {__file__}"
    far = FAR_ENDS[kind](tmp_path, header)
    seen: list[object] = []
    try:
        far.unplug()
        parts = open_parts({"part": {**example(kind), **far.table}}, inbox, "kiosk-1.toml")
        device = parts["part"]
        eventually(lambda: device.poll(time.monotonic()) and device.health().state == "fault")
        assert device.health().name == "part"
        assert device.health().kind == kind

        far.plug()
        eventually(lambda: device.poll(time.monotonic() + 10) and device.health().state == "ok")
        far.use(device)
        far.noise()
        eventually(lambda: far.worked(heard(inbox, seen)))
        assert device.health().state in ("ok", "warning")
    finally:
        for device in parts.values():
            device.close()
        far.close()
    gc.collect()  # an open file or a running thread would be a ResourceWarning, and that an error


@pytest.mark.parametrize("kind", [kind for kind in devices.types() if "port" in example(kind)])
def test_a_device_that_is_pulled_out_in_use_says_so_and_works_again_when_it_is_back(
    kind, tmp_path, header, inbox
):
    far = FAR_ENDS[kind](tmp_path, header)
    device = open_parts({"part": {**example(kind), **far.table}}, inbox, "kiosk-1.toml")["part"]
    try:
        eventually(lambda: device.health().state == "ok")
        far.unplug()
        eventually(lambda: device.health().state == "fault")
        assert "missing" in device.health().detail
        far.plug()
        eventually(lambda: device.health().state == "ok")
        far.use(device)
        seen: list[object] = []
        eventually(lambda: far.worked(heard(inbox, seen)))
    finally:
        device.close()
        far.close()
    assert "stopped" in device.health().detail


@pytest.mark.parametrize("kind", devices.types())
def test_the_example_of_a_device_type_is_a_table_that_it_takes(kind):
    table = example(kind)
    assert table.pop("type") == kind
    module = importlib.import_module(f"kiosk.devices.{kind}")
    options = devices.convert(table, module.Options, "example")
    for key in module.Options.__struct_fields__:
        assert f"{key} = " in module.EXAMPLE, f"{key} is not shown"
        assert hasattr(options, key)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (
            {"type": "buton", "pin": 5},
            f"type: 'buton' is not known; there are {TYPES}",
        ),
        ({"pin": 5}, f"type: no type is given; there are {TYPES}"),
        ({"type": "button", "pin": "five", "means": "ktp"}, "pin: Expected `int`, got `str`"),
        ({"type": "button", "pin": 5}, "Object missing required field `means`"),
        ({"type": "lamp", "pin": 6, "shows": "ktp", "blink": 1}, "unknown field `blink`"),
        ({"type": "printer", "port": "lp0"}, "port: "),
        ({"type": "printer", "port": "/dev/lp0", "paper_mm": 57}, "paper_mm: "),
        ({"type": "reader", "port": "/dev/tty1", "baud": 1}, "baud: "),
        (
            {"type": "keypad", "port": "/dev/input/event7", "keys": {"KEY_EINS": "ktp"}},
            "keys: 'KEY_EINS' is no key; there are KEY_1, KEY_KP1",
        ),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_file_table_and_key(table, complaint, inbox):
    with pytest.raises(ConfigError) as refused:
        open_parts({"tombol-1": table}, inbox, "/etc/mpp/kiosk-1.toml")
    assert str(refused.value).startswith("/etc/mpp/kiosk-1.toml: parts.tombol-1: ")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_two_parts_on_one_pin_are_refused_and_the_first_is_given_back(header, inbox):
    button = {"type": "button", "pin": 5, "means": "ktp"}
    with pytest.raises(ConfigError, match=r"kiosk-1.toml: parts.b: pin: .*GPIO5"):
        open_parts({"a": button, "b": button}, inbox, "kiosk-1.toml")
    open_parts({"a": button}, inbox, "kiosk-1.toml")["a"].close()
