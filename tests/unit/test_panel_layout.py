"""The panel's picture as strokes, in every state, size, style and language: all of it is inside, apart, readable, and
large enough for a finger."""

from __future__ import annotations

import itertools

import pytest

from broker_config.drawing.ink import CAP, Box, Rect, Sign, Text, contrast
from kiosk.panel.frame import TARGET_MM, frame
from kiosk.panel.layout import compose
from kiosk.panel.scene import view_of
from kiosk.panel.scenes import scenes
from kiosk.panel.view import Style
from tests.unit.panel_play import NOON, SIZES, STYLES, catalogue, measure, play

EVERY = [
    pytest.param(size, style, language, id=f"{size} {'large ' * style.large}{'low ' * style.low}{language}")
    for size, style, language in itertools.product(SIZES, STYLES, ("id", "en"))
]


def pictures(size, style, language, mall=None):
    """Every state: its name, its view and its picture."""
    script = play(size, style, language, mall)
    screen = frame(*SIZES[size])
    for name, conversation, now in scenes(script):
        view = view_of(conversation, script.room, now, NOON)
        yield name, view, compose(view, screen, measure)


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def inside(inner: Rect, outer: Rect) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


def letters(stroke: Text) -> Rect:
    """Where the letters of a line are, from their caps to their feet."""
    wide = measure(stroke.text, stroke.size, stroke.weight)
    left = stroke.x - {"left": 0, "centre": wide // 2, "right": wide}[stroke.anchor]
    top = round(stroke.y - stroke.size * CAP)
    return Rect(left, top, wide, stroke.y - top)


@pytest.mark.parametrize(("size", "style", "language"), EVERY)
def test_everything_is_inside_apart_and_readable(size, style, language):
    screen = frame(*SIZES[size])
    whole = Rect(0, 0, screen.width, screen.height)
    for name, _view, picture in pictures(size, style, language):
        rects = [panel.rect for panel in picture.panels]
        assert all(inside(rect, whole) for rect in rects), name
        assert not any(overlap(*pair) for pair in itertools.combinations(rects, 2)), name
        for panel in picture.panels:
            lines = [stroke for stroke in panel.strokes if isinstance(stroke, Text)]
            signs = [stroke.rect for stroke in panel.strokes if isinstance(stroke, Sign)]
            places = [letters(line) for line in lines]
            for line, place in zip(lines, places, strict=True):
                assert inside(place, panel.rect), (name, line)
                assert contrast(line.ink, line.ground) >= 7, (name, line)
                assert not any(overlap(place, sign) for sign in signs), (name, line)
            assert not any(overlap(*pair) for pair in itertools.combinations(places, 2)), (name, lines)
            for stroke in panel.strokes:
                if isinstance(stroke, Box | Sign):
                    assert inside(stroke.rect, panel.rect), (name, stroke)
                if isinstance(stroke, Sign):
                    assert contrast(stroke.ink, stroke.ground) >= 7, (name, stroke)


@pytest.mark.parametrize(("size", "style", "language"), EVERY)
def test_whatever_is_touched_is_large_enough_inside_and_apart(size, style, language):
    screen = frame(*SIZES[size])
    whole = Rect(0, 0, screen.width, screen.height)
    for name, view, picture in pictures(size, style, language):
        places = [hit.rect for hit in picture.hits]
        assert all(inside(place, whole) for place in places), name
        assert all(min(place.w, place.h) >= screen.target for place in places), (name, places)
        assert not any(overlap(*pair) for pair in itertools.combinations(places, 2)), name
        assert {hit.option for hit in picture.hits} == {option.id for option in (*view.options, *view.bar)}, (
            name
        )
        if style.low and view.style.low:
            assert min((place.y for place in places), default=screen.height) >= screen.reach(style), name


@pytest.mark.parametrize(("size", "style", "language"), EVERY)
def test_our_own_words_are_never_cut(size, style, language):
    """A mall's names may be longer than any tile; what the panel itself says always has its room."""
    for name, view, picture in pictures(size, style, language):
        said = {
            " ".join(stroke.text for stroke in panel.strokes if isinstance(stroke, Text))
            for panel in picture.panels
        }
        own = [
            option.label
            for option in (*view.bar, *view.options)
            if ":" not in option.id and option.id != "priority"
        ]
        own += [view.foot] if view.page in ("number", "idle") else []
        if view.page in ("agencies", "services", "groups", "idle", "waiting", "number", "notice", "shut"):
            own += [view.title] if view.countdown is None else []
        for words in own:
            assert any(words in line for line in said), (name, words)


@pytest.mark.parametrize("size", [size for size in SIZES if size != "unknown"])
def test_a_target_is_twenty_millimetres_of_the_real_glass(size):
    wide, high, inches = SIZES[size]
    per_mm = (wide**2 + high**2) ** 0.5 / (inches * 25.4)
    assert frame(*SIZES[size]).target >= TARGET_MM * per_mm


@pytest.mark.parametrize(("agencies", "services"), [(50, 3), (2, 100)])
def test_every_agency_and_service_of_a_large_mall_is_on_one_sheet_with_a_digit(agencies, services):
    script = play("7 inches", mall=catalogue(agencies, services))
    one = script.walked() if agencies > 2 else script.walked("agency:instansi-1")
    from kiosk.panel.events import Pushed  # noqa: PLC0415 - only here

    seen: list[str] = []
    for _ in range(one.sheets()):
        shown = one.shown()
        assert [option.key for option in shown] == [str(digit) for digit in range(1, len(shown) + 1)]
        seen += [option.id for option in shown]
        one.take(Pushed("next"), 0.0)
    assert len(seen) == len(set(seen)) == (agencies if agencies > 2 else services)
    assert one.state.sheet == 0  # and round again


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("style", STYLES)
def test_no_requirement_is_cut_however_long_they_are(size, style):
    script = play(size, style)
    screen = frame(*SIZES[size])
    one = script.walked("agency:instansi-1", "service:layanan-1-1")
    from kiosk.panel.events import Pushed  # noqa: PLC0415 - only here

    said: list[str] = []
    for _ in range(one.sheets()):
        view = view_of(one, script.room, 0.0, NOON)
        reading = compose(view, screen, measure).panels[1]
        said += [stroke.text for stroke in reading.strokes if isinstance(stroke, Text)]
        one.take(Pushed("next"), 0.0)
    wanted = " ".join(block.text for block in view.blocks)
    assert " ".join(said).split() == wanted.split()


def test_large_print_is_larger_and_low_reach_is_lower():
    def title(style):
        return max(
            stroke.size
            for name, _view, picture in pictures("10 inches", style, "id") if name == "services"
            for panel in picture.panels[1:] for stroke in panel.strokes if isinstance(stroke, Text)
        )  # fmt: skip

    assert title(Style(large=True)) > 1.15 * title(Style())
    screen = frame(*SIZES["standing"])
    assert screen.reach(Style(low=True)) == 960


def test_what_is_closed_is_told_by_a_lock_and_words_and_not_by_colour_alone():
    for name, view, picture in pictures("10 inches", Style(), "id"):
        if name == "services":
            closed = {option.id for option in view.options if option.mood == "closed"}
            panels = dict(zip((hit.option for hit in picture.hits), picture.panels[1:], strict=True))
            locked = {
                option for option, panel in panels.items()
                if any(isinstance(stroke, Sign) and stroke.kind == "lock" for stroke in panel.strokes)
            }  # fmt: skip
            assert closed == locked != set()


def test_the_frame_of_the_buttons_is_seen_without_colours():
    """The framed option has two edges more than the same one without the frame."""
    _name, view, picture = next(one for one in pictures("10 inches", Style(), "id") if one[0] == "framed")
    framed = next(option for option in view.options if option.framed)
    boxes = {
        hit.option: sum(isinstance(stroke, Box) for stroke in panel.strokes)
        for hit, panel in zip(picture.hits, picture.panels[1:], strict=True)
    }
    assert boxes[framed.id] == boxes[next(option.id for option in view.options if not option.framed)] + 2
