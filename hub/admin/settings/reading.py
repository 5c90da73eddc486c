"""A form to a row of the register, and a row to what stands in its form. Pure.

What was typed wrong goes into the row as it is, for the register to say so; and what was typed is shown again, not
what became of it. Must never decide whether a row is good.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import msgspec

from hub.admin.settings.fields import Field, fields_of
from hub.admin.settings.hours import read_hours, read_span, read_time, write_hours, write_span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from werkzeug.datastructures import MultiDict

    from hub.register import RowFault

    Filled = Mapping[str, Any]  # what stands in each field: a text, or for ticks the list of what is ticked

_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_DECIMAL = re.compile(r"\d{1,4}([.,]\d{1,2})?", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_LONGEST_NUMBER = 10
_LISTS = ("ticks", "days", "lines", "names", "loudness")
OWN = "hours.own"  # the tick of an agency that has hours of its own


def read_form(
    form: str, sent: MultiDict[str, str], before: Mapping[str, Any]
) -> tuple[dict[str, Any], Filled]:
    """What was sent as a row, and as what to show again.

    `before` is the row as it was: what the form does not ask stays.
    """
    row = msgspec.json.decode(msgspec.json.encode(before))  # its tables are written into
    filled: dict[str, Any] = {}
    for field in fields_of(form):
        filled |= _sent(field, sent)
        _put(row, field.name, _value(form, field, filled))
    if form == "override":
        _choose(row, str(filled.get("mode", "")))
    if form == "light" and not (filled["light.on"] or filled["light.off"]):
        row.pop("light", None)  # always lit
    return row, filled


def write_form(form: str, row: Mapping[str, Any]) -> Filled:
    """A row as what stands in its form."""
    filled: dict[str, Any] = {}
    for field in fields_of(form):
        value = _get(row, field.name)
        if field.kind == "hours":
            filled |= {**write_hours(value), OWN: "1" if value is not None else ""}
        elif field.kind == "span":
            filled |= write_span(value or "", field.name)
        elif field.kind in ("ticks", "days"):
            filled[field.name] = list(value or (field.choices if field.kind == "days" else ()))
        elif field.kind in _WRITE:
            filled[field.name] = _WRITE[field.kind](value)
        else:
            filled[field.name] = "" if value is None else str(value)
    if form == "override":
        filled["mode"] = next((name for name in ("closed", "span", "hours") if row.get(name)), "closed")
    return filled


def mark(row: Mapping[str, Any] | None) -> str:
    """A short mark of a row as it stands, to tell whether it was changed meanwhile; empty for one that is not."""
    if row is None:
        return ""
    return hashlib.blake2s(msgspec.json.encode(row, order="deterministic"), digest_size=12).hexdigest()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The fields of a row that differ, as they were and as they are."""

    def text(value: Any) -> str:
        plain = isinstance(value, str) or value is None
        return value or "" if plain else msgspec.json.encode(value).decode()

    names = sorted(before.keys() | after.keys())
    return [
        (name, text(before.get(name)), text(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def faults_by_field(
    form: str, kind: str, slug: str, faults: Iterable[RowFault], language: str
) -> tuple[dict[str, str], list[RowFault]]:
    """What is wrong, by the field where it is to be said; and what is wrong elsewhere."""
    here: dict[str, str] = {}
    elsewhere: list[RowFault] = []
    lists = {field.name for field in fields_of(form) if field.kind in _LISTS}
    names = [*(field.name for field in fields_of(form)), "mode"]
    for fault in faults:
        name = _nearest(fault.field, names) if (fault.kind, fault.id) == (kind, slug) else None
        if name is None and form == "override" and not fault.field:
            name = "mode"
        if name is None:
            elsewhere.append(fault)
        else:
            text = fault.english if language == "en" else fault.text
            # What stands in a field is one thing, and what follows from its first fault is none of its own.
            here[name] = f"{here[name]}; {text}" if name in here and name in lists else here.get(name, text)
    return here, elsewhere


def new_id(text: str, taken: Collection[str]) -> str:
    """An id for a new row that is called so.

    >>> new_id("Perekaman KTP-el", ()), new_id("SKCK Baru", {"skck-baru"})
    ('perekaman-ktp-el', 'skck-baru-2')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "baris"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}-{count}"
    return name


def tidy(text: str) -> str:
    """One line of text: nothing unprintable, single blanks."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _sent(field: Field, sent: MultiDict[str, str]) -> dict[str, Any]:
    if field.kind in ("ticks", "days"):
        return {field.name: [tidy(value) for value in sent.getlist(field.name)]}
    if field.kind in ("hours", "span"):
        names = [name for name in sent if name.startswith(f"{field.name}.")]
        return {name: tidy(sent[name])[:40] for name in names}
    text = sent.get(field.name, "")
    if field.kind in ("area", "lines", "loudness"):
        lines = (tidy(line) for line in text.splitlines())
        return {field.name: "\n".join(lines).strip()}
    return {field.name: tidy(text)}


def _value(form: str, field: Field, filled: Filled) -> Any:
    """What goes into the row for a field; `None`: nothing, so that it is as if it had not been asked."""
    if field.kind == "hours":
        mine = form != "agency" or filled.get(OWN)
        return read_hours(filled, base=form == "hours") if mine else None
    if field.kind in ("ticks", "days"):
        return filled[field.name]
    if field.kind == "span":
        return read_span(filled, field.name) or None
    if field.kind == "yes":
        return filled[field.name] != ""
    found = _READ.get(field.kind, str)(filled[field.name])
    return None if found in ("", []) else found


def _number(text: str) -> int | str:
    plain = text.replace(".", "") if _GROUPED.fullmatch(text) else text
    sound = plain.isascii() and plain.isdecimal() and len(plain) < _LONGEST_NUMBER
    return int(plain) if sound else text


def _decimal(text: str) -> float | str:
    """`43`, `43,5` or `43.5`."""
    sound = _DECIMAL.fullmatch(text)
    return float(text.replace(",", ".")) if sound else text


def _loudness(text: str) -> list[dict[str, Any]]:
    """Lines such as `08.00 80`: from when on, how loud in percent."""
    found = []
    for line in text.splitlines():
        since, _, percent = line.replace("%", "").partition(" ")
        plain = percent.strip()
        loud = int(plain) / 100 if plain.isascii() and plain.isdecimal() and len(plain) < 4 else plain
        found.append({"since": read_time(since), "volume": loud})
    return found


def _write_loudness(rows: Any) -> str:
    return "\n".join(f"{row['since'].replace(':', '.')} {round(100 * row['volume'])}" for row in rows or ())


_WRITE: Mapping[str, Callable[[Any], str]] = {
    "lines": lambda value: "\n".join(value or ()),
    "names": lambda value: ", ".join(value or ()),
    "yes": lambda value: "1" if value else "",
    "decimal": lambda value: "" if value is None else f"{value:g}",
    "loudness": _write_loudness,
}
_READ: Mapping[str, Callable[[str], Any]] = {
    "lines": lambda text: [line for line in text.splitlines() if line],
    "time": lambda text: read_time(text) if text else "",
    "number": _number,
    "decimal": _decimal,
    "colour": str.lower,
    "names": lambda text: [name for name in _BETWEEN.split(text) if name],
    "loudness": _loudness,
}


def _choose(row: dict[str, Any], mode: str) -> None:
    """Of a dated override only what was chosen counts, whatever else was typed."""
    row.pop("mode", None)
    for name in ("closed", "span", "hours"):
        if name != mode:
            row.pop(name, None)
    if mode == "closed":
        row["closed"] = True


def _get(row: Mapping[str, Any], path: str) -> Any:
    first, _, rest = path.partition(".")
    value = row.get(first)
    return _get(value, rest) if rest and isinstance(value, dict) else None if rest else value


def _put(row: dict[str, Any], path: str, value: Any) -> None:
    first, _, rest = path.partition(".")
    if rest:
        inner = row.setdefault(first, {})
        _put(inner, rest, value)
    elif value is None:
        row.pop(first, None)
    else:
        row[first] = value


def _nearest(path: str, names: Collection[str]) -> str | None:
    """The field that a fault's path leads to: `notices[2]` is `notices`; days of the week are fields of their own.

    What is wrong with a table as a whole is said at its first field.
    """
    path = path.partition("[")[0]
    if path in names or (path.startswith("hours.") and "hours" in names):
        return path
    return next((name for name in names if path and name.startswith(f"{path}.")), None)
