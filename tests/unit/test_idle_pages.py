"""Idle pages as strokes: inside their place, nothing overlaps, no word is lost, and the calls are always to be seen."""

from __future__ import annotations

import itertools

import pytest
from msgspec.structs import replace

from broker_config.drawing.ink import Arrow, Box, Picture, Sign, Text, Weave, contrast
from broker_config.drawing.theme import BUILT_IN
from broker_config.signage import Page, Row
from display.gallery_pages import CLIP, PAGES
from display.hanging import hang
from display.layout import compose, media_place, page_parts
from display.layouts.page_rows import share
from tests.unit.display_boards import call
from tests.unit.test_layout import FAR, FIRE, LONG, NEAR, TOLD, USUAL_HALL, apart, measure, plan, span, view

SIZES = [(1280, 720), (3840, 2160), (1080, 1920)]
HALLS = [NEAR, USUAL_HALL, FAR]
HOSTILE = Page(
    kind="services", title=f"{LONG} {LONG}"[:120], english=LONG * 4, note=LONG * 4,
    rows=(
        Row(left="W" * 400, right="W" * 400, english="W" * 400),
        Row(left=(LONG * 5)[:400], right=LONG, english=(LONG * 5)[:400]),
        Row(left="a", right="Rp1.000.000.000"),
        *(Row(left=f"Layanan {number}", right="Gratis") for number in range(57)),
    ),
)  # fmt: skip
MANY = PAGES | {"hostile": HOSTILE, "hostile list": replace(HOSTILE, kind="requirements")}
for kind in ("satisfaction", "today", "hours"):
    long = tuple(replace(row, left=LONG, english=LONG) for row in PAGES[kind].rows)
    MANY[f"hostile {kind}"] = replace(PAGES[kind], rows=long)
CALLS = [call(number, counter=number) for number in range(1, 6)]
USUAL = view(*CALLS)


def shown(page, part=0, **fields):
    return USUAL._replace(idle=page, part=part, **fields)


def panels(page, size, seen_from, most=99):
    """The panel of each part of a page."""
    hung = hang(size[0], size[1], plan("hall", seen_from))
    for part in range(min(page_parts(page, USUAL, hung, measure), most)):
        picture = compose(shown(page, part), hung, measure)
        yield next(one for one in picture if one.rect == media_place(shown(page), hung, measure))


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("size", SIZES)
def test_everything_of_a_page_is_inside_its_place_and_nothing_runs_into_another(name, size):
    for seen_from in HALLS:
        for panel in panels(MANY[name], size, seen_from, most=4):
            left, top, right, bottom = panel.rect.x, panel.rect.y, panel.rect.right, panel.rect.bottom
            spans = [(span(one), one) for one in panel.strokes]
            for (a, b, c, d), stroke in spans:
                assert (a >= left, b >= top, c <= right, d <= bottom) == (True,) * 4, (seen_from, stroke)
            marks = [one for one in spans if isinstance(one[1], Text | Arrow | Sign)]
            for one, other in itertools.combinations(marks, 2):
                assert apart(one[0], other[0]), (seen_from, one[1], other[1])


@pytest.mark.parametrize("name", ["services", "hours", "requirements", "hotlines", "satisfaction", "today"])
@pytest.mark.parametrize("size", SIZES)
def test_turning_the_parts_says_all_of_a_page(name, size):
    page = PAGES[name]
    wanted = [word for row in page.rows for text in (row.left, row.right) for word in text.split()]
    for seen_from in HALLS:
        said = {
            word
            for panel in panels(page, size, seen_from)
            for one in panel.strokes
            if isinstance(one, Text)
            for word in one.text.split()
        }
        assert [word for word in wanted if word not in said] == [], seen_from


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("name", PAGES)
def test_every_text_and_sign_of_a_page_has_a_contrast_of_seven(name, theme):
    hung = hang(1280, 720, plan("hall"), BUILT_IN[theme])
    for panel in compose(shown(PAGES[name]), hung, measure):
        for stroke in panel.strokes:
            if not isinstance(stroke, Box | Weave | Picture):
                assert contrast(stroke.ink, stroke.ground) >= 7, stroke


