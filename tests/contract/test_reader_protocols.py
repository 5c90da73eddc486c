"""How the makes of readers speak, byte by byte, with times that are given."""

from __future__ import annotations

import pytest

from kiosk.devices.gm65 import AGAIN_S, NEXT_S, TRIGGER, Gm65Talk
from kiosk.devices.pn532 import ACK, PAUSE_S, STEPS, WAKE, WAKE_AGAIN_S, Pn532Talk
from kiosk.devices.rdm6300 import Rdm6300Talk
from kiosk.reading import Read, Say
from tests.reader_frames import (
    PN532_ACK,
    PN532_CONFIGURED,
    PN532_NO_CARD,
    PN532_SAM,
    crc16,
    gm65,
    pn532,
    pn532_type_a,
    pn532_type_b,
    rdm6300,
)

UID = bytes.fromhex("0a00b1c2d3")


def values(done: list[Read | Say]) -> list[bytes]:
    return [bytes(what.value) for what in done if isinstance(what, Read)]


def said(done: list[Read | Say]) -> list[Say]:
    return [what for what in done if isinstance(what, Say)]


# --- RDM6300 ----------------------------------------------------------------------------------------------


def test_an_em4100_card_is_the_five_bytes_between_start_and_checksum():
    assert rdm6300(UID) == b"\x020A00B1C2D3AA\x03"
    read = Rdm6300Talk().feed(rdm6300(UID), 0.0)[0]
    assert isinstance(read, Read)
    assert (read.kind, read.technology, bytes(read.value)) == ("card", "em4100", UID)


def test_a_card_in_one_piece_or_in_fourteen_is_one_card():
    talk = Rdm6300Talk()
    assert [value for byte in rdm6300(UID) for value in values(talk.feed(bytes((byte,)), 0.0))] == [UID]


@pytest.mark.parametrize("at", range(14))
def test_a_byte_that_is_wrong_is_no_card_and_the_next_is_found(at):
    spoiled = bytearray(rdm6300(UID))
    spoiled[at] ^= 0x01
    assert values(Rdm6300Talk().feed(bytes(spoiled) + rdm6300(UID), 0.0)) == [UID]


@pytest.mark.parametrize("length", range(14))
def test_a_frame_that_was_cut_short_takes_nothing_with_it(length):
    assert values(Rdm6300Talk().feed(rdm6300(UID)[:length] + rdm6300(UID), 0.0)) == [UID]


def test_a_frame_that_does_not_go_on_is_forgotten():
    talk = Rdm6300Talk()
    talk.feed(rdm6300(UID)[:11], 1.0)
    assert talk.tick(talk.deadline()) == []
    assert not any(talk._stream._bytes)
    assert talk.deadline() > 1e9


# --- GM65 -------------------------------------------------------------------------------------------------


def test_the_bytes_of_the_trigger_and_of_its_answer_are_those_of_the_manual():
    assert crc16(bytes.fromhex("08 01 00 02 01")) == bytes.fromhex("02 da")
    assert bytes.fromhex("7e 00 08 01 00 02 01 02 da") == TRIGGER
    assert gm65() == bytes.fromhex("02 00 00 01 00 33 31")


def test_an_answer_in_the_middle_of_a_code_is_no_part_of_it():
    talk = Gm65Talk(trigger=False)
    assert values(talk.feed(b"MPP-7" + gm65() + b"F3K2\r", 0.0)) == [b"MPP-7F3K2"]
    assert talk.answers == 1


def test_an_answer_whose_checksum_is_wrong_is_noise():
    talk = Gm65Talk(trigger=False)
    talk.feed(b"\x02\x00\x00\x01\x00\x33\x32", 0.0)
    assert talk.answers == 0
    assert values(talk.feed(b"\rMPP-7F3K2\r", 0.0)) == [b"MPP-7F3K2"]


def test_the_beginning_of_an_answer_does_not_hold_a_code_back_for_longer_than_a_gap():
    talk = Gm65Talk(trigger=False)
    assert talk.feed(b"MPP-7F3K2\x02\x00\x00\x05", 1.0) == []
    assert values(talk.tick(talk.deadline())) == [b"MPP-7F3K2"]
    assert talk.deadline() > 1e9


def test_a_scanner_that_works_by_itself_is_told_nothing():
    talk = Gm65Talk(trigger=False)
    assert said(talk.tick(0.0)) == []
    assert talk.deadline() > 1e9


def test_a_triggered_scanner_is_triggered_at_once_and_again_after_a_code_or_a_while():
    talk = Gm65Talk(trigger=True)
    assert said(talk.tick(0.0)) == [TRIGGER]
    talk.feed(gm65(), 0.1)
    assert talk.deadline() == 0.1 + AGAIN_S
    assert said(talk.tick(0.1 + AGAIN_S)) == [TRIGGER]
    talk.feed(gm65() + b"MPP-7F3K2\r", 4.0)
    assert talk.deadline() == 4.0 + NEXT_S


def test_a_scanner_that_does_not_answer_its_trigger_is_told_on_and_taken_back():
    talk = Gm65Talk(trigger=True)
    for _ in range(4):
        assert said(talk.tick(talk.deadline() if talk.deadline() > 0 else 0.0)) == [TRIGGER]
    assert talk.problem == "does not answer"
    talk.feed(gm65(), 100.0)
    assert talk.problem == ""


# --- PN532 ------------------------------------------------------------------------------------------------


def awake() -> Pn532Talk:
    """A chip that was set up and is asked for a card of type A, at 0."""
    talk = Pn532Talk()
    talk.tick(0.0)
    talk.feed(PN532_ACK + PN532_SAM, 0.0)
    talk.feed(PN532_ACK + PN532_CONFIGURED, 0.0)
    return talk


