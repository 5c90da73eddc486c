"""Sound as numbers: cut, level, join, and the chime."""

from __future__ import annotations

import math
from array import array

import pytest

from broker_config.speech import pcm


def tone(level: int, seconds: float = 0.4, before: float = 0.2, after: float = 0.2) -> bytes:
    wave = [round(level * math.sin(at / 20)) for at in range(round(seconds * pcm.RATE))]
    return pcm.silence(before) + array("h", wave).tobytes() + pcm.silence(after)


def loudness(sound: bytes) -> float:
    samples = array("h", sound)
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples))


def test_silence_around_a_word_is_cut_off():
    assert pcm.seconds(pcm.clip(tone(9000))) == pytest.approx(0.43, abs=0.03)


def test_loud_and_soft_words_become_equally_loud():
    soft, loud = pcm.clip(tone(900)), pcm.clip(tone(30_000))
    assert loudness(soft) == pytest.approx(loudness(loud), rel=0.02)


def test_a_click_in_a_word_never_clips():
    click = bytearray(tone(1000))
    click[20_000:20_002] = array("h", [32_000]).tobytes()
    assert max(abs(sample) for sample in array("h", pcm.clip(bytes(click)))) <= pcm.PEAK


def test_words_begin_and_end_softly():
    samples = array("h", pcm.clip(tone(9000, before=0, after=0)))
    assert max(abs(samples[0]), abs(samples[-1])) < 500


def test_silence_is_not_a_word():
    with pytest.raises(ValueError, match="silent"):
        pcm.clip(pcm.silence(1))


def test_joining_leaves_the_clips_as_they_are():
    clips = {"satu": tone(1000), "dua": tone(2000)}
    assert pcm.join(("satu", 0.1, "dua"), clips) == clips["satu"] + pcm.silence(0.1) + clips["dua"]


def test_the_chime_fades_out():
    samples = array("h", pcm.chime())
    assert max(abs(sample) for sample in samples) == 15_000
    assert abs(samples[-1]) < 50