def _texts(picture):
    return [one for panel in picture for one in panel.strokes if isinstance(one, Text)]


def words(picture):
    return [one.text for one in _texts(picture)]


def test_a_long_page_says_which_part_of_how_many_it_is_and_a_short_one_does_not():
    hung = hang(1280, 720, plan("hall", NEAR))
    parts = page_parts(HOSTILE, USUAL, hung, measure)
    assert f"2/{parts}" in words(compose(shown(HOSTILE, 1), hung, measure))
    brief = replace(PAGES["hotlines"], rows=PAGES["hotlines"].rows[:1])
    assert page_parts(brief, USUAL, hung, measure) == 1
    assert "1/1" not in words(compose(shown(brief), hung, measure))


def test_parts_of_a_page_are_about_equally_long():
    hung = hang(1280, 720, plan("hall"))
    page = replace(HOSTILE, title="A", note="", rows=tuple(Row(left=f"L{number}") for number in range(9)))
    parts = page_parts(page, USUAL, hung, measure)
    long = [
        sum(text.startswith("L") and text[1:].isdigit() for text in words(compose(shown(page, part), hung, measure)))
        for part in range(parts)
    ]  # fmt: skip
    assert sum(long) == 9
    assert max(long) - min(long) <= 1


@pytest.mark.parametrize("layout", ["hall", "zone", "agency"])
@pytest.mark.parametrize("seen_from", [NEAR, USUAL_HALL, FAR])
def test_while_a_page_is_shown_the_last_call_stands_first_among_the_calls(layout, seen_from):
    for size, turn in itertools.product(SIZES, (0, 1)):
        hung = hang(size[0], size[1], plan(layout, seen_from))
        tiles = USUAL.tiles[:1] if layout == "agency" else USUAL.tiles
        found = words(compose(shown(PAGES["hours"], turn=turn, tiles=tiles), hung, measure))
        assert "Jam buka" in found
        assert "A005" in found
        assert next(text for text in found if text in {"A005", "A004"}) == "A005"
        assert "NOMOR ANTREAN" not in found


def test_before_anybody_was_called_a_page_is_shown_all_the_same():
    hung = hang(1280, 720, plan("hall"))
    assert "Jam buka" in words(compose(view()._replace(idle=PAGES["hours"]), hung, measure))


def test_where_only_the_card_has_room_nothing_takes_its_place():
    hung = hang(1920, 1080, plan("hall", (55.0, 40.0)))
    assert media_place(shown(CLIP), hung, measure) is None
    assert compose(shown(PAGES["hours"]), hung, measure) == compose(USUAL, hung, measure)


@pytest.mark.parametrize("layout", ["counter", "overview"])
def test_a_sign_and_an_overview_have_no_place_for_it(layout):
    hung = hang(1920, 1080, plan(layout))
    assert media_place(shown(CLIP), hung, measure) is None
    assert compose(shown(CLIP), hung, measure) == compose(USUAL, hung, measure)


@pytest.mark.parametrize(
    "hidden", [{"dark": True}, {"identify": True}, {"known": False}, {"notice": FIRE}], ids=str
)
def test_what_has_the_screen_to_itself_leaves_no_place_for_a_clip(hidden):
    hung = hang(1280, 720, plan("hall"))
    assert media_place(shown(CLIP), hung, measure)
    assert media_place(shown(CLIP, **hidden), hung, measure) is None


@pytest.mark.parametrize("size", SIZES)
def test_a_clip_has_a_panel_of_its_own_with_nothing_on_it(size):
    hung = hang(size[0], size[1], plan("hall"))
    for moment in (shown(CLIP), shown(CLIP, notice=TOLD), shown(CLIP, stale="data lama")):
        place = media_place(moment, hung, measure)
        panel = next(one for one in compose(moment, hung, measure) if one.rect == place)
        assert panel.strokes == ()


