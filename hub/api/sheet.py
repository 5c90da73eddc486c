"""Rows as CSV that machines read and Excel opens: RFC 4180, UTF-8.

A text that a spreadsheet would run as a formula gets an apostrophe in front: a name that somebody typed must not
become a command on somebody else's desk.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

MARK = b"\xef\xbb\xbf"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # wide ones count, too


def head(shape: type[msgspec.Struct]) -> bytes:
    """The first line: the names of the columns."""
    return _lines([shape.__struct_encode_fields__])


def body(rows: Iterable[msgspec.Struct]) -> bytes:
    """One line each. A list is its items with a blank between, an object is JSON, `null` is nothing."""
    return _lines([cell(value) for value in msgspec.to_builtins(row).values()] for row in rows)


def cell(value: Any) -> str:
    """A value as it stands in a cell.

    >>> [cell(value) for value in (None, True, -3, "=1+1", ["a", "b"], {"n": 1})]
    ['', 'true', '-3', "'=1+1", 'a b', '{"n":1}']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_RUNS) else value
    if isinstance(value, list | tuple):
        return cell(" ".join(map(str, value)))
    if isinstance(value, bool | dict):
        return msgspec.json.encode(value).decode()
    return str(value)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
