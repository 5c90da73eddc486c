"""What the ear makes of samples and words, without any sound."""

from __future__ import annotations

import random

import pytest

from broker_config.contract import Call
from broker_config.speech import lexicon
from display import phrases
from provisioning.rehearsal.hearing import (
    RATE,
    Announcement,
    Splitter,
    Words,
    heard,
)

SECOND = bytes(2 * RATE)


def noise(seed: int, samples: int = 3000) -> bytes:
    """A clip that is like no other, with soft edges as the display's have."""
    chance = random.Random(seed)
    body = b"".join(chance.randrange(1, 9000).to_bytes(2, "little") for _ in range(samples))
    return bytes(4) + body + bytes(6)


CLIPS = {
    "satu": noise(1),
    "dua": noise(2),
    "dua-puluh": noise(2)[:4000] + noise(3),  # begins as "dua" does
    "se": noise(4)[:2000],
    "sebelas": noise(4),  # "se" is all of its beginning
}


def call(label: str, counter: int) -> Call:
    return Call(call=1, uid="kiosk-1.1.1", label=label, counter=counter, direction="left", agency="X", at=0.0)


def split(data: bytes, lump: int) -> list[bytes]:
    splitter = Splitter()
    found = [speech for at in range(0, len(data), lump) for speech in splitter.feed(data[at : at + lump])]
    rest = splitter.finish()
    return [*found, rest] if rest else found


@pytest.mark.parametrize("lump", [7, 1023, 2048, 10_000_000])
def test_announcements_are_parted_at_long_silences_only(lump):
    first = noise(1)[4:-6] + bytes(2 * 6000) + noise(2)[4:-6]  # a rest of 0.27 s inside
    second = noise(3)[4:-6]
    assert split(SECOND + first + SECOND + second + bytes(300), lump) == [first, second]


def test_words_are_recognised_in_order_with_and_without_rests():
    pcm = CLIPS["dua"] + bytes(900) + CLIPS["satu"] + CLIPS["dua-puluh"] + CLIPS["se"] + CLIPS["sebelas"]
    assert Words(CLIPS).recognise(pcm) == ["dua", "satu", "dua-puluh", "se", "sebelas"]


def test_one_wrong_sample_makes_a_word_unknown():
    spoilt = bytearray(CLIPS["satu"])
    spoilt[3000] ^= 1
    pcm = bytes(spoilt) + bytes(900) + CLIPS["dua"]
    assert Words(CLIPS).recognise(pcm) == ["?", "dua"]


def test_a_word_cut_short_is_unknown():
    assert Words(CLIPS).recognise(CLIPS["satu"][:4000] + CLIPS["dua"]) == ["?", "dua"]


@pytest.mark.parametrize(
    ("label", "counter"),
    [("A012", 5), ("4K007", 12), ("A-X017", 20), ("AB100", 11), ("B-AA999", 110), ("Z345", 745), ("C010", 1)],
)
@pytest.mark.parametrize("numbers", ["digits", "cardinal"])
def test_what_the_display_says_is_understood(label, counter, numbers):
    words = [word for word in phrases.announcement(call(label, counter), numbers) if isinstance(word, str)]
    assert heard(words) == Announcement(label, counter)


def test_every_counter_there_can_be_is_understood():
    for counter in range(1, 1000):
        words = [word for word in phrases.announcement(call("A001", counter)) if isinstance(word, str)]
        assert heard(words).counter == counter


def test_what_is_said_again_in_english_is_left_out():
    said = "gong nomor-antrean A nol satu dua silakan-menuju loket lima en/queue-number en/A en/zero en/one"
    assert heard(said.split()) == Announcement("A012", 5)


def test_a_word_is_found_where_it_lies():
    pcm = bytes(200) + CLIPS["satu"] + bytes(900) + b"\1\1" * 50 + CLIPS["dua"]
    places = [(sound.word, sound.start, sound.end) for sound in Words(CLIPS).sounds(pcm)]
    first, second = 102, 102 + 3000 + 3 + 450 + 2 + 50
    assert places == [
        ("satu", first, first + 3000),
        ("?", first + 3000 + 3 + 450, second),
        ("dua", second, second + 3000),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "gong",
        "gong nomor-antrean A nol satu dua",
        "gong nomor-antrean A nol satu dua silakan-menuju loket",
        "gong nomor-antrean A nol ? dua silakan-menuju loket lima",
        "gong nomor-antrean A nol satu dua silakan-menuju ? lima",
        "gong nomor-antrean nol satu dua silakan-menuju loket lima",
    ],
)
def test_what_is_no_announcement_is_refused(words):
    with pytest.raises(ValueError, match="not an announcement"):
        heard(words.split())


def test_the_words_are_those_of_the_display():
    assert (lexicon.NUMBER, lexicon.GO_TO, lexicon.COUNTER) == ("nomor-antrean", "silakan-menuju", "loket")
