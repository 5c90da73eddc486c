"""Whether an edit of the register may be made: every fault of it, in Indonesian and English, before it is. Pure.

What must hold between rows is said once, in `broker_config/mall_rules.py`, for files and for edits alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config import mall_rules
from broker_config.mall import BESIDE, KINDS, MALL, MallData
from broker_config.mall_file import read_row
from broker_config.tables import Fault, Faults, read_table
from hub.register.rows import ROWS, Closure, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hub.register.rows import Change

    Tables = Mapping[str, Mapping[str, Any]]  # rows by kind and id

LONGEST_CLOSURE_S = 366 * 86400.0
_KIND_OF = {shape.table: kind for kind, shape in KINDS.items()} | {"closures": "closure"}


class RowFault(NamedTuple):
    """What is wrong with an edit, and where: `field` may be a path (`hours.week.friday`) or empty."""

    kind: str
    id: str
    field: str
    text: str
    english: str


def faults_of(tables: Tables, changes: Sequence[Change]) -> list[RowFault]:
    """Every fault that these rows would have after the changes and have not now."""
    faults, nowhere = Faults(), []
    draft = {kind: dict(tables[kind]) for kind in ROWS}
    known = {kind: {*rows} for kind, rows in draft.items()}
    touched = {(change.kind, change.id) for change in changes}
    for change in changes:
        if change.kind not in ROWS or (change.kind == MALL) != (change.id == MALL):
            nowhere.append(RowFault(change.kind, change.id, "", "tidak ada baris seperti ini", "no such row"))
            continue
        known[change.kind].add(change.id)
        row = _read(change, faults)
        if row is None:
            draft[change.kind].pop(change.id, None)
        else:
            draft[change.kind][change.id] = row
    found = [*faults.found, *_between(draft, known, tables, touched)]
    return [*nowhere, *(_row_fault(fault) for fault in dict.fromkeys(found))]


def _read(change: Change, faults: Faults) -> Any | None:
    if change.kind == "closure":
        return read_table(change.row, Closure, f"closures.{change.id}", faults, salvage=True, id=change.id)
    return read_row(change.kind, change.id, change.row, faults)


def _between(
    draft: Tables,
    known: dict[str, set[str]],
    tables: Tables,
    touched: set[tuple[str, str]],
) -> list[Fault]:
    """What does not hold between the rows of the draft, and was not so before."""
    faults = Faults()
    forgiven = _check_archive(draft, touched, faults)
    if data := _data(draft, touched):
        mall_rules.check(data, known, faults, forgiven)
    _check_managers(draft, tables, touched, faults)
    for closure in draft["closure"].values():
        if ("closure", closure.id) in touched:
            _check_closure(closure, known, faults)
    present = _data(tables)
    if not faults.found or present is None:
        return faults.found
    before = Faults()
    mall_rules.check(present, {kind: tables[kind].keys() for kind in KINDS}, before)
    old = {fault for fault in before.found if (_row_fault(fault)[:2]) not in touched}
    return [fault for fault in faults.found if fault not in old]


def _data(draft: Tables, last: Collection[tuple[str, str]] = ()) -> MallData | None:
    """The rows as one mall, `last` ones last: of two with the same number, the one that came is to blame."""
    if MALL not in draft[MALL]:
        return None
    rows = {
        shape.field: tuple(sorted(in_order(draft[kind].values()), key=lambda row: (kind, row.id) in last))
        for kind, shape in KINDS.items()
    }
    return MallData(mall=draft[MALL][MALL], **rows)


def _check_archive(draft: Tables, touched: set[tuple[str, str]], faults: Faults) -> set[tuple[str, str]]:
    """Note what this edit puts into the archive though others refer to it; at the row itself, not at the others."""
    going = {(kind, slug) for kind, slug in touched if kind in KINDS and _archived(draft[kind].get(slug))}
    data = _data(draft)
    users_of: dict[tuple[str, str], list[str]] = {}
    for reference in mall_rules.references(data) if data else ():
        users_of.setdefault((reference.kind, reference.id), []).append(reference.place)
    for kind, slug in sorted(going & users_of.keys()):
        places = ", ".join(dict.fromkeys(users_of[kind, slug]))
        faults.add(
            f"{KINDS[kind].table}.{slug}",
            "archived",
            f"still in use by {places}",
            f"masih dipakai oleh {places}",
        )
    return going


def _archived(row: Any) -> bool:
    return row is not None and row.archived


def _check_managers(draft: Tables, tables: Tables, touched: set[tuple[str, str]], faults: Faults) -> None:
    """Whoever edits must not lock the mall out of its own hub."""

    def managers(users: Mapping[str, Any]) -> list[str]:
        return [user.id for user in users.values() if user.role == "manager" and not user.archived]

    if managers(tables["user"]) and not managers(draft["user"]):
        for slug in managers(tables["user"]):
            if ("user", slug) in touched:
                faults.add(
                    f"users.{slug}", "role", "the mall needs at least one manager",
                    "mal memerlukan paling sedikit satu manajer",
                )  # fmt: skip


def _check_closure(closure: Closure, known: dict[str, set[str]], faults: Faults) -> None:
    place = f"closures.{closure.id}"
    if closure.counter and closure.counter not in known["counter"]:
        faults.unknown(place, "counter", "counter", closure.counter, known["counter"])
    if closure.agency and closure.agency not in known["agency"]:
        faults.unknown(place, "agency", "agency", closure.agency, known["agency"])
    if closure.counter and closure.agency:
        faults.add(
            place, "agency", "name the counter or the agency, not both",
            "pilih loket atau instansi, jangan keduanya",
        )  # fmt: skip
    if closure.end <= closure.start:
        faults.add(place, "end", "is not after it begins", "harus sesudah waktu mulai")
    elif closure.end - closure.start > LONGEST_CLOSURE_S:
        faults.add(
            place, "end", "is more than a year after it begins", "lebih dari setahun sesudah waktu mulai"
        )
    if closure.status != "asked" and not closure.decided_by:
        faults.add(place, "decided_by", "is missing", "belum diisi")


def _row_fault(fault: Fault) -> RowFault:
    """A fault of a table of the file as one of a row: `[agencies.bnn.hours.week] friday` is agency, bnn."""
    table, key = fault.table, fault.key
    if table in ("hours", *BESIDE) or table.startswith("hours."):
        return RowFault(MALL, MALL, f"{table}.{key}".rstrip("."), fault.indonesian, fault.english)
    if table in (MALL, ""):
        return RowFault(MALL, MALL, key, fault.indonesian, fault.english)
    for name, kind in _KIND_OF.items():
        if table == name:
            return RowFault(kind, "", key, fault.indonesian, fault.english)
        if table.startswith(f"{name}."):
            slug, _, inner = table.removeprefix(f"{name}.").partition(".")
            return RowFault(kind, slug, ".".join(filter(None, (inner, key))), fault.indonesian, fault.english)
    raise ValueError(f"no row stands in [{table}]")
