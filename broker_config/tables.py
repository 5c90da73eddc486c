"""A table of a settings file, or a row of the register, to a struct and back, with every fault noted. Pure.

msgspec stops at the first fault; a person who corrects a list for a mall wants them all at once. So each key is
converted by itself, and what is wrong goes on a list, in English for the technician and in Indonesian for the
mall's staff. Must never know what the tables mean.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from broker_config.settings import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

Struct = TypeVar("Struct", bound=msgspec.Struct)

MOST = 10_000  # faults; nobody reads more, and a hostile file would have millions
HINTS = 50  # looking for the nearest name takes a while; a file with more unknown names is another mall's
WORDS = {
    "agency": "instansi",
    "zone": "zona",
    "service": "layanan",
    "counter": "loket",
    "day": "hari",
    "such key": "isian",
    "role": "peran",
    "user": "pengguna",
    "priority group": "kelompok prioritas",
}
_TYPES = {
    "str": "teks",
    "int": "bilangan bulat",
    "float": "bilangan",
    "bool": "true atau false",
    "array": "daftar",
    "object": "tabel",
    "null": "kosong",
    "date": "tanggal",
}
_BLANKS: dict[Any, Any] = {str: "", int: 0, float: 0.0, date: date.min, tuple: (), dict: {}}
# What a type's description says, as staff say it.
_SHAPES = {
    "a letter, two, or a digit before them": "satu atau dua huruf besar, boleh dengan satu angka di depannya",
    "a time such as 07:30": "pukul berapa, misalnya 07:30",
    "local, `13:30`": "pukul berapa, misalnya 13.30",
    "local, `17:00`, `24:00`": "pukul berapa, misalnya 17.00, paling akhir 24.00",
    "`#08122a`": "warna seperti #08122a",
    "ISO 639: `id`, `en`, `jv`": "kode bahasa seperti id, en, atau jv",
}
# What msgspec says, and what to say to staff.
_SENTENCES = (
    (re.compile(r"Expected `(.+)`, got `(.+)`$"), "harus berupa {0}, bukan {1}"),
    (re.compile(r"Expected `(?:int|float)` >= (\S+)$"), "paling kecil {0}"),
    (re.compile(r"Expected `(?:int|float)` <= (\S+)$"), "paling besar {0}"),
    (re.compile(r"Expected `str` of length >= (\d+)$"), "paling sedikit {0} huruf"),
    (re.compile(r"Expected `str` of length <= (\d+)$"), "paling banyak {0} huruf"),
    (re.compile(r"Expected `array` of length >= (\d+)$"), "pilih paling sedikit {0}"),
    (re.compile(r"Expected `array` of length <= (\d+)$"), "paling banyak {0}"),
    (
        re.compile(r"`on` and `off`: the earlier of the two comes first$"),
        "waktu menyala harus sebelum waktu padam",
    ),
    (re.compile(r"Invalid .*date"), "bukan tanggal seperti 2026-12-25"),
)


class SiteError(ConfigError):
    """A file with faults; `faults` holds one line for each, in the order of the file's tables."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Fault(NamedTuple):
    """What is wrong and where: `table` is `services.ktp-baru`, or empty for keys outside of any."""

    table: str
    key: str
    english: str
    indonesian: str


class Faults:
    """The faults found so far in one file, in `found`."""

    def __init__(self, where: str = "") -> None:
        self._where = where
        self._hints = HINTS
        self._places: set[tuple[str, str]] = set()
        self.found: list[Fault] = []

    def add(self, table: str, key: str, english: str, indonesian: str = "") -> None:
        """Note a fault; `key` is empty when the table itself is wrong. Only technicians' files lack Indonesian."""
        self._places.add((table, key))
        if len(self.found) < MOST:
            self.found.append(Fault(table, key, english, indonesian or english))

    def unknown(self, table: str, key: str, word: str, found: str, known: Iterable[str]) -> None:
        """Note that `found` is no such thing (`word`), with the nearest known name."""
        if len(self.found) >= MOST:
            return
        self._hints -= 1
        close = difflib.get_close_matches(found[:64], list(known), n=1) if self._hints >= 0 else []
        english = f" (did you mean '{close[0]}'?)" if close else ""
        indonesian = f" (maksudnya '{close[0]}'?)" if close else ""
        self.add(
            table,
            key,
            f"no {word} '{found}'{english}",
            f"tidak ada {WORDS.get(word, word)} '{found}'{indonesian}",
        )

    def told(self, table: str, key: str) -> bool:
        """Whether something was noted there."""
        return (table, key) in self._places

    def lines(self) -> list[str]:
        """One English line for each, opened by the file's name."""
        return [f"{self._where}: {_place(fault)}{fault.english}" for fault in self.found]

    def raise_if_any(self) -> None:
        """Raise.

        Raises:
            SiteError: if anything was noted.
        """
        if self.found:
            raise SiteError(self.lines())


