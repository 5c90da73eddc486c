"""Officers, machines and closures of a day: most are as they should be, and one of each kind is not. Pure.

Which counter plays which part is drawn; a part that a mall has no counter for is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provisioning.rehearsal.day import ClosurePlan, Officer, Outage, Stint

if TYPE_CHECKING:
    from random import Random

    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day.hours import Hours

MINUTE, HOUR = 60.0, 3600.0

# Each part, and the counters that can play it: one of several of its agency, alone and wanted, or alone and not.
SHARED = ("absent", "signs_out", "late_a_little", "dead_pad_at_console", "console_and_pad")
WANTED = ("late", "walks_off", "dead_pad_in_demand", "closed", "closed_afterwards", "closure_refused")
QUIET = ("dead_pad", "idles")
CONSOLES = frozenset({"signs_out", "dead_pad_at_console", "console_and_pad", "late"})


def choose(fleet: Fleet, hours: dict[str, Hours | None], random: Random) -> dict[str, str]:
    """Part to counter."""
    pressed = {service for device in fleet.devices for service in device.buttons}
    open_today = [counter for counter in fleet.counters if hours[counter.id] is not None]
    of_agency: dict[str, list[str]] = {}
    for counter in open_today:
        of_agency.setdefault(counter.agency, []).append(counter.id)
    alone = [counter for counter in open_today if len(of_agency[counter.agency]) == 1]
    wanted = [counter.id for counter in alone if pressed & {*counter.services}]
    quiet = [counter.id for counter in alone if not pressed & {*counter.services}]
    # Of an agency with several counters one plays a part at most: the others have to do the work.
    shared = [random.choice(rows) for rows in of_agency.values() if len(rows) > 1]
    cast: dict[str, str] = {}
    for parts, counters in ((SHARED, shared), (WANTED, wanted), (QUIET, quiet)):
        random.shuffle(counters)
        cast |= dict(zip(parts, counters, strict=False))
    return cast


def consoles(fleet: Fleet, cast: dict[str, str]) -> frozenset[str]:
    """The counters whose officers work with a browser: some parts, two of the civil registry, and where no pad is."""
    siblings = [row.id for row in fleet.counters if row.agency == fleet.agencies[0].id][:2]
    with_pad = {row.counter for row in fleet.devices if row.role == "counter_pad"}
    bare = [row.id for row in fleet.counters if row.id not in with_pad]
    parts = [cast[part] for part in CONSOLES if part in cast]
    return frozenset({*parts, *siblings, *bare} - {cast.get("absent")})


def officers(
    fleet: Fleet, hours: dict[str, Hours | None], cast: dict[str, str], random: Random
) -> tuple[Officer, ...]:
    """Everybody who works that day; whoever is absent is not among them."""
    part_of = {counter: part for part, counter in cast.items()}
    with_console = consoles(fleet, cast)
    people: dict[str, str] = {}
    for counter in fleet.counters:
        able = [
            user.id for user in fleet.users if counter.id in user.counters and user.id not in people.values()
        ]
        people[counter.id] = able[0] if able else f"petugas-{counter.number}"
    found = []
    for counter in fleet.counters:
        day, part = hours[counter.id], part_of.get(counter.id, "")
        if day is None or part == "absent":
            continue
        found.append(
            Officer(
                counter=counter.id,
                who=people[counter.id],
                console=counter.id in with_console,
                stints=_stints(day, part, random),
                restless_s=1e9 if part == "idles" else random.uniform(15, 40) * MINUTE,
                touches=(day.opens + 2.5 * HOUR,) if part == "idles" else (),
            )
        )
    return tuple(found)


def _stints(day: Hours, part: str, random: Random) -> tuple[Stint, ...]:
    comes = day.opens - random.uniform(2, 12) * MINUTE
    if part == "late":
        comes = day.opens + 20 * MINUTE
    elif part == "late_a_little":
        comes = day.opens + 5 * MINUTE
    last = day.closes
    if part == "signs_out":  # goes home early, and says so
        last = day.closes - 40 * MINUTE
    if day.rest is None:
        cuts = [(comes, last)]
    else:
        back = day.rest[1] + random.uniform(-6, 4) * MINUTE
        cuts = [(comes, day.rest[0]), (back, last)]
    if part in ("walks_off", "closed", "closure_refused"):
        away = _away(day, part)
        cuts = [(cuts[0][0], away[0]), (away[1], cuts[0][1]), *cuts[1:]]
    if part == "closed_afterwards" and day.rest is not None:
        cuts[1] = (day.closes, day.closes)  # back in the end, for those who still wait
    return tuple(Stint(start, end, signs_out=part == "signs_out" and end == last) for start, end in cuts)


def _away(day: Hours, part: str) -> tuple[float, float]:
    """When somebody is not at the counter: without a word, for a closure, or for one that was refused."""
    begins = {"walks_off": 2.0, "closed": 1.5, "closure_refused": 2.25}[part] * HOUR + day.opens
    lasts = {"walks_off": 45.0, "closed": 75.0, "closure_refused": 40.0}[part] * MINUTE
    return begins, begins + lasts


def outages(fleet: Fleet, cast: dict[str, str], hours: dict[str, Hours | None]) -> tuple[Outage, ...]:
    """What the machines do."""
    found = []
    for part, after, lasts in (
        ("dead_pad", 125, 60),
        ("dead_pad_in_demand", 80, 12),
        ("dead_pad_at_console", 60, 60),
    ):
        counter = cast.get(part, "")
        day = hours.get(counter)
        pad = next(
            (row.id for row in fleet.devices if row.role == "counter_pad" and row.counter == counter), ""
        )
        if day is not None and pad:
            start = day.opens + after * MINUTE
            found.append(Outage(pad, start, start + lasts * MINUTE, "dead"))
    opens = min((day.opens for day in hours.values() if day is not None), default=8 * HOUR)
    kiosks = [row.id for row in fleet.devices if row.role == "ticket_kiosk"]
    displays = [row.id for row in fleet.devices if row.role == "display"]
    found += [Outage(kiosk, opens + 100 * MINUTE, opens + 104 * MINUTE, "paper") for kiosk in kiosks[1:2]]
    found += [Outage(one, opens + 150 * MINUTE, opens + 151 * MINUTE, "dead") for one in displays[:1]]
    return tuple(found)


def closures(cast: dict[str, str], hours: dict[str, Hours | None]) -> tuple[ClosurePlan, ...]:
    """One approved before, one approved afterwards, one refused."""
    found = []
    for part, name in (
        ("closed", "sosialisasi"),
        ("closed_afterwards", "sakit"),
        ("closure_refused", "rapat"),
    ):
        counter = cast.get(part, "")
        day = hours.get(counter)
        if day is None:
            continue
        if part == "closed_afterwards":
            if day.rest is None:
                continue
            start, end = day.rest[1], day.closes
            asked, decided = start + 10 * MINUTE, end + 20 * MINUTE
        else:
            start, end = _away(day, part)
            ahead = 60 * MINUTE if part == "closed" else -5 * MINUTE
            asked, decided = start - ahead, start - ahead + 15 * MINUTE
        found.append(
            ClosurePlan(
                name, counter, start, end, f"Petugas: {name}", asked, decided, approved=name != "rapat"
            )
        )
    return tuple(found)
