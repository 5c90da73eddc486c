"""Pictures of the screen for those far away: small enough for the wire, and never in the way of a call."""

from __future__ import annotations

import io
import queue
import random
from pathlib import Path

import pygame
import pytest

from display.screenshot import EVERY_S, MAX_BYTES, Photographer, jpeg


def noise(size) -> pygame.Surface:
    """What packs worst."""
    picture = pygame.Surface(size, depth=24)
    dice = random.Random(1)
    picture.get_buffer().write(dice.randbytes(picture.get_pitch() * size[1]))
    return picture


def opened(packed: bytes) -> pygame.Surface:
    return pygame.image.load(io.BytesIO(packed), "screen.jpg")


def test_a_large_screen_is_made_smaller_in_its_own_shape():
    picture = pygame.Surface((1920, 1080), depth=24)
    picture.fill((20, 42, 86))
    seen = opened(jpeg(picture))
    assert seen.get_size() == (1280, 720)
    assert all(abs(a - b) < 8 for a, b in zip(seen.get_at((640, 360))[:3], (20, 42, 86), strict=True))


def test_a_small_screen_stays_as_it_is():
    assert opened(jpeg(pygame.Surface((640, 360), depth=24))).get_size() == (640, 360)


def test_whatever_is_shown_is_small_enough_for_the_wire():
    packed = jpeg(noise((1280, 720)))
    assert len(packed) <= MAX_BYTES
    assert opened(packed).get_width() < 1280


@pytest.fixture
def taken():
    """A photographer, and what it puts on the inbox."""
    inbox = queue.SimpleQueue()
    return Photographer(inbox), inbox


def surface() -> pygame.Surface:
    return pygame.Surface((64, 36), depth=24)


def test_at_most_one_a_second_is_taken_for_whoever_asked_last(taken):
    photographer, inbox = taken
    photographer.want("a")
    photographer.tend(100.0, surface)
    assert inbox.get(timeout=5).nonce == "a"
    photographer.want("b")
    photographer.want("c")
    photographer.tend(100.0 + EVERY_S - 0.1, lambda: pytest.fail("too early"))
    photographer.tend(100.0 + EVERY_S, surface)
    assert inbox.get(timeout=5).nonce == "c"
    photographer.tend(300.0, lambda: pytest.fail("nobody asked"))


def test_where_nothing_can_be_shown_the_picture_is_empty(taken):
    photographer, inbox = taken
    photographer.want("a")
    photographer.tend(100.0, lambda: None)
    assert inbox.get(timeout=5) == ("a", b"")


def test_pictures_taken_all_day_leave_memory_as_it_was():
    """pygame keeps whatever file object it has saved to: a JPEG's worth for each picture."""
    picture = noise((320, 180))
    size = len(jpeg(picture))

    def taken() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

    before = taken()
    for _ in range(100):
        jpeg(picture)
    assert taken() - before < 20 * size
