"""The journal for another program: its lines in their own order, without what must not leave the house.

A ticket's token opens the visitor's page, and a person's row holds a name: neither is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from hub import events as e
from hub.api import asked, shapes
from hub.api.source import Listed
from hub.storage.search import Wanted, follow

if TYPE_CHECKING:
    from hub.api.source import Source
    from hub.storage.search import Line

# Opens a visitor's page; tells a device's journal from a forged one; stands for the code of a booking.
SECRET = frozenset({"token", "journal", "booking"})
_TOLD = frozenset(
    {"at", "event", "person", "uid", "label", "counter", "device"}
)  # each has a place of its own


def journal(source: Source, wanted: asked.Journal) -> Listed[shapes.JournalLine]:
    """List what happened; `more` is true also if the search was cut short, after a fraction of a second."""
    names = ("event", "uid", "label", "counter", "device", "by")
    look = Wanted(
        **{name: getattr(wanted, name) for name in names if getattr(wanted, name) is not UNSET},
        since=None if wanted.since is UNSET else wanted.since.timestamp(),
        until=None if wanted.until is UNSET else wanted.until.timestamp(),
    )
    limit = asked.USUAL if wanted.limit is UNSET else wanted.limit
    page = follow(source.store, look, 0 if wanted.after is UNSET else int(wanted.after), limit)
    return Listed([_line(source, line) for line in page.lines], str(page.after), page.more)


def _line(source: Source, line: Line) -> shapes.JournalLine:
    event = line.event
    return shapes.JournalLine(
        seq=line.seq,
        at=source.time(line.at),
        event=e.tag(event),
        uid=getattr(event, "uid", ""),
        label=getattr(event, "label", ""),
        counter=getattr(event, "counter", ""),
        device=getattr(event, "device", ""),
        by=event.by,
        detail=detail(event),
    )


def detail(event: e.Event) -> dict[str, Any]:
    """What an event says that has no place of its own in the line."""
    told = msgspec.to_builtins(event)
    if isinstance(event, e.Edited) and event.kind == "user":
        told["row"] = {}
    if isinstance(event, e.Replaced):
        told["successor"] = told.pop("by")  # on the disk it has a name that now means the person
    return {name: value for name, value in told.items() if name not in SECRET | _TOLD}


def told_fields(kind: type[e.Event]) -> list[str]:
    """What `detail` can hold of a kind of event."""
    return [name for name in kind.__struct_fields__ if name not in SECRET | _TOLD | {"by"}]
