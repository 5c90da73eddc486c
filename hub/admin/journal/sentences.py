"""A line of the journal as a sentence: who did what, to which number, where. Pure.

The texts are `did_<event>` of the words, with blanks by name. Must never leave a line without a sentence: what an
event lacks is said without it.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hub import events as e
from hub.admin.settings.lists import name_of

if TYPE_CHECKING:
    from hub.admin.words import Words
    from hub.register import Register

# What may be asked for at once: events by what they are about.
KINDS: dict[str, tuple[str, ...]] = {
    "tickets": (
        *("reserved", "bound", "replaced", "printed", "failed", "presumed", "voided", "lapsed", "called"),
        *("recalled", "served", "finished", "no_show", "parked", "resumed", "transferred", "restored"),
        *("cancelled", "prioritised", "joined", "entered", "entered_served", "reprinted", "rated"),
    ),
    "desk": ("restored", "cancelled", "voided", "prioritised", "joined", "entered", "entered_served"),
    "settings": ("edited",),
    "counters": ("attended", "card_assigned"),
    "alerts": ("alert_opened", "alert_acknowledged", "alert_closed"),
    "hall": ("announced", "announcement_ended", "speaker_chosen"),
    "devices": (
        *("device_up", "device_down", "device_born", "device_admitted", "alarm", "hub_started"),
        *("clock_stepped", "epoch_began", "reconciled"),
    ),
    "days": ("day_began",),
}
DEVICES = "devices"  # the one kind that whoever looks after the devices may read
_ICONS = {
    "tickets": "people", "settings": "tool", "counters": "serving", "alerts": "alert",
    "devices": "idle", "days": "clock", "hall": "called",
    "device_up": "well", "alert_closed": "well", "device_down": "gone", "alarm": "alert",
    "called": "called", "recalled": "called",
}  # fmt: skip
LATE_S = 60.0  # what a pad told so long afterwards is told with its time
_CONSOLE = "console."  # what a counter's console is called among the devices


class Names(NamedTuple):
    """What rows are called, for one reader."""

    words: Words
    register: Register

    def of(self, kind: str, slug: str) -> str:
        """A row's name; its id, if it is none of this mall's."""
        user = self.register.users.get(slug) if kind == "user" else None
        if user is not None:
            return user.name
        return name_of(self.register, kind, slug) if kind in _KINDS else slug

    def device(self, slug: str) -> str:
        """A device, or a counter's console."""
        if slug.startswith(_CONSOLE):
            return self.words("console_at", self.of("counter", slug.removeprefix(_CONSOLE)))
        return slug


class Part(NamedTuple):
    """A part of a sentence; `stands_out`: it is a name, a number, what was typed."""

    text: str
    stands_out: bool


# What alerts are about, by their kind; empty: it is no row, or the key tells.
_ALERTS = {
    "unattended": "counter", "empty_days": "", "crowded": "zone",
    "long_wait": "service", "silent": "zone", "device_sick": "", "paper_low": "",
}  # fmt: skip
_KINDS = (
    "mall",
    "zone",
    "agency",
    "service",
    "counter",
    "priority_group",
    "user",
    "override",
    "closure",
    "screen",
    "notice",
    "clip",
)


def kind_of(event: e.Event) -> str:
    """What an event is about, in a word of `KINDS`; empty for what concerns nobody but the hub."""
    tag = e.tag(event)
    return next((name for name, tags in KINDS.items() if tag in tags), "")


def icon(event: e.Event) -> str:
    """The picture beside a line."""
    return _ICONS.get(e.tag(event)) or _ICONS.get(kind_of(event), "none")


def who(event: e.Event, names: Names) -> str:
    """Who did it: a person, else the device or the counter, else the hub."""
    if event.by:
        return names.of("user", event.by)
    if device := getattr(event, "device", ""):
        return names.device(device)
    counter = getattr(event, "counter", "")
    return f"{names.words['counter']} {names.of('counter', counter)}" if counter else names.words["hub"]


def data(event: e.Event) -> dict[str, Any]:
    """All that the journal holds of an event, but what opens a visitor's own page or stands for a code."""
    found = msgspec.to_builtins(event)
    for name in ("token", "booking"):
        found.pop(name, None)
    return found


