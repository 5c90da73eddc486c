"""Every device type there is, from opening to closing, with the real port between it and its far end.

A new type needs a row in `FAR_ENDS`: what it looks like from the other side of the port.
"""

from __future__ import annotations

import gc
import importlib
import math
import os
import queue
import time
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

import gpiozero
import pytest
from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPWMPin
from virtual_hardware import TouchGlass, eventually

from broker_config.settings import ConfigError
from kiosk import devices
from kiosk.devices import Happened, Pressed, PrintDone, Released, Scanned, Touched, open_parts
from kiosk.devices.button import SETTLE_S, Debounce
from kiosk.devices.lamp import lit
from provisioning.rehearsal.printer import VirtualPrinter
from provisioning.rehearsal.reader import VirtualReader

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


class Header(MockFactory):
    """The pins of a Pi, which can be missing."""

    def __init__(self) -> None:
        super().__init__(pin_class=MockPWMPin)
        self.missing = False

    def pin(self, name: Any) -> Any:
        if self.missing:
            raise BadPinFactory("no such chip")
        return super().pin(name)


@pytest.fixture
def header(monkeypatch):
    header = Header()
    monkeypatch.setattr(gpiozero.Device, "pin_factory", header)
    yield header
    header.reset()


@pytest.fixture
def inbox():
    return queue.SimpleQueue()


def heard(inbox: queue.SimpleQueue, seen: list[object]) -> list[object]:
    """All that came so far."""
    while not inbox.empty():
        happened = inbox.get()
        assert isinstance(happened, Happened)
        seen.append(happened.what)
    return seen


def tap(header: Header, pin: int) -> None:
    header.pin(pin).drive_low()
    header.pin(pin).drive_high()


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
    "lamp": a_lamp,
    "panel": a_panel,
    "printer": a_printer,
    "reader": a_reader,
}


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
            "type: 'buton' is not known; there are button, lamp, panel, printer, reader",
        ),
        ({"pin": 5}, "type: no type is given; there are button, lamp, panel, printer, reader"),
        ({"type": "button", "pin": "five", "means": "ktp"}, "pin: Expected `int`, got `str`"),
        ({"type": "button", "pin": 5}, "Object missing required field `means`"),
        ({"type": "lamp", "pin": 6, "shows": "ktp", "blink": 1}, "unknown field `blink`"),
        ({"type": "printer", "port": "lp0"}, "port: "),
        ({"type": "printer", "port": "/dev/lp0", "paper_mm": 57}, "paper_mm: "),
        ({"type": "reader", "port": "/dev/tty1", "baud": 1}, "baud: "),
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


# --- buttons ----------------------------------------------------------------------------------------------


def test_a_press_counts_at_its_first_edge_and_a_release_when_the_contact_stays_open():
    contact = Debounce(0.0, closed=False)
    assert contact.edge(1.0, closed=True) == [Pressed(1.0)]
    assert contact.edge(3.0, closed=False) == []
    assert contact.reading(3.0 + SETTLE_S, closed=False) == [Released(2.0)]


def test_bounces_on_the_way_down_and_up_are_one_press():
    contact = Debounce(0.0, closed=False)
    events = []
    for at, closed in ((1.0, 1), (1.001, 0), (1.002, 1), (1.25, 0), (1.251, 1), (1.5, 0)):
        events += contact.edge(at, closed=bool(closed))
    events += contact.reading(1.6, closed=False)
    assert events == [Pressed(1.0), Released(0.5)]


def test_a_bounce_that_is_told_after_the_pin_was_read_is_no_second_press():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.5, closed=False)
    assert contact.reading(1.6, closed=False) == [Released(0.5)]
    assert contact.edge(1.502, closed=True) == []
    assert contact.edge(1.503, closed=False) == []
    assert contact.edge(1.7, closed=True) == [Pressed(1.7)]


def test_a_second_press_needs_no_reading_in_between():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.5, closed=False)
    assert contact.edge(1.6, closed=True) == [Released(0.5), Pressed(1.6)]


def test_a_release_whose_edge_got_lost_is_found_by_reading_the_pin():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    assert contact.reading(2.0, closed=False) == []
    assert contact.reading(3.0, closed=False) == [Released(1.0)]
    assert contact.edge(4.0, closed=True) == [Pressed(4.0)]


def test_a_press_whose_edge_got_lost_is_found_by_reading_the_pin():
    assert Debounce(0.0, closed=False).reading(1.0, closed=True) == [Pressed(1.0)]


def test_a_reading_never_makes_a_second_press_of_one_that_lasts():
    contact = Debounce(0.0, closed=False)
    contact.edge(1.0, closed=True)
    contact.edge(1.001, closed=False)  # a bounce whose other edge got lost
    assert contact.reading(2.0, closed=True) == []
    assert contact.edge(2.5, closed=False) == []
    assert contact.reading(2.6, closed=False) == [Released(1.5)]


def test_a_button_that_is_held_at_start_is_no_press():
    contact = Debounce(0.0, closed=True)
    assert contact.reading(1.0, closed=True) == []
    assert contact.edge(2.0, closed=False) == []
    assert contact.reading(3.0, closed=False) == [Released(2.0)]


def test_a_button_that_is_held_for_very_long_is_a_warning(header, inbox, monkeypatch):
    button = open_parts({"b": {"type": "button", "pin": 5, "means": "ktp"}}, inbox, "x")["b"]
    header.pin(5).drive_low()
    assert button.health().state == "ok"
    monkeypatch.setattr("kiosk.devices.button.STUCK_S", 0.0)
    assert button.health().state == "warning"
    header.pin(5).drive_high()
    button.close()


# --- lamps ------------------------------------------------------------------------------------------------


def test_a_lamp_that_does_not_blink_never_has_to_be_polled(header, inbox):
    lamp: Any = open_parts({"l": {"type": "lamp", "pin": 6, "shows": "paper"}}, inbox, "x")["l"]
    for pattern, state in (("on", 1), ("off", 0)):
        lamp.set(pattern)
        assert header.pin(6).state == state
        assert lamp.poll(time.monotonic()) == math.inf
    lamp.close()


@pytest.mark.parametrize(("pattern", "half_period_s"), [("slow", 0.5), ("fast", 0.125)])
def test_a_lamp_blinks_by_being_polled_when_it_asks_for_it(header, inbox, pattern, half_period_s):
    lamp: Any = open_parts({"l": {"type": "lamp", "pin": 6, "shows": "paper"}}, inbox, "x")["l"]
    lamp.set(pattern)
    now, states = time.monotonic(), []
    for _ in range(6):
        due = lamp.poll(now)
        assert now < due <= now + half_period_s
        states.append(header.pin(6).state)
        now = due
    assert states in ([0, 1, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0])
    assert lit(pattern, 8.0) == lit(pattern, 8.0 + 2 * half_period_s), "two lamps would not blink in step"
    lamp.close()
    assert header.pin(6).state == 0, "left burning"
