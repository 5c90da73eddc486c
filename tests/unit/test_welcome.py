"""What a screen shows of itself, in every size: all of it inside, nothing over anything, and readable."""

from __future__ import annotations

import itertools

import pytest

from broker_config.drawing.ink import CAP, Box, Rect, Text, contrast
from broker_config.troubles import NETWORK
from display.board import HallBoard, Now, Place
from display.hanging import hang
from display.layout import compose
from tests.unit.display_boards import board, call

START = Now(0, 0)
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (720, 1280), (1080, 1920), (2160, 3840), (640, 360)]
CODE = tuple("10" * 16 + "1" if row % 2 else "1" * 33 for row in range(33))
PLACE = Place(
    "display-lantai-dua-sisi-timur-01", "lantai-dua", "hub.mal-pelayanan-publik.internal:8883", "0.1.0", "overview",
    ("192.168.100.140 (eth0)", "10.20.30.40 (wlan0)"), NETWORK["certificate_early"].what, CODE,
)  # fmt: skip


def measure(text: str, size: int, weight: str, *, tabular: bool = False) -> int:
    """Letters of one width: a font that is wider than ours."""
    return round(len(text) * size * 0.62)


def hall(place=PLACE, *, linked=False, calls=(), identify=False):
    shown = HallBoard(place, START)
    if linked:
        shown.link(START, up=True)
    if calls:
        shown.take(board(*calls))
    if identify:
        shown.identify(START, 30)
    return shown.view(START)


VIEWS = {
    "trouble": hall(),
    "linked, no network": hall(PLACE._replace(addresses=()), linked=True),
    "connecting": hall(PLACE._replace(trouble=("", ""))),
    "identify": hall(PLACE, identify=True),
    "identify with a call": hall(calls=(call(1, "4AB-XYZ123456", 999),), identify=True),
}
EVERYTHING = [
    pytest.param(view, size, id=f"{name} {size[0]}x{size[1]}")
    for (name, view), size in itertools.product(VIEWS.items(), SIZES)
]


def drawn(view, size=(1920, 1080)):
    (panel,) = compose(view, hang(*size), measure)
    return panel


def words(view):
    return " ".join(stroke.text for stroke in drawn(view).strokes if isinstance(stroke, Text))


def span(stroke):
    if not isinstance(stroke, Text):
        return stroke.rect
    wide = measure(stroke.text, stroke.size, stroke.weight)
    left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
    top = round(stroke.y - stroke.size * CAP)
    return Rect(left, top, wide, stroke.y - top)


def apart(one, other):
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


@pytest.mark.parametrize(("view", "size"), EVERYTHING)
def test_all_of_it_is_on_the_screen_and_no_text_runs_into_another_or_into_the_code(view, size):
    panel = drawn(view, size)
    spans = [span(stroke) for stroke in panel.strokes]
    assert all(r.x >= 0 and r.y >= 0 and r.right <= size[0] and r.bottom <= size[1] for r in spans)
    texts = [span(stroke) for stroke in panel.strokes if isinstance(stroke, Text)]
    code = [
        stroke.rect for stroke in panel.strokes if isinstance(stroke, Box) and stroke.fill == (255, 255, 255)
    ]
    assert all(apart(one, other) for one, other in itertools.combinations(texts + code, 2))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_every_text_has_a_contrast_of_seven_and_none_is_cut(view):
    texts = [stroke for stroke in drawn(view).strokes if isinstance(stroke, Text)]
    assert all(contrast(text.ink, text.ground) >= 7 for text in texts)
    assert not any(text.text.endswith("…") and " " not in text.text for text in texts)


def test_it_says_which_display_it_is_and_what_is_wrong_in_both_languages():
    said = words(VIEWS["trouble"])
    for part in (
        PLACE.device,
        PLACE.zone,
        "192.168.100.140",
        "10.20.30.40",
        "Sertifikat belum berlaku",
        "not yet",
    ):
        assert part in said


def test_it_says_what_it_waits_for_and_that_it_has_no_address():
    said = words(VIEWS["linked, no network"])
    assert "Menunggu data antrean zona lantai-dua dari hub." in said
    assert "periksa kabel jaringan" in said


def test_whoever_asks_is_told_layout_and_resolution_and_the_call_stays_to_be_seen():
    said = words(VIEWS["identify with a call"])
    for part in (PLACE.device, "tata letak ikhtisar", "1920 × 1080", "4AB-XYZ123456", "LOKET 999"):  # noqa: RUF001 - a sign for "by"
        assert part in said


def test_the_code_is_drawn_square_by_square_with_the_margin_that_scanners_want():
    panel = drawn(VIEWS["trouble"])
    ground = next(s.rect for s in panel.strokes if isinstance(s, Box) and s.fill == (255, 255, 255))
    cell = ground.w // (len(CODE) + 8)
    dark = {
        (column, (s.rect.y - ground.y) // cell - 4)
        for s in panel.strokes
        if isinstance(s, Box) and s.ground == (255, 255, 255)
        for column in range((s.rect.x - ground.x) // cell - 4, (s.rect.right - ground.x) // cell - 4)
    }
    assert dark == {(x, y) for y, row in enumerate(CODE) for x, square in enumerate(row) if square == "1"}


def test_when_the_mall_is_closed_the_picture_is_black():
    shown = HallBoard(PLACE, START)
    shown.take(board(call(1)))
    shown.dark = True
    panel = drawn(shown.view(START))
    assert (panel.ground, panel.strokes) == ((0, 0, 0), ())
