"""What must hold between the rows of a mall, beyond each row by itself. Pure.

References are looked up among the names that are there, not among the rows that were understood: a service with
a bad fee is not also "no such service" to every counter that names it. Rows in the archive are history: nothing
is demanded of them, and they take no prefix or number.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.drawing.theme import weaknesses
from broker_config.hours import check_hours
from broker_config.nouns import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from broker_config.mall import Clip, MallData, Notice, Override
    from broker_config.signage import Theme
    from broker_config.tables import Faults

MOST_CLIPS = 100  # that are not in the archive: with the pages of the offer they fit into one message


class Reference(NamedTuple):
    """One row's mention of another: `place` and `key` tell where it stands, `kind` and `id` what it names."""

    place: str
    key: str
    kind: str
    id: str


def references(data: MallData) -> Iterator[Reference]:
    """Every mention of a row by another one that is in use; blank where the other could not be read."""
    for service in _live(data.services):
        yield Reference(f"services.{service.id}", "agency", "agency", service.agency)
    for counter in _live(data.counters):
        place = f"counters.{counter.id}"
        yield Reference(place, "zone", "zone", counter.zone)
        yield Reference(place, "agency", "agency", counter.agency)
        for service in counter.services:
            yield Reference(place, "services", "service", service)
    for user in _live(data.users):
        if user.agency:
            yield Reference(f"users.{user.id}", "agency", "agency", user.agency)
        for counter in user.counters:
            yield Reference(f"users.{user.id}", "counters", "counter", counter)
    for override in _live(data.overrides):
        if override.agency:
            yield Reference(f"overrides.{override.id}", "agency", "agency", override.agency)
    yield from _in_the_hall(data)


def _in_the_hall(data: MallData) -> Iterator[Reference]:
    for zone in _live(data.zones):
        for other in zone.hears:
            yield Reference(f"zones.{zone.id}", "hears", "zone", other)
    for screen in _live(data.screens):
        if screen.layout in ("agency", "counter") and screen.shows:
            yield Reference(f"screens.{screen.id}", "shows", screen.layout, screen.shows)
    for place, row in _scheduled(data):
        for zone in row.zones:
            yield Reference(place, "zones", "zone", zone)


def _scheduled(data: MallData) -> Iterator[tuple[str, Notice | Clip]]:
    for table in ("notices", "clips"):
        for row in _live(getattr(data, table)):
            yield f"{table}.{row.id}", row


def check(
    data: MallData,
    known: Mapping[str, Collection[str]],
    faults: Faults,
    forgiven: Collection[tuple[str, str]] = (),
) -> None:
    """Note whatever does not hold.

    Args:
        data: the rows that were sound.
        known: the ids of all rows, sound or not, by kind.
        faults: where it is noted.
        forgiven: rows (kind, id) that may be mentioned though they are in the archive.
    """
    for kind, table in (
        ("zone", "zones"), ("agency", "agencies"), ("service", "services"), ("counter", "counters"),
    ):  # fmt: skip
        if not known[kind]:
            faults.add(table, "", "the mall needs at least one", "mal memerlukan paling sedikit satu")
    archived = {(kind, row.id) for kind, rows in _by_kind(data).items() for row in rows if row.archived}
    for place, key, kind, slug in references(data):
        if not slug:  # a blank: what stood there was no name, and was told
            continue
        if slug not in known[kind]:
            faults.unknown(place, key, kind, slug, known[kind])
        elif (kind, slug) in archived and (kind, slug) not in forgiven:
            faults.add(place, key, f"'{slug}' is in the archive", f"'{slug}' sudah diarsipkan")
    _check_zones(data, faults)
    _check_hours(data, faults)
    _unique("zones", "name", data.zones, faults)
    _unique("agencies", "name", data.agencies, faults)
    _unique("services", "prefix", data.services, faults)
    _unique("counters", "number", data.counters, faults)
    for service in _live(data.services):
        place = f"services.{service.id}"
        if service.place == "here" and not service.prefix and not faults.told(place, "prefix"):
            faults.add(
                place, "prefix", "is missing: what is served here has numbers",
                "belum diisi: layanan di mal ini perlu awalan nomor",
            )  # fmt: skip
    _check_owners(data, faults)
    for override in _live(data.overrides):
        _check_override(override, data, faults)
    _check_hall(data, faults)


