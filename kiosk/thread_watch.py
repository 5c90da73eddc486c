"""Which threads of a library hear for us, and whether they still live.

A GPIO library delivers every edge in a thread of its own (lgpio has one for all pins, others one for each). When an
exception ends it, every button is dead and nothing says a word. Whatever thread began to run while pins were claimed
is therefore remembered here, whichever library it is of; the agent asks, and ends the process when one has ended.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

log = logging.getLogger(__name__)

# Without its thread: how long we go on at least, how long at most, and how often the pins are read until then.
LAST_S, LONGEST_S, LOOK_S = 1.0, 10.0, 0.03

_watched: list[threading.Thread] = []
_early: list[
    threading.Thread
] = []  # of a library that was loaded and then found no pins: they are used later
_failed: list[threading.Thread] = []  # by an exception, a moment before they have ended


@contextlib.contextmanager
def watching() -> Iterator[list[threading.Thread]]:
    """Watch the threads that begin inside, once it ends well; the list is filled with them at its end."""
    before, begun = set(threading.enumerate()), list[threading.Thread]()
    try:
        yield begun
    except BaseException:
        _early.extend(_since(before))
        raise
    begun += [*(thread for thread in _early if thread.is_alive()), *_since(before)]
    _early.clear()
    _watched.extend(begun)


def _since(before: set[threading.Thread]) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread not in before]


def let_go(begun: list[threading.Thread]) -> None:
    """These may end now."""
    for thread in begun:
        if thread in _watched:
            _watched.remove(thread)


def ended() -> str:
    """The name of a watched thread that has ended, or is about to; empty if all live."""
    return next((thread.name for thread in _watched if thread in _failed or not thread.is_alive()), "")


def tell_at_once(tell: Callable[[], None]) -> None:
    """Call `tell` in the moment in which an exception ends a watched thread, from that thread."""
    usual = threading.excepthook

    def failed(what: threading.ExceptHookArgs) -> None:
        usual(what)
        if what.thread in _watched:
            _failed.append(what.thread)
            tell()

    threading.excepthook = failed


class Watch:
    """Ends the process when a watched thread has ended: it is started again, and so is the library.

    What is under way is finished first: `busy` tells whether anything is. Until then `hurry` makes the pins be read so
    often that no finger is missed: a pin's level can be read without the thread.
    """

    def __init__(self, hurry: Callable[[float], None], busy: Callable[[], bool]) -> None:
        self._hurry, self._busy = hurry, busy
        self._missed_at: float | None = None

    def look(self, now: float) -> None:
        """To be called with every turn of the loop.

        Raises:
            RuntimeError: a thread has ended, and so has what was under way.
        """
        name = ended()
        if name and self._missed_at is None:
            log.error("the GPIO library's thread %s has ended: starting again", name)
            self._missed_at = now
            self._hurry(LOOK_S)
        elif self._missed_at is not None:
            for_s = LONGEST_S if self._busy() else LAST_S
            if now >= self._missed_at + for_s:
                raise RuntimeError(f"the GPIO library's thread {name} has ended")
