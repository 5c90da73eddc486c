"""The picture as strokes: everything is inside, nothing overlaps, and all of it can be read."""

from __future__ import annotations

import itertools
from typing import Literal

import pytest
from msgspec.structs import replace

from broker_config.contract import Announcement, Tile
from broker_config.drawing.ink import CAP, Arrow, Box, Picture, Sign, Text, Weave, contrast, fit, wrap
from broker_config.drawing.theme import BUILT_IN
from broker_config.signage import Layout, ScreenPlan
from display.board import STALE_S, HallBoard, Now, Place
from display.furniture import notice_pages, told_pages
from display.hanging import USUAL, hang
from display.layout import compose, shortfall
from display.tiles import shape
from tests.unit.display_boards import AGENCIES, NOON, Direction, board, call

WIDE = [(1280, 720), (1366, 768), (1920, 1080), (2560, 1080), (3840, 2160)]
SIZES = [*WIDE, (720, 1280), (1080, 1920), (2160, 3840)]
LONG = "Badan Penyelenggara Jaminan Sosial Ketenagakerjaan Kantor Cabang Kabupaten Contoh Utara"
NOTICES = ("Selamat datang. Siapkan KTP asli dan nomor antrean Anda.", "Pengaduan: 0811-2000-118. " * 12)
TOLD = Announcement(number=1, kind="closing", text=LONG, english=f"{LONG} in English", at=0, until=1)
FIRE = Announcement(number=1, kind="emergency", text=LONG * 3, english="Leave the building.", at=0, until=1)
SHORT = Announcement(number=1, kind="emergency", text="Keluar!", english="Leave!", at=0, until=1)
NEAR, USUAL_HALL, FAR, TOO_FAR = (65.0, 6.0), (43.0, 10.0), (55.0, 20.0), (32.0, 40.0)


def measure(text: str, size: int, weight: str, *, tabular: bool = False) -> int:
    """Letters of one width: a font that is wider than ours."""
    return round(len(text) * size * 0.62)


def plan(layout: Layout = "zone", seen_from=USUAL_HALL, shows="5", **fields):
    if layout == "agency":
        shows = "Dukcapil"
    return ScreenPlan(
        device="display-1", layout=layout, shows=shows, inches=seen_from[0], farthest_m=seen_from[1], **fields
    )


def view(*calls, agencies=6, lost=False, turn=0.0, clock=True, notices=NOTICES, plan=USUAL, notice=None):
    hall = HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0, 0))
    hall.arrange(plan)
    hall.link(Now(0, 0), up=not lost)
    hall.take(board(*calls, agencies=agencies, notices=notices))
    if clock:
        hall.trust(NOON, Now(0, 0))
    return hall.view(Now(0, turn + (STALE_S if lost else 0)))._replace(notice=notice)


SHUT: tuple[tuple[Literal["open", "break", "closed"], float | None], ...] = (
    ("open", None), ("break", NOON), ("break", None), ("closed", None),
)  # fmt: skip


def states():
    """Tiles in every state, of a name that is too long, too."""
    tiles = [
        Tile(
            agency=name, label="A012" if known else None, counter=5 if known else None, waiting=waiting,
            state=state, until=until,
        )
        for name, known, waiting, (state, until) in itertools.product(
            ("Dukcapil", LONG[:60]), (True, False), (0, 7, 188), SHUT
        )
    ]  # fmt: skip
    return view(call(1))._replace(tiles=tuple(tiles))


VIEWS = {
    "quiet": view(agencies=6),
    "usual": view(*(call(number, counter=number) for number in range(1, 12))),
    "large mall": view(call(1, "A-X017", 40), call(2, "4K012", 3), agencies=29),
    "twelve, lost": view(call(1), agencies=12, lost=True),
    "by turns": view(call(1), agencies=12, turn=8.0),
    "no agencies": view(call(1), agencies=0, notices=()),
    "no clock": view(call(1), lost=True, clock=False, agencies=3),
    "widest": view(call(1, "4AB-XYZ123456", 999), call(2, "4AB-XYZ123457", 998), agencies=29, turn=16),
    "other zones": view(
        replace(call(1, "4AB-XYZ123456", 998), zone="Lantai 2"),
        replace(call(2, "A-X017", 12), zone=LONG),
        replace(call(3), zone="Lantai 2"),
        replace(call(4, "C031", 12), zone=LONG),
    ),
    "states": states(),
    "told": view(call(1), notice=TOLD),
    "told, lost": view(call(1), notice=TOLD, lost=True, turn=8.0),
    "long lost": view(call(1), lost=True)._replace(
        stale="data terakhir 22 November pukul 16.24, menunggu hub"
    ),
    "emergency": view(call(1), notice=FIRE),
    "emergency, later": view(call(1), notice=FIRE, turn=16.0),
    "short emergency": view(call(1), notice=SHORT),
    "unknown": HallBoard(Place("display-1", "utama", "localhost:8883"), Now(0, 0)).view(Now(0, 0)),
}
LAYOUTS: tuple[Layout, ...] = ("hall", "agency", "counter", "overview")
EVERYTHING = list(itertools.product(LAYOUTS, SIZES))


