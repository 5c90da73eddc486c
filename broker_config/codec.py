"""Bytes to messages and back. Pure. What cannot be believed is a `BadMessage` that names the field."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from broker_config.contract import HUB, ROUTES, VERSION, Message, Route

_ENCODER = msgspec.json.Encoder()
_DECODERS = {route.message: msgspec.json.Decoder(route.message) for route in ROUTES}


class BadMessage(ValueError):
    """A message that breaks the contract: logged, dropped, and nothing else suffers."""


class Heard(NamedTuple):
    """A message, and the one whom the broker let say it. `zone` is set on boards alone."""

    sender: str
    message: Message
    zone: str = ""
    device: str = ""


def _pattern(route: Route) -> re.Pattern[str]:
    path = (
        re.escape(route.topic).replace(r"\{id\}", "(?P<device>[^/]+)").replace(r"\{zone\}", "(?P<zone>[^/]+)")
    )
    return re.compile(rf"^mpp/{VERSION}/[^/]+/{path}$")


_PATTERNS = [(_pattern(route), route) for route in ROUTES]
_MISSING = re.compile(r"^Object missing required field `(\w+)`$")
_KNOWN: dict[str, tuple[Route, str, str]] = {}  # topic -> route, device, zone; topics are few


def _route(topic: str) -> tuple[Route, str, str]:
    found = _KNOWN.get(topic)
    if found is None:
        for pattern, route in _PATTERNS:
            if match := pattern.match(topic):
                places = match.groupdict()
                found = route, places.get("device", ""), places.get("zone", "")
                break
        else:
            raise BadMessage(f"{topic}: no message of the contract is said here")
        if len(_KNOWN) < 10_000:  # a hostile broker may not fill our memory with topics
            _KNOWN[topic] = found
    return found


def encode(message: Message) -> bytes:
    """A message as JSON, UTF-8."""
    return _ENCODER.encode(message)


def decode(topic: str, payload: bytes) -> Heard:
    """The message behind a payload, with its sender taken from the topic, where the broker enforces it.

    Raises:
        BadMessage: names topic and field path, never the value: it may be somebody's secret.
    """
    route, device, zone = _route(topic)
    if len(payload) > route.max_bytes:
        raise BadMessage(f"{topic}: payload: {len(payload)} bytes, at most {route.max_bytes} are allowed")
    try:
        message = _DECODERS[route.message].decode(payload)
    except msgspec.ValidationError as error:
        raise BadMessage(f"{topic}: {_fault(str(error))}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadMessage(f"{topic}: payload: not JSON") from None
    if "/up/" in route.topic:
        uid = getattr(message, "uid", None)
        if uid is not None and uid.partition(".")[0] != device:
            raise BadMessage(f"{topic}: uid: belongs to another device than the sender")
    from_hub = route.senders == (HUB,)
    return Heard(HUB if from_hub else device, message, zone, device)


def _fault(error: str) -> str:
    """Field path and reason, in those of msgspec's words that cannot quote what was received."""
    reason, _, path = error.partition(" - at `$")
    path = path.rstrip("`").lstrip(".")
    if missing := _MISSING.match(reason):
        path, reason = f"{path}.{missing[1]}".lstrip("."), "is missing"
    elif not reason.startswith("Expected "):
        reason = "Is not one of the values that are allowed"
    return f"{path or 'payload'}: {reason}"
