"""What readers read: lines, cards, and what rests on them, with times that are given."""

from __future__ import annotations

import pytest

from kiosk.reading import LONGEST, Lines, Presence, Read, Stream


def fed(lines: Lines, data: bytes) -> list[bytes]:
    return [bytes(line.value) for byte in data if (line := lines.feed(byte)) is not None]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r"])
def test_every_end_of_a_line_ends_it_once(end):
    lines = Lines()
    assert fed(lines, b"0012345678" + end + b"0087654321" + end) == [b"0012345678", b"0087654321"]
    assert lines.gap() is None


def test_silence_ends_a_line_and_nothing_is_left_of_it():
    lines = Lines()
    assert fed(lines, b"\xff0012345678") == []
    assert not lines.empty
    line = lines.gap()
    assert line is not None
    assert bytes(line.value) == b"0012345678"
    assert lines.empty
    assert not any(lines._line)


def test_a_line_that_is_too_long_is_dropped_whole_and_the_next_is_read():
    lines = Lines()
    assert fed(lines, b"x" * (LONGEST + 1) + b"\r") == []
    assert fed(lines, b"x" * LONGEST + b"\r") == [b"x" * LONGEST]


def test_what_is_too_short_is_noise():
    assert fed(Lines(), b"abc\rabcd\r") == [b"abcd"]


@pytest.mark.parametrize("code", [b" MPP-7F3K2", b"MPP-7F3K2   ", b"\t  MPP-7F3K2 \t "])
def test_blanks_around_a_code_do_not_count(code):
    assert fed(Lines(), code + b"\r") == [b"MPP-7F3K2"]
    silent = Lines()
    assert fed(silent, code) == []
    line = silent.gap()
    assert line is not None
    assert bytes(line.value) == b"MPP-7F3K2"
    assert not any(silent._line)


def test_blanks_within_a_code_are_part_of_it_and_blanks_alone_are_none():
    assert fed(Lines(), b"  AB 12  \r      \r  abc  \r") == [b"AB 12"]


def test_blanks_make_no_code_too_long():
    lines, longest = Lines(), b"x" * LONGEST
    assert fed(lines, b"  " + longest + b"  \r") == [longest]
    assert fed(lines, longest + b" x\r") == []


def test_a_stream_overwrites_what_leaves_it():
    stream = Stream(4)
    for _ in stream.fill(b"abcd"):
        stream.drop(3)
    assert len(stream) == 1
    assert stream._bytes == b"d\0\0\0"
    with pytest.raises(IndexError):
        stream[1]


def test_a_card_that_rests_on_the_reader_is_one_event_until_it_was_away():
    presence = Presence()
    assert [presence.is_new("card", at) for at in (0.0, 0.05, 0.3, 0.7, 1.1)] == [
        True, False, False, False, False,
    ]  # fmt: skip
    assert presence.is_new("card", 1.61)


def test_two_cards_that_are_read_in_turn_are_one_event_each():
    presence = Presence()
    shown = [presence.is_new(card, at / 10) for at, card in enumerate("abababab")]
    assert shown == [True, True, False, False, False, False, False, False]


def test_presence_remembers_little():
    presence = Presence()
    for at in range(1000):
        assert presence.is_new(str(at), at * 0.001)
    assert len(presence._seen_at) <= 16


def test_a_read_shows_nothing_of_itself_and_can_be_wiped():
    read = Read("card", "em4100", bytearray(b"\x0a\x00\xb1\xc2\xd3"))
    assert repr(read) == "<a card>"
    read.wipe()
    assert read.value == bytes(5)
