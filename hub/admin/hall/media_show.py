"""The pages of the mall's media as they are drawn: the list by how each stands today, and the form of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import g, render_template, request

from broker_config.localtime import local
from broker_config.nouns import DAYS
from hub.admin.hall import media_form as forms
from hub.admin.settings import show
from hub.admin.settings.reading import mark
from hub.admin.settings.rows import Faulty, Stale, find
from hub.media.rules import MB
from hub.register.rows import in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from broker_config.mall import Clip
    from hub.admin.settings.rows import Seen
    from hub.media.shelf import Shelf
    from hub.media.uploads import Upload

STATES = ("missing", "today", "other", "later", "over")


class Entry(NamedTuple):
    """A picture or a video as it is listed: how it stands today, and its row's mark."""

    row: Clip
    state: forms.State
    mark: str

    @classmethod
    def of(cls, seen: Seen, shelf: Shelf, row: Clip) -> Entry:
        """As it stands in the register and on the shelf."""
        today = local(seen.now, seen.register.mall.timezone).date()
        state = forms.state(row, today, there=shelf.find(row.sha256) is not None)
        return cls(row, state, mark(find(seen.register, "clip", row.id)))


def list_page(seen: Seen, shelf: Shelf, in_archive: bool) -> str:  # noqa: FBT001 - what the address asks
    """All of them, those that play today first; or those of the archive."""
    every = [Entry.of(seen, shelf, row) for row in seen.register.clips.values()]
    found = sorted(
        (entry for entry in every if (entry.state == "archived") == in_archive),
        key=lambda entry: (entry.row.name.casefold(), entry.row.id),
    )
    states = ("archived",) if in_archive else STATES
    groups = [(state, [entry for entry in found if entry.state == state]) for state in states]
    return render_template(
        "media.html",
        groups=[(state, entries) for state, entries in groups if entries],
        in_archive=in_archive,
        archived=sum(entry.state == "archived" for entry in every),
        room=room(shelf),
        new=request.args.get("baru", "")[:60],
        saved=request.args.get("disimpan", "")[:60],
        **around(seen),
    )


def form_page(
    seen: Seen,
    filled: forms.Filled,
    faults: Mapping[str, str],
    *,
    entry: Entry | None = None,
    sent: tuple[str, str] | None = None,
    kind: str = "",
) -> str:
    """The form: of a new one, or of `entry`. `sent`: the key of a file that is here already, and what it is."""
    register = seen.register
    chosen = set(filled.zones)
    zones = [row for row in in_order(register.zones.values()) if not row.archived or row.id in chosen]
    return render_template(
        "media_form.html",
        filled=filled,
        faults=faults,
        entry=entry,
        sent=sent,
        kind=entry.row.kind if entry else kind,
        zones=zones,
        days=DAYS,
        **around(seen),
    )


def said(slug: str, refused: Faulty | Stale) -> dict[str, str]:
    """Why a row could not be written, by the field where it is to be said."""
    if isinstance(refused, Stale):
        return {"": g.words["med_stale"]}
    if refused.refused is not None:
        return {"": refused.refused.text(g.language)}
    return forms.by_field(slug, refused.faults, g.language)


def lost_row(seen: Seen, shelf: Shelf, sha256: str) -> str:
    """The row in use, if any, that names a file which is not here: it came with an import, and now its file does."""
    there = shelf.find(sha256) is not None
    rows = seen.register.clips.values()
    return next((row.id for row in rows if row.sha256 == sha256 and not (row.archived or there)), "")


def room(shelf: Shelf) -> str:
    """How much of the room for media is taken."""
    used, most = shelf.used() / MB, float(shelf.limits.total_mb)
    return g.words("med_room", size(used * MB), size(most * MB))


def size(count: float) -> str:
    """Bytes as people say it: `640 kB`, `12,5 MB`, `1,2 GB`."""
    for unit, digits in ((1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{g.words.decimal(round(count / unit, 1), 1)} {digits}"
    return f"{max(1 if count else 0, round(count / 1000))} kB"


def facts_line(upload: Upload) -> str:
    """What a file turned out to be, in a line: `promo.mp4 · 12,5 MB · 1920 x 1080 · 0:34`."""
    assert upload.looked is not None  # noqa: S101 - for the type checker: it is whole
    facts = upload.looked.facts
    parts = [upload.name, size(upload.size), f"{facts.width} × {facts.height}"]  # noqa: RUF001 - as it is written
    if facts.kind == "video":
        parts.append(forms.length(facts.seconds))
        parts.append(g.words["med_has_sound" if facts.sound else "med_no_sound"])
    return " · ".join(filter(None, parts))


def around(seen: Seen) -> dict[str, Any]:
    """What each of these pages needs beside its own."""
    return {
        **show.around(seen),
        "when": forms.when,
        "day_name": forms.day_name,
        "length": forms.length,
        "size": size,
    }