def pictures(layout, size, seen_from=(NEAR, USUAL_HALL, FAR, TOO_FAR)):
    for hall in seen_from:
        hung = hang(size[0], size[1], plan(layout, hall))
        for name, shown in VIEWS.items():
            own = shown._replace(tiles=shown.tiles[:1]) if layout == "agency" else shown
            yield f"{name} from {hall[1]:.0f} m", compose(own, hung, measure)


def texts(shown, size=(1920, 1080), hung=None):
    panels = compose(shown, hung or hang(*size), measure)
    return [stroke for panel in panels for stroke in panel.strokes if isinstance(stroke, Text)]


def span(stroke):
    """What a stroke covers: left, top, right, bottom."""
    if not isinstance(stroke, Text):
        return stroke.rect.x, stroke.rect.y, stroke.rect.right, stroke.rect.bottom
    wide = measure(stroke.text, stroke.size, stroke.weight)
    left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
    return left, stroke.y - stroke.size * CAP, left + wide, stroke.y


def apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize(("layout", "size"), EVERYTHING)
def test_every_panel_is_on_the_screen_and_none_covers_another(layout, size):
    for name, panels in pictures(layout, size):
        rects = [panel.rect for panel in panels]
        assert all(r.x >= 0 and r.y >= 0 and r.right <= size[0] and r.bottom <= size[1] for r in rects), name
        spans = [(r.x, r.y, r.right, r.bottom) for r in rects]
        assert all(apart(one, other) for one, other in itertools.combinations(spans, 2)), name


@pytest.mark.parametrize(("layout", "size"), EVERYTHING)
def test_everything_is_inside_its_panel(layout, size):
    for name, panels in pictures(layout, size):
        for panel in panels:
            for stroke in panel.strokes:
                left, top, right, bottom = span(stroke)
                assert left >= panel.rect.x, (name, stroke)
                assert right <= panel.rect.right, (name, stroke)
                assert top >= panel.rect.y, (name, stroke)
                assert bottom <= panel.rect.bottom, (name, stroke)


@pytest.mark.parametrize(("layout", "size"), EVERYTHING)
def test_no_text_arrow_or_sign_of_a_panel_runs_into_another(layout, size):
    for name, panels in pictures(layout, size):
        for panel in panels:
            strokes = [one for one in panel.strokes if isinstance(one, Text | Arrow | Sign)]
            for one, other in itertools.combinations(strokes, 2):
                assert apart(span(one), span(other)), (name, one, other)


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_text_arrow_and_sign_has_a_contrast_of_seven(layout, theme):
    hung = hang(1280, 720, plan(layout), BUILT_IN[theme])
    for name, shown in VIEWS.items():
        for panel in compose(shown, hung, measure):
            for stroke in panel.strokes:
                if not isinstance(stroke, Box | Weave | Picture):
                    assert contrast(stroke.ink, stroke.ground) >= 7, (name, stroke)


@pytest.mark.parametrize(("layout", "size"), EVERYTHING)
def test_no_text_is_too_small_for_whoever_stands_nearer(layout, size):
    unit = min(min(size) / 1080, max(size) / 1920)
    for name, panels in pictures(layout, size):
        if "widest" not in name:
            sizes = [
                one.size for panel in panels for one in panel.strokes if isinstance(one, Text) and one.text
            ]
            assert min(sizes) >= 16 * unit, name


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
    panel = compose(view(call(1, direction=direction)), hang(1920, 1080), measure)[1]
    arrow = next(stroke for stroke in panel.strokes if isinstance(stroke, Arrow))
    counter = next(stroke for stroke in panel.strokes if isinstance(stroke, Text) and stroke.text == "LOKET")
    assert arrow.direction == direction
    assert (arrow.rect.x > counter.x) == (direction == "right")


def test_a_recall_is_titled_so():
    assert "PANGGILAN ULANG" in [text.text for text in texts(view(call(1, recall=True)))]


