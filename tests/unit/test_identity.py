"""What stands for a card or a code: by which key, for how long, and what it says about it."""

from __future__ import annotations

import hashlib
import hmac

from broker_config.identity import booking_token, card, staff_token

KEY = bytes(range(32))
UID = card("em4100", bytes.fromhex("0a00b1c2d3"))


def test_a_booking_is_the_same_token_for_whoever_has_key_day_and_code():
    day_key = hmac.new(KEY, b"mpp-queue/booking/1\x002026-11-28", hashlib.sha256).digest()
    expected = hmac.new(day_key, b"MPP-7F3K2", hashlib.sha256).hexdigest()[:32]
    assert booking_token(KEY, "2026-11-28", b"MPP-7F3K2") == expected
    assert booking_token(KEY, "2026-11-28", bytearray(b"MPP-7F3K2")) == expected


def test_a_booking_has_another_token_on_another_day_and_under_another_key():
    tokens = {
        booking_token(KEY, "2026-11-28", b"MPP-7F3K2"),
        booking_token(KEY, "2026-11-29", b"MPP-7F3K2"),
        booking_token(bytes(32), "2026-11-28", b"MPP-7F3K2"),
        booking_token(KEY, "2026-11-28", b"MPP-7F3K3"),
    }
    assert len(tokens) == 4


def test_a_staff_card_is_no_booking():
    assert staff_token(KEY, b"1234") != booking_token(KEY, "2026-11-28", b"1234")


def test_cards_of_two_technologies_with_one_number_are_two_cards():
    assert staff_token(KEY, card("iso14443a", b"1234")) != staff_token(KEY, card("iso14443b", b"1234"))


def test_a_token_is_32_hex_digits_and_holds_nothing_of_the_number():
    token = staff_token(KEY, UID)
    assert len(token) == 32
    assert int(token, 16)
    assert "b1c2d3" not in token


def test_without_a_key_or_a_day_there_is_no_token():
    assert staff_token(b"", UID) == ""
    assert booking_token(b"", "2026-11-28", b"MPP-7F3K2") == ""
    assert booking_token(KEY, "", b"MPP-7F3K2") == ""
