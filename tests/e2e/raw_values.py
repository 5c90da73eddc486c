"""Looking for what must not be anywhere: a card's number or a code's content, in every form somebody may give it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST = 5  # bytes; four are found by chance in a memory of many millions
PAGE = 4096
_NOTHING = bytes(PAGE)
PART = 10  # characters of a text that would give it away


def forms_of_text(text: str) -> set[bytes]:
    """A text and its parts, as they are, backwards, in hex digits, in base64 and as wide characters."""
    found: set[bytes] = set()
    for start in {0, max(0, (len(text) - PART) // 2), max(0, len(text) - PART)}:
        part = text[start : start + PART]
        raw = part.encode()
        found |= {raw, raw[::-1], raw.hex().encode(), raw.hex().upper().encode()}
        found |= {part.encode("utf-16-le"), *_base64(raw)}
    return found


def forms_of_uid(uid: bytes) -> set[bytes]:
    """A card's number: its bytes, in hex digits and decimals, in base64; and all that in reversed order."""
    found: set[bytes] = set()
    for raw in (uid, uid[::-1]):
        digits = raw.hex()
        for text in (digits, digits.upper(), ":".join(re.findall("..", digits))):
            found |= {text.encode(), text.encode("utf-16-le"), text.upper().encode()}
        found |= {raw} if len(raw) >= SHORTEST else set()
        found |= _base64(raw) if len(raw) > SHORTEST else set()
        # As it is printed on cards: all of it, or its last four bytes with ten digits.
        numbers = {str(int.from_bytes(raw, "big")), f"{int.from_bytes(raw[-4:], 'big'):010d}"}
        found |= {number.encode() for number in numbers}
    return found


def _base64(raw: bytes) -> set[bytes]:
    """What is sure to be in base64, wherever the bytes begin in it, with either alphabet."""
    found = set()
    for shift in range(3):
        sure = base64.b64encode(bytes(shift) + raw)[2 if shift else 0 :][: len(raw) * 4 // 3 - 2]
        sure = sure[1:] if shift == 2 else sure
        found |= {sure, sure.replace(b"+", b"-").replace(b"/", b"_")}
    return found


def found_in(data: bytes, values: dict[str, set[bytes]]) -> list[str]:
    """The names of the values that are in some form in the data."""
    return [name for name, forms in values.items() if any(form in data for form in forms)]


def files_below(folders: Iterable[Path]) -> Iterator[Path]:
    """Every regular file."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def plain_text(text: str) -> set[bytes]:
    """The forms that a program would have in its memory, which is large: the text's beginning, middle and end."""
    return {form for form in forms_of_text(text) if form.decode("latin-1") in text}


def plain_uid(uid: bytes) -> set[bytes]:
    """The forms that a program would have in its memory: bytes, hex digits and the decimal number."""
    digits = uid.hex().encode()
    return {digits, digits.upper(), str(int.from_bytes(uid, "big")).encode()} | (
        {uid, uid[::-1]} if len(uid) >= SHORTEST else set()
    )


def memory_of(pid: int) -> Iterator[bytes]:
    """All that a process could have written to: what a core dump of it would hold, without pages of zeros."""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            area, rights, *rest = line.split()
            if not rights.startswith("rw") or (len(rest) > 3 and rest[3].startswith("[v")):
                continue
            start, end = (int(edge, 16) for edge in area.split("-"))
            memory.seek(start)
            try:
                area = memory.read(end - start)
            except OSError:  # a page that is promised, but not there
                continue
            pages = (area[at : at + PAGE] for at in range(0, len(area), PAGE))
            yield b"".join(page for page in pages if page != _NOTHING)