def test_nobody_called_yet_invites_to_take_a_number():
    assert "Belum ada panggilan" in [text.text for text in texts(view())]


def test_lost_connection_is_said_in_words():
    assert "Sambungan terputus, data pukul 11.00" in [text.text for text in texts(view(call(1), lost=True))]


def words(shown, layout, size=(1920, 1080)):
    return " ".join(text.text for text in texts(shown, hung=hang(size[0], size[1], plan(layout))))


@pytest.mark.parametrize("layout", ["hall", "agency", "overview"])
@pytest.mark.parametrize(
    ("state", "until", "said"),
    [
        ("open", None, "7"),
        ("break", NOON + 7200, "13.00"),
        ("break", None, "Istirahat"),
        ("closed", None, "TUTUP"),
    ],
)
def test_an_agencys_state_is_told_in_words_by_a_sign_and_in_its_shade(layout, state, until, said):
    hung = hang(1920, 1080, plan(layout))
    tile = Tile(agency="Dukcapil", label=None, counter=None, waiting=7, state=state, until=until)
    panels = compose(view(call(1))._replace(tiles=(tile,)), hung, measure)
    panel = next(
        one for one in panels if said in [text.text for text in one.strokes if isinstance(text, Text)]
    )
    signs = {"open": "person", "break": "clock", "closed": "lock"}
    assert [sign.kind for sign in panel.strokes if isinstance(sign, Sign)] == [signs[state]]
    box = [stroke for stroke in panel.strokes if isinstance(stroke, Box)][-1]
    assert box.fill == (hung.inks.panel if state == "open" else hung.inks.faint)


@pytest.mark.parametrize(
    ("state", "until", "said"),
    [("open", None, "A012"), ("break", NOON + 7200, "ISTIRAHAT sampai 13.00"), ("closed", None, "TUTUP")],
)
def test_a_counters_sign_says_who_is_served_or_why_nobody_is(state, until, said):
    tile = Tile(agency="Dukcapil", label="A012", counter=5, waiting=7, state=state, until=until)
    found = words(view(call(1, "A012"))._replace(tiles=(tile,)), "counter")
    assert "LOKET 5" in found
    assert said in found
    assert ("A012" in found) == (state == "open")


def test_an_agencys_screen_has_its_name_above_and_its_queue_below():
    shown = view(call(1), call(2, "B001", 9), plan=plan("agency"))
    found = words(shown, "agency")
    assert found.startswith("11.00 Senin, 23 November 2026 Dukcapil Mal Pelayanan Publik")
    assert "0 menunggu" in found


def test_the_overview_shows_every_agency_on_exactly_one_page():
    seen: list[str] = []
    for turn in range(10):
        found = texts(
            view(call(1), agencies=29, turn=turn * 8.0), hung=hang(3840, 2160, plan("overview", NEAR))
        )
        page = [text.text for text in found if text.text in AGENCIES]
        seen += [name for name in page if name not in seen]
    assert seen == list(AGENCIES)


def test_an_emergency_overrides_everything_and_is_told_in_both_languages():
    pages = [words(view(call(1), notice=FIRE, turn=turn * 8.0), "hall") for turn in range(12)]
    assert all(page.startswith("DARURAT · EMERGENCY") for page in pages)
    assert not any("LOKET" in page for page in pages)
    assert any("Leave the building." in page for page in pages)
    told = " ".join(page.removeprefix("DARURAT · EMERGENCY ") for page in dict.fromkeys(pages))
    assert set((LONG * 3).split()) <= set(told.split())


def test_an_emergency_reaches_a_screen_that_has_found_no_hub_since():
    unknown = VIEWS["unknown"]._replace(notice=SHORT)
    assert "Keluar!" in words(unknown, "hall")


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_what_the_hall_is_told_is_told_whole_while_the_connection_is_lost(size):
    lost = view(call(1), notice=TOLD, lost=True)
    pages = [words(lost._replace(turn=turn), "hall", size) for turn in range(8)]
    assert all("Sambungan terputus, data pukul 11.00" in page for page in pages)
    assert all(word in " ".join(pages).split() for word in f"{TOLD.text} {TOLD.english}".split())


def test_what_the_hall_is_told_stands_where_notices_are_a_language_after_the_other():
    pages = [words(view(call(1), notice=TOLD, turn=turn * 8.0), "hall") for turn in range(6)]
    assert all("Selamat datang" not in page for page in pages)
    assert all("A001" in page for page in pages)
    assert any("in English" in page for page in pages)
    lines = [line for page in told_pages(TOLD, 40, 900, measure) for line in page]
    assert " ".join(lines) == f"{TOLD.text} {TOLD.english}"


