"""What holds for everything that may come over a reader's or a printer's line, whatever it is and however it is cut.

No input stops anybody; a card comes only from a frame whose checksum is right; every good frame between noise is
found; nothing is kept that could grow.
"""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.gm65 import Gm65Talk
from kiosk.devices.rdm6300 import Rdm6300Talk
from kiosk.devices.reader import LineTalk
from kiosk.escpos_status import Ear, Proof
from tests import reader_frames as frames
from tests.fuzz.harnesses import HARNESSES, answers, cards, feed_all, kept, pn532_conversation

NOISE = st.binary(max_size=40)
# noise that looks as much like a frame as can be
ALIKE = st.lists(
    st.sampled_from(
        [
            b"\x02",
            b"\x03",
            b"0A",
            b"\x00\xff",
            b"\xd5\x4b",
            b"\x00\xff\x10\xf0\xd5",
            b"\x02\x00\x00\x01",
            b"\x37\x22",
            b"\r",
        ]
    )
    | st.binary(max_size=3),
    max_size=12,
).map(b"".join)
ANY = NOISE | ALIKE
CUTS = st.integers(1, 20)
NUMBERS = st.lists(st.binary(min_size=5, max_size=5), min_size=1, max_size=4)


@pytest.mark.parametrize("name", HARNESSES)
def test_whatever_guessing_has_found_stops_nobody_and_is_no_card(name):
    inputs = kept(name)
    assert len(inputs) > 10, "run `make fuzz`"
    for data in inputs:
        HARNESSES[name](data)


@pytest.mark.parametrize("name", HARNESSES)
@settings(max_examples=60)
@given(data=st.binary(max_size=300) | ALIKE)
def test_no_input_stops_a_parser_or_makes_it_invent_anything(name, data):
    HARNESSES[name](data)


@settings(max_examples=150)
@given(numbers=NUMBERS, noise=st.lists(ANY, min_size=5, max_size=5), cut=CUTS)
def test_every_125_khz_card_between_noise_is_found_and_no_other(numbers, noise, cut):
    stream = b"".join(noise[at] + frames.rdm6300(number) for at, number in enumerate(numbers)) + noise[4]
    found = cards(feed_all(Rdm6300Talk(), stream, cut))
    assert found == frames.rdm6300_cards(stream)
    in_order = iter(found)
    assert all(number in in_order for number in numbers)


@settings(max_examples=80)
@given(
    shown=st.lists(
        st.sampled_from(["a4", "a7", "a10", "b", ""]).flatmap(
            lambda kind: st.tuples(st.just(kind), st.binary(min_size=10, max_size=10))
        ),
        min_size=1, max_size=5,
    ),
    noise=ANY, cut=CUTS,
)  # fmt: skip
def test_every_13_mhz_card_between_noise_is_found_and_no_other(shown, noise, cut):
    found, expected, spoiled = pn532_conversation(shown, noise, cut)
    assert spoiled or found == expected


@settings(max_examples=80)
@given(
    codes=st.lists(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=4, max_size=60),
                   min_size=1, max_size=4),
    at=st.integers(0, 60), cut=CUTS,
)  # fmt: skip
def test_every_code_with_answers_in_between_is_found(codes, at, cut):
    lines = [code.encode() for code in codes]
    stream = b"".join(line[:at] + frames.gm65() + line[at:] + b"\r" for line in lines)
    talk = Gm65Talk(trigger=True)
    assert cards(feed_all(talk, stream, cut)) == frames.lines(b"\r".join(lines))
    assert talk.answers == len(lines)


@settings(max_examples=80)
@given(proofs=st.lists(st.binary(min_size=4, max_size=4).map(lambda raw: bytes(0x20 + byte % 0x5F for byte in raw)),
                       min_size=1, max_size=4),
       noise=st.lists(ANY, min_size=4, max_size=4), cut=CUTS)  # fmt: skip
def test_every_proof_of_print_between_noise_is_found(proofs, noise, cut):
    stream = b"".join(noise[at] + b"\x37\x22" + proof + b"\x00" for at, proof in enumerate(proofs))
    found = iter([answer.id for answer in answers(Ear(), stream, cut) if isinstance(answer, Proof)])
    assert all(proof in found for proof in proofs)


@pytest.mark.parametrize(
    "make",
    [LineTalk, Rdm6300Talk, lambda: Gm65Talk(trigger=True)],
    ids=["lines", "rdm6300", "gm65"],
)
def test_a_hundred_thousand_bytes_leave_no_more_memory_than_a_thousand(make):
    rubbish = bytes(byte * 167 % 256 for byte in range(1000)) + frames.rdm6300(b"01234") + b"MPP-7F3K2\r"
    talk = make()
    feed_all(talk, rubbish, 97)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100):
            feed_all(talk, rubbish, 97)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 4096
