"""The contract as a page for people and as an AsyncAPI 3 document, so that others can join. Pure.

Both are made from `ROUTES`, the structs' own docstrings and the golden samples, and must never say anything
that the code does not: what is missing here is missing there.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any

import msgspec

from broker_config.contract import HUB, ROUTES, VERSION, Message, Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROLE_NAMES = {
    "ticket_kiosk": "ticket kiosk",
    "counter_pad": "counter pad",
    "display": "display",
    "hub": "hub",
}
PLACES = {
    "site": "The mall, as in site.toml: `tirtamarta`.",
    "id": "A device, as in site.toml: `kiosk-1`. It is the common name of the device's certificate.",
    "zone": "A part of the hall with displays of its own: `utama`.",
}
INTRODUCTION = f"""\
# Messages

Made by `make docs` from `broker_config/contract.py` and the golden samples; change those.
The same, for machines: [asyncapi.json](asyncapi.json).

Everything is said over MQTT 5 with mutual TLS, as JSON in UTF-8, on topics below `mpp/{VERSION}/<site>/`.
Who speaks is in the topic, where the broker's access list enforces it, and never in the payload. A receiver
ignores fields it does not know; a payload that breaks the rules below is logged, dropped, and nothing else
suffers.

- **retained**: the broker hands the last one to everybody who subscribes.
- **durable**: the sender keeps it until the hub has acknowledged its commit; the broker promises nothing.
- **expires**: the broker drops it if it could not be delivered in that time.
- Times (`at`) are UTC in seconds since 1970.
"""


def sample_name(message: type[Message]) -> str:
    """The file of a message's golden sample, without `.json`.

    >>> from broker_config.contract import TicketRequest
    >>> sample_name(TicketRequest)
    'ticket-request'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "-", message.__name__).lower()


def documents(samples: Mapping[str, Any]) -> dict[str, str]:
    """File name to text; `samples` holds a parsed golden sample for each `sample_name`."""
    return {"messages.md": _page(samples), "asyncapi.json": _asyncapi(samples)}


def _schemas() -> dict[str, Any]:
    """JSON Schemas by struct name. A message's own description is its docstring, unwrapped."""
    _, components = msgspec.json.schema_components(
        [route.message for route in ROUTES], ref_template="#/components/schemas/{name}"
    )
    for schema in components.values():
        if "description" in schema:
            schema["description"] = _unwrapped(schema["description"])
    return components


def _unwrapped(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))


# --- the page ---------------------------------------------------------------------------------------------


def _page(samples: Mapping[str, Any]) -> str:
    schemas = _schemas()
    lines = [INTRODUCTION, "| message | topic | from | to | |", "|---|---|---|---|---|"]
    for route in ROUTES:
        name = route.message.__name__
        link = f"[{name}](#{name.lower()})"
        ends = f"{_roles(route.senders)} | {_roles(route.receivers)}"
        lines.append(f"| {link} | `{route.topic}` | {ends} | {_care(route)} |")
    for route in ROUTES:
        lines += ["", *_section(route, schemas, samples[sample_name(route.message)])]
    inner = sorted(set(schemas) - {route.message.__name__ for route in ROUTES})
    lines += ["", "## Parts of messages"]
    for name in inner:
        lines += ["", f"### {name}", "", schemas[name]["description"], "", *_fields(schemas[name])]
    return "\n".join(lines) + "\n"


def _section(route: Route, schemas: dict[str, Any], sample: Any) -> Iterator[str]:
    name = route.message.__name__
    yield f"## {name}"
    yield ""
    yield schemas[name]["description"]
    yield ""
    care = f" · {_care(route)}" if _care(route) else ""
    yield f"`mpp/{VERSION}/{{site}}/{route.topic}` · {_roles(route.senders)} → {_roles(route.receivers)}"
    yield f"· QoS {route.qos} · at most {_number(route.max_bytes)} bytes{care}"
    yield ""
    yield from _fields(schemas[name])
    yield ""
    yield "```json"
    yield json.dumps(sample, indent=2, ensure_ascii=False)
    yield "```"


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    yield "| field | type | |"
    yield "|---|---|---|"
    required = schema.get("required", [])
    for name, field in schema["properties"].items():
        notes = [_description(field)]
        if name not in required:
            notes.append(f"may be left out: `{json.dumps(field.get('default'), ensure_ascii=False)}`")
        yield f"| `{name}` | {_type(field)} | {'; '.join(note for note in notes if note)} |"


