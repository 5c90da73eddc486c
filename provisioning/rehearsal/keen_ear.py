"""Words picked out of sound that has noise or music under it, by how well each clip of the bank fits. Pure.

Sound is samples of 16 bit, 22,050 a second. A clip fits by its normalised cross-correlation with what is heard: 1 for
the clip itself, 0 for anything else, 0.7 for a clip with something as loud under it. The chime is looked for
everywhere; from there on each word begins a known pause after the one before it, to the sample.
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
_PROBES = 400  # samples of a clip that are compared; 400 of noise fit by chance to 0.05
_STRIDE = 6  # between the places where a chime is tried: a fifth of a period of its highest tone
_COARSE = 150


class KeenEar:
    """Knows the clips of a bank, which of them open an announcement, and the pauses between words, in seconds."""

    def __init__(self, clips: Mapping[str, bytes], chimes: Iterable[str], pauses_s: Iterable[float]) -> None:
        self._clips = {name: array("h", pcm) for name, pcm in clips.items()}
        self._chimes = tuple(chimes)
        self._pauses = tuple(round(pause_s * RATE) for pause_s in pauses_s)

    def announcements(self, pcm: bytes) -> list[list[Sound]]:
        """Every announcement, as its words and where they lie."""
        heard = array("h", pcm)
        found = []
        at = 0
        while (chime := self._next_chime(heard, at)) is not None:
            words = [chime]
            while (word := self._next_word(heard, words[-1].end)) is not None:
                words.append(word)
            found.append(words)
            at = words[-1].end
        return found

    def _next_chime(self, heard: array[int], start: int) -> Sound | None:
        shortest = min(len(self._clips[name]) for name in self._chimes)
        for at in range(start, len(heard) - shortest, _STRIDE):
            if self._best_chime(heard, range(at, at + 1), _COARSE)[0] > FITS:
                # A bell fits a little wherever it overlaps itself: its beginning is where it fits best.
                _, _, near = self._best_chime(heard, range(at, at + RATE // 2, _STRIDE), _COARSE)
                fine = range(max(near - _STRIDE, 0), near + _STRIDE)
                _, name, first = self._best_chime(heard, fine, _PROBES)
                return Sound(name, first, first + len(self._clips[name]))
        return None

    def _best_chime(self, heard: array[int], places: range, probes: int) -> tuple[float, str, int]:
        return max(
            (self._fit(heard, at, self._clips[name], probes), name, at)
            for at in places
            for name in self._chimes
        )

    def _next_word(self, heard: array[int], end: int) -> Sound | None:
        fit, name, at = max(
            (self._fit(heard, end + pause, clip), name, end + pause)
            for pause in self._pauses
            for name, clip in self._clips.items()
        )
        return Sound(name, at, at + len(self._clips[name])) if fit > FITS else None

    @staticmethod
    def _fit(heard: array[int], at: int, clip: array[int], probes: int = _PROBES) -> float:
        step = max(len(clip) // probes, 1)
        there, wanted = heard[at : at + len(clip) : step], clip[::step]
        if len(there) < len(wanted):
            return 0.0
        energy = sum(map(mul, there, there)) * sum(map(mul, wanted, wanted))
        return sum(map(mul, there, wanted)) / math.sqrt(energy) if energy else 0.0
