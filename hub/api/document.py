"""The OpenAPI 3.1 document, made of the table, the structs and their docstrings.

It must never say anything that the code does not do: what is missing here is missing there.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import msgspec

from hub.accounts import SCOPES
from hub.api.asked import MOST, USUAL, BookingGiven
from hub.api.shapes import Problem
from hub.api.table import PREFIX, ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.api.table import Route

ROOT = "#/components/schemas/"
ABOUT = f"""\
What the queue of one public service mall knows, for the mall's other systems. They read; what they may give the queue
is bookings.

A program shows its token: `Authorization: Bearer mpp_…`. A manager makes one in *Pengaturan → Token*, with the scopes
that the program needs. Times are ISO 8601 with the mall's zone, days are the mall's service days.

A list comes in pages: `items`, `more`, and `next`, which is asked for with `after`. The same list as CSV has `.csv` at
the end of its address, or is asked for with `Accept: text/csv`; without a `limit` it is the whole list, if not said
otherwise. JSON without one has {USUAL} rows, and never more than {MOST}. In CSV a text that a spreadsheet would run has
an apostrophe in front.

An error is a problem (RFC 9457): `detail` is for people, `error` for programs. New fields may come; none will go.
"""
_SAID = {
    "400": "A parameter is unknown, given twice, or not what it has to be.",
    "401": "There is no token, or it was revoked.",
    "403": "The token has not this scope.",
    "404": "There is no such thing.",
    "429": "Asked too often; `Retry-After` says how many seconds to wait.",
    "409": "What was sent does not fit the mall as it is: `[3].service` and the like say what.",
    "413": "More was sent than is taken at once.",
    "503": "The hub is busy, ask again in a moment; or `unable`: this mall cannot do that, as it was set up.",
}


def document() -> dict[str, Any]:
    """The whole document, as JSON is made of it."""
    schemas, components = _schemas()
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas, file=False)
        if route.many:
            paths[f"{route.path}.csv"] = {"get": _operation(route, schemas, file=True)}
    problem = {"application/problem+json": {"schema": {"$ref": ROOT + Problem.__name__}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Antrean Mal Pelayanan Publik", "version": "1", "description": ABOUT},
        "servers": [{"url": PREFIX}],
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": {
                code: {"description": text, "headers": _headers_of(code), "content": problem}
                for code, text in _SAID.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Scopes: {', '.join(f'`{scope}`' for scope in SCOPES)}.",
                }
            },
        },
    }


def page_of(route: Route) -> type[msgspec.Struct]:
    """A page of a list, as a struct."""
    return _PAGES[route.name]


def parameters(route: Route) -> Iterator[dict[str, Any]]:
    """What may be asked, as OpenAPI has it."""
    (_ref,), made = msgspec.json.schema_components([route.asked], ref_template="{name}")
    schema = made[route.asked.__name__]
    for name, found in schema["properties"].items():
        kept = {key: value for key, value in found.items() if key != "description"}
        placed = "path" if f"{{{name}}}" in route.path else "query"
        text = found.get("description", "") or name.capitalize()
        if name == "limit" and route.whole:
            text += " CSV: everything."
        yield {
            "name": name,
            "in": placed,
            "required": name in schema["required"],
            "description": text,
            "schema": kept,
        }


_PAGES = {
    route.name: msgspec.defstruct(
        f"{route.shape.__name__}Page",
        [("items", list[route.shape]), ("next", str | None), ("more", bool)],
        namespace={"__doc__": "A page. Ask with `after=next` for what follows, now if there is `more`."},
    )
    for route in ROUTES
    if route.many
}


def _schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of each route's answer, by name, and all that they refer to."""
    kinds = [_PAGES.get(route.name, route.shape) for route in ROUTES]
    bodies = {f"{route.name} sent": route.sent for route in ROUTES if route.sent is not None}
    found, components = msgspec.json.schema_components(
        [*kinds, *bodies.values(), Problem], ref_template=ROOT + "{name}"
    )
    for schema in components.values():
        if "description" in schema:
            schema["description"] = unwrapped(schema["description"])
        # An answer has every field: what the structs give a default is no less there.
        if "properties" in schema and schema.get("title") not in ("Catalogue", BookingGiven.__name__):
            schema["required"] = list(schema["properties"])
    return dict(zip((*(route.name for route in ROUTES), *bodies), found, strict=False)), components


def unwrapped(text: str) -> str:
    """A docstring without its line breaks."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))


def _operation(route: Route, schemas: dict[str, Any], *, file: bool) -> dict[str, Any]:
    asked = list(parameters(route))
    content: dict[str, Any] = {} if file else {"application/json": {"schema": schemas[route.name]}}
    if route.many:
        content["text/csv"] = {"schema": {"type": "string"}}
    good: dict[str, Any] = {"description": unwrapped(route.shape.__doc__ or ""), "content": content}
    if route.many and not route.whole:
        good["headers"] = {
            "Link": {
                "description": "CSV: where to go on (`rel=next`), if there is more.",
                "schema": {"type": "string"},
            }
        }
    answers: dict[str, Any] = {"200": good}
    if route.tagged:
        good["headers"] = {"ETag": {"schema": {"type": "string"}}}
        answers["304"] = {"description": "Nothing changed since the answer with this ETag."}
    codes = ["400", *(("401", "403") if route.scope else ()), *(("404",) if "{uid}" in route.path else ())]
    codes += ["409", "413"] if route.sent is not None else []
    answers |= {code: {"$ref": f"#/components/responses/{code}"} for code in (*codes, "429", "503")}
    if route.tagged:
        asked.append(
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "description": "The ETag of an earlier answer.",
                "schema": {"type": "string"},
            }
        )
    sent = {}
    if route.sent is not None:
        body = {"schema": schemas[f"{route.name} sent"]}
        sent = {"requestBody": {"required": True, "content": {"application/json": body}}}
    return {
        **sent,
        "operationId": f"{route.name}_csv" if file else route.name,
        "summary": route.text.partition(". ")[0].partition(":")[0].rstrip("."),
        "description": route.text,
        "parameters": asked,
        "security": [{"token": [route.scope]}] if route.scope else [],
        "responses": answers,
    }


def _headers_of(code: str) -> dict[str, Any]:
    if code not in ("429", "401"):
        return {}
    name = "Retry-After" if code == "429" else "WWW-Authenticate"
    return {name: {"schema": {"type": "string"}}}
