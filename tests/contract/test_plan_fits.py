"""What provisioning writes is what the processes read; they are strangers, so this test knows both."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from broker_config.mall import MallData
from broker_config.settings import convert, load
from display.settings import DisplaySettings
from hub.settings import read_mall_file, read_settings
from kiosk.selftest.words import words
from kiosk.settings import KioskSettings
from provisioning.apply import lay_out, part_types, read_site
from provisioning.parts import ACTIONS, FACES, KIOSK_LAMPS, PAD_LAMPS, THANKS
from provisioning.wires import WORDS

EXAMPLES = sorted((Path(__file__).parents[2] / "provisioning/examples").glob("*.toml"))


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def mall(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp(request.param.stem)
    fleet = read_site(request.param)
    lay_out(fleet, directory)
    return fleet, directory


def of_role(mall, *roles):
    fleet, directory = mall
    return [directory / f"{device.id}.toml" for device in fleet.devices if device.role in roles]


def test_kiosks_and_pads_accept_their_settings_down_to_each_part(mall):
    paths = of_role(mall, "ticket_kiosk", "counter_pad")
    assert paths
    for path in paths:
        for name, table in load(path, KioskSettings).parts.items():
            options = {key: value for key, value in table.items() if key != "type"}
            module = import_module(f"kiosk.devices.{table['type']}")
            convert(options, module.Options, f"{path}: parts.{name}")


def test_displays_accept_their_settings(mall):
    paths = of_role(mall, "display")
    assert paths
    for path in paths:
        assert load(path, DisplaySettings).device.role == "display"


def test_the_hub_accepts_its_settings_and_the_mall_beside_them(mall):
    fleet, directory = mall
    settings = read_settings(directory / "hub.toml")
    assert set(settings.devices) == {device.id for device in fleet.devices}
    data = read_mall_file(directory / settings.catalogue.file)
    assert data == MallData(**{name: getattr(fleet, name) for name in MallData.__struct_fields__})


def test_every_device_type_of_the_kiosk_may_be_written_in_a_site_file():
    assert set(import_module("kiosk.devices").types()) <= set(part_types())


def test_the_page_of_a_boxs_wires_has_the_words_that_the_self_test_asks_with():
    asked = words("id")
    for word, said in {
        word: said for word, said in WORDS.items() if word in asked and word != "paper"
    }.items():
        assert said == asked[word]
    assert set(ACTIONS) | set(PAD_LAMPS) | set(FACES) | {THANKS, *KIOSK_LAMPS} == set(WORDS)
    assert WORDS["paper"] == asked["paper_lamp"]
