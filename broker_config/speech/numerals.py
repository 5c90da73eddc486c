"""Numbers in Indonesian words, each of them a key of the lexicon. Pure."""

from __future__ import annotations

from broker_config.speech.lexicon import DIGITS


def digits(number: str) -> tuple[str, ...]:
    """Digits one by one, leading zeros too.

    >>> digits("012")
    ('nol', 'satu', 'dua')
    """
    return tuple(DIGITS[int(sign)] for sign in number)


def cardinal(number: int) -> tuple[str, ...]:
    """A number below a thousand in words.

    >>> cardinal(12), cardinal(110), cardinal(745)
    (('dua', 'belas'), ('seratus', 'sepuluh'), ('tujuh', 'ratus', 'empat', 'puluh', 'lima'))

    Raises:
        ValueError: for a number that has no words here.
    """
    if not 0 <= number < 1000:
        raise ValueError(f"{number} is not below a thousand")
    hundreds, rest = divmod(number, 100)
    above = ("seratus",) if hundreds == 1 else (DIGITS[hundreds], "ratus") if hundreds else ()
    return above + _below_hundred(rest) if rest or not above else above


def amount(number: int) -> tuple[str, ...]:
    """Any number below a milliard in words, as money is said.

    >>> amount(30_000), amount(1_350_000)[:3]
    (('tiga', 'puluh', 'ribu'), ('satu', 'juta', 'tiga'))

    Raises:
        ValueError: for a number that has no words here.
    """
    if not 0 <= number < 1_000_000_000:
        raise ValueError(f"{number} is not below a milliard")
    millions, rest = divmod(number, 1_000_000)
    thousands, ones = divmod(rest, 1000)
    said = (*cardinal(millions), "juta") if millions else ()
    if thousands:
        said += ("seribu",) if thousands == 1 else (*cardinal(thousands), "ribu")
    return said + cardinal(ones) if ones or not said else said


def _below_hundred(number: int) -> tuple[str, ...]:
    tens, ones = divmod(number, 10)
    if not tens:
        return (DIGITS[ones],)
    if tens == 1:
        return ("sepuluh", "sebelas")[ones : ones + 1] or (DIGITS[ones], "belas")
    return (DIGITS[tens], "puluh", *((DIGITS[ones],) if ones else ()))
