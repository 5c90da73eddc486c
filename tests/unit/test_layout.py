"""The picture as strokes: everything is inside, nothing overlaps, and all of it can be read."""

from __future__ import annotations

import itertools

import pytest

from broker_config.drawing.ink import CAP, Arrow, Box, Text, fit, wrap
from display.board import STALE_S, HallBoard, Now, Place
from display.layout import compose, notice_pages
from display.tiles import shape
from tests.unit.display_boards import AGENCIES, NOON, Direction, board, call

SIZES = [(1280, 720), (1366, 768), (1920, 1080), (1920, 1200), (2560, 1080), (3840, 2160)]
LONG = "Badan Penyelenggara Jaminan Sosial Ketenagakerjaan Kantor Cabang Kabupaten Contoh Utara"
NOTICES = ("Selamat datang. Siapkan KTP asli dan nomor antrean Anda.", "Pengaduan: 0811-2000-118. " * 12)


def measure(text: str, size: int, weight: str, *, tabular: bool = False) -> int:
    """Letters of one width: a font that is wider than ours."""
    return round(len(text) * size * 0.62)


def view(*calls, agencies=6, lost=False, turn=0.0, clock=True, notices=NOTICES):
    hall = HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0, 0))
    hall.link(Now(0, 0), up=not lost)
    hall.take(board(*calls, agencies=agencies, notices=notices))
    if clock:
        hall.trust(NOON, Now(0, 0))
    return hall.view(Now(0, turn + (STALE_S if lost else 0)))


VIEWS = {
    "quiet": view(agencies=6),
    "usual": view(*(call(number, counter=number) for number in range(1, 12))),
    "large mall": view(call(1, "A-X017", 40), call(2, "4K012", 3), agencies=29),
    "twelve": view(call(1), agencies=12, lost=True),
    "no agencies": view(call(1), agencies=0, notices=()),
    "no clock": view(call(1), lost=True, clock=False, agencies=3),
    "widest": view(call(1, "4AB-XYZ123456", 999), call(2, "4AB-XYZ123457", 998), agencies=29, turn=16),
    "unknown": HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0, 0)).view(Now(0, 0)),
}
EVERYTHING = [
    pytest.param(shown, size, id=f"{name} {size[0]}x{size[1]}")
    for (name, shown), size in itertools.product(VIEWS.items(), SIZES)
]


def texts(shown, size=(1920, 1080)):
    return [
        stroke
        for panel in compose(shown, size[0], size[1], measure)
        for stroke in panel.strokes
        if isinstance(stroke, Text)
    ]