def test_the_chip_is_woken_told_to_give_up_soon_and_asked_for_both_types_in_turn():
    talk = Pn532Talk()
    assert said(talk.tick(0.0)) == [WAKE + bytes.fromhex("00 00 ff 03 fd d4 14 01 17 00")]
    assert said(talk.feed(PN532_ACK, 0.01)) == []
    assert said(talk.feed(PN532_SAM, 0.02)) == [bytes.fromhex("00 00 ff 06 fa d4 32 05 ff 01 01 f4 00")]
    assert said(talk.feed(PN532_ACK + PN532_CONFIGURED, 0.03)) == [
        bytes.fromhex("00 00 ff 04 fc d4 4a 01 00 e1 00")
    ]
    assert said(talk.feed(PN532_ACK + PN532_NO_CARD, 0.05)) == [
        bytes.fromhex("00 00 ff 05 fb d4 4a 01 03 00 de 00")
    ]
    assert said(talk.feed(PN532_ACK + PN532_NO_CARD, 0.07)) == []
    assert talk.deadline() == pytest.approx(0.07 + PAUSE_S)
    assert said(talk.tick(talk.deadline())) == [STEPS["type_a"].say]


@pytest.mark.parametrize("size", [4, 7, 10])
def test_a_card_of_type_a_is_its_number_of_four_seven_or_ten_bytes(size):
    uid = bytes(range(0x11, 0x11 + size))
    done = awake().feed(PN532_ACK + pn532_type_a(uid, more=b"\x05\x78\x80\x70\x02"), 0.1)
    assert values(done) == [uid]
    assert isinstance(done[0], Read)
    assert (done[0].technology, done[0].passing) == ("iso14443a", False)


def test_a_card_that_makes_up_its_number_says_so_by_its_first_byte():
    done = awake().feed(pn532_type_a(bytes.fromhex("08a1b2c3")), 0.1)
    assert isinstance(done[0], Read)
    assert done[0].passing


def test_a_card_of_type_b_is_the_four_bytes_after_its_50h():
    talk = awake()
    talk.feed(PN532_NO_CARD, 0.1)
    done = talk.feed(pn532_type_b(bytes.fromhex("a1b2c3d4")), 0.2)
    assert values(done) == [bytes.fromhex("a1b2c3d4")]
    assert isinstance(done[0], Read)
    assert done[0].technology == "iso14443b"


def test_an_answer_that_nobody_waits_for_is_no_card():
    assert values(Pn532Talk().feed(pn532_type_a(b"\x11\x12\x13\x14"), 0.0)) == []
    talk = awake()
    talk.feed(PN532_NO_CARD, 0.1)
    talk.feed(PN532_NO_CARD, 0.1)
    assert values(talk.feed(pn532_type_a(b"\x11\x12\x13\x14"), 0.11)) == []


@pytest.mark.parametrize(
    "body",
    [
        b"\xd5\x4b\x01\x01\x00\x04\x08\x05\x11\x12\x13\x14\x15",  # no card has five
        b"\xd5\x4b\x01\x01\x00\x04\x08\x0a\x11\x12\x13\x14",  # more than there are
        b"\xd5\x4b\x02\x01\x00\x04\x08\x04\x11\x12\x13\x14",  # we asked for one
        b"\xd5\x4b",
        b"\x7f\x81",
    ],
)
def test_a_frame_that_is_whole_but_names_no_card_is_no_card(body):
    assert values(awake().feed(pn532(body), 0.1)) == []


@pytest.mark.parametrize("at", range(2, 22))
def test_a_byte_of_an_answer_that_is_wrong_is_no_card_and_the_question_is_asked_again(at):
    talk, answer = awake(), bytearray(pn532_type_a(bytes.fromhex("04a1b2c3d4e5f6")))
    answer[at] ^= 0x02
    assert values(talk.feed(PN532_ACK + bytes(answer), 0.1)) == []
    again = talk.tick(talk.deadline())
    assert said(again) == [ACK + STEPS["type_a"].say]
    assert values(talk.feed(pn532_type_a(bytes.fromhex("04a1b2c3d4e5f6")), 1.0)) == [
        bytes.fromhex("04a1b2c3d4e5f6")
    ]


@pytest.mark.parametrize("length", range(22))
def test_an_answer_that_was_cut_short_takes_nothing_with_it(length):
    answer = pn532_type_a(bytes.fromhex("04a1b2c3d4e5f6"))
    talk = awake()
    found = talk.feed(answer[:length] + answer, 0.1)
    if not found:
        found = talk.tick(talk.deadline())
    assert values(found) == [bytes.fromhex("04a1b2c3d4e5f6")]


def test_an_answer_hidden_behind_a_frame_that_does_not_go_on_is_found_when_waiting_ends():
    talk = awake()
    assert talk.feed(bytes.fromhex("00 ff 40 c0 d5") + pn532_type_a(b"\x11\x12\x13\x14"), 0.1) == []
    assert values(talk.tick(talk.deadline())) == [b"\x11\x12\x13\x14"]


def test_a_chip_that_does_not_answer_is_asked_three_times_told_on_and_woken_again_later():
    talk = Pn532Talk()
    for _ in range(3):
        assert len(said(talk.tick(max(0.0, talk.deadline())))) == 1
    given_up = talk.deadline()
    assert said(talk.tick(given_up)) == []
    assert talk.problem == "does not answer"
    assert talk.deadline() == given_up + WAKE_AGAIN_S
    assert said(talk.tick(talk.deadline()))[0].startswith(WAKE)
    talk.feed(PN532_SAM, 10.0)
    assert talk.problem == ""
