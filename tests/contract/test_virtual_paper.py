"""A decoded ticket as a picture: the right dots in the right place, on paper of the right size."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from provisioning.rehearsal.dots import burn
from provisioning.rehearsal.escpos import tickets
from provisioning.rehearsal.paper import draw, png
from provisioning.rehearsal.ticket import Align, Cut, DecodedTicket, Line, Qr, Run, Style

ALIGN: tuple[Align, ...] = ("left", "center", "right")


def ticket(*elements, paper_mm: int = 80, complete: bool = True) -> DecodedTicket:
    return DecodedTicket(elements, paper_mm, complete)


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what was burned."""
    box = ImageChops.invert(image).getbbox()
    assert box
    return box


def line(text: str, scale: int = 1, align: Align = "left", **style) -> Line:
    return Line((Run(text, Style(scale, scale, **style)),), align)


@pytest.mark.parametrize(("paper_mm", "dots"), [(58, 384), (80, 576)])
def test_a_number_that_fills_the_paper_to_the_dot_fits(paper_mm, dots):
    image = burn(ticket(line("HHHH", 8 if paper_mm == 58 else 12), paper_mm=paper_mm))
    left, _, right, _ = inked(image)
    assert image.width == dots
    assert right - left > dots * 0.9


def test_eightfold_characters_are_the_plain_ones_dot_for_dot():
    plain, large = burn(ticket(line("A0"))), burn(ticket(line("A0", 8)))
    again = plain.crop((0, 0, 24, 24)).resize((192, 192), Image.Resampling.NEAREST)
    assert ImageChops.difference(again, large.crop((0, 0, 192, 192))).getbbox() is None


def test_text_stands_where_it_was_aligned():
    left, centre, right = (inked(burn(ticket(line("MM", 4, align)))) for align in ALIGN)
    assert left[0] < centre[0] < right[0]
    assert abs((centre[0] + centre[2]) / 2 - 288) < 24
    assert right[2] > 560


def test_bold_and_underlined_text_burns_more_and_inverse_text_burns_the_rest():
    def ink(**style) -> int:
        return burn(ticket(line("Silakan", **style))).histogram()[0]

    assert ink() < ink(bold=True) < ink(bold=True, underline=2)
    assert ink() + ink(inverse=True) == 7 * 12 * 24


def test_too_long_a_line_goes_on_in_the_next():
    image = burn(ticket(line("x" * 50)))  # 48 fit
    assert image.height == 60
    assert inked(image.crop((0, 30, 576, 60)))[2] <= 24


def test_a_qr_code_is_drawn_module_by_module():
    code = Qr("https://antrean.example/t/abcdefghijklmnop", module=6, level="M", align="center")
    image = burn(ticket(code))
    left, top, right, bottom = inked(image)
    assert right - left == bottom - top == code.width
    finder = image.crop((left, top, left + 42, top + 42))
    rows = [
        "".join("#" if finder.getpixel((6 * x + 3, 6 * y + 3)) == 0 else "." for x in range(7))
        for y in range(7)
    ]
    assert rows == ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]


@pytest.mark.parametrize("code", [Qr("x" * 300, 16), Qr("x" * 5000, 1), Qr("")])
def test_a_code_that_cannot_be_printed_is_left_out(code):
    assert not ImageChops.invert(burn(ticket(code, paper_mm=58))).getbbox()


def test_a_bitmap_is_drawn_as_it_was_sent():
    (bitmap,) = tickets(b"\x1dv0\x00\x01\x00\x02\x00\x81\xff")
    image = burn(bitmap)
    assert [image.getpixel((x, 0)) for x in range(8)] == [0, 255, 255, 255, 255, 255, 255, 0]
    assert inked(image) == (0, 0, 8, 2)


def test_the_paper_is_as_wide_as_its_roll_and_whole_outside_is_nothing():
    paper = draw(ticket(line("A012", 8), Cut(), paper_mm=80))
    assert paper.mode == "RGBA"
    assert paper.width == 80 * 8 + 44
    assert paper.getpixel((0, 0)) == (28, 26, 34, 0)
    assert paper.getpixel((paper.width // 2, 60))[3] == 255  # pyright: ignore[reportIndexIssue, reportOptionalSubscript] - RGBA


def test_a_torn_piece_has_a_rough_edge_and_a_cut_one_a_straight_one():
    def edge(complete: bool) -> int:
        alpha = draw(ticket(line("A012", 8), complete=complete)).getchannel("A")
        solid = alpha.point([0] * 255 + [255])
        bottoms = [solid.crop((x, 0, x + 1, solid.height)).getbbox() for x in range(40, 640, 20)]
        levels = [box[3] for box in bottoms if box]
        return max(levels) - min(levels)

    assert edge(complete=True) <= 2
    assert edge(complete=False) > 5


def test_it_is_a_png_file_and_the_same_one_every_time():
    piece = ticket(line("A012", 8, smooth=True), Cut())
    assert png(piece) == png(piece)
    with Image.open(io.BytesIO(png(piece))) as image:
        assert image.format == "PNG"
