"""Parts of a box written down one by one: what a finger can mean there, and what is said about a word that is wrong."""

from __future__ import annotations

import tomllib

import pytest

from broker_config.tables import SiteError
from provisioning.fleet import read
from provisioning.parts import PART_TYPES
from tests.unit.test_fleet import SOUND

KEYPAD_AND_ALL = {**PART_TYPES, "keypad": ("port", "keys"), "panel": ("width", "height")}
PANEL = '[devices.kiosk-1.parts.layar]\ntype = "panel"\nwidth = 800\nheight = 480\n'
KEYPAD = '[devices.{}.parts.papan]\ntype = "keypad"\nport = "/dev/input/event3"\nkeys = {}\n'


def test_a_kiosk_with_more_services_than_pins_takes_a_keypad_and_knows_what_can_be_pressed():
    text = SOUND.replace('buttons = ["ktp-baru", "paspor"]', 'buttons = ["ktp-baru"]')
    extra = KEYPAD.format("kiosk-1", '{ KEY_1 = "paspor", KEY_ENTER = "panel-ok" }')
    kiosk = read(tomllib.loads(text + extra + PANEL), "site.toml", KEYPAD_AND_ALL).devices[0]
    assert kiosk.buttons == ("ktp-baru", "paspor")


def test_a_pad_of_three_buttons_has_further_meanings_and_faces_for_visitors():
    extra = """
[devices.pad-1.parts.tombol-1]
type = "button"
means = "call_next"
long = "no_show"
double = "recall"

[devices.pad-1.parts.wajah-4]
type = "button"
means = "face-4"

[devices.pad-1.parts.terima-kasih]
type = "lamp"
shows = "thanks"
"""
    parts = read(tomllib.loads(SOUND + extra), "site.toml").devices[1].parts
    assert {parts[name].get("pin") for name in ("wajah-4", "terima-kasih")} <= set(range(2, 28))


WRONG_WORDS = {
    "a long press that means nothing": (
        '[devices.pad-1.parts.a]\ntype = "button"\nmeans = "recall"\nlong = "noshow"\n',
        "[devices.pad-1.parts.a] long: no meaning 'noshow' (did you mean 'no_show'?)",
    ),
    "a face that is not there": (
        '[devices.pad-1.parts.a]\ntype = "button"\nmeans = "face-5"\n',
        "[devices.pad-1.parts.a] means: no meaning 'face-5' (did you mean 'face-4'?)",
    ),
    "a face at a kiosk": (
        KEYPAD.format("kiosk-1", '{ KEY_1 = "face-1" }'),
        "[devices.kiosk-1.parts.papan] keys.KEY_1: no meaning 'face-1'",
    ),
    "a key that means nothing": (
        KEYPAD.format("kiosk-1", '{ KEY_1 = "panel-upp" }') + PANEL,
        "[devices.kiosk-1.parts.papan] keys.KEY_1: no meaning 'panel-upp' (did you mean 'panel-up'?)",
    ),
    "a key for a panel that is not there": (
        KEYPAD.format("kiosk-1", '{ KEY_1 = "panel-up" }'),
        "[devices.kiosk-1.parts.papan] keys.KEY_1: no meaning 'panel-up'",
    ),
    "a key that is none": (
        KEYPAD.format("pad-1", '{ eins = "recall" }'),
        "[devices.pad-1.parts.papan] keys.eins: is no key; there are KEY_1, KEY_KP1, KEY_A, KEY_F1, BTN_0, …",
    ),
    "a keypad without keys": (
        KEYPAD.format("pad-1", "{}"),
        '[devices.pad-1.parts.papan] keys: must be a table of keys and what they mean: { KEY_1 = "…" }',
    ),
    "a keypad without a port": (
        '[devices.pad-1.parts.papan]\ntype = "keypad"\nkeys = { KEY_1 = "recall" }\n',
        "[devices.pad-1.parts.papan] port: is missing",
    ),
    "an option that the type does not have": (
        '[devices.pad-1.parts.a]\ntype = "button"\nmeans = "recall"\nlang = "park"\n',
        "[devices.pad-1.parts.a] lang: no option 'lang' (did you mean 'long'?)",
    ),
}


@pytest.mark.parametrize(("extra", "expected"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_a_word_that_means_nothing_is_told_with_file_table_and_key(extra, expected):
    with pytest.raises(SiteError) as caught:
        read(tomllib.loads(SOUND + extra), "site.toml", KEYPAD_AND_ALL)
    assert list(caught.value.faults) == [f"site.toml: {expected}"]
