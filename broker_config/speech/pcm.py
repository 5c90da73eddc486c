"""Sound as numbers: cut, level, join, and the chime. Pure; must never open a file or a device.

All of it is mono, 16 bit, 22,050 samples a second: what eSpeak speaks. A recording at another rate is brought to it.
"""

from __future__ import annotations

import math
import sys
from array import array
from operator import mul
from typing import TYPE_CHECKING

from broker_config.speech.loudness import integrated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Spoken = tuple[str | float, ...]
"""Clip names, and pauses in seconds, none of a third of a second: longer ones end an announcement."""

RATE = 22_050
WIDTH = 2  # bytes in a sample
LOUDNESS = -19.0  # LUFS, of every clip
PEAK = 29_000  # 1.06 dB below full scale

_QUIET = 0.006  # of the peak: below is breath and rounding
_LEAD_S, _TAIL_S, _EDGE_S = 0.008, 0.030, 0.004
_ROOM, _ROOM_LEAD_S = 0.03, 0.040  # a quiet room is 30 dB below a voice; a soft s or h may be no louder
_KNEE = 0.7  # of the peak: samples above are bent under it
_NEAR = 0.3  # LU: nearer need no levelled clip be
_LOBES = 12  # of the sinc on either side: nothing that an ear finds is left of the other rate


def seconds(pcm: bytes) -> float:
    """How long it lasts."""
    return len(pcm) / (RATE * WIDTH)


def silence(duration_s: float) -> bytes:
    """Exact zeros."""
    return bytes(WIDTH * round(duration_s * RATE))


def join(spoken: Spoken, clips: Mapping[str, bytes]) -> bytes:
    """One buffer from clip names and pauses; the clips' samples stay as they are.

    Raises:
        KeyError: a clip that the bank does not hold.
    """
    return b"".join(clips[part] if isinstance(part, str) else silence(part) for part in spoken)


def clip(raw: bytes, rate: int = RATE, *, room: bool = False) -> bytes:
    """A word or a sentence as it comes: trimmed, brought to our rate, levelled, its edges made soft.

    One that was recorded in a `room` has that room's noise around it, which is trimmed off as well.

    Raises:
        ValueError: nothing can be heard in it.
    """
    samples: Sequence[float] = _samples(raw)
    peak = max((abs(sample) for sample in samples), default=0)
    if peak < 200:
        raise ValueError("the clip is silent")
    quiet, lead_s = (_ROOM, _ROOM_LEAD_S) if room else (_QUIET, _LEAD_S)
    heard = [at for at, sample in enumerate(samples) if abs(sample) > peak * quiet]
    first = max(heard[0] - round(lead_s * rate), 0)
    samples = samples[first : heard[-1] + round(_TAIL_S * rate)]
    return _bytes(_softened(_levelled(_resampled(samples, rate))))


def loudness(pcm: bytes) -> float:
    """How loud it is, in LUFS."""
    return integrated(_samples(pcm), RATE)


def _levelled(samples: Sequence[float]) -> list[float]:
    """As loud as every clip. What would then clip is bent, which makes it softer: so more than once."""
    gain = 1.0
    for _ in range(4):
        bent = _bent([sample * gain for sample in samples])
        short = LOUDNESS - integrated(bent, RATE)
        if math.isinf(short):
            raise ValueError("the clip is silent")
        if abs(short) < _NEAR:
            break
        gain *= 10 ** (short / 20)
    return _bent([sample * gain for sample in samples])


def _bent(samples: list[float]) -> list[float]:
    knee = _KNEE * PEAK
    room = PEAK - knee
    return [
        sample
        if abs(sample) <= knee
        else math.copysign(knee + room * math.tanh((abs(sample) - knee) / room), sample)
        for sample in samples
    ]


def _resampled(samples: Sequence[float], rate: int) -> Sequence[float]:
    """At our rate: a windowed sinc, which also keeps out what our rate cannot carry."""
    if rate == RATE:
        return samples
    cut = min(1.0, RATE / rate)
    reach = math.ceil(_LOBES / cut)
    padded = [0.0] * reach + list(samples) + [0.0] * (reach + 1)
    weights: dict[
        int, list[float]
    ] = {}  # by how far between two samples ours lies; they come again and again
    made = []
    for at in range(len(samples) * RATE // rate):
        whole, between = divmod(at * rate, RATE)
        if between not in weights:
            away = between / RATE
            weights[between] = [
                _windowed_sinc(near - away, cut, reach + 1) for near in range(-reach, reach + 1)
            ]
        made.append(sum(map(mul, padded[whole : whole + 2 * reach + 1], weights[between])))
    return made


def _windowed_sinc(away: float, cut: float, reach: int) -> float:
    turn = math.pi * away * cut
    sinc = math.sin(turn) / turn if turn else 1.0
    return cut * sinc * (0.5 + 0.5 * math.cos(math.pi * away / reach))


def chime() -> bytes:
    """Two falling bell tones, a minor third apart: it says "listen" and startles nobody."""
    return _bells(0.85, (0.0, 659.26), (0.32, 554.37))


def short_chime() -> bytes:
    """The second of them: enough for a hall that is listening already."""
    return _bells(0.4, (0.0, 554.37))


def alarm() -> bytes:
    """Three rising tones, twice: like nothing else that is heard in the hall."""
    rising = (523.25, 659.26, 880.0)
    return _bells(2.0, *((0.25 * step, tone_hz) for step, tone_hz in enumerate(rising * 2)))


def _bells(total_s: float, *struck: tuple[float, float]) -> bytes:
    """Bell tones, each struck at its second: (seconds, hertz)."""
    total = round(total_s * RATE)
    mixed = [0.0] * total
    for start_s, tone_hz in struck:
        start = round(start_s * RATE)
        for at in range(total - start):
            elapsed = at / RATE
            swing = 2 * math.pi * tone_hz * elapsed
            bell = math.sin(swing) + 0.35 * math.sin(2 * swing) + 0.12 * math.sin(3.01 * swing)
            mixed[start + at] += bell * min(elapsed / 0.006, 1.0) * math.exp(-5.0 * elapsed)
    fade = round(0.05 * RATE)
    for back in range(fade):
        mixed[total - 1 - back] *= back / fade
    return _bytes(_levelled([sample * 10_000 for sample in mixed]))


def _softened(samples: list[float]) -> list[float]:
    edge = round(_EDGE_S * RATE)
    for at in range(min(edge, len(samples) // 2)):
        gain = (at + 1) / (edge + 1)
        samples[at] *= gain
        samples[-1 - at] *= gain
    return samples


def _samples(raw: bytes) -> array[int]:
    samples = array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _bytes(samples: list[float]) -> bytes:
    whole = array("h", [max(-32_768, min(32_767, round(sample))) for sample in samples])
    if sys.byteorder == "big":
        whole.byteswap()
    return whole.tobytes()
