"""A gentle stream of visitors for as long as somebody watches, and officers who serve them.

They are the same people as in an unattended run, in less of a hurry to come and in more of a hurry to go: a
page is watched for minutes, not for a morning.
"""

from __future__ import annotations

import random
import threading
from itertools import accumulate
from typing import TYPE_CHECKING

from provisioning.rehearsal.crowd import Crowd
from provisioning.rehearsal.people import visitors

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.mall import Mall

ENOUGH = 1000
APART_S = (5.0, 13.0)  # real seconds, as all here
WALK_S = (2.0, 5.0)
SERVICE_S = (8.0, 22.0)


class Visitors:
    """They come and go; `told(on)` hears when they begin and end to come."""

    def __init__(self, mall: Mall, told: Callable[[bool], None]) -> None:
        self._mall, self._told = mall, told
        self._lock = threading.Lock()
        self._crowd: Crowd | None = None

    def let_in(self, *, on: bool) -> bool:
        """Open or close the doors. False if they were so already."""
        with self._lock:
            if on == (self._crowd is not None):
                return False
            if on:
                self._crowd = Crowd(self._mall, self._drawn())
                self._crowd.start()
            elif self._crowd is not None:
                self._crowd.stop()
                self._crowd = None
        self._told(on)
        return True

    def _drawn(self) -> list:
        chance = random.Random()  # noqa: S311 - who comes next is no secret
        rate, since = self._mall.rate, self._mall.now() - self._mall.start_at
        gaps = accumulate(chance.uniform(*APART_S) * rate for _ in range(ENOUGH))
        return [
            visitor._replace(
                at=since + gap,
                walk_s=chance.uniform(*WALK_S) * rate,
                service_s=chance.uniform(*SERVICE_S) * rate,
            )
            for visitor, gap in zip(visitors(self._mall.fleet, ENOUGH, chance), gaps, strict=True)
        ]
