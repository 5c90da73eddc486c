"""The mall's local time and how Indonesians write it. Pure: the time is always a parameter.

Indonesia's three zones have fixed offsets and no summer time, so no zone database is needed on the box.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

ZONES = {"Asia/Jakarta": ("WIB", 7), "Asia/Makassar": ("WITA", 8), "Asia/Jayapura": ("WIT", 9)}
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def local(at: float, zone: str) -> datetime:
    """UTC seconds since 1970 as the mall's local time, with the zone's name (`WIB`) in it."""
    name, hours = ZONES[zone]
    return datetime.fromtimestamp(at, timezone(timedelta(hours=hours), name))


def date_text(moment: date) -> str:
    """Write a date in full.

    >>> date_text(date(2026, 11, 23))
    'Senin, 23 November 2026'
    """
    return f"{DAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def time_text(moment: datetime) -> str:
    """Hours and minutes with a point between, as KBBI wants it: `08.14`."""
    return f"{moment.hour:02d}.{moment.minute:02d}"


def rough(minutes: int) -> tuple[int, int]:
    """Hours and minutes of a wait that nobody knows to the minute: from an hour on, to the nearest ten.

    >>> rough(45), rough(87), rough(116)
    ((0, 45), (1, 30), (2, 0))
    """
    return (0, minutes) if minutes < 60 else divmod((minutes + 5) // 10 * 10, 60)


def service_day(at: float, zone: str, day_ends: str) -> date:
    """The day a ticket belongs to: the local date, or the next one once the mall has closed (`day_ends`, HH:MM).

    >>> service_day(1795449600.0, "Asia/Jakarta", "18:00")  # 23 November 2026, 23.00 in Jakarta
    datetime.date(2026, 11, 24)
    """
    return _day_of(at // 60, zone, day_ends)


@lru_cache(maxsize=256)  # asked for with every message; it changes with the minute at most
def _day_of(minute: float, zone: str, day_ends: str) -> date:
    moment = local(minute * 60, zone)
    closed = f"{moment.hour:02d}:{moment.minute:02d}" >= day_ends
    return moment.date() + timedelta(days=1 if closed else 0)
