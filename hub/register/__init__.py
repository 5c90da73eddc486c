"""The register: the mall as the hub keeps it, row by row, from the seed on through every edit. Pure.

A row is what the journal and the database hold of it, a dict of JSON; here it stands as a struct. Rows are never
taken out: what is over stays in the archive, because tickets and minutes of the past refer to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from broker_config import contract
from broker_config.mall import (
    KINDS,
    MALL,
    NO_MALL,
    Agency,
    Clip,
    Counter,
    Mall,
    MallData,
    Notice,
    Override,
    PriorityGroup,
    Screen,
    Service,
    User,
    Zone,
)
from hub.register.check import RowFault, faults_of
from hub.register.rows import ROWS, Change, Closure, as_row, from_mall, in_order, offered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Change", "Closure", "Register", "RowFault", "from_mall"]

Row = TypeVar("Row", bound=msgspec.Struct)


class Register:
    """The mall as data, by kind and id; archived rows too.

    Attributes:
        mall: the mall itself, with its hours and its priority policy.
        zones, agencies, services, counters, priority_groups, users, overrides, screens, notices, clips, closures:
            by id.
        version: grows with every row put.
        memo: what was worked out of this version, by whoever did; emptied by the next row put.
    """

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self.mall: Mall = NO_MALL
        self.zones: dict[str, Zone] = {}
        self.agencies: dict[str, Agency] = {}
        self.services: dict[str, Service] = {}
        self.counters: dict[str, Counter] = {}
        self.priority_groups: dict[str, PriorityGroup] = {}
        self.users: dict[str, User] = {}
        self.overrides: dict[str, Override] = {}
        self.screens: dict[str, Screen] = {}
        self.notices: dict[str, Notice] = {}
        self.clips: dict[str, Clip] = {}
        self.closures: dict[str, Closure] = {}
        self.version = 0
        self.memo: dict[Any, Any] = {}
        for kind, slug, row in changes:
            self.put(kind, slug, row)

    def copy(self) -> Register:
        """The same rows in a register of its own, for whoever has more to work out than the writer has time for."""
        twin = Register()
        twin.mall = self.mall
        for kind in ROWS:
            if kind != MALL:
                twin.table(kind).update(self.table(kind))
        twin.version = self.version
        return twin

    @property
    def one_in(self) -> int:
        """At least one in so many calls is for a priority group: 1 always while one waits, 0 never for being one."""
        return self.mall.priority.one_in

    def table(self, kind: str) -> dict[str, Any]:
        """All rows of a kind by id; the mall stands alone in its own.

        Raises:
            ValueError: there is no such kind.
        """
        if kind == MALL:
            return {MALL: self.mall} if self.mall is not NO_MALL else {}
        if kind not in ROWS:
            raise ValueError(f"the register has no rows of kind {kind!r}")
        return getattr(self, KINDS[kind].field if kind in KINDS else "closures")

    def put(self, kind: str, slug: str, row: dict[str, Any]) -> None:
        """Let a row stand as given, in place of what it was. Keys that this version does not know are passed over.

        Raises:
            ValueError: there is no such kind.
            msgspec.ValidationError: it is no such row.
        """
        table = self.table(kind)
        if kind == MALL:
            self.mall = msgspec.convert(row, Mall)
        else:
            table[slug] = msgspec.convert({**row, "id": slug}, ROWS[kind])
        self.version += 1
        self.memo.clear()

    def row(self, kind: str, slug: str) -> dict[str, Any]:
        """A row as JSON: only what differs from the defaults, without the id.

        Raises:
            ValueError: there is no such kind.
            KeyError: there is no such row.
        """
        return as_row(self.table(kind)[slug])

    def rows(self) -> Iterator[Change]:
        """Every row, for storing."""
        for kind in ROWS:
            for slug in self.table(kind):
                yield Change(kind, slug, self.row(kind, slug))

    def data(self) -> MallData:
        """The mall as one piece, in the order of lists; closures are no part of it."""
        rows = {shape.field: tuple(in_order(self.table(kind).values())) for kind, shape in KINDS.items()}
        return MallData(mall=self.mall, **rows)

    def wire(self, epoch: int, rev: int) -> contract.Catalogue:
        """What the mall offers here and now: nothing archived, of active agencies, served in this hall."""
        agencies = {row.id: row for row in in_order(self.agencies.values()) if offered(row)}
        services = {
            row.id: row
            for row in in_order(self.services.values())
            if row.agency in agencies and row.place == "here" and not row.archived
        }
        counters = [
            msgspec.structs.replace(row, services=tuple(name for name in row.services if name in services))
            for row in in_order(self.counters.values())
            if row.agency in agencies and not row.archived
        ]
        return contract.Catalogue(
            epoch=epoch,
            rev=rev,
            mall=_as(contract.Mall, self.mall),
            zones=tuple(_as(contract.Zone, row) for row in in_order(self.zones.values()) if not row.archived),
            agencies=tuple(_as(contract.Agency, row) for row in agencies.values()),
            services=tuple(_as(contract.Service, row) for row in services.values()),
            counters=tuple(_as(contract.Counter, row) for row in counters),
            priority_groups=tuple(
                _as(contract.PriorityGroup, row)
                for row in in_order(self.priority_groups.values())
                if not row.archived and self.mall.priority.one_in
            ),
        )

    def check(self, changes: Iterable[tuple[str, str, dict[str, Any]]]) -> list[RowFault]:
        """Every fault that the register would have after these changes and has not now; it stays as it is."""
        return faults_of({kind: self.table(kind) for kind in ROWS}, [Change(*change) for change in changes])


def _as(into: type[Row], row: msgspec.Struct) -> Row:
    """What the wire has of a row."""
    return into(**{name: getattr(row, name) for name in into.__struct_fields__})
