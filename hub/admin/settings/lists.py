"""The register's rows as lists that are searched, filtered and turned over page by page. Pure."""

from __future__ import annotations

from collections import Counter as Counts
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.register.rows import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hub.register import Register

PAGE = 50


class Line(NamedTuple):
    """One row: `cells` are texts, by the names of the columns; `state` is the key of a word, or empty."""

    id: str
    title: str
    small: str
    cells: dict[str, str]
    state: str
    archived: bool


class Wanted(NamedTuple):
    """What to list. `page` counts from 1; `archived`: what is over instead of what is."""

    text: str = ""
    agency: str = ""
    state: str = ""
    archived: bool = False
    page: int = 1


class Listed(NamedTuple):
    """A page of a list: `found` rows in all, on `pages` pages, of which this is `page`."""

    lines: list[Line]
    found: int
    page: int
    pages: int
    archived: int  # how many rows of the kind are in the archive


# What stands in a list beside the name, in order; the states that it can be narrowed to.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "zone": ("n_counters",),
    "agency": ("type", "n_services", "n_counters"),
    "service": ("prefix", "agency", "minutes", "n_counters"),
    "counter": ("agency", "zone", "n_services", "officers"),
    "priority_group": (),
}
STATES: Mapping[str, tuple[str, ...]] = {
    "agency": ("not_signed", "signed", "preparing", "active", "paused"),
    "service": ("here", "back_office", "referral"),
}
BY_AGENCY = ("service", "counter")


def listed(register: Register, kind: str, wanted: Wanted) -> Listed:
    """The rows of a kind that are wanted; a page that is not there is the last one."""
    rows = register.table(kind).values()
    chosen = [
        row
        for row in in_order(rows)
        if row.archived == wanted.archived
        and (not wanted.agency or getattr(row, "agency", "") == wanted.agency)
    ]
    show = _SHOW[kind](register)
    words = wanted.text.casefold().split()
    lines = [show(row) for row in chosen]
    lines = [line for line in lines if _matches(line, words) and wanted.state in ("", line.state)]
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, wanted.page), pages)
    return Listed(
        lines[(page - 1) * PAGE : page * PAGE], len(lines), page, pages, sum(row.archived for row in rows)
    )


def name_of(register: Register, kind: str, slug: str) -> str:
    """What people call a row; its id, if there is none."""
    if kind == "mall":
        return register.mall.name
    row = register.table(kind).get(slug) if kind != "device" else None
    if row is None:
        return slug
    if kind == "counter":
        return str(row.number)
    names = (getattr(row, name, "") for name in ("short", "name", "reason", "text"))
    return next(filter(None, names), slug)


def _matches(line: Line, words: list[str]) -> bool:
    text = " ".join((line.id, line.title, line.small, *line.cells.values())).casefold()
    return all(word in text for word in words)


def _zones(register: Register) -> Callable[[Any], Line]:
    counters = Counts(row.zone for row in register.counters.values() if not row.archived)
    return lambda row: Line(row.id, row.name, "", {"n_counters": _count(counters[row.id])}, "", row.archived)


def _agencies(register: Register) -> Callable[[Any], Line]:
    counters = Counts(row.agency for row in register.counters.values() if not row.archived)
    services = Counts(row.agency for row in register.services.values() if not row.archived)
    return lambda row: Line(
        row.id, row.name, row.short,
        {
            "type": f"type_{row.type}",
            "n_services": _count(services[row.id]),
            "n_counters": _count(counters[row.id]),
        },
        row.status, row.archived,
    )  # fmt: skip


def _services(register: Register) -> Callable[[Any], Line]:
    counters = Counts(name for row in register.counters.values() if not row.archived for name in row.services)
    return lambda row: Line(
        row.id, row.name, "",
        {
            "prefix": row.prefix,
            "agency": name_of(register, "agency", row.agency),
            "minutes": str(row.standard_minutes),
            "n_counters": _count(counters[row.id]) if row.place == "here" else "",
        },
        row.place, row.archived,
    )  # fmt: skip


def _counters(register: Register) -> Callable[[Any], Line]:
    officers: dict[str, list[str]] = {}
    for user in register.users.values():
        if user.role == "officer" and not user.archived:
            for name in user.counters:
                officers.setdefault(name, []).append(user.name)
    return lambda row: Line(
        row.id, str(row.number), row.id,
        {
            "agency": name_of(register, "agency", row.agency),
            "zone": name_of(register, "zone", row.zone),
            "n_services": _count(len(row.services)),
            "officers": ", ".join(sorted(officers.get(row.id, ()))),
        },
        "", row.archived,
    )  # fmt: skip


def _groups(_register: Register) -> Callable[[Any], Line]:
    return lambda row: Line(row.id, row.name, "", {}, "", row.archived)


def _count(number: int) -> str:
    return str(number) if number else ""


_SHOW: Mapping[str, Callable[[Register], Callable[[Any], Line]]] = {
    "zone": _zones, "agency": _agencies, "service": _services, "counter": _counters, "priority_group": _groups,
}  # fmt: skip
