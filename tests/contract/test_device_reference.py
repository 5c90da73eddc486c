"""The page on devices says what their files say, and its pictures show every wire."""

from __future__ import annotations

import importlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kiosk import devices, reference
from kiosk.wiring import GPIO, POWER, figures, picture

DOCS = Path(__file__).resolve().parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"


def module(kind: str):
    return importlib.import_module(f"kiosk.devices.{kind}")


def test_the_committed_page_and_its_pictures_are_not_stale():
    made = reference.documents()
    kept = {name: (DOCS / name).read_text(encoding="utf-8") for name in made if (DOCS / name).exists()}
    assert kept == made, "run `make docs`"
    pictures = {f"{reference.PICTURES}/{path.name}" for path in (DOCS / reference.PICTURES).iterdir()}
    assert pictures == made.keys() - {reference.NAME}, "run `make docs`"


@pytest.mark.parametrize("kind", devices.types())
def test_every_option_and_every_word_of_a_devices_health_is_on_the_page(kind):
    page = reference.documents()[reference.NAME].split(f"\n## {kind}\n")[1].split("\n## ")[0]
    for key in module(kind).Options.__struct_fields__:
        assert f"| `{key}` |" in page
    for said in getattr(module(kind), "HEALTH", {}):
        assert f"| {said} |" in page
    assert module(kind).EXAMPLE.strip() in page


@pytest.mark.parametrize("kind", devices.types())
def test_the_picture_of_a_devices_wiring_names_every_pin_terminal_and_part(kind):
    for figure in figures(reference.wiring(module(kind))):
        drawn = ET.fromstring(picture(figure, kind))
        words = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
        for wire in figure.wires:
            for one in (wire[0], *wire[-1].split(":")):
                assert one in words
        rings = [circle for circle in drawn.iter(f"{SVG}circle") if circle.get("r") == "6.6"]
        ends = [end for wire in figure.wires for end in (wire[0], wire[-1])]
        assert len(rings) == sum(end in POWER or end.startswith("GPIO") for end in ends)
        box = [float(one) for one in drawn.get("viewBox", "").split()]
        for text in drawn.iter(f"{SVG}text"):
            assert 0 < float(text.get("x", "")) < box[2]
            assert 0 < float(text.get("y", "")) < box[3]


def test_the_header_has_forty_pins_and_each_is_one_thing():
    pins = [*GPIO.values(), *(pin for group in POWER.values() for pin in group)]
    assert sorted(pins) == list(range(1, 41))
    assert (GPIO[5], GPIO[14], GPIO[15], GPIO[21]) == (29, 8, 10, 40)


@pytest.mark.parametrize("text", ["GPIO5", "GPIO99 -- button -- GND"])
def test_a_wiring_that_cannot_be_meant_is_refused(text):
    with pytest.raises(ValueError, match="GPIO"):
        picture(figures(text)[0], "x")


def test_wires_in_the_order_of_their_pins_do_not_lie_on_each_other():
    figure = figures("\n".join(f"GPIO{pin} -- board:{pin}" for pin in (5, 6, 16, 20, 17, 27)))[0]
    lines = ET.fromstring(picture(figure, "x")).iter(f"{SVG}polyline")
    points = [[tuple(map(float, one.split(","))) for one in line.get("points", "").split()] for line in lines]
    turns = [line[-2][0] for line in points if len(line) > 3]
    assert len(turns) == len(set(turns)) == 6
