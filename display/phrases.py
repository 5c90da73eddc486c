"""What the voice says for a call, as clips and pauses. Pure; must never touch a sound device or a file.

"Nomor antrean, A, nol satu dua, silakan menuju loket lima." Digits are said one by one, as people read them off their
paper; a counter is a cardinal, as it is called in talk. Other languages follow in the plan's order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from broker_config.speech.language import INDONESIAN
from broker_config.speech.lexicon import CHIME, DASH, DIGITS, SHORT_CHIME, WORDS

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from broker_config.contract import Call
    from broker_config.signage import Announcement
    from broker_config.speech.language import Language
    from broker_config.speech.pcm import Spoken

Numbers = Literal["digits", "cardinal"]
AFTER_S = 0.8  # after each announcement: where one ends must be heard
LANGUAGE_S = 0.3  # before the same again in another language
CLAUSE_S = 0.22  # between the parts of the sentence
WORD_S = 0.08  # between a letter and the next, or a digit and the next: run together they are not understood
PHRASE_S = 0.03  # inside what is said in one breath
QUIET_S = 4.0  # after so long without a word the hall has to be called to attention first


def announcement(
    call: Call,
    numbers: Numbers = "digits",
    languages: Sequence[Language] = (INDONESIAN,),
    have: Container[str] = WORDS,
    quiet_s: float = QUIET_S,
) -> Spoken:
    """The whole announcement of a call, without the silence after it.

    `have` are the clips there are, and `quiet_s` for how long nothing was said. A recall is said in the same words:
    whoever did not hear them the first time needs exactly those.
    """
    spoken: tuple[str | float, ...] = (chime(quiet_s), WORD_S)
    for at, language in enumerate(languages):
        spoken += (*((LANGUAGE_S,) if at else ()), *_sentence(call, numbers, language, have))
    return spoken


def chime(quiet_s: float) -> str:
    """The chime's clip: a short one for a hall that is listening already."""
    return CHIME if quiet_s >= QUIET_S else SHORT_CHIME


def texts(what: Announcement, codes: Sequence[str]) -> list[tuple[str, str]]:
    """What is read aloud, in which language: Indonesian, and English if it is there and the plan speaks it."""
    english = [("en", what.english)] if what.english and "en" in codes else []
    return [("id", what.text), *english] if "id" in codes or not english else english


def label(
    text: str, numbers: Numbers = "digits", language: Language = INDONESIAN, have: Container[str] = WORDS
) -> Spoken:
    """A ticket's number: letters by name, then the digits; the dash of a kiosk's own label is said, too.

    >>> label("A-X017")
    ('A', 0.08, 'strip', 0.08, 'X', 0.22, 'nol', 0.08, 'satu', 0.08, 'tujuh')
    """
    number = text[len(text.rstrip("0123456789")) :]
    series = [_sign(sign, language, have) for sign in text[: len(text) - len(number)]]
    whole = numbers == "cardinal" and int(number) < 1000
    said = language.cardinal(int(number), have) if whole else [_sign(sign, language, have) for sign in number]
    return (*_spaced(series, WORD_S), CLAUSE_S, *_spaced(said, PHRASE_S if whole else WORD_S))


def _sentence(call: Call, numbers: Numbers, language: Language, have: Container[str]) -> Spoken:
    spoken: list[str | float] = []
    pause = 0.0
    for part in language.call.split():
        if part == "|":
            pause = CLAUSE_S
            continue
        if part == "{label}":
            said: Spoken = label(call.label, numbers, language, have)
        elif part == "{counter}":
            said = _spaced(language.cardinal(call.counter, have), PHRASE_S)
        else:
            said = (language.word(part, have),)
        spoken += [*([pause] if spoken else []), *said]
        pause = PHRASE_S
    return tuple(spoken)


def _sign(sign: str, language: Language, have: Container[str]) -> str:
    return language.word(DIGITS[int(sign)] if sign.isdigit() else DASH if sign == "-" else sign, have)


def _spaced(words: Sequence[str], pause_s: float) -> Spoken:
    spaced: list[str | float] = []
    for word in words:
        spaced += [word] if not spaced else [pause_s, word]
    return tuple(spaced)