def luminance(colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def overlap(one, other) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


@pytest.mark.parametrize(("shown", "size"), EVERYTHING)
def test_every_panel_is_on_the_screen_and_none_covers_another(shown, size):
    rects = [panel.rect for panel in compose(shown, size[0], size[1], measure)]
    assert all(r.x >= 0 and r.y >= 0 and r.right <= size[0] and r.bottom <= size[1] for r in rects)
    assert not any(overlap(one, other) for one, other in itertools.combinations(rects, 2))


@pytest.mark.parametrize(("shown", "size"), EVERYTHING)
def test_every_text_is_inside_its_panel(shown, size):
    for panel in compose(shown, size[0], size[1], measure):
        for stroke in panel.strokes:
            if isinstance(stroke, Text):
                wide = measure(stroke.text, stroke.size, stroke.weight)
                left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
                assert left >= panel.rect.x, stroke
                assert left + wide <= panel.rect.right, stroke
                assert stroke.y - stroke.size * CAP >= panel.rect.y, stroke
                assert stroke.y <= panel.rect.bottom, stroke


@pytest.mark.parametrize(("shown", "size"), EVERYTHING)
def test_no_two_texts_of_a_panel_run_into_each_other(shown, size):
    for panel in compose(shown, size[0], size[1], measure):
        spans = []
        for stroke in panel.strokes:
            if isinstance(stroke, Text):
                wide = measure(stroke.text, stroke.size, stroke.weight)
                left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
                spans.append((left, left + wide, stroke.y - stroke.size * CAP, stroke.y, stroke.text))
        for one, other in itertools.combinations(spans, 2):
            apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
            assert apart, (one, other)


@pytest.mark.parametrize(("shown", "size"), EVERYTHING)
def test_every_text_and_arrow_has_a_contrast_of_seven(shown, size):
    for panel in compose(shown, size[0], size[1], measure):
        for stroke in panel.strokes:
            if not isinstance(stroke, Box):
                lighter, darker = sorted((luminance(stroke.ink), luminance(stroke.ground)), reverse=True)
                assert (lighter + 0.05) / (darker + 0.05) >= 7, stroke


@pytest.mark.parametrize(("shown", "size"), EVERYTHING)
def test_no_text_is_too_small_for_the_seats(shown, size):
    unit = min(size[0] / 1920, size[1] / 1080)
    assert min(text.size for text in texts(shown, size)) >= 21 * unit


def test_the_called_number_is_a_sixth_of_the_screen_high():
    for agencies in (0, 6, 12, 29):
        number = next(text for text in texts(view(call(1, "A012"), agencies=agencies)) if text.text == "A012")
        assert number.size * CAP >= 1080 / 6


def test_a_common_number_has_the_same_font_as_the_next():
    sizes = {
        next(text.size for text in texts(view(call(1, label))) if text.text == label)
        for label in ("A012", "A013", "B113")
    }
    assert len(sizes) == 1


@pytest.mark.parametrize("direction", ["left", "right", "up", "down"])
def test_the_arrow_shows_the_way_and_stands_on_its_side(direction: Direction):
    panel = next(
        p for p in compose(view(call(1, direction=direction)), 1920, 1080, measure) if len(p.strokes) > 5
    )
    arrow = next(stroke for stroke in panel.strokes if isinstance(stroke, Arrow))
    counter = next(
        stroke for stroke in panel.strokes if isinstance(stroke, Text) and stroke.text == "LOKET 5"
    )
    assert arrow.direction == direction
    assert (arrow.rect.x > counter.x) == (direction == "right")


def test_a_recall_is_titled_so():
    assert "PANGGILAN ULANG" in [text.text for text in texts(view(call(1, recall=True)))]


def test_nobody_called_yet_invites_to_take_a_number():
    assert "Belum ada panggilan" in [text.text for text in texts(view())]


def test_lost_connection_is_said_in_words():
    assert "Sambungan terputus, data pukul 11.00" in [text.text for text in texts(view(call(1), lost=True))]


@pytest.mark.parametrize("agencies", range(1, 61))
def test_every_agency_is_on_exactly_one_page_and_pages_are_even(agencies):
    form = shape(agencies)
    size = form.columns * form.rows
    assert size * form.pages >= agencies
    assert size * (form.pages - 1) < agencies
    assert size <= 12


def test_turning_the_pages_shows_every_agency():
    seen = {text.text for turn in range(3) for text in texts(view(agencies=29, turn=turn * 8.0))}
    assert {name for name in AGENCIES if len(name) < 14} <= seen


def test_an_agency_keeps_its_place_when_its_page_returns():
    assert compose(view(agencies=29, notices=()), 1920, 1080, measure) == compose(
        view(agencies=29, turn=24.0, notices=()), 1920, 1080, measure
    )


def test_a_long_notice_takes_several_pages_and_loses_no_word():
    pages = notice_pages(NOTICES, 38, 1500, measure)
    words = " ".join(page.removesuffix(" …") for page in pages).split()
    assert words == " ".join(NOTICES).split()


def test_a_text_that_fits_is_left_alone_and_one_that_does_not_gets_smaller_first():
    assert fit(measure, "Dukcapil", 40, "bold", 400) == ("Dukcapil", 40)
    text, size = fit(measure, "Dukcapil", 40, "bold", 180)
    assert (text, size < 40) == ("Dukcapil", True)
    text, size = fit(measure, LONG, 40, "bold", 300)
    assert text.endswith("…")
    assert size == 30


def test_wrapping_keeps_words_whole():
    assert wrap(measure, "satu dua tiga", 10, "medium", 60) == ["satu dua", "tiga"]
