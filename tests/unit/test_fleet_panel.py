"""A kiosk with a panel in site.toml: what may be written, what becomes of it, and what is said of faults."""

from __future__ import annotations

import tomllib

import pytest

from broker_config.tables import SiteError
from provisioning.fleet import read
from tests.unit.test_fleet import SOUND

PANEL = """
[devices.kiosk-9]
role = "ticket_kiosk"
zone = "utama"
printer = { port = "/dev/usb/lp0", paper_mm = 80 }
panel = { width = 1080, height = 1920, inches = 21.5, turned = 90, touch = "/dev/input/event0" }
"""
KEY = '[devices.kiosk-9.parts.tombol-bantuan]\ntype = "button"\nmeans = "panel-help"\n'


def kiosk(text: str):
    return next(box for box in read(tomllib.loads(SOUND + text), "site.toml").devices if box.id == "kiosk-9")


def test_a_kiosk_with_a_panel_needs_no_button():
    box = kiosk(PANEL)
    assert box.parts["layar"] == {
        "type": "panel", "width": 1080, "height": 1920, "inches": 21.5, "turned": 90, "touch": "/dev/input/event0",
    }  # fmt: skip
    assert box.buttons == ()


def test_a_button_may_mean_the_panel_and_is_no_service_then():
    box = kiosk(PANEL + KEY)
    assert box.parts["tombol-bantuan"]["means"] == "panel-help"
    assert box.buttons == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("width = 1080", "width = 10"), "[devices.kiosk-9.panel] width: "),
        (("turned = 90", "turned = 45"), "[devices.kiosk-9.panel] turned: "),
        (("panel-help", "panel-hlp"), "[devices.kiosk-9.parts.tombol-bantuan] means: no meaning 'panel-hlp'"),
        (("panel = {", "pannel = {"), "[devices.kiosk-9] pannel: "),
    ],
)
def test_a_fault_of_a_panel_is_told(change, expected):
    with pytest.raises(SiteError) as refused:
        kiosk((PANEL + KEY).replace(*change))
    assert f"site.toml: {expected}" in str(refused.value)


def test_a_button_cannot_mean_a_panel_that_is_not_there():
    with pytest.raises(SiteError, match="no meaning 'panel-help'"):
        kiosk("\n".join(line for line in PANEL.splitlines() if not line.startswith("panel")) + "\n" + KEY)
