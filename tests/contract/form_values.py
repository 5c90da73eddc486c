"""What a fuzz puts into fields, files and messages: mostly what a person would, and then what nobody expects.

Most of a form is filled in well and a piece of it badly, because what is refused at the first look tests only that.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st

from tests.contract.house import PASSWORD

if TYPE_CHECKING:
    from tests.contract.form_crawl import Field, Form

HOSTILE = (
    "", " ", "\0", "\n", "\t=1+1", "0", "-1", "1e309", "NaN", "Infinity", "9" * 400, "0x10", "1.5", "1,5",
    "true", "null", "[]", "{}", "{0}", "{{ 7*7 }}", "%s%n", "%00", "../../etc/passwd", "/etc/passwd",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "; DROP TABLE tickets;",
    '=HYPERLINK("http://evil")', "2026-02-30", "2026-11-23", "0000-00-00", "9999-12-31", "25:61", "08:00-07:00",
    "08.00", "24:00", "é", "\u202e", "\ufeff", "\U0001f9ff", "i\u0307", "ﬁ", "x" * 5000, "a-b", "mall",
    "loket-1", "dukcapil", "budi", "ani", "1970-01-01T00:00", "9999-12-31T23:59",
)  # fmt: skip
CELLS = st.sampled_from(
    ("id", "name", "agency", "prefix", "A", "1", "", "dukcapil", "ktp", "=1+1", "x" * 300, "é")
)


def texts() -> st.SearchStrategy[str]:
    """What nobody expects in a field."""
    return st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=40)


def sheets() -> st.SearchStrategy[bytes]:
    """A list as CSV that is nearly one."""
    rows = st.lists(st.lists(CELLS, max_size=8), max_size=12)
    return st.tuples(rows, st.sampled_from((",", ";", "\t"))).map(
        lambda drawn: "\r\n".join(drawn[1].join(row) for row in drawn[0]).encode()
    )


def files(downloads: dict[str, bytes]) -> st.SearchStrategy[tuple[str, bytes]]:
    """A file that was downloaded here, as it is or nearly; one chosen by mistake; or one made on purpose."""
    names = st.sampled_from(
        ("x.csv", "x.xlsx", "site.toml", "x", "", "../x.csv", "é.toml", *sorted(downloads))
    )
    tables = st.lists(CELLS, max_size=5).map(lambda cells: "".join(f"[{cell}]\nname = 3\n" for cell in cells))
    whole = st.sampled_from(
        (b"", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"PK\x03\x04broken", b"\0" * 2000, b'[mall]\nname = "x"\n')
    )
    content = whole | st.binary(max_size=200) | sheets() | tables.map(str.encode) | st.builds(_archive, CELLS)
    made = st.tuples(names, content)
    if not downloads:
        return made
    one = st.sampled_from(sorted(downloads.items()))
    return one | st.builds(_spoilt, one, st.integers(0, 5000), texts()) | made


def _spoilt(file: tuple[str, bytes], at: int, text: str) -> tuple[str, bytes]:
    """A file with something hostile in place of a cell or a value; an archive is cut off."""
    name, content = file
    if content.startswith(b"PK"):
        return name, content[: at % max(1, len(content))]
    pieces = re.split(rb"([,;\r\n=\"])", content)
    pieces[at % len(pieces)] = text.encode()
    return name, b"".join(pieces)


def _archive(text: str) -> bytes:
    """A zip archive, which every workbook is, with something else inside."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", text)
        archive.writestr("xl/workbook.xml", f"<workbook>{text}")
    return out.getvalue()


# What a person would write into a field of a kind; anything else is text.
PLAUSIBLE = {
    "date": ("2026-11-25",), "time": ("09:00", "10:30"), "datetime-local": ("2026-11-25T09:00", "2026-11-25T10:30"),
    "number": ("3", "12"), "email": ("a@example.id",), "url": ("https://example.id",),
}  # fmt: skip
WORDS = ("Contoh", "contoh-1", "A", "B7", "2026-11-25", "25/11/2026", "09.00", "3")


def drawn(data: st.DataObject, field: Field, downloads: dict[str, bytes], *, tame: bool) -> list[Any]:
    """What is sent for a field: what a person would; or nothing, twice, or something hostile."""
    if field.kind == "file":
        name, content = data.draw(files(downloads))
        return [(BytesIO(content), name)]
    if not tame:
        return data.draw(st.lists(texts() | st.sampled_from(field.options or ("",)), max_size=2))
    choose = st.sampled_from(field.options or ("",)).map(lambda value: [value])
    if field.kind in ("radio", "checkbox", "select", "submit"):
        usual = [] if field.value is None else [field.value]
        return data.draw(st.just(usual) | choose)
    if field.value or field.kind == "hidden":
        return [field.value or ""]
    return [data.draw(st.sampled_from(PLAUSIBLE.get(field.kind, WORDS)))]


def fill(data: st.DataObject, form: Form, downloads: dict[str, bytes]) -> dict[str, list[Any]]:
    """A form filled in: one field or a few are hostile, so that what comes behind them is reached as well."""
    hostile = data.draw(st.sets(st.integers(0, max(0, len(form.fields) - 1)), max_size=3))
    sent: dict[str, list[Any]] = {}
    for at, field in enumerate(form.fields):
        if field.name == "_password":
            sent[field.name] = [PASSWORD]
        elif field.name != "_key":
            sent.setdefault(field.name, []).extend(drawn(data, field, downloads, tame=at not in hostile))
    for name in data.draw(st.lists(st.sampled_from(("_", "x", "id", "do", "was", "é")), max_size=1)):
        sent.setdefault(name, []).append(data.draw(texts()))
    return sent


MESSAGES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(), inner, max_size=3),
    max_leaves=6,
)


def messages(shape: type[msgspec.Struct], known: list[str]) -> st.SearchStrategy[Any]:
    """A message that a script could send, mostly of the right form; the first field is as it has to be."""
    _, made = msgspec.json.schema_components([shape])
    wanted: dict[str, Any] = {}
    for name, schema in made[shape.__name__].get("properties", {}).items():
        offered = [value for one in (schema, *schema.get("anyOf", ())) for value in one.get("enum", ())]
        right = st.sampled_from(offered) if offered else st.sampled_from(known) | texts()
        wanted[name] = st.booleans() if schema.get("type") == "boolean" else right
    near = st.fixed_dictionaries(wanted)
    return (
        near
        | near
        | st.builds(lambda whole, more: {**whole, **more}, near, st.dictionaries(texts(), MESSAGES))
        | MESSAGES
    )
