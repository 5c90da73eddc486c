"""What people and machines did on a rehearsed day, and when; all that a stopwatch needs, no word of the hub's. Pure.

Whoever plays the day writes it down as it is done. `minutes.py` makes of it what the record has to say.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

What = Literal[
    "came", "went",  # an officer, in flesh; nobody who keeps a record could see it
    "seen", "felt", "left",  # a press or a command that was done; one that was refused; a sign-out
    "up", "down",  # a device at a counter can be heard, or cannot
    "waits", "gone",  # a ticket can be called from now on, or cannot any more
    "called", "free",  # a ticket is at a counter, or has left it
]  # fmt: skip


class Act(NamedTuple):
    """One thing that was done, `at` seconds after local midnight.

    `who` is the officer if the hub could know (not for a pad's button), or the device; `ticket` and `person` name
    somebody who waits for `service`, at the one counter `only` or at any.
    """

    at: float
    what: What
    counter: str = ""
    who: str = ""
    ticket: str = ""
    person: str = ""
    service: str = ""
    only: str = ""
