"""A kiosk's panel from glass to paper: real process, real broker, real frames; and what it leaves alone."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from typing import Any

import pygame
import pytest
from virtual_hardware import TouchGlass, eventually

from broker_config import contract as c
from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import NIGHT, YELLOW, Box, Panel, Rect
from broker_config.drawing.window import Window
from broker_config.speech.written import written_out
from kiosk.devices import Asked, Happened, Meant, Touched, open_parts
from kiosk.key_events import Touch
from kiosk.panel import spoken, voice
from kiosk.panel.frame import frame
from kiosk.panel.glass import placed
from kiosk.panel.layout import Space, compose
from kiosk.panel.scene import view_of
from kiosk.panel.scenes import WELL, Stageplay, scenes
from kiosk.panel.still import catalogue_of, play_of
from tests.contract.display_box import ROOT, SITE
from tests.contract.panel_box import MORNING, SIZE, admit, counter_of_one
from tests.unit.panel_play import play

SMALL = ROOT / "provisioning/examples/small.toml"
MEMORY_MIB = 75


@pytest.fixture
def offscreen(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")


@pytest.fixture
def inbox():
    return queue.SimpleQueue()


@pytest.fixture
def panel(offscreen, inbox):
    """A panel that shows the small mall, with nobody at its glass."""
    table = {"type": "panel", "width": SIZE[0], "height": SIZE[1], "inches": 7.0, "fullscreen": False}
    made: Any = open_parts({"layar": table}, inbox, "kiosk-1.toml")["layar"]
    made.take(catalogue_of(SMALL), time.monotonic())
    made.condition(time.monotonic(), alive=True, giving=True, paper="ok", owed=0)
    made.poll(time.monotonic())
    yield made
    made.close()


def spot(made, option: str) -> Touched:
    """The middle of an option, as it is shown now."""
    made.poll(time.monotonic() + 1)
    place = next(hit.rect for hit in made._picture.hits if hit.option == option)
    return Touched(place.x + place.w // 2, place.y + place.h // 2)


def test_touches_lead_to_one_wish_and_a_second_touch_makes_no_other(panel, inbox):
    for option in ("start", "agency:dukcapil", "service:ktp-baru", "priority", "group:hamil"):
        panel.take(spot(panel, option), time.monotonic())
    take = spot(panel, "take")
    panel.take(take, time.monotonic())
    panel.take(take, time.monotonic())
    assert inbox.get_nowait() == Happened("layar", Asked("ktp-baru", "hamil", "id"))
    assert inbox.empty()


def test_buttons_and_keys_that_mean_the_panel_go_to_it_and_others_do_not(panel, inbox):
    now = time.monotonic()
    assert not panel.meant(Meant("ktp-baru"), now)
    assert not panel.meant(Meant("panel-nonsense"), now)
    for key in ("ok", "1", "1", "1"):
        assert panel.meant(Meant(f"panel-{key}"), now)
    assert inbox.get_nowait().what == Asked("ktp-baru", "", "id")


def test_the_mouse_and_the_keys_of_a_desk_do_as_well(panel, inbox):
    x, y = spot(panel, "start")
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=(x, y), button=1))
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_KP3))
    panel.poll(time.monotonic() + 5)
    assert [inbox.get_nowait().what for _ in range(2)] == [Touched(x, y), Meant("panel-3")]


def test_a_screen_that_is_lost_is_a_fault_and_the_conversation_goes_on(panel, inbox, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "no such driver")
    panel._window.close()
    panel.poll(time.monotonic() + 10)
    assert (panel.health().state, panel.health().detail[:8]) == ("fault", "missing:")
    later = time.monotonic() + 11
    assert panel.poll(later) > later  # and nobody is kept busy by it
    for key in ("ok", "1", "1", "1"):
        panel.meant(Meant(f"panel-{key}"), time.monotonic())
    assert inbox.get_nowait().what == Asked("ktp-baru", "", "id")
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")
    panel.poll(time.monotonic() + 20)
    assert panel.health().state == "ok"


def test_a_screen_that_is_switched_off_is_a_fault_that_the_kernel_knows_of(panel, tmp_path, monkeypatch):
    status = tmp_path / "card0-HDMI-A-1" / "status"
    status.parent.mkdir()
    monkeypatch.setattr("broker_config.drawing.window.CONNECTORS", tmp_path)
    monkeypatch.setattr("pygame.display.get_driver", lambda: "KMSDRM")
    for minute, (word, state) in enumerate((("disconnected", "fault"), ("connected", "ok")), 1):
        status.write_text(word + "\n")
        panel.poll(time.monotonic() + 60 * minute)
        assert panel.health().state == state


def test_a_glass_that_is_pulled_out_is_a_warning_and_works_again_when_it_is_back(
    offscreen, inbox, tmp_path, monkeypatch
):
    monkeypatch.setattr("kiosk.panel.glass.RETRY_S", 0.01)
    glass = TouchGlass(tmp_path / "event0")
    table = {
        "type": "panel",
        "width": 800,
        "height": 480,
        "fullscreen": False,
        "touch": str(tmp_path / "event0"),
    }
    made = open_parts({"layar": table}, inbox, "kiosk-1.toml")["layar"]
    try:
        eventually(lambda: made.poll(time.monotonic()) and made.health().state == "ok")
        glass.unplug()
        eventually(lambda: made.health().state == "warning")
        assert "touch: missing" in made.health().detail
        glass.plug()
        eventually(lambda: made.health().state == "ok")
        glass.tap(10, 20)
        assert inbox.get(timeout=5) == Happened("layar", Touched(10, 20))
    finally:
        made.close()
        glass.close()
    assert "stopped" in made.health().detail


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_touch_means_what_is_under_it_however_the_screen_hangs(turned, offscreen):
    """One red corner of the picture, found on the turned screen, and touched there."""
    size = (480, 640)
    window = Window("x", size, fullscreen=False, ground=NIGHT, turned=turned)
    window.open()
    corner = Rect(400, 20, 40, 60)
    window.show((Panel(Rect(0, 0, *size), NIGHT, (Box(corner, YELLOW, NIGHT),)),), Brush())
    screen = pygame.display.get_surface()
    assert screen is not None
    assert screen.get_size() == (size[::-1] if turned % 180 else size)
    lit = pygame.mask.from_threshold(screen, YELLOW, (1, 1, 1, 255)).get_bounding_rects()[0]
    far = screen.get_width() - 1, screen.get_height() - 1
    touched = placed(Touch(*lit.center, down=True), far, size, turned)
    window.close()
    assert corner.x <= touched.x < corner.right
    assert corner.y <= touched.y < corner.bottom


# --- what is read aloud -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_read_with_what_to_press(language):
    script = play(language=language)
    for name, conversation, now in scenes(script):
        view = view_of(conversation, script.room, now, MORNING)
        said = " ".join(spoken.sentences(view))
        if view.page == "idle":
            assert said == ""
            continue
        assert view.title in said or view.page in ("details", "number"), name
        for option in view.options:
            press = "Press" if language == "en" else "Tekan"
            assert f"{press} {option.key} " in said or language == "id", name
            assert press in said


def test_prices_hours_and_digits_are_said_in_words():
    assert written_out("Biaya resmi: Rp350.000", "id") == "Biaya resmi: tiga ratus lima puluh ribu rupiah"
    assert written_out("Buka 07.30", "id") == "Buka tujuh tiga puluh"
    assert written_out("Tekan 3 untuk SIM A", "id") == "Tekan tiga untuk SIM A"


def test_the_voice_says_a_thing_once_falls_silent_and_leaves_no_process(monkeypatch, tmp_path):
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "sound"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    one = voice.Voice()
    assert one._worker is None  # nobody has asked for help
    one.say((), "id")
    assert one._worker is None
    one.say(("Pilih instansi", "Tekan satu untuk Dukcapil"), "id")
    eventually(lambda: (tmp_path / "sound").exists() and any((tmp_path / "sound").read_bytes()), 20.0)
    worker = one._worker
    assert worker is not None
    one.say(("Press one for the civil registry",), "en")
    one.say((), "id")
    eventually(lambda: not one.busy)
    one.close()
    assert worker.poll() is not None
    assert one.fault == ""


def test_a_kiosk_without_a_sound_device_has_a_warning_and_no_voice(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "no such driver")
    one = voice.Voice()
    one.say(("Pilih instansi",), "id")
    eventually(lambda: "no sound device" in one.fault, 20.0)
    assert not one.busy
    one.close()


# --- the whole kiosk --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with counter_of_one(tmp_path_factory.mktemp("panel")) as (hub, box):
        box.start()
        admit(hub)
        yield hub, box


@pytest.fixture(scope="module")
def drawn():
    """What the pages of the small mall look like, by what is on them."""
    brush = Brush()
    screen = frame(*SIZE, 7.0)
    script = Stageplay(
        Space(screen, brush.measure), catalogue_of(SMALL), c.Offers(epoch=1, rev=1, services=()), "", ""
    )

    def picture(*options: str):
        conversation = script.walked(*options)
        return compose(view_of(conversation, script.room, 0.0, MORNING), screen, brush.measure)

    return picture


def middle(picture, option: str) -> tuple[int, int]:
    place = next(hit.rect for hit in picture.hits if hit.option == option)
    return place.x + place.w // 2, place.y + place.h // 2


def touch(box, picture, option: str, frames: int) -> int:
    """Touch an option, and wait until the picture has changed."""
    box.glass.tap(*middle(picture, option))
    return eventually(lambda: (now := len(list(box.frames.glob("*.bmp")))) > frames and now, 10.0)


def test_fingers_on_the_glass_become_a_request_a_paper_and_the_card_of_the_number(stage, drawn):
    hub, box = stage
    eventually(lambda: (picture := box.picture()) and picture.get_at((400, 320))[:3] == YELLOW, 20.0)
    frames = len(list(box.frames.glob("*.bmp")))
    steps = ("agency:dukcapil", "service:ktp-baru", "take")
    box.glass.tap(400, 320)
    frames = eventually(lambda: (now := len(list(box.frames.glob("*.bmp")))) > frames and now, 10.0)
    for index, option in enumerate(steps):
        frames = touch(box, drawn(*steps[:index]), option, frames)
    request = hub.wait(c.TicketRequest)
    assert (request.service, request.channel, request.priority) == ("ktp-baru", "panel", None)
    proposal = c.Proposal(uid=request.uid, label="A012", ahead=3, wait_s=600.0, at=MORNING)
    hub.link.send(proposal, to="kiosk-1")
    assert hub.wait(c.Bound).label == "A012"
    eventually(lambda: box.printer.state.printed == 1, 10.0)
    eventually(lambda: (picture := box.picture()) and picture.get_at((30, 200))[:3] == YELLOW, 10.0)


def test_its_health_has_the_panel_and_its_memory_is_within_its_bounds(stage):
    hub, box = stage
    parts = {}
    while "layar" not in parts or parts["layar"].state != "ok":
        parts = {part.name: part for part in hub.wait(c.Health).parts}
    assert parts["layar"].kind == "panel"
    assert box.memory_mib() <= MEMORY_MIB


def test_a_stop_is_clean(stage):
    _hub, box = stage
    assert box.end() == 0


def test_a_kiosk_without_a_panel_loads_nothing_of_it():
    look = (
        "import sys, kiosk.__main__, kiosk.devices.button, kiosk.devices.printer, kiosk.devices.reader\n"
        "print([m for m in sys.modules if m.startswith(('pygame', 'broker_config.drawing', 'broker_config.speech',"
        " 'kiosk.panel', 'kiosk.devices.panel'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_the_still_pictures_need_no_screen(tmp_path):
    command = [
        sys.executable,
        "-m",
        "kiosk.panel.still",
        str(SMALL),
        "--out",
        str(tmp_path),
        "--only",
        "idle",
        "number",
    ]
    subprocess.run([*command, "--width", "800", "--height", "480"], cwd=ROOT, check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["idle.png", "number.png"]


def test_a_mall_can_be_played_from_its_file():
    assert play_of(SMALL, play().room).begun(WELL).state.page == "idle"
    assert SITE  # the name that certificates are made for
