"""The kinds of rows that the register has, and a row as JSON and back. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from broker_config.mall import KINDS, MALL, Agency, Mall
from broker_config.nouns import Name, Slug
from broker_config.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from broker_config.mall import MallData

At = Annotated[float, Meta(ge=0, le=1e11)]


class Closure(msgspec.Struct, frozen=True, kw_only=True):
    """A counter, an agency or (both empty) the mall asks to be closed from `start` to `end`, in UTC seconds.

    Minutes of an approved closure are not held against anybody, also when it was approved afterwards.
    """

    id: Slug
    counter: str = ""
    agency: str = ""
    start: At
    end: At
    reason: Name
    asked_by: str = ""
    status: Literal["asked", "approved", "refused"] = "asked"
    decided_by: str = ""
    archived: bool = False


ROWS: dict[str, type[msgspec.Struct]] = {
    MALL: Mall,
    **{kind: shape.row for kind, shape in KINDS.items()},
    "closure": Closure,
}


class Change(NamedTuple):
    """A row as it shall stand from now on; an id that is not there yet makes a new one."""

    kind: str
    id: str
    row: dict[str, Any]


def from_mall(data: MallData) -> Iterator[Change]:
    """The rows of a seed; where no position was written it is that in the file."""
    yield Change(MALL, MALL, as_row(data.mall))
    for kind, shape in KINDS.items():
        for position, row in enumerate(getattr(data, shape.field), 1):
            placed = row
            if getattr(row, "position", None) == 0:
                placed = msgspec.structs.replace(row, position=position)
            yield Change(kind, row.id, as_row(placed))


def as_row(struct: msgspec.Struct) -> dict[str, Any]:
    """A row's struct as JSON, without the id."""
    return msgspec.to_builtins(write_table(struct, without=("id",)))


def in_order(rows: Iterable[Any]) -> list[Any]:
    """Rows as a person wants them listed: by number or position, else by id."""
    return sorted(rows, key=lambda row: (getattr(row, "number", getattr(row, "position", 0)), row.id))


def offered(agency: Agency | None) -> bool:
    """Whether an agency works in the mall: there are counters to open, and numbers to give."""
    return agency is not None and agency.status == "active" and not agency.archived
