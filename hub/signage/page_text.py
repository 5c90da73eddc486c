"""How the pages of the screens write what the register says: short, whole words, nothing that cannot be seen. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from broker_config.localtime import DAYS, ENGLISH_DAYS, ENGLISH_MONTHS, MONTHS, local, time_text
from broker_config.nouns import DAYS as DAY_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from broker_config.hours import Span
    from broker_config.nouns import Day

DASH = "\N{EN DASH}"
CLOSED = "tutup"
LONGEST = 400  # letters of a line or a note


def tidy(text: str, most: int = LONGEST) -> str:
    r"""One line of it: nothing that cannot be seen, and whole words alone if it is too long.

    >>> tidy("Surat  keterangan\tlahir", 20), tidy("KTP-el\n")
    ('Surat keterangan…', 'KTP-el')
    """
    line = text[: 4 * most]
    if not line.isprintable():
        line = "".join(sign if sign.isprintable() else " " for sign in line)
    line = " ".join(line.split())
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0] or line[: most - 1]
    return f"{words.rstrip(' ,;:.')}…"


def number(value: int) -> str:
    """As Indonesians write it.

    >>> number(1234567)
    '1.234.567'
    """
    return f"{value:,}".replace(",", ".")


def per_cent(part: int, whole: int) -> str:
    """A share, which is only said to be all or nothing if it is.

    >>> per_cent(2, 3), per_cent(999, 1000), per_cent(0, 5)
    ('67 %', '99 %', '0 %')
    """
    share = (200 * part + whole) // (2 * whole)
    if 0 < part < whole:
        share = min(99, max(1, share))
    return f"{share} %"


def span(opened: Span | None) -> str:
    """From when until when, `08.00` to `15.30`; or closed."""
    return str(opened).replace(":", ".").replace("-", DASH) if opened else CLOSED


def between(start: float, end: float, zone: str) -> str:
    """The same of UTC seconds."""
    return DASH.join(time_text(local(at, zone)) for at in (start, end))


def week(hours: Mapping[Day, Span]) -> list[tuple[str, str, str]]:
    """Days with the same hours together: the days, their hours, and the days in English; closed ones too."""
    found: list[list[int]] = []
    for index, day in enumerate(DAY_KEYS):
        if found and hours.get(DAY_KEYS[found[-1][0]]) == hours.get(day):
            found[-1].append(index)
        else:
            found.append([index])
    return [
        (_stretch(days, DAYS), span(hours.get(DAY_KEYS[days[0]])), _stretch(days, ENGLISH_DAYS))
        for days in found
    ]


def _stretch(days: Sequence[int], names: Sequence[str]) -> str:
    if len(days) == 1:
        return names[days[0]]
    return f"{names[days[0]]}{', ' if len(days) == 2 else DASH}{names[days[-1]]}"


def dates(first: date, last: date) -> tuple[str, str]:
    """A date, or from one to another, in Indonesian and English, without the year."""
    texts = [
        DASH.join(
            dict.fromkeys(
                f"{days[day.weekday()]}, {day.day} {months[day.month - 1]}" for day in (first, last)
            )
        )
        for days, months in ((DAYS, MONTHS), (ENGLISH_DAYS, ENGLISH_MONTHS))
    ]
    return texts[0], texts[1]


def month(name: str) -> tuple[str, str]:
    """A month such as `2026-11`, in Indonesian and English.

    >>> month("2026-11")
    ('November 2026', 'November 2026')
    """
    year, _, index = name.partition("-")
    return f"{MONTHS[int(index) - 1]} {year}", f"{ENGLISH_MONTHS[int(index) - 1]} {year}"


def numbers(counters: Iterable[int]) -> str:
    """The numbers of counters, those that follow each other together.

    >>> numbers([9, 2, 1, 3, 5, 6])
    '1–3, 5, 6, 9'
    """  # noqa: RUF002 - a span has a dash, not a hyphen
    row = sorted(set(counters))
    cuts = [0, *(index + 1 for index, (a, b) in enumerate(pairwise(row)) if b != a + 1), len(row)]
    texts: list[str] = []
    for start, end in pairwise(cuts):
        run = row[start:end]
        texts += [f"{run[0]}{DASH}{run[-1]}"] if len(run) > 2 else [str(each) for each in run]
    return ", ".join(texts)
