"""The rehearsal's decoder, against the library that builds the product's tickets and against rubbish."""

from __future__ import annotations

from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st

from provisioning.rehearsal.escpos import Decoder, tickets
from provisioning.rehearsal.framing import RealTimeScanner
from provisioning.rehearsal.ticket import (
    AutomaticStatus,
    Cut,
    DecodedTicket,
    Feed,
    Identify,
    Line,
    ProofRequest,
    Qr,
    Raster,
    RealTime,
    Reset,
    Run,
    StatusRequest,
    Style,
    Unknown,
)


def elements(data: bytes) -> list:
    return [placed.element for placed in Decoder().feed(data)]


def built(number: str = "A012", width: int = 8) -> bytes:
    paper = Dummy()
    paper.hw("INIT")
    paper._raw(b"\x1c.")
    paper.set(align="center", bold=True)
    paper.text("MAL PELAYANAN PUBLIK\n")
    paper.set(align="center", bold=False, custom_size=True, width=width, height=width)
    paper.text(f"{number}\n")
    paper.set(align="left", normal_textsize=True)
    paper.text("Menunggu: 7 orang\nBiaya: Gratis\n")
    paper.qr("https://antrean.example/t/abcdefghijklmnop", native=True, size=5)
    paper.cut()
    paper._raw(b"\x1d(H\x06\x0000abcd\x1dr\x01")
    return bytes(paper.output)


def test_a_ticket_of_the_library_is_read_back_word_for_word():
    (ticket,) = tickets(built())
    assert ticket.lines == ("MAL PELAYANAN PUBLIK", "A012", "Menunggu: 7 orang", "Biaya: Gratis")
    assert ticket.label == "A012"
    assert ticket.qr == "https://antrean.example/t/abcdefghijklmnop"
    assert ticket.complete
    assert ticket.unknown == ()


def test_styles_are_what_the_library_was_told():
    lines = [element for element in elements(built()) if isinstance(element, Line)]
    assert lines[0] == Line((Run("MAL PELAYANAN PUBLIK", Style(bold=True)),), "center")
    assert lines[1] == Line((Run("A012", Style(width=8, height=8)),), "center")
    assert lines[2].align == "left"
    assert lines[2].runs[0].style == Style()


def test_bytes_that_come_one_by_one_make_the_same_as_all_at_once():
    data = built()
    decoder = Decoder()
    slowly = [placed for at in range(len(data)) for placed in decoder.feed(data[at : at + 1])]
    assert slowly == Decoder().feed(data)


def test_places_tile_the_stream():
    data = built()
    places = Decoder().feed(data)
    assert [place.start for place in places] == [0, *(place.end for place in places[:-1])]
    assert places[-1].end == len(data)


def test_queries_are_told_from_each_other():
    assert elements(b"\x10\x04\x01\x1da\xff\x1dr\x01\x1d(H\x06\x0000wxyz\x1dI\x43\x1b@") == [
        RealTime(4, b"\x01"),
        AutomaticStatus(255),
        StatusRequest(1),
        ProofRequest(b"wxyz"),
        Identify(67),
        Reset(),
    ]


def test_a_cut_with_feed_prints_what_was_on_the_line():
    assert elements(b"akhir\x1dVB\x00") == [Line((Run("akhir", Style()),)), Feed(90), Cut(partial=True)]


def test_letters_beyond_ascii_follow_the_code_page():
    assert tickets(b"\x1bt\x00Caf\x82\n\x1bt\x10Caf\xe9\n")[0].lines == ("Café", "Café")


def test_what_is_too_wide_for_the_paper_is_named():
    (fits,) = tickets(built("A012"), paper_mm=58)  # 4 x 12 x 8 = 384 dots, to the dot
    (wide,) = tickets(built("A-X017"), paper_mm=58)
    assert fits.too_wide == ()
    assert wide.too_wide == ("A-X017",)


def test_a_qr_code_too_wide_for_the_paper_is_named():
    huge = DecodedTicket((Qr("x" * 200, module=8, level="H"),), paper_mm=58)
    assert huge.too_wide == ("Qr",)


def test_tickets_are_parted_at_the_cuts_and_the_last_may_lack_its_own():
    found = tickets(built("A001") + built("A002") + b"\x1d!\x77A003\n")
    assert [(ticket.label, ticket.complete) for ticket in found] == [
        ("A001", True),
        ("A002", True),
        ("A003", False),
    ]


def test_a_command_that_is_not_known_is_kept_whole_and_hurts_nothing_behind_it():
    assert elements(b"\x1d(Z\x03\x00abc\x1b$\x01\x02Halo\n") == [
        Unknown(b"\x1d(Z\x03\x00abc"),
        Unknown(b"\x1b$\x01\x02"),
        Line((Run("Halo", Style()),)),
    ]


def test_a_bitmap_is_taken_whole():
    dots = bytes(range(6))
    assert elements(b"\x1dv0\x00\x02\x00\x03\x00" + dots) == [Raster(16, 3, dots)]


def test_bar_codes_of_both_forms_end_where_they_end():
    assert elements(b"\x1dk\x04ABC\x00\x1dkI\x03{BA\n")[-1] == Line()


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_the_decoder(data: bytes):
    decoder = Decoder()
    places = [place for at in range(len(data)) for place in decoder.feed(data[at : at + 1])]
    assert places == Decoder().feed(data)


@given(st.lists(st.sampled_from([b"\x10", b"\x04", b"\x01", b"\x14", b"\x08", b"a", b"\x10\x04\x02"])))
def test_real_time_commands_are_found_however_the_bytes_arrive(parts: list[bytes]):
    data = b"".join(parts)
    whole = [command for _, command in RealTimeScanner().feed(data)]
    scanner = RealTimeScanner()
    pieces = [command for at in range(len(data)) for _, command in scanner.feed(data[at : at + 1])]
    assert pieces == whole
