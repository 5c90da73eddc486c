"""What is said about hours: why there is no number now and when there will be, in Indonesian and English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from broker_config.localtime import ENGLISH_DAYS, ENGLISH_MONTHS, date_text, local, time_text

if TYPE_CHECKING:
    from broker_config.days import DayHours
    from broker_config.hours import Span

Reason = Literal["not_offered", "no_counter", "closed_today", "closure", "not_yet", "cut_off", "quota"]


class Opening(NamedTuple):
    """One date's hours in UTC seconds, `None` where there are none; `text` says them in Indonesian."""

    opens: float | None
    closes: float | None
    rest_from: float | None
    rest_until: float | None
    issuing_from: float | None
    issuing_until: float | None
    reason: str
    text: str


class Closed(NamedTuple):
    """Why no number is given; `opens_at` (UTC seconds) is when one will be again, if that is known."""

    reason: Reason
    text: str
    english: str
    opens_at: float | None = None


NOT_OFFERED = Closed(
    "not_offered", "Layanan ini sedang tidak tersedia di mal.", "This service is not offered here just now."
)
NO_COUNTER = Closed("no_counter", "Belum ada loket untuk layanan ini.", "No counter serves this service yet.")


def opening(hours: DayHours, midnight: float) -> Opening:
    """A date's hours for showing; `midnight` is when the date begins, in UTC seconds."""
    if hours.opened is None:
        return Opening(None, None, None, None, None, None, hours.reason, f"Tutup{_because(hours.reason)}")
    text = _span(hours.opened)
    if hours.rest is not None:
        text += f", istirahat {_span(hours.rest)}"
    if hours.reason:
        text += f" ({hours.reason})"
    opens, closes = _seconds(hours.opened, midnight)
    return Opening(
        opens,
        closes,
        *_seconds(hours.rest, midnight),
        *_seconds(hours.issuing, midnight),
        reason=hours.reason,
        text=text,
    )


def not_yet(since: float, zone: str) -> Closed:
    """Too early today."""
    clock, english = _clock(since, zone)
    return Closed(
        "not_yet", f"Pengambilan nomor dibuka pukul {clock}.", f"Numbers are given from {english}.", since
    )


def closed_today(why: str, again: float | None, zone: str) -> Closed:
    """The mall or the agency is not open at all today."""
    told = f"Hari ini tutup{_because(why)}.", f"Closed today{_because(why)}."
    return _closed("closed_today", told, again, zone)


def quota(most: int, again: float | None, zone: str) -> Closed:
    """As many as a day has were given."""
    told = f"Kuota hari ini, {most} nomor, sudah habis.", f"Today's quota of {most} numbers is used up."
    return _closed("quota", told, again, zone)


def closure(why: str, again: float | None, zone: str) -> Closed:
    """Approved closures leave nothing of today."""
    told = (
        f"Layanan ini ditutup untuk hari ini{_because(why)}.",
        f"This service is closed for today{_because(why)}.",
    )
    return _closed("closure", told, again, zone)


def cut_off(since: float, again: float | None, zone: str) -> Closed:
    """Too late today."""
    clock, english = _clock(since, zone)
    told = f"Pengambilan nomor ditutup pukul {clock}.", f"No more numbers since {english} today."
    return _closed("cut_off", told, again, zone)


def _closed(reason: Reason, told: tuple[str, str], again: float | None, zone: str) -> Closed:
    if again is None:
        return Closed(reason, *told)
    moment = local(again, zone)
    clock, english = _clock(again, zone)
    day = f"{ENGLISH_DAYS[moment.weekday()]} {moment.day} {ENGLISH_MONTHS[moment.month - 1]} {moment.year}"
    return Closed(
        reason,
        f"{told[0]} Dibuka lagi {date_text(moment)}, pukul {clock}.",
        f"{told[1]} Open again on {day} at {english}.",
        again,
    )


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _clock(at: float, zone: str) -> tuple[str, str]:
    text = time_text(local(at, zone))
    return text, text.replace(".", ":")


def _span(span: Span) -> str:
    return str(span).replace(":", ".").replace("-", "–")  # noqa: RUF001 - a span of time has a dash, not a hyphen


def _seconds(span: Span | None, midnight: float) -> tuple[float | None, float | None]:
    if span is None:
        return None, None
    return midnight + 60.0 * span.start, midnight + 60.0 * span.end