def _description(field: dict[str, Any]) -> str:
    inner = [field, *field.get("anyOf", [])]
    return next((part["description"] for part in inner if "description" in part), "")


def _type(field: dict[str, Any]) -> str:
    """A JSON Schema in a few words, safe inside a Markdown table."""
    if "$ref" in field:
        name = field["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(_type(part) for part in field["anyOf"])
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    limits = [_range(field.get("minimum"), field.get("maximum"), "")]
    limits.append(_range(field.get("minLength"), field.get("maxLength"), " characters"))
    limits.append(f"`{field['pattern']}`".replace("|", r"\|") if "pattern" in field else "")
    said = ", ".join(limit for limit in limits if limit)
    return f"{field['type']} ({said})" if said else field["type"]


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"{_number(low or 0)} or more{unit}"
    return f"{_number(low or 0)} to {_number(high)}{unit}"


def _care(route: Route) -> str:
    """What is special about the way a message travels."""
    notes = ["retained"] if route.retained else []
    notes += ["durable"] if route.durable else []
    notes += [f"expires after {route.expiry_s} s"] if route.expiry_s else []
    return ", ".join(notes)


def _roles(roles: tuple[str, ...]) -> str:
    return ", ".join(ROLE_NAMES[role] for role in roles)


def _number(value: float) -> str:
    return f"{value:,.0f}"


# --- AsyncAPI 3 -------------------------------------------------------------------------------------------


def _asyncapi(samples: Mapping[str, Any]) -> str:
    """Seen from the hub, as AsyncAPI wants one application's view: it receives `up`, and sends the rest."""
    schemas = _schemas()
    document = {
        "asyncapi": "3.0.0",
        "id": "urn:mpp:queue",
        "info": {
            "title": "Queue of a Mal Pelayanan Publik",
            "version": VERSION,
            "description": _unwrapped(INTRODUCTION.split("\n\n")[2]),
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "{host}:8883",
                "protocol": "secure-mqtt",
                "protocolVersion": "5",
                "description": "The mall's own mosquitto.",
                "variables": {
                    "host": {"description": "As in site.toml, [broker] host.", "default": "localhost"}
                },
                "security": [{"$ref": "#/components/securitySchemes/certificate"}],
            }
        },
        "channels": {sample_name(route.message): _channel(route) for route in ROUTES},
        "operations": {sample_name(route.message): _operation(route) for route in ROUTES},
        "components": {
            "messages": {
                route.message.__name__: _message(route, schemas, samples[sample_name(route.message)])
                for route in ROUTES
            },
            "schemas": schemas,
            "parameters": {name: {"description": text} for name, text in PLACES.items()},
            "securitySchemes": {
                "certificate": {
                    "type": "X509",
                    "description": "Of the mall's own authority; its common name is the client.",
                }
            },
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _channel(route: Route) -> dict[str, Any]:
    places = ["site", *re.findall(r"\{(\w+)\}", route.topic)]
    name = route.message.__name__
    return {
        "address": f"mpp/{VERSION}/{{site}}/{route.topic}",
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "parameters": {place: {"$ref": f"#/components/parameters/{place}"} for place in places},
    }


def _operation(route: Route) -> dict[str, Any]:
    channel = f"#/channels/{sample_name(route.message)}"
    binding: dict[str, Any] = {"qos": route.qos, "retain": route.retained, "bindingVersion": "0.2.0"}
    if route.expiry_s:
        binding["messageExpiryInterval"] = route.expiry_s
    return {
        "action": "send" if route.senders == (HUB,) else "receive",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{route.message.__name__}"}],
        "bindings": {"mqtt": binding},
        "x-from": list(route.senders),
        "x-to": list(route.receivers),
        "x-durable": route.durable,
        "x-max-bytes": route.max_bytes,
    }


def _message(route: Route, schemas: dict[str, Any], sample: Any) -> dict[str, Any]:
    name = route.message.__name__
    return {
        "name": name,
        "summary": schemas[name]["description"].split("\n\n")[0],
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "examples": [{"name": sample_name(route.message), "payload": sample}],
    }
