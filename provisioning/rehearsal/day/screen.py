"""The displays' boards, read off the wire by an observer: what anybody in the hall can see, call by call.

A display that draws and speaks at sixty times its pace would show each number for the blink of an eye; people who must
not miss theirs look at the board itself. It listens to boards alone, so no device takes it for the hub.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from broker_config import codec
from broker_config.check import identity
from broker_config.conf import BrokerFile
from broker_config.contract import VERSION, Board
from broker_config.settings import ConfigError, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from broker_config.contract import Call


class Screen:
    """Listens; `on_call` hears of every call and recall once, in its thread."""

    def __init__(self, directory: Path, port: int, on_call: Callable[[Call], None]) -> None:
        file = load(directory / "broker.toml", BrokerFile)
        if not file.observers:
            raise ConfigError("[broker] observers: a rehearsed day needs somebody who may listen")
        who = file.observers[0]
        self._on_call = on_call
        self._seen: set[tuple[int, int]] = set()
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, who, protocol=mqtt.MQTTv5)
        self._client.tls_set_context(identity(file, who, directory.resolve()))
        self._client.reconnect_delay_set(1, 1)
        self._topic = f"mpp/{VERSION}/{file.listener.site}/all/board/+"
        self._client.on_connect = self._listen
        self._client.on_message = self._hear
        self._client.connect_async("localhost", port)
        self._client.loop_start()

    def close(self) -> None:
        """Look away."""
        self._client.disconnect()
        self._client.loop_stop()

    def _listen(self, client: mqtt.Client, *_how: Any) -> None:
        client.subscribe(self._topic, qos=1)

    def _hear(self, _client: Any, _data: Any, message: Any) -> None:
        try:
            board = codec.decode(message.topic, bytes(message.payload)).message
        except codec.BadMessage:
            return
        if not isinstance(board, Board):
            return
        for call in board.calls:
            if (board.epoch, call.call) not in self._seen:
                self._seen.add((board.epoch, call.call))
                self._on_call(call)
