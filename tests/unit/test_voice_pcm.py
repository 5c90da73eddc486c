"""Sound as numbers: cut, level, join, and the chime."""

from __future__ import annotations

import itertools
import math
import random
from array import array

import pytest

from broker_config.speech import pcm
from broker_config.speech.loudness import integrated


def tone(level: int, seconds: float = 0.4, before: float = 0.2, after: float = 0.2) -> bytes:
    wave = [round(level * math.sin(at / 20)) for at in range(round(seconds * pcm.RATE))]
    return pcm.silence(before) + array("h", wave).tobytes() + pcm.silence(after)


def test_silence_around_a_word_is_cut_off():
    assert pcm.seconds(pcm.clip(tone(9000))) == pytest.approx(0.43, abs=0.03)


def test_the_noise_of_a_room_around_a_recorded_word_is_cut_off_too():
    chance = random.Random(1)
    word = array("h", tone(9000, before=0.5, after=0.5))
    noisy = array("h", [sample + chance.randint(-200, 200) for sample in word]).tobytes()
    assert pcm.seconds(pcm.clip(noisy)) == pytest.approx(1.4, abs=0.01)
    assert pcm.seconds(pcm.clip(noisy, room=True)) == pytest.approx(0.47, abs=0.01)


def test_loud_and_soft_words_become_equally_loud():
    levels = [pcm.loudness(pcm.clip(tone(level))) for level in (900, 9000, 30_000)]
    assert levels == pytest.approx([pcm.LOUDNESS] * 3, abs=0.3)


def test_a_full_scale_tone_has_the_loudness_of_the_recommendation():
    """ITU-R BS.1770: a sine of 997 Hz and 0 dB in one channel is -3.01 LUFS."""
    wave = [32_767 * math.sin(2 * math.pi * 997 * at / pcm.RATE) for at in range(pcm.RATE)]
    assert integrated(wave, pcm.RATE) == pytest.approx(-3.01, abs=0.05)
    assert integrated([sample / 10 for sample in wave[:4000]], pcm.RATE) == pytest.approx(-23.01, abs=0.1)


def test_a_pause_in_a_clip_makes_it_no_softer_and_silence_has_no_loudness():
    wave = [20_000 * math.sin(at / 7) for at in range(pcm.RATE)]
    breath = [sample / 100 for sample in wave] * 3
    assert integrated(wave + breath + wave, pcm.RATE) == pytest.approx(integrated(wave, pcm.RATE), abs=1.0)
    assert integrated([0.0] * pcm.RATE, pcm.RATE) == -math.inf


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_a_recording_at_another_rate_keeps_its_tone_and_its_length(rate):
    wave = array("h", [round(9000 * math.sin(2 * math.pi * 500 * at / rate)) for at in range(rate // 4)])
    samples = array("h", pcm.clip(wave.tobytes(), rate))
    assert len(samples) == pytest.approx(0.25 * pcm.RATE, abs=2)
    turns = sum(a < 0 <= b for a, b in itertools.pairwise(samples))
    assert turns == pytest.approx(500 * 0.25, abs=1)


def test_a_click_in_a_word_never_clips():
    click = bytearray(tone(1000))
    click[20_000:20_002] = array("h", [32_000]).tobytes()
    assert max(abs(sample) for sample in array("h", pcm.clip(bytes(click)))) <= pcm.PEAK


def test_words_begin_and_end_softly():
    samples = array("h", pcm.clip(tone(9000, before=0, after=0)))
    assert max(abs(samples[0]), abs(samples[-1])) < 500


@pytest.mark.parametrize("nothing", [b"", pcm.silence(1)])
def test_silence_is_not_a_word(nothing):
    with pytest.raises(ValueError, match="silent"):
        pcm.clip(nothing)


def test_joining_leaves_the_clips_as_they_are():
    clips = {"satu": tone(1000), "dua": tone(2000)}
    assert pcm.join(("satu", 0.1, "dua"), clips) == clips["satu"] + pcm.silence(0.1) + clips["dua"]


@pytest.mark.parametrize("bells", [pcm.chime, pcm.short_chime, pcm.alarm])
def test_the_chimes_are_as_loud_as_the_words_and_fade_out(bells):
    samples = array("h", bells())
    assert pcm.loudness(bells()) == pytest.approx(pcm.LOUDNESS, abs=0.3)
    assert max(abs(sample) for sample in samples) <= pcm.PEAK
    assert abs(samples[-1]) < 50
