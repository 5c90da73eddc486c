"""pygame draws on SDL's offscreen driver; the eye sees every frame and keeps the memory disk from filling."""

from __future__ import annotations

import io
import os
import queue
import subprocess
import sys

import pytest
from PIL import Image
from virtual_hardware import eventually

from provisioning.rehearsal.eye import Eye

DRAW = """
import sys, pygame
pygame.display.init()
screen = pygame.display.set_mode((320, 180))
for colour in sys.argv[1:]:
    screen.fill(colour)
    pygame.display.flip()
"""


def draw(folder, *colours: str) -> None:
    sdl = {
        "SDL_VIDEODRIVER": "offscreen",
        "SDL_VIDEO_OFFSCREEN_SAVE_FRAMES": "1",
        "SDL_FRAMEBUFFER_ACCELERATION": "0",
    }
    command = [sys.executable, "-c", DRAW, *colours]
    subprocess.run(command, env=os.environ | sdl, cwd=folder, check=True, timeout=30, capture_output=True)


def colour(picture) -> tuple[int, ...]:
    with Image.open(picture) as frame:
        middle = frame.convert("RGB").crop((frame.width // 2, frame.height // 2, frame.width, frame.height))
        return tuple(middle.tobytes()[:3])


@pytest.fixture
def eye(tmp_path):
    eye = Eye(tmp_path, keep=4)
    yield eye
    eye.close()


def test_each_flip_is_a_frame_with_its_number(tmp_path):
    seen = queue.SimpleQueue()
    eye = Eye(tmp_path, lambda number, path: seen.put((number, colour(path))))
    draw(tmp_path, "red", "blue")
    frames = [seen.get(timeout=10) for _ in range(3)]
    assert frames == [(1, (0, 0, 0)), (2, (255, 0, 0)), (3, (0, 0, 255))]
    eye.close()


def test_a_frame_is_waited_for_and_one_that_never_comes_is_said_so(eye, tmp_path):
    draw(tmp_path, "red")
    assert colour(eye.frame(2)) == (255, 0, 0)
    with pytest.raises(TimeoutError, match="frame 99"):
        eye.frame(99, deadline_s=0.05)


def test_old_frames_are_deleted_but_pinned_ones_stay(eye, tmp_path):
    eye.pin(2)
    draw(tmp_path, "red", *["blue"] * 8)
    eventually(lambda: eye.latest == 10)
    assert sorted(int(path.stem[-8:]) for path in tmp_path.glob("*.bmp")) == [2, 7, 8, 9, 10]
    assert colour(eye.frame(2)) == (255, 0, 0)
    eye.unpin(2)
    assert not list(tmp_path.glob("*0002.bmp"))


def test_the_newest_frame_is_a_jpeg_of_the_width_that_was_asked_for(eye, tmp_path):
    assert eye.latest_jpeg() == b""
    draw(tmp_path, "red", "green")
    eventually(lambda: eye.latest == 3)
    with Image.open(io.BytesIO(eye.latest_jpeg(width=160))) as picture:
        assert picture.size == (160, 90)
    red, green, blue = colour(io.BytesIO(eye.latest_jpeg(width=160)))
    assert green > 100 > red + blue


def test_a_frame_can_be_kept_as_png(eye, tmp_path):
    draw(tmp_path, "yellow")
    eye.save_png(2, tmp_path / "1-A012.png")
    assert colour(tmp_path / "1-A012.png") == (255, 255, 0)


def test_who_watches_is_told_of_the_next_frame(eye, tmp_path):
    assert eye.next_after(None, deadline_s=0.05) is None
    draw(tmp_path, "red")
    eventually(lambda: eye.latest == 2)
    assert eye.next_after(1) == 2
    assert eye.next_after(2, deadline_s=0.05) is None


def test_a_display_that_starts_again_counts_anew(eye, tmp_path):
    draw(tmp_path, "red", "red", "red")
    eventually(lambda: eye.latest == 4)
    eye.forget()
    assert not list(tmp_path.glob("*.bmp"))
    draw(tmp_path, "blue")
    eventually(lambda: eye.latest == 2)
    assert colour(eye.frame(2)) == (0, 0, 255)


def test_the_same_number_of_another_start_is_another_picture(eye, tmp_path):
    for name in ("red", "blue"):
        draw(tmp_path, name)
        eventually(lambda: eye.latest == 2)
        red, _green, blue = colour(io.BytesIO(eye.latest_jpeg(width=160)))
        assert (red > 100, blue > 100) == (name == "red", name == "blue")
        eye.forget()


def test_frames_that_were_there_before_are_seen_and_half_written_ones_are_not(tmp_path):
    draw(tmp_path, "red")
    whole = (tmp_path / "SDL_window1-00000002.bmp").read_bytes()
    (tmp_path / "SDL_window1-00000003.bmp").write_bytes(whole[:5000])
    eye = Eye(tmp_path)
    assert eye.latest == 2
    (tmp_path / "SDL_window1-00000003.bmp").write_bytes(whole)
    eventually(lambda: eye.latest == 3)
    eye.close()