def sentence(event: e.Event, names: Names) -> list[Part]:
    """What happened, for a reader, in parts; what it happened to stands out."""
    blanks = _blanks(event, names)
    parts: list[Part] = []
    for text, blank, _, _ in Formatter().parse(names.words[_key(event)]):
        if text:
            parts.append(Part(text, stands_out=False))
        if blank and blanks.get(blank):
            parts.append(Part(blanks[blank], stands_out=True))
    return parts


def plain(parts: list[Part]) -> str:
    """A sentence as a line of text."""
    return "".join(part.text for part in parts).strip()


def _key(event: e.Event) -> str:
    """The text of an event; some are told in more than one way."""
    key = f"did_{e.tag(event)}"
    if isinstance(event, e.Attended):
        key += f"_{event.how}"
        if event.how == "card" and not event.by:  # by a program that knew no cards yet
            key += "_nobody"
    elif isinstance(event, e.CardAssigned) and not event.given:
        key += "_taken"
    elif isinstance(event, e.Reprinted) and event.result == "failed":
        key += "_failed"
    elif isinstance(event, e.Printed) and not event.confirmed:
        key += "_unconfirmed"
    elif isinstance(event, e.Transferred) and event.only:
        key += "_counter"
    elif isinstance(event, e.Prioritised) and not event.priority:
        key += "_none"
    elif isinstance(event, e.Edited) and event.row.get("archived"):
        key += "_archived"
    elif isinstance(event, e.Edited) and event.kind == "closure":
        key = f"did_closure_{event.row.get('status', 'asked')}"
    return key + _of_the_hall(event)


def _of_the_hall(event: e.Event) -> str:
    if isinstance(event, e.Announced) and event.kind == "emergency":
        return "_emergency"
    return "_none" if isinstance(event, e.SpeakerChosen) and not event.device else ""


def _where(row: dict[str, Any], names: Names) -> str:
    """What a closure closes."""
    if row.get("counter"):
        return f"{names.words['counter']} {names.of('counter', row['counter'])}"
    return names.of("agency", row["agency"]) if row.get("agency") else names.words["cl_whole_mall"]


def _alert(key: str, names: Names) -> str:
    """What an alert is about, by its key: `crowded:utama`, `empty_days:counter:loket-5`."""
    kind, _, subject = key.partition(":")
    what = names.words[f"alert_{kind}"] if kind in _ALERTS else kind
    table = _ALERTS.get(kind, "")
    if ":" in subject:
        table, _, subject = subject.partition(":")
    if table in _KINDS:
        name = names.of(table, subject)
        subject = f"{names.words['counter']} {name}" if table == "counter" else name
    return f"{what}: {subject}" if subject else what


def _blanks(event: e.Event, names: Names) -> dict[str, str]:
    words = names.words
    found = {"who": who(event, names), "label": "", "reason": "", "counter": "", "service": "", "detail": ""}
    for name in ("label", "reason", "day", "letter", "detail"):
        if value := getattr(event, name, ""):
            found[name] = str(value)
    for name in ("counter", "service", "only"):
        if value := getattr(event, name, ""):
            found[name] = names.of("counter" if name == "only" else name, value)
    if isinstance(event, e.Prioritised):
        found["group"] = names.of("priority_group", event.priority)
    elif isinstance(event, e.Edited):
        found["what"] = (
            f"{words['one_' + event.kind]} {names.of(event.kind, event.id)}"
            if event.kind in _KINDS
            else event.id
        )
        found |= {"where": _where(event.row, names), "reason": str(event.row.get("reason", ""))}
    elif isinstance(event, e.AlertOpened | e.AlertAcknowledged | e.AlertClosed):
        found["what"] = _alert(event.key, names)
    elif isinstance(event, e.AlarmRaised):
        found |= {"what": event.kind, "detail": event.detail}
    return found | _of_people(event, names)


def _of_people(event: e.Event, names: Names) -> dict[str, str]:
    """What visitors and officers did with a finger or a card, and what the hall was told."""
    if isinstance(event, e.Announced):
        return {"what": event.text}
    if isinstance(event, e.SpeakerChosen):
        return {"what": names.of("zone", event.zone)}
    if isinstance(event, e.CardAssigned):
        return {"person": names.of("user", event.user)}
    if isinstance(event, e.Rated):
        return {"score": str(event.score)}
    if isinstance(event, e.Attended) and event.shown_at is not None and event.at - event.shown_at > LATE_S:
        clock = names.words.clock(event.shown_at, names.register.mall.timezone)
        return {"late": names.words("jr_late", clock)}
    return {}
