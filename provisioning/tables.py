"""A table of site.toml to a struct, with every fault of it noted. Pure.

msgspec stops at the first fault; a technician who corrects a file for a mall wants them all at once. So each
key is converted by itself, and what is wrong goes on a list. Must never know what the tables mean.
"""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from broker_config.settings import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

Struct = TypeVar("Struct", bound=msgspec.Struct)


class SiteError(ConfigError):
    """A site.toml with faults; `faults` holds one line for each, in the order of the file's tables."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Faults:
    """The faults found so far in one file."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._lines: list[str] = []

    def add(self, table: str, key: str, what: str) -> None:
        """Note a fault; `key` is empty when the table itself is wrong, `table` for keys outside of any."""
        place = f"[{table}] {key}: " if key and table else f"[{table or key}]: "
        self._lines.append(f"{self._where}: {place}{what}")

    def unknown(self, table: str, key: str, word: str, found: str, known: Iterable[str]) -> None:
        """Note that `found` is no such thing (`word`), with the nearest known name."""
        close = difflib.get_close_matches(found, list(known), n=1)
        hint = f" (did you mean '{close[0]}'?)" if close else ""
        self.add(table, key, f"no {word} '{found}'{hint}")

    def raise_if_any(self) -> None:
        """Raise.

        Raises:
            SiteError: if anything was noted.
        """
        if self._lines:
            raise SiteError(self._lines)


def read_table(raw: Any, into: type[Struct], table: str, faults: Faults, **given: Any) -> Struct | None:
    """One table to a struct, or `None` with its faults noted; `given` fields are not read from the table."""
    if not isinstance(raw, dict):
        faults.add(table, "", "must be a table")
        return None
    fields, hints = _shape(into)
    values: dict[str, Any] = {}
    sound = True
    keys = [name for name, field in fields.items() if field.name not in given]
    for key in raw:
        if key not in keys:
            faults.unknown(table, key, "such key", key, keys)
            sound = False
    for key, field in fields.items():
        if field.name not in given and key not in raw:
            if field.required:
                faults.add(table, key, "is missing")
                sound = False
            continue
        value = given[field.name] if field.name in given else raw[key]
        try:
            values[field.name] = msgspec.convert(value, field.type)
        except msgspec.ValidationError as error:
            faults.add(table, *_explain(key, error, hints[field.name]))
            sound = False
    return into(**values) if sound else None


@cache
def _shape(into: type[msgspec.Struct]) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """Fields by their key in the file, and types by field; a full mall has three hundred tables."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(into)}
    return fields, get_type_hints(into, include_extras=True)


def _explain(key: str, error: msgspec.ValidationError, hint: Any) -> tuple[str, str]:
    """Key path and reason, in words for somebody who does not read regular expressions."""
    reason, _, path = str(error).partition(" - at `$")
    if " matching regex " in reason:
        described = [meta.description for meta in getattr(hint, "__metadata__", ()) if meta.description]
        if key == "id":
            reason = "the table's name must be of small letters, digits and dashes, such as loket-1"
        elif described:
            reason = f"must be {described[0]}"
    elif reason.startswith("Invalid enum value") and get_origin(hint) is Literal:
        reason = f"must be one of {', '.join(map(str, get_args(hint)))}"
    return key + path.rstrip("`"), reason
