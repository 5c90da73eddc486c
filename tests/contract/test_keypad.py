"""Keypads and character displays: what the kernel's records and a till's two lines become, through a real port."""

from __future__ import annotations

import pytest
from virtual_hardware import eventually, heard

from kiosk.devices import Meant, Pressed, Released, open_parts
from kiosk.devices.keypad import STUCK
from kiosk.devices.text_display import WIDTH, fold
from kiosk.key_names import KEYS
from kiosk.port import Port
from provisioning.rehearsal.keypad import CODES, VirtualKeypad
from provisioning.rehearsal.text_display import Glass, VirtualTextDisplay

MANY = {f"KEY_{letter}": f"layanan-{letter.lower()}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
MEANINGS = {**MANY, "KEY_KP1": "ktp-baru", "KEY_KP2": "nib", "KEY_KPENTER": "panel-ok"}


@pytest.fixture
def far(tmp_path):
    keypad = VirtualKeypad(tmp_path / "event7")
    yield keypad
    keypad.close()


@pytest.fixture
def keypad(far, tmp_path, inbox):
    """One with more keys than a header has pins."""
    table = {"type": "keypad", "port": str(tmp_path / "event7"), "keys": MEANINGS}
    device = open_parts({"papan": table}, inbox, "x")["papan"]
    eventually(lambda: device.health().state == "ok")
    yield device
    device.close()


def test_keys_count_as_they_go_down_several_at_once_and_never_by_repeating(far, keypad, inbox):
    far.press("KEY_KP1")
    far.repeat("KEY_KP1", 30)
    far.press("KEY_KP2")
    far.release("KEY_KP1")
    far.release("KEY_KP2")
    seen: list[object] = []
    eventually(lambda: sum(isinstance(what, Released) for what in heard(inbox, seen)) == 2)
    assert [what for what in seen if isinstance(what, Meant)] == [Meant("ktp-baru"), Meant("nib")]
    assert isinstance(seen[0], Meant), "the meaning comes first: nothing may make a press slower"
    assert keypad.health().facts == {"presses": 2.0}


def test_a_key_without_a_meaning_is_felt_and_does_nothing(far, keypad, inbox):
    far.tap("KEY_KP9", 0.0)
    seen: list[object] = []
    eventually(lambda: any(isinstance(what, Released) for what in heard(inbox, seen)))
    assert [type(what) for what in seen] == [Pressed, Released]


def test_no_key_is_written_down_because_a_scanner_may_type_somebodys_code_on_them(far, keypad, inbox, caplog):
    caplog.set_level("DEBUG")
    far.tap("KEY_KP1", 0.0)
    far.tap("KEY_KP9", 0.0)  # one with a meaning, and one without
    seen: list[object] = []
    eventually(lambda: sum(isinstance(what, Released) for what in heard(inbox, seen)) == 2)
    assert "KEY_" not in caplog.text


def test_a_keypad_that_is_pulled_out_with_a_key_down_holds_none_and_works_again(far, keypad, inbox):
    far.press("KEY_KP1")
    far.noise()
    eventually(lambda: keypad.health().facts == {"presses": 1.0})
    far.unplug()
    seen: list[object] = []
    eventually(lambda: any(isinstance(what, Released) for what in heard(inbox, seen)))
    far.plug()
    eventually(lambda: keypad.health().state == "ok")
    far.tap("KEY_KP1", 0.0)
    eventually(lambda: heard(inbox, seen).count(Meant("ktp-baru")) == 2)


def test_a_keypad_is_taken_for_us_alone_so_that_no_console_hears_its_keys(far, keypad, monkeypatch):
    asked = []
    monkeypatch.setattr(Port, "control", lambda _port, *what: asked.append(what))
    far.unplug()
    eventually(lambda: keypad.health().state == "fault")
    far.plug()
    eventually(lambda: asked == [(0x40044590, 1)])  # EVIOCGRAB of linux/input.h


def test_a_key_that_is_down_for_very_long_is_a_warning_that_says_what_to_do(far, keypad, monkeypatch):
    monkeypatch.setattr("kiosk.devices.keypad.STUCK_S", 0.0)
    far.press("KEY_KP1")
    eventually(lambda: keypad.health().detail == STUCK)
    far.release("KEY_KP1")
    eventually(lambda: keypad.health().state == "ok")


def test_every_key_has_one_name_and_the_far_end_means_the_same_by_it():
    assert len(set(KEYS.values())) == len(KEYS) > 150
    assert {name: KEYS[name] for name in CODES} == CODES


# --- character displays -----------------------------------------------------------------------------------


@pytest.fixture
def glass(tmp_path):
    display = VirtualTextDisplay(tmp_path / "ttyUSB1")
    yield display
    display.close()


@pytest.fixture
def display(glass, tmp_path, inbox):
    table = {"type": "text_display", "port": str(tmp_path / "ttyUSB1")}
    device = open_parts({"layar": table}, inbox, "x")["layar"]
    eventually(lambda: device.health().state == "ok")
    yield device
    device.close()


def shows(glass: VirtualTextDisplay, top: str, bottom: str) -> bool:
    return glass.lines == (top.ljust(WIDTH), bottom.ljust(WIDTH))


def test_a_display_shows_two_lines_and_hears_only_of_changes(glass, display):
    display.write(("A012", "3 menunggu"))
    eventually(lambda: shows(glass, "A012", "3 menunggu"))
    written = glass.written
    display.write(("A012", "3 menunggu"))
    display.write(("B7", "Sangat puas?"))
    eventually(lambda: shows(glass, "B7", "Sangat puas?"))
    assert glass.written == written + 2 * WIDTH + 3, "it was told the same twice"


def test_a_display_that_was_unplugged_shows_what_was_written_meanwhile(glass, display):
    display.write(("A012", ""))
    eventually(lambda: shows(glass, "A012", ""))
    glass.unplug()
    eventually(lambda: display.health().state == "fault")
    display.write(("A013", "silakan"))
    glass.plug()
    eventually(lambda: shows(glass, "A013", "silakan"))


def test_a_display_whose_own_plug_was_out_is_told_again_after_a_while(glass, display, monkeypatch):
    monkeypatch.setattr("kiosk.devices.text_display.AGAIN_S", 0.05)
    display.write(("A012", ""))
    eventually(lambda: shows(glass, "A012", ""))
    glass._glass.dark()
    eventually(lambda: shows(glass, "A012", ""))


def test_writing_to_a_display_that_takes_nothing_never_waits(tmp_path, glass, display):
    for number in range(5000):
        display.write((f"A{number:03d}", "x" * 1000))
    eventually(lambda: shows(glass, "A4999", "x" * WIDTH))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Loket 5", "Loket 5"),
        ("Ibu Zaïd", "Ibu Zaid"),
        ("A\x0c\x1b@", "A??@"),
        ("9" * 30, "9" * 20),
        ("字", "?"),
    ],
)
def test_a_line_is_folded_to_what_such_a_display_can_show(text, shown):
    assert fold(text) == shown.ljust(WIDTH)


def test_the_virtual_glass_does_as_both_dialects_say_also_in_pieces():
    glass = Glass()
    for byte in b"\x1b@\x1fC\x00\x1b_\x00\x0c\x0bONE\x0b\x0aTWO\x1f$\x14\x01!\x1bl\x05\x02?":
        glass.take(bytes([byte]))
    assert glass.lines == ("ONE" + " " * 16 + "!", "TWO ?" + " " * 15)
