"""The mall's live traffic, decoded, one line a message: what a technician looks at when something is odd.

Needs the certificate of an observer. Note that an observer is a subscriber: while it listens to everything, a
kiosk is not told "No matching subscribers" when the hub is away, and waits out its 800 ms instead. Secrets
(the unguessable part of a ticket's QR) are not shown.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from broker_config import codec
from broker_config.contract import VERSION
from broker_config.settings import ConfigError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

HIDDEN = ("token",)


def line(topic: str, payload: bytes, at: datetime, width: int = 0) -> str:
    """One message as a line: time, sender, whom it is for, message. `width` cuts it (0: never).

    >>> line("mpp/v1/contoh/device/pad-1/up/probe", b'{"nonce":7}', datetime(2025, 11, 25, tzinfo=UTC))
    '00:00:00.000 pad-1 HubProbe {"nonce":7}'
    """
    time = at.strftime("%H:%M:%S.%f")[:-3]
    if not payload:
        return f"{time} (nothing retained any more) {topic}"
    try:
        heard = codec.decode(topic, payload)
    except codec.BadMessage as error:
        return f"{time} BadMessage {error}"
    fields = msgspec.to_builtins(heard.message)
    fields.update({name: "..." for name in HIDDEN if name in fields})
    to = heard.zone or (heard.device if heard.device != heard.sender else "")
    arrow = f" -> {to}" if to else ""
    text = (
        f"{time} {heard.sender}{arrow} {type(heard.message).__name__} {msgspec.json.encode(fields).decode()}"
    )
    return text if not width or len(text) <= width else text[: width - 3] + "..."


def tail(
    tls: ssl.SSLContext, who: str, host: str, port: int, site: str, show: Callable[[str, bytes], None]
) -> None:
    """Call `show` with topic and payload of all that is said, until interrupted.

    Raises:
        ConfigError: the broker cannot be reached, or does not let us in.
    """
    client = mqtt.Client(CallbackAPIVersion.VERSION2, who, protocol=mqtt.MQTTv5)
    client.tls_set_context(tls)
    refused: list[str] = []

    def on_connect(_client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            refused.append(str(reason))
            client.disconnect()
        client.subscribe(f"mpp/{VERSION}/{site}/#", qos=1)

    client.on_connect = on_connect
    client.on_message = lambda _client, _data, message: show(message.topic, bytes(message.payload))
    try:
        client.connect(host, port)
        client.loop_forever()
    except OSError as error:
        raise ConfigError(
            f"{host}:{port}: {error}; is the broker running, is the certificate of its mall?"
        ) from None
    if refused:
        raise ConfigError(f"{host}:{port}: the broker does not let {who} in: {refused[0]}")


def now() -> datetime:
    """The machine's own time; the mall's clock may be set otherwise in a rehearsal."""
    return datetime.now(UTC)
