"""How a ticket's number is written. Pure.

An online label is the service's prefix and the hub's number: `A012`. An offline label carries the kiosk's own
letter: `A-X017`. The dash makes the two disjoint by construction; the letters of a mall are handed out by the
hub, never twice. `Z…` is kept for the hub itself, after it was restored from a backup; `ZZ` for the pre-printed
rolls that are given out by hand when every machine is down.
"""

from __future__ import annotations

import string

LETTERS = tuple(string.ascii_uppercase[:-1])  # Z is the restored hub's
ROLL_LETTER = "ZZ"  # of no kiosk and no epoch, for neither has a Z in second place


def label(prefix: str, number: int, letter: str = "") -> str:
    """Write a number.

    >>> label("A", 12), label("4K", 7, "X")
    ('A012', '4K-X007')
    """
    return f"{prefix}-{letter}{number:03d}" if letter else f"{prefix}{number:03d}"


def kiosk_letter(index: int) -> str:
    """The letter(s) of the index-th kiosk ever admitted, counted from 0.

    >>> kiosk_letter(0), kiosk_letter(24), kiosk_letter(25)
    ('A', 'Y', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(LETTERS))
        letters = LETTERS[rest] + letters
    return letters


def letter_index(letter: str) -> int:
    """Tell which kiosk has a letter: `kiosk_letter` the other way round; -1 for none.

    >>> letter_index("A"), letter_index("Y"), letter_index("AA"), letter_index("")
    (0, 24, 25, -1)
    """
    index = 0
    for one in letter:
        index = index * len(LETTERS) + LETTERS.index(one) + 1
    return index - 1


def hub_letter(epoch: int) -> str:
    """The letter(s) of the hub's own series in an epoch; the first epoch has none.

    >>> hub_letter(1), hub_letter(2), hub_letter(3)
    ('', 'Z', 'ZA')
    """
    if epoch == 1:
        return ""
    return "Z" if epoch == 2 else "Z" + kiosk_letter(epoch - 3)