def _by_kind(data: MallData) -> dict[str, tuple[Any, ...]]:
    return {"zone": data.zones, "agency": data.agencies, "service": data.services, "counter": data.counters}


def _check_zones(data: MallData, faults: Faults) -> None:
    for zone in _live(data.zones):
        repeated(zone.hears, f"zones.{zone.id}", "hears", faults)
        if zone.id in zone.hears:
            faults.add(f"zones.{zone.id}", "hears", "names itself", "menyebut zona ini sendiri")
        if zone.id == EVERYWHERE:
            faults.add(
                f"zones.{zone.id}", "", f"'{zone.id}' is no name of a zone: it means all of them",
                f"'{zone.id}' bukan nama zona: artinya semua zona",
            )  # fmt: skip


def _check_hours(data: MallData, faults: Faults) -> None:
    if data.mall.site == "":
        return
    hours = check_hours(data.mall.hours, "hours", faults)
    for day, opened in hours.week.items():
        closing = str(opened).partition("-")[2]
        if data.mall.day_ends < closing:
            faults.add(
                "mall", "day_ends", f"{data.mall.day_ends} is before the mall closes on {day}, {closing}",
                f"{data.mall.day_ends} sebelum mal tutup, {closing}",
            )  # fmt: skip
            break
    for agency in _live(data.agencies):
        if agency.hours and hours.week:
            check_hours(agency.hours, f"agencies.{agency.id}.hours", faults, hours, within=hours)


def _check_owners(data: MallData, faults: Faults) -> None:
    """A counter serves its own agency's services, and an agency's officer sits at its own counters."""
    agencies = {row.id for row in data.agencies}
    of_service = {row.id: row.agency for row in data.services}
    of_counter = {row.id: row.agency for row in data.counters}
    for counter in _live(data.counters):
        place = f"counters.{counter.id}"
        for service in counter.services:
            owner = of_service.get(service, counter.agency)
            if counter.agency and owner != counter.agency and owner in agencies:
                faults.add(
                    place, "services", f"'{service}' is a service of '{owner}', not of '{counter.agency}'",
                    f"'{service}' layanan '{owner}', bukan '{counter.agency}'",
                )  # fmt: skip
        repeated(counter.services, place, "services", faults)
    for user in _live(data.users):
        place = f"users.{user.id}"
        for counter in user.counters:
            owner = of_counter.get(counter, user.agency)
            if user.agency and owner and owner != user.agency:
                faults.add(
                    place, "counters", f"'{counter}' is a counter of '{owner}', not of '{user.agency}'",
                    f"'{counter}' loket '{owner}', bukan '{user.agency}'",
                )  # fmt: skip
        repeated(user.counters, place, "counters", faults)


def _check_override(override: Override, data: MallData, faults: Faults) -> None:
    place = f"overrides.{override.id}"
    if override.until < override.first and not faults.told(place, "to"):
        faults.add(place, "to", "is before it begins", "sebelum tanggal mulai")
    if any(faults.told(place, key) for key in ("closed", "span", "hours")):
        return
    named = [name for name in ("closed", "span", "hours") if getattr(override, name)]
    if len(named) != 1:
        faults.add(
            place, "", "needs one of closed, span and hours",
            "pilih satu: tutup, rentang jam, atau jam per hari",
        )  # fmt: skip
    if override.hours and data.mall.site:
        agency = next((row for row in data.agencies if row.id == override.agency), None)
        # It may well be longer than usual; where the hall itself is closed then, the agency is closed too.
        check_hours(override.hours, f"{place}.hours", faults, data.hours_of(agency) if agency else data.hours)


