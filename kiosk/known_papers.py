"""What the readers of a box need from the rest of it: the mall's key, the service day, and which papers are ours.

A visitor who shows the QR code of a ticket gets it printed again. So the role is told, for each ticket of today, what
a reader makes of its code: when it was printed, and again when the kiosk was started again or the day's key is a new
one. Must never know what was read.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from broker_config import contract as c
from broker_config.localtime import service_day
from broker_config.settings import ConfigError, DeviceSettings, read_identity_key
from kiosk.identity import IDENTITY
from kiosk.receipt import qr_text
from kiosk.roles import PaperCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from broker_config.outbox import Outbox
    from kiosk.hub_watch import HubWatch

log = logging.getLogger(__name__)

MOST = 500  # tickets of today that are looked up after a start


def give_key(device: DeviceSettings, base: Path) -> None:
    """Read the identity key that the settings name. Without it numbers are given all the same."""
    if not device.identity:
        IDENTITY.take_key(b"")
        return
    try:
        IDENTITY.take_key(read_identity_key(base / device.identity))
    except ConfigError as error:
        log.error("%s: no staff card and no booking is known", error)  # noqa: TRY400 - the line says it all
        IDENTITY.take_key(b"", f"{device.identity} is missing or damaged")


class KnownPapers:
    """Keeps the readers' day and the role's codes of papers.

    `outbox` has the tickets; None where none can be shown. `tell` takes each `PaperCode`.
    """

    def __init__(self, watch: HubWatch, outbox: Outbox | None, tell: Callable[[PaperCode], None]) -> None:
        self._watch, self._outbox, self._tell = watch, outbox, tell
        self._mall: c.Mall | None = None
        self._fresh: list[str] = []  # uids of tickets that came out just now

    def turn(self, catalogue: c.Catalogue | None, now: float) -> None:
        """Do what is due; called at least each second."""
        if catalogue is None:
            return
        mall, known, self._mall = catalogue.mall, self._mall, catalogue.mall
        at, trusted = self._watch.at_least(now), self._watch.hub_time(now) is not None
        day = "" if at is None else _day(at, mall)
        moved = known is not None and known.ticket_url != mall.ticket_url
        if IDENTITY.begin_day(day, trusted=trusted) or moved:
            self._fresh.clear()
            self._tell_all(day, mall)
        while self._fresh:
            self._tell_one(self._fresh.pop(0), mall)

    def printed(self, uid: str) -> None:
        """A ticket is on its way to the printer. What stands for it is reckoned later, when nobody waits."""
        self._fresh.append(uid)

    def _tell_all(self, day: str, mall: c.Mall) -> None:
        if self._outbox is None:
            return
        log = self._outbox.latest(c.Bound, c.Printed, limit=2 * MOST)
        failed = {one.uid for one in log if isinstance(one, c.Printed) and one.result == "failed"}
        heirs = {one.replaces: one.uid for one in log if isinstance(one, c.Bound) and one.replaces}
        for bound in log:
            if isinstance(bound, c.Bound) and (bound.at is None or _day(bound.at, mall) == day):
                uid = bound.uid
                while uid in heirs:  # a piece of a paper that failed stands for what was printed instead
                    uid = heirs[uid]
                self._tell_code(bound, mall, uid, failed=uid in failed)

    def _tell_one(self, uid: str, mall: c.Mall) -> None:
        bound = None if self._outbox is None else self._outbox.find(c.Bound, uid)
        if bound is not None:
            self._tell_code(bound, mall, uid)  # how its paper came out the role knows itself

    def _tell_code(self, bound: c.Bound, mall: c.Mall, uid: str, *, failed: bool = False) -> None:
        if code := qr_text(mall, bound.token):
            self._tell(PaperCode(uid, IDENTITY.paper(code), failed))


def _day(at: float, mall: c.Mall) -> str:
    return service_day(at, mall.timezone, mall.day_ends).isoformat()
