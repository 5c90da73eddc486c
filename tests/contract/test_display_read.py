"""A stranger's eye reads every call off the frame: tesseract, which knows nothing of us, in every layout and size."""

from __future__ import annotations

import itertools
import os
import random
import re
import subprocess
from typing import NamedTuple

import pygame
import pytest

from broker_config.contract import Board, Call, ScreenPlan, Tile
from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import CAP, Text
from display.hanging import hang
from display.layout import compose
from display.still import seen
from display.theme import BUILT_IN

CALLS = 200
SIZES = [(1280, 720), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160)]
HALLS = [(65.0, 6.0), (43.0, 10.0), (55.0, 20.0)]
LAYOUTS = ("hall", "zone", "agency", "counter", "overview")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # malls leave out I and O
CAPITALS = 44  # pixels that a reader of printed pages is used to
LINES = 25  # of a page


class Shown(NamedTuple):
    """A call, and the line that was cut out of its frame."""

    label: str
    counter: int
    where: str
    line: pygame.Surface


def random_call(dice):
    prefix = dice.choice(
        (
            dice.choice(LETTERS),
            f"{dice.randint(1, 9)}{dice.choice(LETTERS)}",
            "".join(dice.choices(LETTERS, k=2)),
        )
    )
    kiosk = f"-{dice.choice(LETTERS)}" if dice.random() < 0.15 else ""
    label = (
        f"{prefix}{kiosk}{dice.randint(1, 999):03d}"
        if not kiosk
        else f"{prefix[-1]}{kiosk}{dice.randint(1, 999):03d}"
    )
    return Call(
        call=2, uid="kiosk-1.1.2", label=label, counter=dice.randint(1, 60), agency="Dukcapil", at=0.0,
        direction=dice.choice(("left", "right", "up", "down")),
    )  # fmt: skip


def board_of(call):
    names = ("Dukcapil", "DPMPTSP", "Samsat", "Imigrasi", "Polres", "Taspen")
    tiles = [Tile(agency=name, label=None, counter=None, waiting=3) for name in names]
    tiles[0] = Tile(agency="Dukcapil", label=call.label, counter=call.counter, waiting=12)
    return Board(
        epoch=1, rev=1, zone="utama", mall="Mal", regency="Contoh", timezone="Asia/Jakarta", calls=(call,),
        tiles=tuple(tiles), notices=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown():
    dice, brush, found = random.Random(5), Brush(), []
    ways = list(itertools.product(LAYOUTS, SIZES, (False, True), HALLS, BUILT_IN.values()))
    dice.shuffle(ways)
    for layout, size, upright, (inches, metres), theme in ways[:CALLS]:
        call = random_call(dice)
        shows = {"agency": "Dukcapil", "counter": f"{call.counter}"}.get(layout, "")
        plan = ScreenPlan(device="display-1", layout=layout, shows=shows, inches=inches, farthest_m=metres)
        hung = hang(*(size[::-1] if upright else size), plan, theme)
        panels = compose(seen(board_of(call), hung), hung, brush.measure)
        frame = pygame.Surface((hung.width, hung.height), depth=24)
        brush.paint(frame, panels)
        texts = [one for panel in panels for one in panel.strokes if isinstance(one, Text) and one.far]
        words = [call.label, f"{call.counter}"]
        places = [next((one for one in texts if one.text == word), None) for word in words]
        # The overview of a narrow screen read from afar has no room for the counter.
        cut = [crop(frame, text, brush) for text in places if text is not None]
        assert places[0] is not None
        assert places[1] is not None or layout == "overview"
        where = f"{layout} {hung.width}x{hung.height} {inches}in {metres}m"
        found.append(Shown(call.label, call.counter if places[1] else 0, where, side_by_side(cut)))
    return found


def crop(frame, text, brush):
    """The text's place on the frame in grey, dark on light, with capitals of a usual height."""
    wide = brush.measure(text.text, text.size, text.weight, tabular=text.tabular)
    left = text.x - {"left": 0, "centre": wide // 2, "right": wide}[text.anchor]
    high = round(text.size * CAP)
    edge = high // 6
    place = pygame.Rect(left - edge, text.y - high - edge, wide + 2 * edge, high + 2 * edge).clip(
        frame.get_rect()
    )
    scale = CAPITALS / high
    part = pygame.transform.smoothscale(
        frame.subsurface(place), (max(round(place.w * scale), 1), max(round(place.h * scale), 1))
    )
    grey = pygame.transform.grayscale(part)
    if sum(text.ink) > sum(text.ground):
        inverted = pygame.Surface(grey.get_size(), depth=24)
        inverted.fill((255, 255, 255))
        inverted.blit(grey, (0, 0), special_flags=pygame.BLEND_RGB_SUB)
        grey = inverted
    # The ground becomes white: lines of other colours stand on the same page.
    ground = grey.get_at((1, 1))[0]
    grey.fill((255 - ground,) * 3, special_flags=pygame.BLEND_RGB_ADD)
    return grey


def side_by_side(parts):
    gap = 3 * CAPITALS
    line = pygame.Surface((sum(part.get_width() + gap for part in parts), 2 * CAPITALS), depth=24)
    line.fill((255, 255, 255))
    left = gap // 2
    for part in parts:
        line.blit(part, (left, (line.get_height() - part.get_height()) // 2))
        left += part.get_width() + gap
    return line


@pytest.fixture(scope="module")
def read(shown, tmp_path_factory):
    folder = tmp_path_factory.mktemp("read")
    names = []
    for first in range(0, len(shown), LINES):
        lines = [one.line for one in shown[first : first + LINES]]
        page = pygame.Surface(
            (max(line.get_width() for line in lines) + 40, len(lines) * 2 * CAPITALS + 40), depth=24
        )
        page.fill((255, 255, 255))
        for index, line in enumerate(lines):
            page.blit(line, (20, 20 + index * 2 * CAPITALS))
        names.append(folder / f"{first:03d}.png")
        pygame.image.save(page, str(names[-1]))
    (folder / "pages.txt").write_text("\n".join(map(str, names)), encoding="utf-8")
    done = subprocess.run(
        ["tesseract", str(folder / "pages.txt"), "-", "--psm", "6", "-c",
         "tessedit_char_whitelist=ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-"],
        check=True, capture_output=True, text=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    return [line for line in re.split(r"[\n\f]+", done.stdout) if line.strip()]


def test_number_and_counter_of_every_call_are_read_off_its_frame(shown, read):
    expected = [f"{one.label} {one.counter}" if one.counter else one.label for one in shown]
    assert len(read) == len(expected)
    wrong = [
        (one.where, want, got) for one, want, got in zip(shown, expected, read, strict=True) if got != want
    ]
    print(*wrong, sep=chr(10))
    assert wrong == []
