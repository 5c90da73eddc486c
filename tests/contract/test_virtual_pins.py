"""gpiozero on one side, a finger and an eye on the other, a real socket between."""

from __future__ import annotations

import importlib.metadata
import os
import queue
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from gpiozero import LED, DigitalInputDevice
from gpiozero.exc import BadPinFactory
from virtual_hardware import eventually

from provisioning.rehearsal.panel import PinPanel
from provisioning.rehearsal.pins import SOCKET_VARIABLE, RehearsalFactory

ROOT = Path(__file__).parents[2]


@pytest.fixture
def panel(tmp_path, monkeypatch):
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "pins"))
    panel = PinPanel(tmp_path / "pins")
    yield panel
    panel.close()


@pytest.fixture
def factory(panel):
    factory = RehearsalFactory()
    eventually(lambda: panel.connected)
    yield factory
    factory.close()


@pytest.mark.parametrize("pull_up", [True, False])
def test_a_pressed_button_is_active_and_a_released_one_is_not(panel, factory, pull_up):
    edges = queue.SimpleQueue()
    with DigitalInputDevice(5, pull_up=pull_up, pin_factory=factory) as button:
        assert factory.pin("GPIO5").state == pull_up
        button.when_activated = lambda: edges.put("down")
        button.when_deactivated = lambda: edges.put("up")
        assert panel.tap(5, 0.01)
        assert [edges.get(timeout=5), edges.get(timeout=5)] == ["down", "up"]
        assert factory.pin("GPIO5").state == pull_up


def test_a_bouncing_contact_gives_a_burst_of_edges_and_ends_where_it_should(panel, factory):
    edges = queue.SimpleQueue()
    with DigitalInputDevice(5, pull_up=True, pin_factory=factory) as button:
        button.when_activated = lambda: edges.put(1)
        button.when_deactivated = lambda: edges.put(0)
        panel.press(5, bounce=True)
        assert [edges.get(timeout=5) for _ in range(7)] == [1, 0, 1, 0, 1, 0, 1]
        assert button.is_active


def test_a_lamp_is_seen_going_on_and_off(tmp_path, monkeypatch):
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "pins"))
    seen = queue.SimpleQueue()
    panel = PinPanel(tmp_path / "pins", lambda pin, level: seen.put((pin, level)))
    factory = RehearsalFactory()
    with LED(6, pin_factory=factory) as lamp:
        lamp.on()
        assert seen.get(timeout=5) == (6, True)
        assert panel.lamps == {6: True}
        lamp.off()
        assert seen.get(timeout=5) == (6, False)
    factory.close()
    panel.close()


def test_a_lamp_that_is_let_go_is_dark(panel, factory):
    with LED(6, initial_value=True, pin_factory=factory):
        eventually(lambda: panel.lamps == {6: True})
    eventually(lambda: panel.lamps == {})


def test_a_button_held_down_while_the_kiosk_starts_is_down_for_it(panel):
    assert not panel.press(5)
    factory = RehearsalFactory()
    eventually(lambda: 5 in factory.closed)
    with DigitalInputDevice(5, pull_up=True, pin_factory=factory) as button:
        assert button.is_active
    factory.close()


def test_the_panel_outlives_a_killed_kiosk_and_its_lamps_go_dark(panel, tmp_path):
    lit = "import signal; from gpiozero import LED; lamp = LED(6); lamp.on(); signal.pause()"
    with kiosk(tmp_path, lit) as process:
        eventually(lambda: panel.lamps == {6: True})
        process.kill()
        process.communicate()
    eventually(lambda: not panel.connected)
    assert panel.lamps == {}
    with kiosk(tmp_path, lit) as process:
        eventually(lambda: panel.lamps == {6: True})
        process.kill()
        process.communicate()


def test_a_kiosk_whose_panel_is_gone_goes_on(panel, factory, caplog):
    with LED(6, pin_factory=factory) as lamp:
        panel.close()
        eventually(lambda: lamp.toggle() or "panel" in caplog.text)
        lamp.on()
        assert lamp.value == 1


def test_without_a_socket_the_factory_says_which_setting_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setenv(SOCKET_VARIABLE, str(tmp_path / "nobody"))
    with pytest.raises(BadPinFactory, match=SOCKET_VARIABLE):
        RehearsalFactory()
    monkeypatch.delenv(SOCKET_VARIABLE)
    with pytest.raises(BadPinFactory, match="is not set"):
        RehearsalFactory()


def test_a_kiosk_process_gets_the_factory_by_name_and_nothing_heavy_with_it(panel, tmp_path):
    look = (
        "import sys; from gpiozero import LED, Device; LED(6).on(); print(type(Device.pin_factory).__name__, "
        "sorted({'flask', 'PIL', 'cryptography', 'jinja2', 'segno', 'sqlalchemy'} & set(sys.modules)))"
    )
    with kiosk(tmp_path, look) as process:
        out, errors = process.communicate(timeout=20)
    assert errors == ""
    assert out == "RehearsalFactory []\n"


def kiosk(tmp_path: Path, program: str) -> subprocess.Popen:
    """A process that finds the factory as an installed kiosk does: by the entry point of pyproject.toml."""
    installed = tmp_path / "mpp_rehearsal-0.dist-info"
    installed.mkdir(exist_ok=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: mpp-rehearsal\nVersion: 0\n")
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    group = "gpiozero_pin_factories"
    (installed / "entry_points.txt").write_text(f"[{group}]\nrehearsal = {points[group]['rehearsal']}\n")
    path = os.pathsep.join([str(ROOT), str(tmp_path)])
    environment = os.environ | {"GPIOZERO_PIN_FACTORY": "rehearsal", "PYTHONPATH": path}
    command = [sys.executable, "-W", "error", "-c", program]
    return subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, text=True)


def test_the_entry_point_leads_to_the_factory():
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    value = points["gpiozero_pin_factories"]["rehearsal"]
    point = importlib.metadata.EntryPoint("rehearsal", value, "gpiozero_pin_factories")
    assert point.load() is RehearsalFactory
