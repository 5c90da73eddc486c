"""A language of the voice, as data: its sentence for a call, its words, its numerals. Pure.

Indonesian is whole, and every other language is spelt out from it: what its sentence, its digits and its letters mean
is said by an Indonesian clip, so that what a language has no clip for can be said in Indonesian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from broker_config.speech import english, lexicon
from broker_config.speech.numerals import in_words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

SENTENCE = "nomor-antrean | {label} | silakan-menuju loket {counter}"
MEANINGS = (*lexicon.PHRASES, *lexicon.DIGITS, lexicon.DASH)
HIGHEST = 999  # counter, or number that is said as a cardinal


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """One language.

    Attributes:
        code: ISO 639, as in the hub's plan.
        name: its own name for itself.
        call: the sentence, in Indonesian clip names and in its own order; `|` is a pause, `{label}` the ticket's
            number, `{counter}` the counter's.
        means: Indonesian clip → its own. A letter that is not here has the same name.
        numbers: the rules of its numerals, in its own clip names; none: numerals are said in Indonesian.
        words: how its clips are pronounced; none: they are all recorded.
        voice: of eSpeak, for its clips and for running text; empty: it has none.
    """

    code: str
    name: str
    call: str = SENTENCE
    means: dict[str, str] = {}
    numbers: dict[int, str] = {}
    words: dict[str, lexicon.Word] = {}
    voice: str = ""

    def key(self, clip: str) -> str:
        """What a clip of this language is called among all clips: `satu`, `en/one`."""
        return clip if self.code == INDONESIAN.code else f"{self.code}/{clip}"

    def clips(self) -> tuple[str, ...]:
        """All clips of its own that it needs, in the order in which one would record them."""
        wanted = dict.fromkeys(self.means.get(word, "") for word in MEANINGS)
        for number in range(HIGHEST + 1) if self.numbers else ():
            wanted |= dict.fromkeys(in_words(number, self.numbers))
        wanted |= dict.fromkeys(self.means.get(letter, letter) for letter in lexicon.LETTERS)
        wanted.pop("", None)
        return tuple(wanted)

    def word(self, meaning: str, have: Container[str]) -> str:
        """The clip that says what an Indonesian one says: that one itself, if there is no other."""
        own = self.key(self.means.get(meaning, meaning if meaning in lexicon.LETTERS else ""))
        return own if own in have else meaning

    def cardinal(self, number: int, have: Container[str]) -> tuple[str, ...]:
        """A number in words; all of it in Indonesian if one of them is missing, for half a numeral is another one.

        Raises:
            ValueError: not from 0 to 999.
        """
        if not 0 <= number <= HIGHEST:
            raise ValueError(f"{number} is not below a thousand")
        own = tuple(map(self.key, in_words(number, self.numbers))) if self.numbers else ()
        return own if own and _all(own, have) else in_words(number, lexicon.NUMBERS)

    def faults(self) -> list[str]:
        """What is wrong with a language that somebody has written, for the one who wrote it."""
        wrong = [
            f"means: {meaning} is no Indonesian clip" for meaning in self.means if not _is_meaning(meaning)
        ]
        wrong += [f"means: no word for {meaning}" for meaning in MEANINGS if meaning not in self.means]
        parts = self.call.split()
        wrong += [f"call: {part} is not known" for part in parts if not _is_part(part)]
        wrong += [f"call: {slot} is missing" for slot in ("{label}", "{counter}") if slot not in parts]
        try:
            for number in range(HIGHEST + 1) if self.numbers else ():
                in_words(number, self.numbers)
        except (ValueError, RecursionError) as error:
            wrong.append(f"numbers: {error}")
        return wrong


def _all(clips: Iterable[str], have: Container[str]) -> bool:
    return all(clip in have for clip in clips)


def _is_meaning(word: str) -> bool:
    return word in MEANINGS or word in lexicon.LETTERS


def _is_part(part: str) -> bool:
    return part in {"|", "{label}", "{counter}"} or part in lexicon.PHRASES


INDONESIAN = Language(
    code="id",
    name="Bahasa Indonesia",
    means={meaning: meaning for meaning in MEANINGS},
    numbers=lexicon.NUMBERS,
    words=lexicon.WORDS,
    voice="id",
)
ENGLISH = Language(
    code="en",
    name="English",
    means=english.MEANINGS,
    numbers=english.NUMBERS,
    words=english.WORDS,
    voice="en",
)
BUILT_IN = {language.code: language for language in (INDONESIAN, ENGLISH)}
