"""A mosquitto of our own on a free port, to try a configuration on, and clients that look at what arrives.

For `check` and for tests. Must never touch a broker that the system runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import queue
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from broker_config.conf import BrokerFile, render, template
from broker_config.settings import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
PATIENCE_S = 10.0
NOT_AUTHORIZED = 135  # of MQTT v5
HOST = "127.0.0.1"


class Arrival(NamedTuple):
    """One message as a client got it."""

    topic: str
    payload: bytes


@contextlib.contextmanager
def mosquitto(file: BrokerFile) -> Iterator[int]:
    """Run a broker with this configuration, but on a free port of this machine alone; gives the port.

    Raises:
        ConfigError: there is no mosquitto, or it does not start, with its own last words.
    """
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise ConfigError("mosquitto is not installed: sudo apt-get install mosquitto")
    port = _free_port()
    user = pwd.getpwuid(
        os.geteuid()
    ).pw_name  # started by root it would become a user who cannot read the key
    with tempfile.TemporaryDirectory(prefix="mpp-trial-") as scratch:
        acl = f"{scratch}/acl"
        listener = msgspec.structs.replace(file.listener, port=port, bind=HOST, user=user, acl=acl)
        files = render(msgspec.structs.replace(file, listener=listener), template())
        for name, text in files.items():
            Path(scratch, name).write_text(text, encoding="utf-8")
        Path(acl).chmod(0o600)
        with Path(scratch, "log").open("wb") as log:
            process = subprocess.Popen(
                [program, "-c", f"{scratch}/mosquitto.conf"],
                stderr=log,
                stdout=log,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - only a system call, no lock is taken
            )
        try:
            _wait_until_open(process, port, Path(scratch, "log"))
            yield port
        finally:
            process.terminate()
            process.wait()


class TrialClient:
    """An MQTT v5 client that connects at once, or raises; a context manager."""

    def __init__(self, port: int, tls: ssl.SSLContext, client_id: str, will: Arrival | None = None) -> None:
        """Connect; the broker speaks the `will` when the connection breaks.

        Raises:
            ConfigError: refused, with the reason.
        """
        self.arrivals: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self.down = threading.Event()
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        self._client.tls_set_context(tls)
        self._client.max_inflight_messages_set(0)
        self._client.on_connect = lambda *given: self._answers.put(given[3])
        self._client.on_subscribe = lambda *given: self._answers.put(given[3])
        self._client.on_publish = lambda *given: self._answers.put((given[2], given[3].value))
        self._client.on_message = lambda *given: self.arrivals.put(Arrival(given[2].topic, given[2].payload))
        self._client.on_disconnect = self._on_disconnect
        if will:
            self._client.will_set(will.topic, will.payload, qos=1)
        self._connect(port)

    def __enter__(self) -> TrialClient:  # noqa: PYI034 - nobody inherits from this
        return self

    def __exit__(self, *_: object) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def subscribe(self, topic: str) -> None:
        """Subscribe and wait for the answer, which says nothing: see `acl.py`."""
        self._client.subscribe(topic, qos=1)
        self._answer(f"subscribing to {topic}")

    def publish(self, messages: Iterable[Arrival], *, retain: bool = False) -> list[bool]:
        """Publish all, and tell of each whether the broker's access list let it pass."""
        sent = [self._client.publish(topic, payload, qos=1, retain=retain).mid for topic, payload in messages]
        codes = dict(self._answer("publishing") for _ in sent)
        return [codes[mid] != NOT_AUTHORIZED for mid in sent]

    def heard_until(self, payload: bytes) -> list[Arrival]:
        """All that arrives before the message with this payload; the broker keeps the order."""
        heard = []
        while True:
            try:
                arrival = self.arrivals.get(timeout=PATIENCE_S)
            except queue.Empty:
                raise ConfigError("the broker did not deliver a message that it had to") from None
            if arrival.payload == payload:
                return heard
            heard.append(arrival)

    def break_off(self) -> None:
        """Cut the line without a good-bye, as a power failure does."""
        sock: Any = self._client.socket()
        if sock is not None:
            sock.shutdown(socket.SHUT_RDWR)
        self.down.wait(PATIENCE_S)
        self._client.loop_stop()

    def _connect(self, port: int) -> None:
        try:
            self._client.connect(HOST, port)
        except OSError as error:
            raise ConfigError(f"the broker does not take the connection: {error}") from None
        self._client.loop_start()
        reason = self._answer("connecting")
        if getattr(reason, "is_failure", False):
            self._client.loop_stop()
            raise ConfigError(f"the broker refuses the connection: {reason}")

    def _on_disconnect(self, *given: Any) -> None:
        self.down.set()
        self._answers.put(ConfigError(f"the broker ended the connection: {given[3]}"))

    def _answer(self, doing: str) -> Any:
        try:
            answer = self._answers.get(timeout=PATIENCE_S)
        except queue.Empty:
            raise ConfigError(f"the broker gives no answer ({doing})") from None
        if isinstance(answer, ConfigError):
            self._client.loop_stop()
            raise answer
        return answer


def _end_with_parent() -> None:
    """In the child: no broker is left behind by a trial that was killed."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _speaks_tls(port: int) -> bool:
    """Whether a handshake is answered: mosquitto opens its port before it has looked at its certificates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # who answers is for the clients to judge
    try:
        with socket.create_connection((HOST, port), timeout=PATIENCE_S) as sock, context.wrap_socket(sock):
            return True
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
        return False
    except ssl.SSLError:  # it wants a certificate of us: then it is there
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        return sock.getsockname()[1]


def _wait_until_open(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        if _speaks_tls(port):
            return
        time.sleep(0.01)
    said = [line for line in log.read_text(errors="replace").splitlines() if "rror" in line] or ["nothing"]
    raise ConfigError(f"mosquitto does not start with this configuration; it says: {'; '.join(said)}")
