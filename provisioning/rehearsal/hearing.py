"""From samples back to words, and from words back to a ticket's number and a counter. Pure.

Sound is mono, 16 bit little-endian, 22,050 samples a second. The display plays its clips sample for sample,
so a word is found by its exact samples: what is found here was heard, and nothing else was said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RATE = 22_050
WIDTH = 2  # bytes in a sample
SILENCE_S = 0.6  # exact zeros for so long end an announcement
UNKNOWN = "?"  # sound that is no clip of the bank
_ANCHOR = 32 * WIDTH  # bytes that choose the clips worth comparing
_SOUND = re.compile(rb"[^\0]")

_NUMBER, _GO_TO, _COUNTER = "nomor-antrean", "silakan-menuju", "loket"
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
_SCALE = {"puluh": 10, "ratus": 100}
_SIGNS = {"strip": "-"}


class Announcement(NamedTuple):
    """What a citizen understands."""

    label: str
    counter: int


class Sound(NamedTuple):
    """A clip, or something that is none, and where it lies: samples from the start."""

    word: str
    start: int
    end: int


class Splitter:
    """Cuts a stream of samples into announcements, at silences. They come without the silence around them."""

    def __init__(self, silence_s: float = SILENCE_S) -> None:
        self._silence = bytes(WIDTH * round(silence_s * RATE))
        self._speech = bytearray()  # the announcement so far, from its first sample that is not zero
        self._half = b""  # a sample that was cut in two
        self.speaking = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take samples as they come, give the announcements that ended in them."""
        data = self._half + data
        whole = len(data) // WIDTH * WIDTH
        data, self._half = data[:whole], data[whole:]
        ended = []
        while data:
            if not self.speaking:
                sound = _SOUND.search(data)
                if sound is None:
                    break
                data = data[sound.start() // WIDTH * WIDTH :]
                self.speaking = True
            known = len(self._speech)
            self._speech += data
            end = self._speech.find(self._silence, max(0, known - len(self._silence)))
            if end < 0:
                break
            end += end % WIDTH
            data = bytes(self._speech[end:])
            ended.append(bytes(self._speech[:end]))
            self._speech.clear()
            self.speaking = False
        return ended

    def finish(self) -> bytes:
        """What was said last, when nothing more will come; empty if nothing was."""
        speech = bytes(self._speech)
        self._speech.clear()
        self._half, self.speaking = b"", False
        last = len(speech.rstrip(b"\0"))
        return speech[: last + last % WIDTH]


def _trimmed(pcm: bytes) -> bytes:
    sound = _SOUND.search(pcm)
    last = len(pcm.rstrip(b"\0"))
    return pcm[sound.start() // WIDTH * WIDTH : last + last % WIDTH] if sound else b""


class Words:
    """The clips of a bank, ready to be recognised."""

    def __init__(self, clips: Mapping[str, bytes]) -> None:
        self._by_anchor: dict[bytes, list[tuple[bytes, str]]] = {}
        for name, pcm in clips.items():
            clip = _trimmed(pcm)
            if len(clip) >= _ANCHOR:
                self._by_anchor.setdefault(clip[:_ANCHOR], []).append((clip, name))
        for alike in self._by_anchor.values():
            alike.sort(key=lambda pair: -len(pair[0]))  # a clip that begins like a shorter one is tried first

    def recognise(self, pcm: bytes) -> list[str]:
        """The names of the clips in the order they are heard; `?` for each stretch that is none of them."""
        return [sound.word for sound in self.sounds(pcm)]

    def sounds(self, pcm: bytes) -> list[Sound]:
        """The same, with where each of them lies."""
        heard: list[Sound] = []
        at = 0
        while sound := _SOUND.search(pcm, at):
            at = sound.start() // WIDTH * WIDTH
            for clip, name in self._by_anchor.get(pcm[at : at + _ANCHOR], ()):
                if pcm.startswith(clip, at):
                    heard.append(Sound(name, at // WIDTH, (at + len(clip)) // WIDTH))
                    at += len(clip)
                    break
            else:
                start, at = at, self._next_anchor(pcm, at + WIDTH)
                if heard and heard[-1].word == UNKNOWN:
                    start = heard.pop().start * WIDTH
                heard.append(Sound(UNKNOWN, start // WIDTH, at // WIDTH))
        return heard

    def _next_anchor(self, pcm: bytes, start: int) -> int:
        found = len(pcm)
        for anchor in self._by_anchor:
            at = pcm.find(anchor, start, found + _ANCHOR)
            while at % WIDTH and at >= 0:
                at = pcm.find(anchor, at + 1, found + _ANCHOR)
            if at >= 0:
                found = min(found, at)
        return found


def heard(words: Sequence[str]) -> Announcement:
    """The number and the counter that an announcement named. What other languages (`en/…`) said is left out.

    >>> heard("gong nomor-antrean A nol satu dua silakan-menuju loket dua belas".split())
    Announcement(label='A012', counter=12)

    Raises:
        ValueError: the words are no announcement.
    """
    said = [word for word in words if "/" not in word]
    try:
        start, middle = said.index(_NUMBER) + 1, said.index(_GO_TO)
        counter = said.index(_COUNTER, middle, middle + 2) + 1
        return Announcement(_label(said[start:middle]), _cardinal(said[counter:]))
    except (ValueError, IndexError):
        raise ValueError(f"not an announcement: {' '.join(said)}") from None


def _label(words: list[str]) -> str:
    letters = [at for at, word in enumerate(words) if len(word) == 1 and word.isupper()]
    series, number = words[: letters[-1] + 1], words[letters[-1] + 1 :]
    prefix = "".join(
        str(_DIGITS.index(word)) if word in _DIGITS else _SIGNS.get(word, word) for word in series
    )
    if len(number) > 1 and set(number) <= set(_DIGITS):
        return prefix + "".join(str(_DIGITS.index(word)) for word in number)
    return f"{prefix}{_cardinal(number):03d}"


def _cardinal(words: Iterable[str]) -> int:
    total = digit = 0
    word = ""
    for word in words:
        if word in _DIGITS:
            digit = _DIGITS.index(word)
            continue
        if word in _WHOLE:
            total += _WHOLE[word]
        elif word == "belas":
            total += 10 + digit
        elif word in _SCALE:
            total += _SCALE[word] * digit
        else:
            raise ValueError(word)
        digit = 0
    if not word:
        raise ValueError("no number")
    return total + digit
