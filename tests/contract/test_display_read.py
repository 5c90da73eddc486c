"""A stranger's eye reads every call off its frame: tesseract, which knows nothing of us, in every layout and size."""

from __future__ import annotations

import csv
import io
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
from broker_config.drawing.theme import BUILT_IN
from display.hanging import hang
from display.layout import compose
from display.still import seen

CALLS = 200
SIZES = [(1280, 720), (1366, 768), (1920, 1080), (2560, 1440), (3840, 2160)]
HALLS = [(65.0, 6.0), (43.0, 10.0), (55.0, 20.0)]
LAYOUTS = ("hall", "zone", "agency", "counter", "overview")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # malls leave out I and O
LOOKS = (
    26,
    28,
    30,
)  # capitals so many pixels high, as a reader of printed pages is used to; nobody looks but once
LINES = 25  # of a page


class Shown(NamedTuple):
    """A call, and its number and its counter as cut out of the frame, dark on white."""

    label: str
    counter: int
    where: str
    cut: list[tuple[pygame.Surface, int]]  # each with the height of its capitals


def random_call(dice):
    letter = dice.choice(LETTERS)
    prefix = dice.choice((letter, f"{dice.randint(1, 9)}{letter}", f"{letter}{dice.choice(LETTERS)}"))
    if dice.random() < 0.15:  # given out by a kiosk without the hub
        prefix = f"{letter}-{dice.choice(LETTERS)}"
    return Call(
        call=2, uid="kiosk-1.1.2", label=f"{prefix}{dice.randint(1, 999):03d}", counter=dice.randint(1, 60),
        agency="Dukcapil", at=0.0, direction=dice.choice(("left", "right", "up", "down")),
    )  # fmt: skip


def board_of(call):
    names = ("DPMPTSP", "Samsat", "Imigrasi", "Polres", "Taspen")
    others = tuple(Tile(agency=name, label=None, counter=None, waiting=3) for name in names)
    own = Tile(agency="Dukcapil", label=call.label, counter=call.counter, waiting=122)
    return Board(
        epoch=1, rev=1, zone="utama", mall="Mal", regency="Contoh", timezone="Asia/Jakarta", calls=(call,),
        tiles=(own, *others), notices=(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def shown():
    dice, brush, found = random.Random(5), Brush(), []
    ways = list(itertools.product(LAYOUTS, SIZES, (False, True), HALLS, BUILT_IN.values()))
    for layout, size, upright, (inches, metres), theme in dice.sample(ways, CALLS):
        call = random_call(dice)
        shows = {"agency": "Dukcapil", "counter": f"{call.counter}"}.get(layout, "")
        plan = ScreenPlan(device="display-1", layout=layout, shows=shows, inches=inches, farthest_m=metres)
        wide, high = (size[1], size[0]) if upright else size
        hung = hang(wide, high, plan, theme)
        panels = compose(seen(board_of(call), hung), hung, brush.measure)
        frame = pygame.Surface((hung.width, hung.height), depth=24)
        brush.paint(frame, panels)
        texts = [one for panel in panels for one in panel.strokes if isinstance(one, Text) and one.far]
        cut = [
            crop(frame, next(text for text in texts if text.text == word), brush)
            for word in (call.label, f"{call.counter}")
        ]
        where = f"{layout} {hung.width}x{hung.height} {inches} inches from {metres} m"
        found.append(Shown(call.label, call.counter, where, cut))
    return found


def crop(frame, text, brush):
    """The text's place on the frame in grey, dark on white."""
    wide, high = (
        brush.measure(text.text, text.size, text.weight, tabular=text.tabular),
        round(text.size * CAP),
    )
    left = text.x - {"left": 0, "centre": wide // 2, "right": wide}[text.anchor]
    edge = high // 10
    place = pygame.Rect(left - edge, text.y - high - edge, wide + 2 * edge, high + 2 * edge)
    place = place.clip(frame.get_rect())
    factor = min(2 * max(LOOKS) / high, 1)  # 4K is a lot to carry about
    size = round(place.w * factor), round(place.h * factor)
    grey = pygame.transform.grayscale(pygame.transform.smoothscale(frame.subsurface(place), size))
    if sum(text.ink) > sum(text.ground):
        dark = pygame.Surface(size, depth=24)
        dark.fill((255, 255, 255))
        dark.blit(grey, (0, 0), special_flags=pygame.BLEND_RGB_SUB)
        grey = dark
    levels = pygame.image.tobytes(grey, "RGB")[::3]
    ground = max(set(levels), key=levels.count) if wide > high // 2 else levels[0]
    grey.fill((255 - ground,) * 3, special_flags=pygame.BLEND_RGB_ADD)
    return grey, round(high * factor)


def page(shown, capitals):
    """Numbers and counters of several calls, a line each."""
    sheet = pygame.Surface((capitals * 26, (2 * len(shown) + 2) * capitals), depth=24)
    sheet.fill((255, 255, 255))
    for index, one in enumerate(shown):
        left, middle = 2 * capitals, (2 * index + 2) * capitals
        for part, high in one.cut:
            size = round(part.get_width() * capitals / high), round(part.get_height() * capitals / high)
            sheet.blit(pygame.transform.smoothscale(part, size), (left, middle - size[1] // 2))
            left += size[0] + 4 * capitals
    return sheet


@pytest.fixture(scope="module")
def read(shown, tmp_path_factory):
    """For each call, what was read of it at each look."""
    folder = tmp_path_factory.mktemp("read")
    names = []
    for capitals, first in itertools.product(LOOKS, range(0, CALLS, LINES)):
        names.append(str(folder / f"{capitals}-{first:03d}.png"))
        pygame.image.save(page(shown[first : first + LINES], capitals), names[-1])
    (folder / "pages.txt").write_text("\n".join(names), encoding="utf-8")
    done = subprocess.run(
        ["tesseract", str(folder / "pages.txt"), "-", "--psm", "6",
         "-c", f"tessedit_char_whitelist={LETTERS}0123456789-", "tsv"],
        check=True, capture_output=True, text=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    lines: list[dict[int, list[str]]] = [{} for _ in LOOKS]
    for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["text"] and row["text"].strip():
            look, sheet = divmod(int(row["page_num"]) - 1, CALLS // LINES)
            middle = int(row["top"]) + int(row["height"]) / 2
            line = sheet * LINES + round(middle / LOOKS[look] / 2) - 1
            lines[look].setdefault(line, []).append(row["text"].strip())
    return [[" ".join(words.get(index, [])) for words in lines] for index in range(CALLS)]


def test_number_and_counter_of_every_call_are_read_off_its_frame(shown, read):
    """A zero with a stroke, which nobody takes for an O, is a sign tesseract was not taught: some are a 9 to it.

    Of printed pages it reads one sign in some thousands wrongly, too; a layout that hides a number fails in all sizes.
    """
    exact = [f"{one.label} {one.counter}" in looks for one, looks in zip(shown, read, strict=True)]
    assert exact.count(True) >= CALLS * 0.94
    wrong = []
    for one, looks in zip(shown, read, strict=True):
        stroked = re.compile(
            f"{one.label} {one.counter}".replace("0", "(?:[0-9Q]|09|90)").replace("Z", "[Z2]")
        )
        if not any(stroked.fullmatch(look) for look in looks):
            wrong.append((one.where, one.label, one.counter, looks))
    assert len(wrong) <= 1, wrong
