"""Words picked out of sound that has noise or music under it, by how well each clip of the bank fits. Pure.

Sound is samples of 16 bit, 22,050 a second. A clip fits by its normalised cross-correlation with what is heard: 1 for
the clip itself, 0 for anything else, 0.7 for a clip with something as loud under it. The phrase that every announcement
begins with is looked for everywhere; from there on each word begins a known pause after the one before it.
"""

from __future__ import annotations

import math
from array import array
from operator import mul
from typing import TYPE_CHECKING

from provisioning.rehearsal.hearing import RATE, Sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FITS = 0.45
_PROBES = 400  # samples of a clip that are compared: 400 of noise fit by chance to 0.05
_FEW, _MAY_FIT = 64, 0.25  # a first look, which most places do not pass
_STRIDE = 3  # samples between the places looked at: less than a tenth of a period of what voices are made of
_VOICED = RATE // 50  # a phrase fits a little a period of the voice before its start


class KeenEar:
    """Knows the clips of a bank, the one that opens an announcement, and the pauses between words, in seconds."""

    def __init__(self, clips: Mapping[str, bytes], opening: str, pauses_s: Iterable[float]) -> None:
        self._clips = {name: array("h", pcm) for name, pcm in clips.items()}
        self._opening = opening
        self._pauses = tuple(round(pause_s * RATE) for pause_s in pauses_s)

    def announcements(self, pcm: bytes) -> list[list[Sound]]:
        """Every announcement, as its words and where they lie."""
        heard = array("h", pcm)
        found = []
        end = 0
        while (opening := self._next_opening(heard, end)) is not None:
            words = [opening]
            while (word := self._next_word(heard, words[-1].end)) is not None:
                words.append(word)
            found.append(words)
            end = words[-1].end
        return found

    def _next_opening(self, heard: array[int], start: int) -> Sound | None:
        clip = self._clips[self._opening]
        for at in range(start, len(heard) - len(clip), _STRIDE):
            if _fit(heard, at, clip, _FEW) > _MAY_FIT and _fit(heard, at, clip) > FITS:
                first = max(range(max(at - _STRIDE, 0), at + _VOICED), key=lambda at: _fit(heard, at, clip))
                return Sound(self._opening, first, first + len(clip))
        return None

    def _next_word(self, heard: array[int], end: int) -> Sound | None:
        fit, name, at = max(
            (_fit(heard, end + pause, clip), name, end + pause)
            for pause in self._pauses
            for name, clip in self._clips.items()
        )
        return Sound(name, at, at + len(self._clips[name])) if fit > FITS else None


def _fit(heard: array[int], at: int, clip: array[int], probes: int = _PROBES) -> float:
    step = max(len(clip) // probes, 1)
    there, wanted = heard[at : at + len(clip) : step], clip[::step]
    if len(there) < len(wanted):
        return 0.0
    energy = sum(map(mul, there, there)) * sum(map(mul, wanted, wanted))
    return sum(map(mul, there, wanted)) / math.sqrt(energy) if energy else 0.0
