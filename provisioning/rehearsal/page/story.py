"""What happens in the mall, in plain words: from a press to its uid, its number, its paper and its call.

The middle of that way is inside the processes, so it is read off their own logs, where every line has the uid.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from provisioning.rehearsal.mall import Mall

KEPT = 120
_LINE = re.compile(
    r" INFO (?P<who>hub\.service|kiosk\.clerk): (?P<uid>[\w-]+\.\d+\.\d+) "
    r"(?P<what>bound|called|recalled|served|finished|no_show|failed|replaced) (?P<label>\S*) ?(?P<where>\S*)"
)


class Happening(NamedTuple):
    """One line. `key` finds its words, `kind` its sign; `at` is the mall's time."""

    number: int
    at: float
    key: str
    label: str
    more: dict[str, Any]


class Turn(NamedTuple):
    """What became of a ticket, and at which counter (0: at none)."""

    label: str
    became: str
    counter: int


class Story:
    """The newest lines; `on_line(happening)` hears each, in any thread, under `lock`."""

    def __init__(self, mall: Mall, on_line: Callable[[Happening], None], lock: threading.RLock) -> None:
        self._mall, self._on_line, self._lock = mall, on_line, lock
        self._lines: deque[Happening] = deque(maxlen=KEPT)
        self._count = 0
        self._counters = {counter.id: counter.number for counter in mall.fleet.counters}
        self._services = {service.id: service.name for service in mall.fleet.services}

    def tell(self, key: str, label: str = "", **more: Any) -> None:
        """Something happened."""
        if "button" in more:
            more["service"] = self._services.get(more["button"], "")
        with self._lock:
            self._count += 1
            line = Happening(self._count, self._mall.now(), key, label, more)
            self._lines.append(line)
            self._on_line(line)

    def newest(self) -> list[Happening]:
        """What is still remembered, oldest first."""
        with self._lock:
            return list(self._lines)

    def read(self, process: str, line: str) -> Turn | None:
        """A line of a process's log; gives the turn that a ticket took, if the line tells of one."""
        found = _LINE.search(line)
        if found is None:
            return None
        who, uid, what, label, where = found.groups()
        offline = "-" in label
        if who == "kiosk.clerk":
            if what == "bound":
                self.tell("bound_offline" if offline else "bound", label, device=process, uid=uid)
            return None
        if what == "bound":
            if offline:
                self.tell("merged", label)
        elif what in ("failed", "replaced"):
            self.tell(what, label)
        else:
            self.tell(what, label, counter=self._counters.get(where, 0))
        return Turn(label, what, self._counters.get(where, 0))
