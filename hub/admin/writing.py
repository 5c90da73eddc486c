"""Words that also write dates, hours and times as people here do, in Indonesian and in English."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from broker_config.localtime import DAYS, MONTHS, local
from broker_config.nouns import DAYS as DAY_KEYS
from hub.admin.words import TEXTS, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from broker_config.hours import Span
    from hub.admin.settings.hours import Bar

_DASH = "\N{EN DASH}"
_DAY_NAMES: dict[str, str] = dict(zip(DAY_KEYS, DAYS, strict=True))


class Writing(Words):
    """The words of one language at a mall in one time zone."""

    def __init__(self, language: str, zone: str) -> None:
        super().__init__(language)
        self._zone = zone

    def or_none(self, key: str) -> str:
        """A text, if there is one of this name; else nothing."""
        return self[key] if key in TEXTS else ""

    def typed_time(self, text: str) -> str:
        """A time of a form as it is typed here: 08.00, not 08:00."""
        return text.replace(":", ".") if self.language == "id" else text

    def time(self, minute: int) -> str:
        """Minutes after midnight."""
        return self.typed_time(f"{minute // 60:02d}:{minute % 60:02d}")

    def span(self, span: Span) -> str:
        """From when until when."""
        return f"{self.time(span.start)}{_DASH}{self.time(span.end)}"

    def span_text(self, text: str) -> str:
        """A span as the register has it, `08:00-12:00`."""
        return self.typed_time(text.replace("-", _DASH))

    def hours(self, bar: Bar) -> str:
        """A day's hours in one line."""
        if bar.opened is None:
            return self["closed_day"] + (f": {bar.reason}" if bar.reason else "")
        parts = [self.span(bar.opened)]
        if bar.rest is not None:
            parts.append(f"{self['set_rest']} {self.span(bar.rest)}")
        if bar.issuing is not None:
            parts.append(f"{self['set_numbers']} {self.span(bar.issuing)}")
        return ", ".join(parts) + (f" ({bar.reason})" if bar.reason else "")

    def day_key(self, day: date) -> str:
        """A weekday as the register calls it."""
        return DAY_KEYS[day.weekday()]

    def weekday(self, day: date) -> str:
        """A weekday as people call it."""
        return DAYS[day.weekday()] if self.language == "id" else f"{day:%A}"

    def day_name(self, key: str) -> str:
        """A weekday that the register calls so, as people call it."""
        return _DAY_NAMES[key] if self.language == "id" else key.capitalize()

    def weekdays(self, keys: Sequence[str]) -> str:
        """Some weekdays in order, those that follow each other together: Senin-Kamis, with a dash."""
        row = [index for index, key in enumerate(DAY_KEYS) if key in keys]
        names = [self.day_name(DAY_KEYS[index]) for index in row]
        if len(row) > 2 and row[-1] - row[0] == len(row) - 1:
            return f"{names[0]}{_DASH}{names[-1]}"
        return ", ".join(names)

    def from_to(self, first: date | None, last: date | None) -> str:
        """From one date to another, either of which may be open; one date by itself."""
        if first and first == last:
            return self.short_date(first)
        parts = [(self["set_from"], first), (self["set_until"], last)]
        return " ".join(f"{word} {self.short_date(day)}" for word, day in parts if day)

    def month(self, year: int, month: int) -> str:
        """A month with its year."""
        return f"{MONTHS[month - 1]} {year}" if self.language == "id" else f"{date(year, month, 1):%B} {year}"

    def day_month(self, day: date) -> str:
        """A day and a short month: 3 Agt."""
        month = MONTHS[day.month - 1][:3] if self.language == "id" else f"{day:%b}"
        return f"{day.day} {'Agt' if month == 'Agu' else month}"

    def short_date(self, day: date) -> str:
        """A date as short as a list needs it: Sen, 3 Agt 2026."""
        return f"{self.weekday(day)[:3]}, {self.day_month(day)} {day.year}"

    def moment(self, at: float) -> str:
        """A date and a time, at the mall."""
        return f"{self.short_date(local(at, self._zone).date())}, {self.clock(at, self._zone)}"

    def stretch(self, start: float, end: float) -> str:
        """From when until when, at the mall; the date is said once if it is the same."""
        days = [local(at, self._zone).date() for at in (start, end)]
        if days[0] == days[1]:
            times = self.clock(start, self._zone), self.clock(end, self._zone)
            return f"{self.short_date(days[0])}, {_DASH.join(times)}"
        return f"{self.moment(start)} {_DASH} {self.moment(end)}"

    def label(self, form: str, name: str) -> str:
        """What a form calls a field; for days of the week and the like, the whole of it."""
        while name:
            if text := self.or_none(f"{form}_{name}"):
                return text
            name = name.rpartition(".")[0]
        return ""
