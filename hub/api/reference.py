"""The API's description in docs/: `python -m hub.api.reference --out docs`.

Writes openapi.json and api.md, both from the table alone.
"""

from __future__ import annotations

import argparse
import json
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hub import events
from hub.api.diary import told_fields
from hub.api.document import ABOUT, document, parameters, unwrapped
from hub.api.table import PREFIX, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.api.table import Route

HEAD = """\
# The API

Made by `make docs` from `hub/api/table.py` and its structs; change those. The same, for machines:
[openapi.json](openapi.json), which the hub serves at `/api/v1/openapi.json`. Where to begin: [joining.md](joining.md).

"""


def documents() -> dict[str, str]:
    """File name to text."""
    made = document()
    return {
        "openapi.json": json.dumps(made, indent=1, ensure_ascii=False) + "\n",
        "api.md": "\n".join([HEAD + ABOUT, *_contents(), *_sections(made), *_events()]) + "\n",
    }


def _contents() -> Iterator[str]:
    yield "| address | scope | what |"
    yield "|---|---|---|"
    for route in ROUTES:
        scope = f"`{route.scope}`" if route.scope else "none"
        address = f"{PREFIX}{route.path}" if route.method == "GET" else f"{route.method} {PREFIX}{route.path}"
        yield f"| [`{address}`](#{route.name.replace('_', '-')}) | {scope} | {_first(route.text)} |"
    yield ""


def _first(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."


def _sections(made: dict[str, Any]) -> Iterator[str]:
    told: set[str] = set()
    for route in ROUTES:
        yield f"## {route.name.replace('_', '-')}"
        yield ""
        yield route.text
        yield ""
        yield from _example(route)
        yield from _parameters(route)
        if route.sent is not None:
            yield "What is sent is a list of:"
            yield ""
            yield from _fields(made, typing.get_args(route.sent)[0].__name__, told)
        yield from _fields(made, route.shape.__name__, told)


def _example(route: Route) -> Iterator[str]:
    shown = '-H "Authorization: Bearer $TOKEN" ' if route.scope else ""
    path = route.path.replace("{uid}", "kiosk-1.7.42").replace("{date}", "2026-11-24")
    yield "```sh"
    if route.sent is not None:
        shown += f"-X {route.method} -H 'Content-Type: application/json' -d '{route.example}' "
    yield f'curl {shown}"$HUB{PREFIX}{path}{"" if route.sent is not None else route.example}"'
    if route.many:
        yield f'curl {shown}-O "$HUB{PREFIX}{route.path}.csv{route.example}"'
    yield "```"
    yield ""


def _parameters(route: Route) -> Iterator[str]:
    rows = list(parameters(route))
    if not rows:
        return
    yield "| parameter | | |"
    yield "|---|---|---|"
    for row in rows:
        yield f"| `{row['name']}` | {_kind(row['schema'])} | {row['description']} |"
    yield ""


def _fields(made: dict[str, Any], name: str, told: set[str]) -> Iterator[str]:
    """The fields of an answer, then those of the objects in it, each once on the page."""
    if name in told:
        yield f"Answers a `{name}`, as above."
        yield ""
        return
    told.add(name)
    schema = made["components"]["schemas"][name]
    yield f"`{name}`: {schema['description']}"
    yield ""
    yield "| field | | |"
    yield "|---|---|---|"
    inside: list[str] = []
    for field, found in schema["properties"].items():
        yield f"| `{field}` | {_kind(found, inside)} | {_said(found)} |"
    yield ""
    for other in dict.fromkeys(inside):
        if other not in told:
            yield from _fields(made, other, told)


def _said(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return next((_said(one) for one in schema["anyOf"] if "description" in one), "")
    return "" if "$ref" in schema else schema.get("description", "").replace("|", "\\|")


def _kind(schema: dict[str, Any], inside: list[str] | None = None) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(one, inside) for one in schema["anyOf"])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if inside is not None:
            inside.append(name)
        return name
    if "enum" in schema:
        return ", ".join(f"`{value}`" if value else "empty" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}), inside)}"
    kind = {"date-time": "time", "date": "day"}.get(
        schema.get("format", ""), str(schema.get("type", "anything"))
    )
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"{kind} {low} to {high}" if low is not None and high is not None else kind


def _events() -> Iterator[str]:
    yield "## The journal's events"
    yield ""
    yield "| event | what happened | in `detail` |"
    yield "|---|---|---|"
    for event in (*events.TICKET_EVENTS, *events.OTHER_EVENTS):
        fields = ", ".join(f"`{name}`" for name in told_fields(event))
        yield f"| `{event.__struct_config__.tag}` | {unwrapped(event.__doc__ or '').split(chr(10))[0]} | {fields} |"


def main() -> None:
    """Write both files into a directory."""
    parser = argparse.ArgumentParser(prog="python -m hub.api.reference", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the directory (default: docs)")
    out = parser.parse_args().out
    for name, text in documents().items():
        (out / name).write_text(text, encoding="utf-8")
        print(out / name)


if __name__ == "__main__":
    main()
