"""What is known of a counter, as facts in the order in which they became known: what `presence` judges. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Seen(NamedTuple):
    """An officer showed: a card, a press, a call, work at the console. `how` in a word, `by` their id or empty."""

    at: float
    how: str
    by: str = ""


class Left(NamedTuple):
    """An officer signed out; with an empty `by`, whoever was there."""

    at: float
    by: str = ""


class Link(NamedTuple):
    """From now on evidence could reach the hub, or (`alive` false) could not, because of `what`."""

    at: float
    alive: bool
    what: str = ""


class Ticket(NamedTuple):
    """A ticket was called, called again or is being served here; none is here, if `label` is empty."""

    at: float
    label: str


class Queue(NamedTuple):
    """From now on somebody who could be called here waits, or nobody."""

    at: float
    waiting: bool


Fact = Seen | Left | Link | Ticket | Queue