def _place(fault: Fault) -> str:
    if fault.key and fault.table:
        return f"[{fault.table}] {fault.key}: "
    return f"[{fault.table or fault.key}]: "


def read_table(
    raw: Any, into: type[Struct], table: str, faults: Faults, *, salvage: bool = False, **given: Any
) -> Struct | None:
    """One table to a struct, or `None` with its faults noted; `given` fields are not read from the table.

    With `salvage` a faulty table becomes a struct as well, with blanks for what is wrong, to look for more faults.
    """
    if not isinstance(raw, dict):
        faults.add(table, "", "must be a table", "harus berupa tabel")
        return None
    fields, hints = _shape(into)
    values: dict[str, Any] = {}
    sound = True
    keys = [name for name, field in fields.items() if field.name not in given]
    for key in raw:
        if key not in keys:
            faults.unknown(table, str(key), "such key", str(key), keys)
            sound = False
    for key, field in fields.items():
        if field.name not in given and key not in raw:
            if field.required:
                faults.add(table, key, "is missing", "belum diisi")
                sound = False
            continue
        value = given[field.name] if field.name in given else raw[key]
        try:
            values[field.name] = msgspec.convert(value, field.type)
        except msgspec.ValidationError as error:
            faults.add(table, *_explain(key, error, hints[field.name]))
            sound = False
    if salvage and not sound:
        blanks = {field.name: _blank(field.type) for field in fields.values() if field.required}
        return into(**{**blanks, **values})
    try:
        return into(**values) if sound else None
    except ValueError as error:  # what a struct says of its fields together
        faults.add(table, "", str(error), _indonesian(str(error)))
        return None


def write_table(row: msgspec.Struct, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """A struct as the table that `read_table` reads: only what differs from the defaults; dates stay dates."""
    table: dict[str, Any] = {}
    for field in msgspec.structs.fields(row):
        value = getattr(row, field.name)
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if field.name in without or (not field.required and value == default):
            continue
        table[field.encode_name] = _plain(value)
    return table


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return write_table(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@cache
def _shape(into: type[msgspec.Struct]) -> tuple[dict[str, msgspec.structs.FieldInfo], dict[str, Any]]:
    """Fields by their key in the file, and types by field; a full mall has three hundred tables."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(into)}
    return fields, get_type_hints(into, include_extras=True)


def _blank(hint: Any) -> Any:
    """Something of the type that says nothing."""
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return _BLANKS.get(get_origin(hint) or hint, "")


def _explain(key: str, error: msgspec.ValidationError, hint: Any) -> tuple[str, str, str]:
    """Key path and reason, in words for somebody who does not read regular expressions: English, Indonesian."""
    reason, _, path = str(error).partition(" - at `$")
    indonesian = _indonesian(reason)
    if " matching regex " in reason:
        described = _descriptions(hint)
        indonesian = "bentuknya tidak sesuai"
        if key == "id":
            reason = "the table's name must be of small letters, digits and dashes, such as loket-1"
            indonesian = "hanya huruf kecil, angka, dan tanda hubung, misalnya loket-1"
        elif described:
            reason = f"must be {described[0]}"
            indonesian = f"harus {_SHAPES[described[0]]}" if described[0] in _SHAPES else indonesian
    elif reason.startswith("Invalid enum value") and get_origin(hint) is Literal:
        reason = f"must be one of {', '.join(map(str, get_args(hint)))}"
        indonesian = f"harus salah satu dari {', '.join(map(str, get_args(hint)))}"
    return key + path.rstrip("`"), reason, indonesian


def _descriptions(hint: Any) -> list[str]:
    """What a type's own notes say of it, also where nothing may stand instead of it."""
    own = [note.description for note in getattr(hint, "__metadata__", ()) if note.description]
    if own:
        return own
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        inside = tuple(get_type_hints(hint, include_extras=True).values())
    else:
        inside = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return [text for one in inside for text in _descriptions(one)]


def _indonesian(reason: str) -> str:
    for pattern, sentence in _SENTENCES:
        if match := pattern.match(reason):
            groups = (
                " atau ".join(_TYPES.get(one, one) for one in text.split(" | ")) for text in match.groups()
            )
            return sentence.format(*groups)
    return f"tidak sah: {reason}"
