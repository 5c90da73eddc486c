"""How large letters must be, and which colours they may have."""

from __future__ import annotations

import itertools

import pytest

from broker_config.drawing.ink import CAP, contrast
from broker_config.drawing.theme import BUILT_IN, RED, inks
from broker_config.settings import ConfigError
from broker_config.signage import NIGHT, ScreenPlan, Theme
from display import legibility
from display.hanging import calls_here, counter_number, hang, tile_here
from tests.unit.display_boards import AGENCIES, board, call


def plan(**fields):
    return ScreenPlan(device="display-1", **fields)


def test_a_capital_is_a_two_hundredth_of_the_distance_high():
    # 55 inches of 16:9 are 685 mm high: a seat 20 m away needs 100 mm of them.
    size = legibility.smallest(1920, 1080, 55.0, 20.0)
    assert size * CAP / 1080 * 685 == pytest.approx(100, abs=1)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080), (3840, 2160)])
def test_more_pixels_or_a_screen_on_its_side_make_no_letter_smaller_on_the_wall(width, height):
    mm = [
        legibility.smallest(*size, 43.0, 10.0) * CAP / legibility.density(*size, 43.0)
        for size in ((width, height), (height, width))
    ]
    assert mm == pytest.approx([50, 50], abs=1)


def test_what_is_just_large_enough_is_read_from_just_there():
    size = legibility.smallest(1920, 1080, 43.0, 12.0)
    assert legibility.reach_m(size, 1920, 1080, 43.0) == pytest.approx(12, abs=0.1)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_text_colour_of_a_theme_is_seen_well_on_everything_it_lies_on(name):
    found = inks(BUILT_IN[name])
    for text, under in itertools.product(
        (found.ink, found.soft), (found.ground, found.panel, found.faint, found.foot)
    ):
        assert contrast(text, under) >= 7, (text, under)
    assert contrast(found.accent, found.on_accent) >= 7
    assert contrast(RED, (255, 255, 255)) >= 7


def test_any_theme_is_either_refused_or_seen_well():
    refused = 0
    steps = ("00", "50", "a0", "ff")
    colours = [f"#{red}{green}{blue}" for red, green, blue in itertools.product(steps, repeat=3)]
    for ground, accent in zip(colours, colours[::-1], strict=True):
        try:
            found = inks(Theme(ground=ground, panel=ground, accent=accent))
        except ConfigError:
            refused += 1
            continue
        unders = (found.ground, found.panel, found.faint, found.foot)
        assert min(contrast(text, under) for text in (found.ink, found.soft) for under in unders) >= 7
        assert contrast(found.accent, found.on_accent) >= 7
    assert 0 < refused < len(colours)


@pytest.mark.parametrize(
    ("theme", "named"),
    [
        (Theme(ground="#08122a", panel="#808080", accent="#ffd100"), "panel #808080"),
        (Theme(ground="#707070", panel="#142a56", accent="#ffd100"), "ground #707070"),
        (Theme(ground="#08122a", panel="#142a56", accent="#d04030"), "accent #d04030"),
    ],
)
def test_a_theme_that_nobody_could_read_is_refused_by_the_name_of_its_colour(theme, named):
    with pytest.raises(ConfigError, match=named):
        hang(1920, 1080, plan(), theme)


def test_the_usual_theme_is_the_night_that_halls_know():
    found = inks(NIGHT)
    assert (found.ground, found.panel, found.accent) == ((8, 18, 42), (20, 42, 86), (255, 209, 0))


@pytest.mark.parametrize(("shows", "number"), [("5", 5), ("loket-12", 12), ("loket-012", 12), ("", None)])
def test_a_counter_is_known_by_its_number_or_by_an_id_that_ends_with_it(shows, number):
    assert counter_number(plan(layout="counter", shows=shows)) == number


def test_a_counters_sign_announces_the_calls_to_its_counter_alone():
    sign = plan(layout="counter", shows="5")
    assert [calls_here(sign, call(1, counter=number)) for number in (4, 5, 15)] == [False, True, False]


@pytest.mark.parametrize("shows", ["BPJS Kesehatan", "bpjs-kesehatan"])
def test_an_agencys_screen_is_for_its_calls_and_its_queue_alone(shows):
    screen = plan(layout="agency", shows=shows)
    tiles = board(agencies=len(AGENCIES)).tiles
    assert [tile.agency for tile in tiles if tile_here(screen, tile)] == ["BPJS Kesehatan"]
    assert not calls_here(screen, call(1))
    assert calls_here(plan(layout="agency", shows="dukcapil"), call(1))


def test_every_other_screen_is_for_all():
    assert all(calls_here(plan(layout=layout), call(1)) for layout in ("hall", "zone", "overview"))
