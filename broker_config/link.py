"""The MQTT session of one process: TLS, will, reconnect, and one inbox.

The broker is a lossy pipe (docs/decisions/0001): every session starts clean, nothing is queued for anybody
who is away, and what must not be lost is in an outbox. This file never decides what to say; it must never
raise into paho's thread, which would die while `is_connected()` stays true.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import select
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from broker_config import codec
from broker_config.contract import HUB, ROUTE_OF, ROUTES, Message, Route, topic_filter, topic_of
from broker_config.troubles import of_certificate

if TYPE_CHECKING:
    import queue
    from pathlib import Path

    from broker_config.settings import BrokerSettings, DeviceSettings

log = logging.getLogger(__name__)

KEEPALIVE_S = 10
MISC_S = 1.0
RECONNECT_S = (0.2, 2.0)  # drawn evenly, so that two hundred devices do not return in one instant
CONNECT_TIMEOUT_S = 3.0
INFLIGHT = 200


class Up(NamedTuple):
    """Connected, and every subscription granted. Each session has a new number."""

    session: int


class Down(NamedTuple):
    """The session is over; what was sent in it may or may not have arrived."""

    reason: str


class Undelivered(NamedTuple):
    """The broker says that nobody took a message, or that we may not say it."""

    message: Message
    reason: str


class Link:
    """One client's session with the broker, kept up for ever by a thread of its own.

    On the inbox arrive `Up`, `Down`, `Undelivered` and `codec.Heard`. `zones` are those whose boards a display
    listens to, with `all` for the whole mall's; `base` is the directory that relative certificate paths start from.

    Attributes:
        trouble: why there is no session, a key of `troubles.NETWORK`; empty while there is one, or none was tried.
    """

    def __init__(
        self,
        broker: BrokerSettings,
        device: DeviceSettings,
        inbox: queue.SimpleQueue[Any],
        *,
        will: Message,
        base: Path,
        zones: tuple[str, ...] = (),
    ) -> None:
        self._broker, self._device, self._inbox = broker, device, inbox
        self._will = will
        self._filters = subscriptions(device, zones)
        self._tls = tls_context(broker, base)
        self._client: mqtt.Client | None = None  # set while a session is up
        self._connecting: mqtt.Client | None = None
        self._sent: dict[int, Message] = {}
        self._answered: dict[int, Any] = {}  # PUBACKs that overtook the return of publish()
        self._lock = threading.Lock()  # over these two
        self._socket_lock = threading.Lock()  # over the TLS socket, which stands no two threads at once
        self._stopping = threading.Event()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._session = 0
        self.trouble = ""

    def start(self) -> None:
        """Begin to connect, and return at once."""
        self._thread.start()

    def stop(self) -> None:
        """Leave without a will, and end the thread."""
        self._stopping.set()
        client = self._connecting
        if client is not None:
            client.disconnect()
            self._write(client)
        if self._thread.is_alive():
            self._thread.join(timeout=CONNECT_TIMEOUT_S + 1)
        if not self._thread.is_alive() and self._wake >= 0:
            os.close(self._wake)
            self._wake = -1

    @property
    def alive(self) -> bool:
        """Whether the network thread lives; a watchdog that sees it dead ends the process."""
        return self._thread.is_alive()

    def send(self, message: Message, *, to: str = "", zone: str = "") -> bool:
        """Publish, if there is a session; False if there is none. `to` is the device the hub speaks to."""
        client = self._client
        if client is None:
            return False
        route = ROUTE_OF[type(message)]
        own_id = "" if self._device.id == HUB else self._device.id
        topic = topic_of(type(message), self._device.site, device=to or own_id, zone=zone)
        # Not under our lock: paho holds one of its own while it calls on_publish, and wants it here.
        info = client.publish(
            topic, codec.encode(message), qos=route.qos, retain=route.retained, properties=_EXPIRY[route]
        )
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            return False
        self._write(client)
        with self._lock:
            if info.mid not in self._answered:
                self._sent[info.mid] = message
                return True
            reason = self._answered.pop(info.mid)
        self._judge(message, reason)
        return True

    def _write(self, client: mqtt.Client) -> None:
        """Write what was published, here and now: waking the network thread for it takes as long again.

        It is woken if it is at the socket itself, if the socket is full, or if it broke.
        """
        if self._socket_lock.acquire(blocking=False):
            try:
                client.loop_write()
                if client.socket() is not None and not client.want_write():
                    return
            finally:
                self._socket_lock.release()
        if self._wake >= 0:
            os.eventfd_write(self._wake, 1)

    def _run(self) -> None:
        while not self._stopping.is_set():
            # A fresh client each time: paho would replay its own queue after reconnecting.
            client = self._connecting = self._make_client()
            try:
                client.connect(self._broker.host, self._broker.port, KEEPALIVE_S, clean_start=True)
                self._serve(client)
            except OSError as error:  # refused, unreachable, bad certificate: try again
                self.trouble = _trouble(error)
                self._gone(f"{error}")
            finally:
                self._client = None
                _close(client)
            self._stopping.wait(random.uniform(*RECONNECT_S))  # noqa: S311 - spreading load, not guarding a secret

    def _serve(self, client: mqtt.Client) -> None:
        """Move bytes until the session ends."""
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        ready: dict[int, int] = {}
        misc_due = 0.0
        while True:
            with self._socket_lock:
                now = time.monotonic()
                sock = client.socket()
                if sock is not None and ready.get(sock.fileno(), 0) & ~select.POLLOUT:
                    client.loop_read()
                if client.socket() is not None and client.want_write():
                    client.loop_write()
                if now >= misc_due:  # keepalive
                    misc_due = now + MISC_S
                    client.loop_misc()
                sock = client.socket()
                if sock is None:
                    return
                fd = sock.fileno()
                poll.register(fd, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
                # What is decrypted already, poll cannot see.
                held_back = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
            ready = dict(poll.poll(0 if held_back else MISC_S * 1000))
            if self._wake in ready:
                os.eventfd_read(self._wake)
            if held_back:
                ready[fd] = select.POLLIN

    def _make_client(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._device.id,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )
        client.tls_set_context(self._tls)
        client.connect_timeout = CONNECT_TIMEOUT_S
        client.max_inflight_messages_set(INFLIGHT)
        will = topic_of(type(self._will), self._device.site, device=self._device.id)
        client.will_set(will, codec.encode(self._will), qos=1, retain=True)
        client.on_socket_open = _tune_socket
        # With this, publish() leaves the writing to us, who know when the socket is free.
        client.on_socket_register_write = lambda *_: None
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        return client

    def _on_connect(
        self, client: mqtt.Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if reason.is_failure:
            log.warning("the broker refuses us: %s", reason)
            self.trouble = "no_session"
            return
        # QoS 0 from the broker to us: what must not be lost is acknowledged by the application, after its
        # commit. The broker's own acknowledgement of it would cost each end a packet, and promise nothing.
        client.subscribe([(topic, SubscribeOptions(qos=0)) for topic in self._filters])

    def _on_subscribe(
        self, client: mqtt.Client, _userdata: Any, _mid: int, _reasons: Any, _properties: Any
    ) -> None:
        with self._lock:
            self._sent.clear()
            self._answered.clear()
        self._client = client
        self.trouble = ""
        self._session += 1
        log.info("connected to %s:%d, session %d", self._broker.host, self._broker.port, self._session)
        self._inbox.put(Up(self._session))

    def _on_message(self, _client: mqtt.Client, _userdata: Any, message: mqtt.MQTTMessage) -> None:
        try:
            heard = codec.decode(message.topic, bytes(message.payload))
        except codec.BadMessage as error:
            log.warning("dropped a bad message: %s", error)
            return
        except Exception:  # whatever it is, paho's thread must live
            log.exception("dropped a message that nothing could be made of")
            return
        self._inbox.put(heard)

    def _on_publish(
        self, _client: mqtt.Client, _userdata: Any, mid: int, reason: Any, _properties: Any
    ) -> None:
        with self._lock:
            message = self._sent.pop(mid, None)
            if message is None:  # it overtook the return of publish()
                self._answered[mid] = reason
                return
        self._judge(message, reason)

    def _judge(self, message: Message, reason: Any) -> None:
        # "No matching subscribers" is a success code (16) that says nobody listens.
        if reason.value != 0:
            self._inbox.put(Undelivered(message, str(reason)))

    def _on_disconnect(
        self, _client: Any, _userdata: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if self._client is None and self.trouble != "no_session":
            # It let us in and would not hear us: in TLS 1.3 our certificate is judged after the handshake.
            self.trouble = "certificate_refused"
        self._gone(str(reason))

    def _gone(self, reason: str) -> None:
        was_up, self._client = self._client is not None, None
        if was_up:
            log.warning("connection lost: %s", reason)
            self._inbox.put(Down(reason))


def subscriptions(device: DeviceSettings, zones: tuple[str, ...]) -> list[str]:
    """The topic filters of a client: what the contract lets its role receive, and only its own."""
    own = None if device.role == "hub" else device.id
    filters = []
    for route in ROUTES:
        if device.role not in route.receivers:
            continue
        places = zones if "{zone}" in route.topic else (None,)
        filters += [topic_filter(route, device.site, device=own, zone=zone) for zone in places]
    return filters


def tls_context(broker: BrokerSettings, base: Path) -> ssl.SSLContext:
    """Mutual TLS 1.2+, against the mall's own authority only.

    Raises:
        ConfigError: a file is missing or is not what it should be.
    """
    from broker_config.settings import ConfigError  # noqa: PLC0415 - keeps settings out of the import cycle

    for key, name in (("ca", broker.ca), ("certificate", broker.certificate), ("key", broker.key)):
        if not os.access(base / name, os.R_OK):
            raise ConfigError(f"[broker] {key}: {base / name} is not there, or may not be read")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_verify_locations(base / broker.ca)
        context.load_cert_chain(base / broker.certificate, base / broker.key)
    except OSError as error:  # ssl.SSLError is one
        files = f"{base / broker.ca}, {base / broker.certificate}, {base / broker.key}"
        raise ConfigError(
            f"[broker] ca, certificate, key: no certificates of one another ({error}); files: {files}"
        ) from None
    return context


def _trouble(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "host_unknown"
    if isinstance(error, ssl.SSLCertVerificationError):
        return of_certificate(error.verify_code)
    return "certificate_refused" if isinstance(error, ssl.SSLError) else "unreachable"


def _tune_socket(_client: Any, _userdata: Any, sock: Any) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Bytes nobody acknowledges for so long mean a pulled cable: give up rather than wait for minutes.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, KEEPALIVE_S * 1000)


def _close(client: mqtt.Client) -> None:
    sock = client.socket()
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.close()


def _expiry(route: Route) -> Properties | None:
    if route.expiry_s is None:
        return None
    properties = Properties(PacketTypes.PUBLISH)
    properties.MessageExpiryInterval = route.expiry_s
    return properties


_EXPIRY = {route: _expiry(route) for route in ROUTES}
