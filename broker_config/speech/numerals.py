"""Numbers in words, by rules that are data: one language's numerals are one table. Pure.

A table has a rule for each number from which on something new is said, as in the number formats of the Unicode CLDR:

    {0: "nol", 1: "satu", … 10: "sepuluh", 11: "sebelas", 12: ">> belas", 20: "<< puluh [>>]", 100: "seratus [>>]"}

A number goes by the highest rule that is not above it. Its scale is the power of ten in the rule's number: `<<` is how
often the scale is in the number, `>>` what is left; what stands in `[…]` is said only if something is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from broker_config.speech.lexicon import DIGITS, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_IF_LEFT = re.compile(r"\[(.*)\]")


def in_words(number: int, rules: Mapping[int, str]) -> tuple[str, ...]:
    """A number by a language's rules.

    >>> in_words(45, {0: "zero", 4: "four", 5: "five", 40: "forty [>>]"})
    ('forty', 'five')

    Raises:
        ValueError: no rule leads to it.
    """
    base = max((base for base in rules if base <= number), default=None)
    if base is None:
        raise ValueError(f"{number} has no words")
    scale = 10 ** (len(str(base)) - 1)
    often, left = divmod(number, scale)
    rule = rules[base]
    if base != number and "<<" not in rule and ">>" not in rule:
        raise ValueError(f"{number} has no words")
    words: list[str] = []
    for word in _IF_LEFT.sub(r"\1" if left else "", rule).split():
        inner = {"<<": often, ">>": left}.get(word)
        words += [word] if inner is None else in_words(inner, rules)
    return tuple(words)


def digits(number: str) -> tuple[str, ...]:
    """Digits one by one, leading zeros too.

    >>> digits("012")
    ('nol', 'satu', 'dua')
    """
    return tuple(DIGITS[int(sign)] for sign in number)


def cardinal(number: int) -> tuple[str, ...]:
    """A number below a thousand in Indonesian words.

    >>> cardinal(12), cardinal(110), cardinal(745)
    (('dua', 'belas'), ('seratus', 'sepuluh'), ('tujuh', 'ratus', 'empat', 'puluh', 'lima'))

    Raises:
        ValueError: for a number that has no words here.
    """
    if not 0 <= number < 1000:
        raise ValueError(f"{number} is not below a thousand")
    return in_words(number, NUMBERS)


def amount(number: int) -> tuple[str, ...]:
    """Any number below a milliard in Indonesian words, as money is said.

    >>> amount(30_000), amount(1_350_000)[:3]
    (('tiga', 'puluh', 'ribu'), ('satu', 'juta', 'tiga'))

    Raises:
        ValueError: for a number that has no words here.
    """
    if not 0 <= number < 1_000_000_000:
        raise ValueError(f"{number} is not below a milliard")
    return in_words(number, NUMBERS)
