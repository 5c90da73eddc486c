"""What a printer says is understood byte by byte, whatever comes between."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.escpos_status import Automatic, Cleared, Condition, Ear, InTurn, Name, Proof, RealTime

ANSWERS = {
    b"\x12": RealTime(0x12),
    b"\x7e": RealTime(0x7E),
    b"\x14\x00\x00\x0f": Automatic(b"\x14\x00\x00\x0f"),
    b"\x0c": InTurn(0x0C),
    b"\x37\x22abcd\x00": Proof(b"abcd"),
    b"\x37\x25\x00": Cleared(),
}
NOISE = st.lists(st.sampled_from([b"\xff", b"\x11", b"\x13", b"\x95", b"\x80"])).map(b"".join)


@pytest.mark.parametrize("said", list(ANSWERS))
def test_each_kind_of_answer_is_told_by_its_fixed_bits(said):
    assert Ear().feed(said) == [ANSWERS[said]]


@given(st.lists(st.tuples(NOISE, st.sampled_from(list(ANSWERS)))), st.integers(1, 7))
def test_answers_are_found_in_any_mixture_cut_anywhere(parts, size):
    stream = b"".join(noise + said for noise, said in parts)
    ear = Ear()
    heard = [answer for at in range(0, len(stream), size) for answer in ear.feed(stream[at : at + size])]
    assert heard == [ANSWERS[said] for _, said in parts]


@given(st.binary())
def test_no_noise_confuses_it_for_long(noise):
    ear = Ear()
    ear.feed(noise)
    heard = [answer for _ in range(8) for answer in ear.feed(b"\x12")]
    assert RealTime(0x12) in heard


@given(st.binary(max_size=40))
def test_no_noise_is_a_proof_of_print(noise):
    if b"\x37\x22" not in noise:
        assert not any(isinstance(answer, Proof) for answer in Ear().feed(noise))


@pytest.mark.parametrize(
    ("asked", "bits", "problem"),
    [
        (1, 0x12, ""),
        (1, 0x1A, "offline"),
        (2, 0x16, "cover open"),
        (2, 0x32, "paper out"),
        (3, 0x1A, "cutter jammed"),
        (3, 0x16, "mechanical error"),
        (3, 0x32, "broken: switch it off and on"),
        (3, 0x52, "print head too hot"),
        (4, 0x12, ""),
        (4, 0x1E, ""),
        (4, 0x72, "paper out"),
    ],
)
def test_each_bit_of_the_real_time_status_has_its_meaning(asked, bits, problem):
    assert Condition().after(RealTime(bits), asked).problem == problem


def test_the_near_end_of_the_paper_is_no_problem():
    condition = Condition().after(RealTime(0x1E), 4)
    assert (condition.near_end, condition.paper_out, condition.problem) == (True, False, "")


def test_an_answer_to_no_question_changes_nothing():
    assert Condition().after(RealTime(0x7E)) == Condition()


def test_automatic_status_says_everything_at_once():
    worst = Condition().after(Automatic(b"\x38\x6c\x0f\x00"))
    assert worst == Condition(
        offline=True, cover_open=True, paper_known=True, paper_out=True, near_end=True,
        mechanical=True, cutter=True, unrecoverable=True, hot=True,
    )  # fmt: skip
    assert worst.after(Automatic(b"\x10\x00\x00\x00")) == Condition(paper_known=True)


def test_an_error_is_over_when_the_printer_speaks_of_none():
    jammed = Condition().after(RealTime(0x52), 2).after(RealTime(0x1A), 3)
    assert jammed.problem == "cutter jammed"
    assert jammed.after(RealTime(0x52), 2).problem == "cutter jammed"
    assert jammed.after(RealTime(0x12), 2).problem == ""


def test_the_likeliest_cause_is_named_first():
    assert Condition(offline=True, cover_open=True, paper_out=True).problem == "cover open"
    assert Condition(offline=True, cutter=True).problem == "cutter jammed"


def test_noise_that_begins_like_a_name_swallows_no_proof_of_print():
    assert Proof(b"0007") in Ear().feed(b"_" + b"\x37\x220007\x00")
    assert Ear().feed(b"_7\x00") == [Name("7")]
