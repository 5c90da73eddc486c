"""What the voice says for a call, as clips and pauses. Pure; must never touch a sound device or a file.

"Nomor antrean, A, nol satu dua, silakan menuju loket lima." Digits are said one by one, as people read them
off their paper; a counter is a cardinal, as it is called in talk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from broker_config.speech.lexicon import CHIME, COUNTER, DASH, DIGITS, GO_TO, NUMBER
from broker_config.speech.numerals import cardinal, digits

if TYPE_CHECKING:
    from broker_config.contract import Call
    from broker_config.speech.pcm import Spoken

Numbers = Literal["digits", "cardinal"]
CLAUSE_S = 0.22  # between the parts of the sentence
WORD_S = 0.08  # between a letter and the next, or a digit and the next: run together they are not understood
PHRASE_S = 0.03  # inside what is said in one breath


def announcement(call: Call, numbers: Numbers = "digits") -> Spoken:
    """The whole announcement of a call, without the silence after it.

    A recall is said in the same words: whoever did not hear them the first time needs exactly those.
    """
    return (
        CHIME,
        WORD_S,
        NUMBER,
        CLAUSE_S,
        *label(call.label, numbers),
        CLAUSE_S,
        GO_TO,
        PHRASE_S,
        COUNTER,
        PHRASE_S,
        *_spaced(cardinal(call.counter), PHRASE_S),
    )


def label(text: str, numbers: Numbers = "digits") -> Spoken:
    """A ticket's number: letters by name, then the digits; the dash of a kiosk's own label is said, too.

    >>> label("A-X017")
    ('A', 0.08, 'strip', 0.08, 'X', 0.22, 'nol', 0.08, 'satu', 0.08, 'tujuh')
    """
    number = text[len(text.rstrip("0123456789")) :]
    series = text[: len(text) - len(number)]
    prefix = [DIGITS[int(sign)] if sign.isdigit() else DASH if sign == "-" else sign for sign in series]
    said = cardinal(int(number)) if numbers == "cardinal" and int(number) < 1000 else digits(number)
    step = PHRASE_S if numbers == "cardinal" else WORD_S
    return (*_spaced(tuple(prefix), WORD_S), CLAUSE_S, *_spaced(said, step))


def _spaced(words: tuple[str, ...], pause_s: float) -> Spoken:
    spaced: list[str | float] = []
    for word in words:
        spaced += [word] if not spaced else [pause_s, word]
    return tuple(spaced)
