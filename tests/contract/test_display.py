"""A display from the wire to light and sound: real process, real broker, real frames, real samples."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pygame
import pytest

from broker_config.contract import (
    Birth,
    Board,
    Clock,
    DeviceAlive,
    DeviceProbe,
    DeviceState,
    Health,
    Identify,
    Picture,
    PictureWanted,
    Programme,
    Signage,
    Speaker,
    VoicePlan,
    Welcome,
)
from broker_config.drawing.ink import YELLOW
from broker_config.signage import NIGHT
from broker_config.speech import pcm
from display import bank, phrases
from display.board import HallBoard, Now, Place
from display.gallery_pages import PAGES
from display.hanging import hang
from display.layout import card_place
from display.memory import Memory
from display.still import paint
from tests.contract.display_box import ROOT, SIZE, ZONE, eventually, hall
from tests.unit.display_boards import NOON, board, call

CARD = card_place(hang(*SIZE), 6)
SILENCE_INSIDE_S, SILENCE_AFTER_S = 0.35, 0.7


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with hall(tmp_path_factory.mktemp("hall")) as (hub, box):
        box.start()
        yield hub, box


@pytest.fixture(scope="module")
def introduced(stage):
    hub, _box = stage
    birth = hub.wait(Birth)
    state = hub.wait(DeviceState, status="online")
    hub.link.send(Welcome(boot=birth.boot, epoch=1, acked=0, letter="", at=NOON), to="display-1")
    return birth, state


@pytest.fixture(scope="module")
def calls(stage, introduced):
    """An old call is on the board; then one comes, then three in one snapshot, then one of them again."""
    hub, box = stage
    old, first = call(7, "B001", 1), call(8, "A012", 5)
    burst = [call(9, "A-X017", 40, direction="left"), call(10, "4K012", 3), call(11, "C100", 12)]
    again = call(12, "4K012", 3, recall=True, uid=burst[1].uid)
    snapshots = [[old], [old, first], [old, first, *burst], [old, first, *burst, again]]
    for rev, known in enumerate(snapshots, start=1):
        hub.link.send(board(*known, rev=rev), zone=ZONE)
        if rev == 1:
            eventually(lambda: _cards(box), "the old call on the screen")
        else:
            box.line(rf"shows call {known[-1].call} ")
    box.line(r"voice said call 12")
    return [first, *burst, again], snapshots


def _cards(box) -> list[int]:
    """The frames that have a card's yellow in the middle of where the card is."""
    frames = _frames(box)
    rect = CARD
    spot = (rect.x + 9, rect.y + rect.h // 3)
    return [frame for frame in frames if box.picture(frame).get_at(spot)[:3] == YELLOW]


def zero_runs(sound: bytes) -> list[float]:
    """How long the runs of exact zeros are, in seconds."""
    zeros = re.finditer(rb"(?:\0\0)+", sound)
    return [pcm.seconds(run.group()) for run in zeros]


def test_it_introduces_itself_and_both_ends_name_the_same_boot(introduced):
    birth, state = introduced
    assert birth.role == "display"
    assert birth.boot == state.boot == 1


def test_it_answers_a_probe_from_its_loop(stage, introduced):
    hub, _box = stage
    hub.link.send(DeviceProbe(nonce=4711), to="display-1")
    assert hub.wait(DeviceAlive).nonce == 4711


def test_it_reports_screen_sound_and_the_box_itself(stage, introduced):
    hub, _box = stage
    parts = {}
    while set(parts) != {"layar", "suara", "kotak"}:
        parts = {part.name: part for part in hub.wait(Health).parts}
    assert [parts[name].state for name in ("layar", "suara")] == ["ok", "ok"]
    assert parts["kotak"].facts.keys() >= {"disk_free_percent", "memory_free_percent"}


def test_every_new_call_has_a_frame_of_its_own_in_order(stage, calls):
    _hub, box = stage
    shown = [re.search(r"frame (\d+) shows call (\d+) (\S+) loket (\d+)", line) for line in box.lines]
    found = [match.groups() for match in shown if match]
    assert [(int(number), label, int(counter)) for _, number, label, counter in found] == [
        (one.call, one.label, one.counter) for one in calls[0]
    ]
    frames = [int(frame) for frame, *_ in found]
    assert frames == sorted(set(frames))


def test_the_frame_that_the_log_names_is_the_picture_of_that_call(stage, calls):
    _hub, box = stage
    rect = CARD
    for one in calls[0]:
        frame = int(box.line(rf"frame (\d+) shows call {one.call} ")[1])
        wall = HallBoard(Place("display-1", ZONE, "localhost"), Now(0, 0))
        wall.take(board(one))
        wanted = paint(wall.view(Now(0, 0)), hang(*SIZE)).subsurface(rect)
        seen = box.picture(frame).subsurface(rect)
        pixels = [(x, y) for x in range(0, rect.w, 2) for y in range(0, rect.h, 2)]
        assert [seen.get_at(at)[:3] for at in pixels] == [wanted.get_at(at)[:3] for at in pixels], one.label


def test_what_is_heard_are_the_clips_sample_for_sample_in_the_order_of_the_calls(stage, calls):
    _hub, box = stage
    clips = bank.load(box.bank).clips
    played, after, silence = box.ear.played(), 0, pcm.silence(SILENCE_AFTER_S)
    numbers = [int(match[1]) for line in box.lines if (match := re.search(r"voice said call (\d+)", line))]
    spoken = [one for one in calls[0] if one.call in numbers]  # a recall may come before its call was said
    assert [one.call for one in spoken] == numbers
    assert {one.uid for one in spoken} == {one.uid for one in calls[0]}
    for one in spoken:
        said = pcm.join(phrases.announcement(one)[1:], clips)  # the chime may be the short one
        found = played.find(said, after)
        assert found >= 0, f"{one.label} was not said"
        after = found + len(said)
        eventually(lambda end=after: len(box.ear.played()) >= end + len(silence), "the silence after it")
        assert box.ear.played()[after : after + len(silence)] == silence
        assert max(zero_runs(said)) <= SILENCE_INSIDE_S


def seen_from_afar(hub, nonce: str) -> pygame.Surface:
    hub.link.send(PictureWanted(nonce=nonce), to="display-1")
    return pygame.image.load(io.BytesIO(hub.wait(Picture, nonce=nonce).jpeg), "screen.jpg")


def has_card(picture: pygame.Surface) -> bool:
    rect = CARD
    colour = picture.get_at((rect.x + 9, rect.y + rect.h // 3))[:3]
    return all(abs(one - other) < 24 for one, other in zip(colour, YELLOW, strict=True))


def test_a_picture_of_the_screen_comes_to_whoever_wants_it(stage, calls):
    hub, _box = stage
    picture = seen_from_afar(hub, "first")
    assert picture.get_size() == SIZE
    assert has_card(picture)


def test_it_says_which_display_it_is_and_then_goes_on_with_the_calls(stage, calls):
    hub, box = stage
    hub.link.send(Identify(seconds=3.0), to="display-1")
    assert not has_card(seen_from_afar(hub, "identify"))
    eventually(lambda: has_card(box.picture(_frames(box)[-1])), "the board again")


def _frames(box) -> list[int]:
    return [int(path.stem[-8:]) for path in sorted(box.frames.glob("*.bmp"))]


def test_old_calls_stay_silent(stage, calls):
    _hub, box = stage
    assert not [line for line in box.lines if "call 7 " in line]


def test_a_killed_display_is_missed_and_comes_back_with_a_higher_boot_and_says_nothing_old(stage, calls):
    hub, box = stage
    box.end(kill=True)
    hub.wait(DeviceState, status="offline", boot=1)
    box.start()
    hub.wait(Birth, boot=2)
    eventually(lambda: _cards(box), "the board as it stands")
    new = call(13, "D004", 2)
    hub.link.send(board(*calls[1][-1], new, rev=9), zone=ZONE)
    box.line(r"voice said call 13")
    assert [line for line in box.lines if " call " in line and "call 13" not in line] == []


def test_a_clock_of_unknown_age_is_not_believed(stage, calls):
    """The first clock of a session is the broker's memory; the display waits for one that is alive."""
    hub, box = stage
    box.end()
    hub.link.send(Clock(epoch=1, at=NOON))
    box.start()
    hub.wait(Birth, boot=3)
    frame = eventually(lambda: _cards(box), "the board as it stands")[-1]
    assert _ink_in_the_corner(box, frame) == 0
    hub.link.send(Clock(epoch=1, at=NOON + 60))
    eventually(lambda: _ink_in_the_corner(box, _cards(box)[-1]), "the time on the screen")


def _ink_in_the_corner(box, frame: int) -> int:
    """How many pixels are lit where the clock is."""
    picture = box.picture(frame)
    lit = [picture.get_at((x, y))[:3] for x in range(SIZE[0] - 80, SIZE[0]) for y in range(30)]
    return sum(sum(colour) > 600 for colour in lit)


def test_where_another_display_was_named_to_speak_a_call_is_shown_and_not_said(stage, calls):
    hub, box = stage
    plan = VoicePlan(languages=("id",))
    for number, speaker in ((21, "display-2"), (22, "display-1")):
        speakers = (Speaker(zone=ZONE, device=speaker),)
        signage = Signage(epoch=1, rev=number, screens=(), theme=NIGHT, voice=plan, speakers=speakers)
        hub.link.send(signage)
        hub.link.send(board(*calls[1][-1], call(number), rev=number), zone=ZONE)
        box.line(rf"shows call {number} ")
    box.line(r"voice said call 22")
    assert [line for line in box.lines if "says call 21" in line] == []


def test_while_nobody_is_called_a_page_has_the_cards_place_until_the_next_call(stage, calls):
    hub, box = stage
    hub.link.send(Programme(epoch=1, rev=1, pages=(PAGES["services"],), after_s=5.0))
    eventually(lambda: not has_card(box.picture(_frames(box)[-1])), "a page of the mall's")
    hub.link.send(board(*calls[1][-1], call(23), rev=23), zone=ZONE)
    assert has_card(box.picture(int(box.line(r"frame (\d+) shows call 23 ")[1])))


def test_a_stop_is_clean_and_said(stage, calls):
    hub, box = stage
    assert box.end() == 0
    hub.wait(DeviceState, status="offline", boot=3)
    assert Memory(box.folder / "var").recall().programme


NUMBERING = """
import glob
from display.board import HallBoard, Now, Place
from display.screen import Screen
from display.settings import ScreenSettings
screen = Screen(ScreenSettings(zone="utama", width=320, height=240, fullscreen=False))
hall = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0))
for linked in (False, True):
    screen.open()
    hall.link(Now(0, 0), up=linked)
    shown = [screen.show(hall.view(Now(0, 0))), screen.show(hall.view(Now(0, 0)))]
    shown.append(screen.show(hall.view(Now(0, 0)), anew=True))
    assert shown == [True, False, True], shown
    screen.pump()
    print(screen.frames, len(glob.glob("SDL_window1-*.bmp")))
    screen.close()
"""


@pytest.mark.parametrize("driver", ["offscreen", "dummy"])
def test_frames_are_numbered_as_sdl_numbers_its_files_and_never_drawn_in_vain(driver, tmp_path):
    environment = {
        "PYTHONPATH": str(ROOT),
        "SDL_VIDEODRIVER": driver,
        f"SDL_VIDEO_{driver.upper()}_SAVE_FRAMES": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", NUMBERING],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[:2] == ["3 3", "6 6"]


def test_the_board_of_the_wire_is_the_one_that_still_draws(tmp_path):
    from broker_config.codec import encode  # noqa: PLC0415 - only here

    (tmp_path / "board.json").write_bytes(encode(board(call(1))))
    out = tmp_path / "board.png"
    command = [sys.executable, "-m", "display", "still", "--out", str(out), str(tmp_path / "board.json")]
    subprocess.run(command, cwd=ROOT, check=True)
    assert out.read_bytes().startswith(b"\x89PNG")
    assert isinstance(board(), Board)
