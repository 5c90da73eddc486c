"""The open alerts as a page shows them: what each is about in words of the hall, those nobody has seen first. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from broker_config.contract import Catalogue
    from hub.hall import Hall
    from hub.records import Alert

ORDER = ("unattended", "long_wait", "crowded", "silent", "device_sick", "paper_low", "empty_days")


class AlertNow(msgspec.Struct, frozen=True, kw_only=True):
    """An alert. `subject` is the id of what it is about, `what` its name, and `place` the kind of thing that is.

    `count` is how many wait, or how many days stayed empty; `detail` what a device said of a part; `since` (UTC
    seconds) from when on it is so, as far as that is known. `seen_by`: who has acknowledged it, or empty.
    """

    key: str
    kind: str
    subject: str
    what: str
    place: str
    since: float
    count: int | None = None
    detail: str = ""
    seen_by: str = ""


def alerts_now(hall: Hall, catalogue: Catalogue) -> tuple[AlertNow, ...]:
    """Every open alert."""
    if not hall.alerts:
        return ()
    names = _names(catalogue)
    users = hall.register.users
    found = []
    for alert in hall.alerts.values():
        subject, place, what = _subject(alert, names)
        person = users.get(alert.acknowledged_by)
        count, detail, since = _told(alert)
        found.append(
            AlertNow(
                key=alert.key, kind=alert.kind, subject=subject, what=what, place=place, since=since, count=count,
                detail=detail, seen_by=person.name if person else alert.acknowledged_by,
            )
        )  # fmt: skip
    rank = {kind: place for place, kind in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda a: (a.seen_by != "", rank.get(a.kind, len(rank)), a.since, a.key)))


def _names(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    shorts = {agency.id: agency.short for agency in catalogue.agencies}
    return {
        **{("counter", row.id): f"{row.number} {shorts.get(row.agency, '')}" for row in catalogue.counters},
        **{("service", row.id): row.name for row in catalogue.services},
        **{("agency", key): short for key, short in shorts.items()},
        **{("zone", row.id): row.name for row in catalogue.zones},
    }


_PLACES = {"unattended": "counter", "long_wait": "service", "crowded": "zone", "silent": "zone"}


def _subject(alert: Alert, names: dict[tuple[str, str], str]) -> tuple[str, str, str]:
    """The id, the kind and the name of what an alert is about."""
    place, subject = _PLACES.get(alert.kind, "device"), alert.subject
    if alert.kind == "empty_days":  # of a counter, a service or an agency
        place, _, subject = alert.subject.partition(":")
    return subject, place, names.get((place, subject), subject)


def _told(alert: Alert) -> tuple[int | None, str, float]:
    detail = alert.detail
    count = detail.get("days", detail.get("waiting"))
    faults = detail.get("faults")
    text = next(iter(faults.values()), "") if isinstance(faults, dict) else ""
    since = detail.get("since", detail.get("seen_at", alert.opened_at))
    return count, str(text), float(since)
