"""Every layout in every state is drawn as in the documentation, and is what the eye needs: large, in contrast."""

from __future__ import annotations

import itertools

import pygame
import pytest

from broker_config.drawing.ink import Colour, Text, contrast
from broker_config.signage import ScreenPlan
from display import emblem, furniture
from display.gallery import FEW, MANY, board, pieces
from display.hanging import hang
from display.layout import compose, shortfall
from display.layouts.hall import divide
from display.still import paint, seen
from tests.contract.display_box import ROOT

PICTURES = ROOT / "docs" / "pictures" / "display"
PIECES = {piece.name: piece for piece in pieces()}
SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (720, 1280), (1080, 1920), (2160, 3840)]
# Inches and metres of halls in which everything that is shown can be read: from a corridor to a large hall.
HALLS = [(32.0, 4.0), (65.0, 6.0), (43.0, 10.0), (55.0, 15.0), (55.0, 20.0), (86.0, 25.0)]


@pytest.fixture(scope="module")
def brush():
    return emblem.brush()


@pytest.fixture(scope="module")
def drawn(brush):
    return {name: paint(piece.view, piece.hung, brush) for name, piece in PIECES.items()}


@pytest.mark.parametrize("name", PIECES)
def test_a_picture_in_the_docs_is_what_is_drawn_today(name, drawn):
    kept = pygame.image.load(str(PICTURES / f"{name}.png"))
    assert drawn[name].get_size() == kept.get_size()
    # Another processor may round the edges of letters in another way: far less than one letter's worth.
    alike = pygame.mask.from_threshold(drawn[name], (0, 0, 0), (24, 24, 24, 255), kept).count()
    assert kept.get_width() * kept.get_height() - alike <= 60


def test_every_picture_in_the_docs_is_drawn_and_shown():
    assert {path.stem for path in PICTURES.glob("*.png")} == set(PIECES)
    page = (ROOT / "docs" / "display.md").read_text(encoding="utf-8")
    assert [name for name in PIECES if f"(pictures/display/{name}.png)" not in page] == []


@pytest.mark.parametrize("name", PIECES)
def test_what_was_painted_has_the_contrast_that_was_reckoned(name, drawn, brush):
    """The two most frequent colours of each text's place: its ink, and what it lies on."""
    piece = PIECES[name]
    for panel in compose(piece.view, piece.hung, brush.measure):
        for text in (one for one in panel.strokes if isinstance(one, Text) and one.text.strip()):
            wide = brush.measure(text.text, text.size, text.weight, tabular=text.tabular)
            left = text.x - {"left": 0, "centre": wide // 2, "right": wide}[text.anchor]
            high = round(text.size * 0.668)
            place = pygame.Rect(left, text.y - high, max(wide, 1), max(high, 1))
            colours = _colours(drawn[name].subsurface(place))
            assert contrast(*colours) >= 7, (text, colours)


def _colours(part: pygame.Surface) -> list[Colour]:
    raw = pygame.image.tobytes(part, "RGB")
    pixels = [raw[at : at + 3] for at in range(0, len(raw), 3 * max(len(raw) // 3 // 3000, 1))]
    return [(r, g, b) for r, g, b in sorted(set(pixels), key=pixels.count, reverse=True)[:2]]


@pytest.mark.parametrize("layout", ["hall", "zone", "agency", "counter", "overview"])
def test_nothing_that_is_read_from_the_back_is_smaller_than_the_back_needs(layout, brush):
    shows = {"agency": "Dukcapil", "counter": "5"}.get(layout, "")
    for size, (inches, metres), agencies in itertools.product(SIZES, HALLS, (FEW, MANY)):
        plan = ScreenPlan(device="display-1", layout=layout, shows=shows, inches=inches, farthest_m=metres)
        hung = hang(size[0], size[1], plan)
        for turn in range(3):
            panels = compose(seen(board(agencies=agencies), hung, turn=turn), hung, brush.measure)
            assert any(text.far for panel in panels for text in panel.strokes if isinstance(text, Text))
            assert shortfall(panels, hung) == "", (size, inches, metres)


def reads(size, inches, metres, brush):
    """What can be read of a mall with three pages of agencies: everything at once, the calls, the card."""
    hung = hang(
        size[0], size[1], ScreenPlan(device="display-1", layout="hall", inches=inches, farthest_m=metres)
    )
    grid = divide(furniture.split(hung)[1], hung, 18)
    views = [seen(board(), hung, turn=turn) for turn in range(2)]
    if any(shortfall(compose(view, hung, brush.measure), hung) for view in views):
        return (False, False, False)
    return (bool(grid.tiles) and not grid.by_turns, bool(grid.calls), True)


@pytest.mark.parametrize(
    ("size", "heading"), [((1920, 1080), "inches (wide)"), ((1080, 1920), "inches (upright)")]
)
def test_the_table_of_halls_in_the_docs_is_true_to_the_metre(size, heading, brush):
    page = (ROOT / "docs" / "display.md").read_text(encoding="utf-8")
    table = page[page.index(heading) :].split("\n\n")[0].splitlines()[2:]
    assert len(table) >= 4
    for row in table:
        inches, *halls = (cell.strip().removesuffix(" m") for cell in row.strip("|").split("|"))
        for column, metres in enumerate(halls):
            if metres != "\N{EN DASH}":
                found = [reads(size, float(inches), float(metres) + more, brush)[column] for more in (0, 1)]
                assert found == [True, False], (row, column)
