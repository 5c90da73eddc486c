"""From the hall to what screens show while nobody is called: the mall's media, and the pages of its offer. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.contract import Programme
from broker_config.mall_rules import MOST_CLIPS
from broker_config.signage import Clip
from hub.signage.pages import pages

if TYPE_CHECKING:
    from hub import register as rows
    from hub.hall import Hall


def programme(hall: Hall, rev: int, now: float) -> Programme:
    """What there is to show at a time (UTC seconds); of clips, each display reckons with the dates itself."""
    idle = hall.register.mall.idle
    return Programme(
        epoch=hall.epoch, rev=rev, clips=clips(hall.register), pages=pages(hall, now),
        after_s=idle.after_s, page_s=idle.page_s,
    )  # fmt: skip


def clips(register: rows.Register) -> tuple[Clip, ...]:
    """The media that are in use, in the order of their ids."""
    return tuple(
        Clip(
            id=row.id, kind=row.kind, sha256=row.sha256, size=row.size, seconds=row.seconds, sound=row.sound,
            zones=row.zones, when=row.when,
        )
        for _, row in sorted(register.clips.items())
        if row.sha256 and not row.archived
    )[:MOST_CLIPS]  # fmt: skip


def files(register: rows.Register) -> set[str]:
    """The SHA-256 of every file that some row names: the archive's too, which can be brought back."""
    named = {row.sha256 for row in register.clips.values()} | {register.mall.theme.logo}
    return named - {""}
