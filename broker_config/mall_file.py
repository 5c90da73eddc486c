"""The mall half of site.toml, parsed, to the mall as data and back; the register's rows go the same way. Pure.

Every fault is noted, and what was sound is looked at for more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from broker_config import mall_rules
from broker_config.hours import WrittenHours, note_span, read_hours
from broker_config.mall import BESIDE, KINDS, MALL, NO_MALL, Agency, Idle, Mall, MallData, Override, Policy
from broker_config.signage import Light, OfItself, Theme, VoicePlan
from broker_config.tables import Faults, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Mapping


class MallTables(msgspec.Struct, frozen=True, kw_only=True):
    """The tables of the file, before any is looked into."""

    mall: dict[str, Any]
    hours: dict[str, Any]
    zones: dict[str, Any]
    agencies: dict[str, Any]
    services: dict[str, Any]
    counters: dict[str, Any]
    priority: dict[str, Any] = {}
    users: dict[str, Any] = {}
    overrides: dict[str, Any] = {}
    screens: dict[str, Any] = {}
    notices: dict[str, Any] = {}
    clips: dict[str, Any] = {}
    theme: dict[str, Any] | None = None
    voice: dict[str, Any] | None = None
    announcements: dict[str, Any] | None = None
    idle: dict[str, Any] | None = None
    light: dict[str, Any] | None = None


def read_mall(raw: dict[str, Any], where: str) -> MallData:
    """Parsed TOML without boxes to a mall; `where` (the file's name) opens every line.

    Raises:
        SiteError: all the faults of the file, each with table and key.
    """
    faults = Faults(where)
    tables = read_table(raw, MallTables, "", faults)
    faults.raise_if_any()
    assert tables is not None  # noqa: S101 - for the type checker: without tables a fault was raised above
    data = note_mall(tables, faults)
    faults.raise_if_any()
    return data


def note_mall(tables: MallTables, faults: Faults) -> MallData:
    """The mall half of a file; good for nothing but looking for more faults, if any were noted."""
    policy = {key: value for key, value in tables.priority.items() if key != "groups"}
    groups = tables.priority.get("groups", {})
    beside = {name: table for name in BESIDE[1:] if (table := getattr(tables, name)) is not None}
    mall = read_row(
        "mall", MALL, {**tables.mall, **beside, "hours": tables.hours, "priority": policy}, faults
    )
    raw: dict[str, Any] = {
        kind: groups if kind == "priority_group" else getattr(tables, shape.table)
        for kind, shape in KINDS.items()
    }
    found: dict[str, tuple[Any, ...]] = {}
    for kind, shape in KINDS.items():
        if not isinstance(raw[kind], dict):
            faults.add(shape.table, "", "must be a table", "harus berupa tabel")
            raw[kind] = {}
        rows = [read_row(kind, slug, table, faults) for slug, table in raw[kind].items()]
        found[shape.field] = tuple(row for row in rows if row is not None)
    data = MallData(mall=mall or NO_MALL, **found)
    mall_rules.check(data, {kind: raw[kind].keys() for kind in KINDS}, faults)
    return data


def read_row(kind: str, slug: str, row: Any, faults: Faults) -> Any | None:
    """One row (`kind` is one of `KINDS`, or `mall`), its faults noted; blanks stand for what is wrong in it.

    `None` for what is no row at all.
    """
    if kind == MALL:
        return _read_mall_row(row, faults) if isinstance(row, dict) else None
    table = f"{KINDS[kind].table}.{slug}"
    given: dict[str, Any] = {"id": slug}
    if isinstance(row, dict) and KINDS[kind].row in (Agency, Override):
        if row.get("hours") is not None:
            given["hours"] = read_hours(row["hours"], f"{table}.hours", faults)
        row = {key: value for key, value in row.items() if key != "hours"}
    read = read_table(row, KINDS[kind].row, table, faults, salvage=True, **given)
    if isinstance(read, Override) and read.span:
        note_span(read.span, table, "span", faults)
    return read


def _read_mall_row(row: Mapping[str, Any], faults: Faults) -> Mall | None:
    rest = {key: value for key, value in row.items() if key not in ("hours", *BESIDE)}
    hours = read_hours(row.get("hours"), "hours", faults)
    given: dict[str, Any] = {"hours": hours or WrittenHours()}
    shapes: dict[str, type[msgspec.Struct]] = dict(
        zip(BESIDE, (Policy, Theme, VoicePlan, OfItself, Idle, Light), strict=True)
    )
    for name, shape in shapes.items():
        if name in row and (read := read_table(row[name], shape, name, faults)) is not None:
            given[name] = read
    mall = read_table(rest, Mall, "mall", faults, salvage=True, **_whole(given))
    # Nothing can be said about anybody's hours beside hours that cannot be read; a mall without a site says so.
    return mall if mall is None or hours else msgspec.structs.replace(mall, site="")


def _whole(given: dict[str, Any]) -> dict[str, Any]:
    """What is not written is as it is without: none of these is a key of `[mall]`."""
    return {name: given.get(name, getattr(NO_MALL, name)) for name in ("hours", *BESIDE)}


def mall_tables(data: MallData) -> dict[str, Any]:
    """The mall as tables that `read_mall` reads to the same; positions are the order of the rows."""
    tables: dict[str, Any] = {
        "mall": write_table(data.mall, without=("hours", *BESIDE)),
        "hours": write_table(data.mall.hours),
        "priority": write_table(data.mall.priority),
    }
    for name in BESIDE[1:]:
        if getattr(data.mall, name) != getattr(NO_MALL, name):
            tables[name] = write_table(getattr(data.mall, name))
    for kind, shape in KINDS.items():
        without = ("id", "position")
        rows = {row.id: write_table(row, without=without) for row in getattr(data, shape.field)}
        if kind == "priority_group":
            tables["priority"]["groups"] = rows
        elif rows:
            tables[shape.table] = rows
    return tables
