"""What the hub remembers beside tickets: devices, the counters' records, announcements, alerts. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec


class Announcement(NamedTuple):
    """A call or a recall: its number among all of the hall's, the ticket, to which counter, and when."""

    call: int
    uid: str
    counter: str
    at: float
    recall: bool


class DeviceRecord(msgspec.Struct, kw_only=True):
    """What the hub must not forget of a device."""

    id: str
    journal: str = ""
    boot: int = 0
    since: int = 0  # the boot under which its journal was admitted
    letter: str = ""
    log_seq: int = 0
    command: str = ""  # the last counter command that was done, and its label
    command_label: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a counter's record: whom it called, and how that ended. A recall makes no new one.

    `ending` is the state that the ticket went into; `by` the officer, if one was signed in.
    """

    call: int
    uid: str
    label: str
    counter: str
    called_at: float
    served_at: float | None = None
    ended_at: float | None = None
    ending: str = ""
    by: str = ""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Something that needs a person: opened by its cause, acknowledged by somebody, closed when the cause is gone."""

    key: str
    kind: str
    subject: str
    detail: dict[str, Any]
    opened_at: float
    acknowledged_at: float | None = None
    acknowledged_by: str = ""
    closed_at: float | None = None