def _check_hall(data: MallData, faults: Faults) -> None:
    """What a display cannot show, and what nobody could read from the last row."""
    for screen in _live(data.screens):
        place = f"screens.{screen.id}"
        if screen.layout in ("agency", "counter") and not screen.shows and not faults.told(place, "shows"):
            faults.add(
                place, "shows", f"is missing: which {screen.layout}?",
                "belum diisi: instansi yang mana?" if screen.layout == "agency" else "belum diisi: loket yang mana?",
            )  # fmt: skip
    for place, row in _scheduled(data):
        _check_time(row, place, faults)
    _check_clips(_live(data.clips), faults)
    _check_theme(data.mall.theme, faults)
    since = [row.since for row in data.mall.voice.loudness]
    if since != sorted(set(since)):
        faults.add(
            "voice", "loudness", "the times must go from early to late, each once",
            "waktunya harus urut dari pagi ke malam, masing-masing sekali",
        )  # fmt: skip
    repeated(data.mall.voice.languages, "voice", "languages", faults)


def _check_time(row: Notice | Clip, place: str, faults: Faults) -> None:
    """A time that never comes is a mistake."""
    if row.first and row.last and row.last < row.first and not faults.told(place, "to"):
        faults.add(place, "to", "is before it begins", "sebelum tanggal mulai")
    if row.until <= row.since and not (faults.told(place, "since") or faults.told(place, "until")):
        faults.add(place, "until", "is not after `since`", "harus sesudah pukul mulai")
    repeated(row.zones, place, "zones", faults)
    repeated(row.days, place, "days", faults)


def _check_clips(clips: Sequence[Clip], faults: Faults) -> None:
    """What could never be shown, or is too much for one programme."""
    if len(clips) > MOST_CLIPS:
        faults.add(
            "clips", "", f"no more than {MOST_CLIPS} are shown: put some into the archive",
            f"paling banyak {MOST_CLIPS} yang ditayangkan: arsipkan sebagian",
        )  # fmt: skip
    for clip in clips:
        place = f"clips.{clip.id}"
        if not clip.sha256 and not faults.told(place, "sha256"):
            faults.add(place, "sha256", "its file was deleted", "berkasnya sudah dihapus")


def _check_theme(theme: Theme, faults: Faults) -> None:
    """Whatever stands on these colours must be seen from the farthest seat."""
    if any(faults.told("theme", key) for key in ("ground", "panel", "accent")):
        return  # what follows from a fault is none of its own
    told: set[str] = set()
    for weak in weaknesses(theme):
        if weak.key in told:
            continue
        told.add(weak.key)
        shown = f"{weak.contrast:.1f}"
        faults.add(
            "theme", weak.key, f"its contrast with {weak.english} is {shown} : 1, and must be 7 : 1 or more",
            f"kontrasnya dengan {weak.indonesian} hanya {shown.replace('.', ',')} : 1; paling sedikit 7 : 1",
        )  # fmt: skip


def _live(rows: Iterable[Any]) -> list[Any]:
    return [row for row in rows if not row.archived]


def _unique(table: str, key: str, rows: Iterable[Any], faults: Faults) -> None:
    first: dict[Any, str] = {}
    for row in _live(rows):
        value = getattr(row, key)
        if value and first.setdefault(value, row.id) != row.id:
            faults.add(
                f"{table}.{row.id}", key, f"'{value}' is already taken by '{first[value]}'",
                f"'{value}' sudah dipakai '{first[value]}'",
            )  # fmt: skip


def repeated(values: Sequence[str], place: str, key: str, faults: Faults) -> None:
    """Note what a list names more than once."""
    for value in sorted(value for value, times in Counter(values).items() if times > 1):
        faults.add(place, key, f"'{value}' stands there twice", f"'{value}' tercantum dua kali")
