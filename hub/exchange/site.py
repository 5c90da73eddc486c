"""The text of a site.toml to changes of the register, and each of its faults to a line of the file."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from broker_config.mall import BESIDE, KINDS, MALL
from broker_config.mall_file import MallTables, note_mall
from broker_config.tables import Faults, read_table
from hub.register.rows import Change, as_row

if TYPE_CHECKING:
    from hub.exchange.lists import Findings
    from hub.register import Register

MOST_DOTS = 300  # in a line: each may open a table in a table, which takes the parser ever longer
BOXES = ("broker", "hub", "devices")


def read_site(text: str, register: Register, findings: Findings) -> list[Change]:
    """The rows of the file as changes; boxes are passed over, positions stay as they are."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if line.count(".") > MOST_DOTS:
            findings.fault("terlalu banyak titik", "too many dots", row=number)
            return []
    try:
        raw = tomllib.loads(text)
    except RecursionError:
        findings.fault("tabel di dalam tabel terlalu dalam", "tables are nested too deeply")
        return []
    except ValueError as error:  # TOMLDecodeError, and numbers that Python itself refuses
        row = re.search(r"at line (\d+)", str(error))
        findings.fault(
            f"bukan TOML yang sah: {error}", f"not valid TOML: {error}", row=int(row[1]) if row else None
        )
        return []
    if [name for name in BOXES if raw.pop(name, None) is not None]:
        findings.warn(
            "broker, hub, dan perangkat tidak diimpor: itu diatur saat pemasangan",
            "broker, hub and devices are not imported: they are set up with the machines",
        )
    faults = Faults(findings.file)
    tables = read_table(raw, MallTables, "", faults)
    data = note_mall(tables, faults) if tables else None
    if data and data.mall.site and register.mall.site not in ("", data.mall.site):
        faults.add(MALL, "site", f"this is the file of another mall, '{data.mall.site}'",
                   f"berkas ini milik mal lain, '{data.mall.site}'")  # fmt: skip
    index = _index(lines)
    for fault in faults.found:
        row = index.get((fault.table, fault.key)) or index.get((fault.table, ""))
        findings.fault(fault.indonesian, fault.english, sheet=fault.table, row=row, column=fault.key)
    if data is None or faults.found:
        return []
    written = {kind for kind, shape in KINDS.items() if _has(raw, shape.table)}
    findings.kinds.update(dict.fromkeys(written, ""))
    present = as_row(register.mall)
    kept = {name: present[name] for name in BESIDE[1:] if name in present and name not in raw}
    changes = [Change(MALL, MALL, {**as_row(data.mall), **kept})]
    for kind, shape in KINDS.items():
        changes += [Change(kind, row.id, as_row(row)) for row in getattr(data, shape.field)]
    return _placed(changes, register)


def _has(raw: dict[str, Any], table: str) -> bool:
    name, _, inner = table.partition(".")
    return name in raw and (not inner or inner in raw[name])


def _placed(changes: list[Change], register: Register) -> list[Change]:
    """The same with the positions that the rows have already; new ones come after the last."""
    placed: list[Change] = []
    last: dict[str, int] = {}
    for kind, slug, row in changes:
        if kind == MALL or not hasattr(KINDS[kind].row, "position") or "position" in row:
            placed.append(Change(kind, slug, row))
            continue
        present = register.table(kind).get(slug)
        if present is None:
            known = (one.position for one in register.table(kind).values())
            last[kind] = last.get(kind, max(known, default=0)) + 1
        position = present.position if present is not None else last[kind]
        placed.append(Change(kind, slug, {**row, "position": position} if position else row))
    return placed


def _index(lines: list[str]) -> dict[tuple[str, str], int]:
    """Where each table (its key is empty) and each key is written, as far as it is written in the usual way."""
    found: dict[tuple[str, str], int] = {}
    here = ""
    for number, line in enumerate(lines, 1):
        bare = line[:300].strip()
        if header := re.match(r"\[([^\[\]]{1,200})\]", bare):
            here = header[1].replace(" ", "")
            found.setdefault((here, ""), number)
        elif word := re.match(r'"?([\w-]{1,100})"?\s{0,20}=', bare):
            found.setdefault((here, word[1]), number)
            found.setdefault((f"{here}.{word[1]}", ""), number)  # a table within its line
    return found