def test_a_clip_a_page_and_a_call_divide_the_screen_in_the_same_way():
    """Only then can one follow the other without all of the screen being drawn anew."""
    hung = hang(1280, 720, plan("hall"))
    pictures = [compose(one, hung, measure) for one in (USUAL, shown(CLIP), shown(PAGES["today"]))]
    assert len({tuple(panel.rect for panel in picture) for picture in pictures}) == 1


@pytest.mark.parametrize(
    ("text", "part"), [("94 %", 0.94), ("7,5%", 0.075), ("100 %", 1.0), ("12", None), ("Gratis", None)]
)
def test_a_share_is_told_from_other_figures(text, part):
    assert share(text) == part


# --- an old call, a recall, an agency's name -----------------------------------------------------------------


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("layout", ["hall", "counter", "overview"])
def test_an_old_call_has_nothing_of_the_colour_that_draws_the_eye_and_is_as_legible(layout, theme):
    hung = hang(1280, 720, plan(layout), BUILT_IN[theme])
    strokes = [one for panel in compose(USUAL._replace(quiet=True), hung, measure) for one in panel.strokes]
    # A ground or an ink may happen to be as the accent is: what counts is where it was put as the accent.
    assert not any(isinstance(one, Box) and one.fill == hung.inks.accent for one in strokes)
    assert all(contrast(one.ink, one.ground) >= 7 for one in strokes if isinstance(one, Text | Arrow | Sign))
    fresh = [one for panel in compose(USUAL, hung, measure) for one in panel.strokes]
    sizes = [[one.size for one in found if isinstance(one, Text)] for found in (strokes, fresh)]
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("seen_from", [NEAR, USUAL_HALL, FAR, (55.0, 40.0)])
@pytest.mark.parametrize("size", SIZES)
def test_a_recall_is_titled_so_at_every_distance(size, seen_from):
    hung = hang(size[0], size[1], plan("hall", seen_from))
    first, again = (compose(view(call(1, recall=recall)), hung, measure) for recall in (False, True))
    assert "PANGGILAN ULANG" in words(again)
    assert not any(text.startswith("PANGGILAN") for text in words(first))
    card = next(panel for panel in again if "PANGGILAN ULANG" in words([panel]))
    usual, number = (next(one for one in _texts(picture) if one.text == "A001") for picture in (first, again))
    assert number.size >= min(hung.least, usual.size)
    marks = [one for one in card.strokes if isinstance(one, Text | Arrow)]
    assert all(apart(span(one), span(other)) for one, other in itertools.combinations(marks, 2))
    box = next(one for one in card.strokes if isinstance(one, Box))
    assert all(span(one)[1] >= box.rect.y and span(one)[3] <= box.rect.bottom for one in marks)


FULL = {"title": "Dinas Kependudukan dan Pencatatan Sipil", "contact": "0811-2000-121"}


@pytest.mark.parametrize("size", SIZES)
def test_an_agencys_screen_has_its_whole_name_and_how_it_is_reached(size):
    hung = hang(size[0], size[1], plan("agency", **FULL))
    found = words(compose(USUAL._replace(tiles=USUAL.tiles[:1]), hung, measure))
    assert any(text.startswith("Dinas Kependudukan") for text in found)
    assert any("0811-2000-121" in text for text in found)


@pytest.mark.parametrize("size", SIZES)
def test_a_counters_sign_names_its_agency_before_anybody_was_called(size):
    hung = hang(size[0], size[1], plan("counter", **FULL))
    found = " ".join(words(compose(view(), hung, measure)))
    assert "Dinas Kependudukan dan Pencatatan Sipil" in found
    assert "menunggu panggilan" in found
