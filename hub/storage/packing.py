"""Structs as rows of their table and back: what is no plain value is JSON in a column of text. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Row = TypeVar("Row", bound=msgspec.Struct)


def packed(row: msgspec.Struct, json: Iterable[str]) -> dict[str, Any]:
    """The columns of a struct's row; those named in `json` as text."""
    columns = msgspec.structs.asdict(row)
    for name in json:
        columns[name] = msgspec.json.encode(columns[name]).decode()
    return columns


def unpacked(row: Mapping[Any, Any], kind: type[Row], json: Iterable[str]) -> Row:
    """The struct of a row, as the database gave it."""
    columns = {str(key): value for key, value in row.items()}  # msgspec takes no subclass of str
    for name in json:
        columns[name] = msgspec.json.decode(columns[name])
    # A truth is a number in the table, and the key of every JSON object a text.
    return msgspec.convert(columns, kind, strict=False, str_keys=True)
