"""What the form of each kind of row asks, as data. Pure.

A field's label is the text `<kind>_<name>` of the words, its hint `<kind>_<name>_hint` if there is one; what may
stand in it is said once, by the register. Must never know a page, nor whose row it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from broker_config.localtime import ZONES
from broker_config.mall import AgencyStatus, AgencyType, ServicePlace
from broker_config.nouns import DAYS
from broker_config.signage import PageKind

if TYPE_CHECKING:
    from collections.abc import Mapping

FieldKind = Literal[
    "text", "area", "lines", "number", "decimal", "time", "date", "yes", "choice", "select", "pick", "ticks",
    "span", "hours", "colour", "names", "loudness", "days",
]  # fmt: skip
DIRECTIONS = ("left", "right", "up", "down")


class Field(NamedTuple):
    """One question. `name` is the row's key; a dot leads into a table of the row.

    `choices` are the values of a choice or a select; `refers` is the kind of rows that a pick or ticks are of (or
    several, with blanks between), and a pick that is not `required` may name none. `wide`: it takes the whole line.
    """

    name: str
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()
    refers: str = ""
    required: bool = False
    wide: bool = False


class Section(NamedTuple):
    """Questions that belong together, under the text `section_<name>`."""

    name: str
    fields: tuple[Field, ...]


def _row(*fields: Field) -> tuple[Section, ...]:
    return (Section("row", fields),)


POSITION = Field("position", "number")
FORMS: Mapping[str, tuple[Section, ...]] = {
    "mall": (
        Section(
            "who",
            (
                Field("name", required=True, wide=True),
                Field("regency", required=True),
                Field("hotline"),
                Field("letterhead", "area", wide=True),
            ),
        ),
        Section("notices", (Field("notices", "lines", wide=True),)),
        Section(
            "day",
            (
                Field("timezone", "choice", choices=tuple(ZONES), required=True, wide=True),
                Field("day_ends", "time", required=True),
                Field("ticket_url"),
            ),
        ),
        Section(
            "priority",
            (
                Field("priority.policy", "choice", choices=("strict", "one_in", "none"), wide=True),
                Field("priority.n", "number"),
            ),
        ),
    ),
    "hours": (Section("hours", (Field("hours", "hours", wide=True),)),),
    "theme": (
        Section(
            "theme",
            tuple(Field(f"theme.{name}", "colour", required=True) for name in ("ground", "panel", "accent")),
        ),
    ),
    "voice": (
        Section(
            "voice",
            (
                Field("voice.languages", "names", required=True),
                Field("voice.repeats", "number"),
                Field("voice.numbers", "choice", choices=("digits", "cardinal"), wide=True),
                Field("voice.expires_s", "decimal"),
            ),
        ),
        Section("loudness", (Field("voice.loudness", "loudness", wide=True),)),
        Section(
            "of_itself",
            tuple(
                Field(f"announcements.{name}", "yes", wide=True)
                for name in ("opening", "break", "last_tickets", "closing")
            ),
        ),
    ),
    "screen": (
        Section(
            "layout",
            (
                Field(
                    "layout", "choice", choices=("zone", "hall", "overview", "agency", "counter"), wide=True
                ),
                Field("shows", "pick", refers="agency counter", wide=True),
                Field("media", "yes", wide=True),
            ),
        ),
        Section(
            "size",
            (
                Field("inches", "decimal", required=True),
                Field("farthest_m", "decimal", required=True),
                Field("ticker", "yes", wide=True),
            ),
        ),
    ),
    "notice": (
        Section(
            "notice",
            (
                Field("text", "area", required=True, wide=True),
                Field("english", "area", wide=True),
                Field("zones", "ticks", refers="zone", wide=True),
            ),
        ),
        Section(
            "when",
            (
                Field("from", "date"),
                Field("to", "date"),
                Field("since", "time"),
                Field("until", "time"),
                Field("days", "days", choices=DAYS, wide=True),
            ),
        ),
    ),
    "idle": (
        Section("idle", tuple(Field(f"idle.{kind}", "yes", wide=True) for kind in get_args(PageKind))),
        Section("pace", (Field("idle.after_s", "decimal"), Field("idle.page_s", "decimal"))),
    ),
    "light": (
        Section(
            "light",
            (
                Field("light.on", "time"),
                Field("light.off", "time"),
                Field("light.days", "days", choices=DAYS, wide=True),
            ),
        ),
    ),
    "zone": _row(Field("name", required=True), POSITION, Field("hears", "ticks", refers="zone", wide=True)),
    "agency": (
        Section(
            "who",
            (
                Field("name", required=True, wide=True),
                Field("short", required=True),
                Field("hotline"),
                Field("type", "select", choices=get_args(AgencyType)),
                Field("status", "select", choices=get_args(AgencyStatus)),
                Field("letterhead", "area", wide=True),
                POSITION,
            ),
        ),
        Section("own_hours", (Field("hours", "hours", wide=True),)),
    ),
    "service": (
        Section(
            "what",
            (
                Field("name", required=True, wide=True),
                Field("agency", "pick", refers="agency", required=True),
                Field("prefix"),
                Field("place", "choice", choices=get_args(ServicePlace), wide=True),
                Field("quota", "number"),
                POSITION,
            ),
        ),
        Section(
            "standard",
            (
                Field("standard_minutes", "number"),
                Field("standard_days", "number"),
                Field("fee", wide=True),
                Field("requirements", "area", wide=True),
                Field("procedure", "area", wide=True),
            ),
        ),
    ),
    "counter": (
        Section(
            "where",
            (
                Field("number", "number", required=True),
                Field("zone", "pick", refers="zone", required=True),
                Field("agency", "pick", refers="agency", required=True),
                Field("direction", "choice", choices=DIRECTIONS, wide=True),
            ),
        ),
        Section("served", (Field("services", "ticks", refers="service", wide=True),)),
    ),
    "priority_group": _row(Field("name", required=True, wide=True), POSITION),
    "override": (
        Section(
            "dates",
            (
                Field("reason", required=True, wide=True),
                Field("from", "date", required=True),
                Field("to", "date"),
                Field("agency", "pick", refers="agency", wide=True),
            ),
        ),
        Section(
            "then",
            (
                Field("mode", "choice", choices=("closed", "span", "hours"), required=True, wide=True),
                Field("span", "span"),
                Field("hours", "hours", wide=True),
            ),
        ),
    ),
}
KIND_OF = {
    "hours": "mall",
    "theme": "mall",
    "voice": "mall",
    "idle": "mall",
    "light": "mall",
}  # the forms that are not named as the row they write


def kind_of(form: str) -> str:
    """The kind of the row that a form writes."""
    return KIND_OF.get(form, form)


def fields_of(form: str) -> tuple[Field, ...]:
    """Every question of a form, in order."""
    return tuple(field for section in FORMS[form] for field in section.fields)
