"""How loud sound is to an ear: integrated loudness in LUFS, after ITU-R BS.1770-4. Pure.

One channel of 16-bit samples. The two filters are the recommendation's own at 48 kHz, taken back to the analogue ones
behind them and made for our rate. A clip shorter than the block of 400 ms that the recommendation measures in is one
block of its own length: a word is as loud as it is while it lasts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK_S, STEP_S = 0.4, 0.1
SILENT = -70.0  # LUFS: what is below is no sound
_RELATIVE = -10.0  # LU below the mean of what is sound: what is below does not count, either
_FULL = 32_768.0


class _Filter(NamedTuple):
    """A second-order filter, its first denominator 1."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def _shelf(rate: int) -> _Filter:
    """What a head does to sound from ahead: 4 dB more from 1.7 kHz on."""
    high, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    band, k = high**0.4996667741545416, math.tan(math.pi * 1681.974450955533 / rate)
    whole = 1 + k / quality + k * k
    return _Filter(
        (high + band * k / quality + k * k) / whole,
        2 * (k * k - high) / whole,
        (high - band * k / quality + k * k) / whole,
        2 * (k * k - 1) / whole,
        (1 - k / quality + k * k) / whole,
    )


def _deaf_below(rate: int) -> _Filter:
    """What lies below 38 Hz is felt rather than heard."""
    quality, k = 0.5003270373238773, math.tan(math.pi * 38.13547087602444 / rate)
    whole = 1 + k / quality + k * k
    return _Filter(1.0, -2.0, 1.0, 2 * (k * k - 1) / whole, (1 - k / quality + k * k) / whole)


def integrated(samples: Sequence[float], rate: int) -> float:
    """The loudness of a clip in LUFS; minus infinity if there is none."""
    energy = _energy(samples, rate)
    block, step = round(BLOCK_S * rate), round(STEP_S * rate)
    if len(energy) - 1 <= block:
        starts, block = range(1), len(energy) - 1
    else:
        starts = range(0, len(energy) - block, step)
    blocks = [(energy[start + block] - energy[start]) / max(block, 1) for start in starts]
    heard = [mean for mean in blocks if _lufs(mean) > SILENT]
    if not heard:
        return -math.inf
    gate = _lufs(sum(heard) / len(heard)) + _RELATIVE
    heard = [mean for mean in heard if _lufs(mean) > gate]
    return _lufs(sum(heard) / len(heard))


def _energy(samples: Sequence[float], rate: int) -> list[float]:
    """The energy of the filtered sound up to each sample, full scale being 1."""
    shelf, deaf = _shelf(rate), _deaf_below(rate)
    b0, b1, b2, a1, a2 = shelf
    _, _, _, c1, c2 = deaf
    s1 = s2 = t1 = t2 = total = 0.0
    energy = [0.0]
    for sample in samples:
        x = sample / _FULL
        y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        z = y + t1
        t1 = t2 - 2 * y - c1 * z
        t2 = y - c2 * z
        total += z * z
        energy.append(total)
    return energy


def _lufs(mean_square: float) -> float:
    return -0.691 + 10 * math.log10(mean_square) if mean_square > 0 else -math.inf
