"""Sound as numbers: cut, level, join, and the chime. Pure; must never open a file or a device.

All of it is mono, 16 bit, 22,050 samples a second: what eSpeak speaks, so that nothing is ever resampled.
"""

from __future__ import annotations

import math
import sys
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Spoken = tuple[str | float, ...]
"""Clip names, and pauses in seconds, none of a third of a second: longer ones end an announcement."""

RATE = 22_050
WIDTH = 2  # bytes in a sample
LOUDNESS = 4600.0  # root mean square of what is heard of a clip
PEAK = 30_000

_QUIET = 0.006  # of the peak: below is breath and rounding
_LEAD_S, _TAIL_S, _EDGE_S = 0.008, 0.030, 0.004


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


def clip(raw: bytes) -> bytes:
    """A word as it comes from the synthesiser: trimmed, brought to the common loudness, edges made soft.

    Raises:
        ValueError: nothing can be heard in it.
    """
    samples = _samples(raw)
    peak = max((abs(sample) for sample in samples), default=0)
    if peak < 200:
        raise ValueError("the clip is silent")
    heard = [at for at, sample in enumerate(samples) if abs(sample) > peak * _QUIET]
    first = max(heard[0] - round(_LEAD_S * RATE), 0)
    samples = samples[first : heard[-1] + round(_TAIL_S * RATE)]
    loud = [sample for sample in samples if abs(sample) > peak * 0.05]
    level = math.sqrt(sum(sample * sample for sample in loud) / len(loud))
    return _bytes(_softened([sample * min(LOUDNESS / level, PEAK / peak) for sample in samples]))


def chime() -> bytes:
    """Two falling bell tones, a minor third apart: it says "listen" and startles nobody."""
    total = round(0.85 * RATE)
    mixed = [0.0] * total
    for start_s, tone_hz in ((0.0, 659.26), (0.32, 554.37)):
        start = round(start_s * RATE)
        for at in range(total - start):
            elapsed = at / RATE
            swing = 2 * math.pi * tone_hz * elapsed
            bell = math.sin(swing) + 0.35 * math.sin(2 * swing) + 0.12 * math.sin(3.01 * swing)
            mixed[start + at] += bell * min(elapsed / 0.006, 1.0) * math.exp(-5.0 * elapsed)
    loudest = max(abs(sample) for sample in mixed)
    fade = round(0.05 * RATE)
    for back in range(fade):
        mixed[total - 1 - back] *= back / fade
    return _bytes([sample / loudest * 15_000 for sample in mixed])


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