@pytest.mark.parametrize("agencies", range(1, 61))
@pytest.mark.parametrize(("columns", "rows"), [(6, 2), (5, 2), (3, 1), (2, 4), (1, 1)])
def test_every_agency_is_on_exactly_one_page_and_pages_are_even(agencies, columns, rows):
    form = shape(agencies, columns, rows)
    size = form.columns * form.rows
    assert form.columns <= columns
    assert form.rows <= rows
    assert size * (form.pages - 1) < agencies <= size * form.pages


@pytest.mark.parametrize("seen_from", [NEAR, USUAL_HALL, FAR])
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_turning_the_pages_shows_every_agency(size, seen_from):
    hung = hang(size[0], size[1], plan("hall", seen_from))
    shown = view(call(1), agencies=29)
    seen = {text.text for turn in range(64) for text in texts(shown._replace(turn=turn), hung=hung)}
    assert {name for name in AGENCIES if len(name) < 14} <= seen


def test_calls_and_agencies_that_share_a_place_take_turns():
    hung = hang(1920, 1080, plan("hall", FAR))
    said = [
        " ".join(text.text for text in texts(VIEWS["usual"]._replace(turn=turn), hung=hung))
        for turn in (0, 1)
    ]
    assert ["Panggilan terakhir" in one for one in said] == [True, False]
    assert ["Dukcapil" in one for one in said] == [False, True]


def test_an_agency_keeps_its_place_when_its_page_returns():
    hung, shown = hang(1920, 1080, plan("hall")), view(agencies=12, notices=())
    pages = [compose(shown._replace(turn=turn), hung, measure) for turn in range(8)]
    assert pages[0] in pages[1:]


def test_who_hangs_a_screen_too_far_away_is_told_what_would_help():
    hung = hang(1920, 1080, plan("hall", TOO_FAR))
    said = shortfall(compose(VIEWS["usual"], hung, measure), hung)
    assert "not from 40 m" in said
    assert "inches" in said
    near = hang(1920, 1080, plan("hall", NEAR))
    assert shortfall(compose(VIEWS["usual"], near, measure), near) == ""


def test_a_long_notice_takes_several_pages_and_loses_no_word():
    pages = notice_pages(NOTICES, 38, 1500, measure)
    found = " ".join(page.removesuffix(" …") for page in pages).split()
    assert found == " ".join(NOTICES).split()


def test_a_text_that_fits_is_left_alone_and_one_that_does_not_gets_smaller_first():
    assert fit(measure, "Dukcapil", 40, "bold", 400) == ("Dukcapil", 40)
    text, size = fit(measure, "Dukcapil", 40, "bold", 180)
    assert (text, size < 40) == ("Dukcapil", True)
    text, size = fit(measure, LONG, 40, "bold", 300)
    assert text.endswith("…")
    assert size == 30


def test_wrapping_keeps_words_whole():
    assert wrap(measure, "satu dua tiga", 10, "medium", 60) == ["satu dua", "tiga"]


def test_a_call_never_changes_the_picture_more_than_three_times_a_second():
    hall = HallBoard(Place("display-1", "utama", "localhost"), Now(0, 0))
    hung = hang(640, 360)
    hall.take(board(call(1)))
    hall.take(board(*(call(number) for number in range(1, 10)), rev=2))
    changes: list[float] = []
    before = None
    for tick in range(40 * 20):
        now = Now(tick / 20, tick / 20)
        hall.advance(now)
        card = compose(hall.view(now), hung, measure)[1]
        if card != before:
            changes.append(tick / 20)
        before = card
    assert len(changes) >= 8 * 6
    assert all(later - first >= 1 for first, later in zip(changes, changes[3:], strict=False))


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920)])
def test_a_call_of_another_zone_has_the_zones_name_and_no_arrow(size):
    here, there = call(1, "A001", 7), replace(call(2, "B002", 8), zone="Lantai 2")
    for shown in (view(here, there), view(there, replace(here, call=3))):
        strokes = [stroke for panel in compose(shown, hang(*size), measure) for stroke in panel.strokes]
        words = " ".join(stroke.text for stroke in strokes if isinstance(stroke, Text))
        assert words.count("Lantai 2") == 1
        assert sum(isinstance(stroke, Arrow) for stroke in strokes) <= 1
