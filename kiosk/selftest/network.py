"""Looks at the way to the hub, step by step, as the link would go it: name, port, certificates, session, answer.

Ends at the first step that fails, for the ones behind it would only say the same.
"""

from __future__ import annotations

import queue
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Link, Undelivered, Up, tls_context
from broker_config.settings import ConfigError
from broker_config.troubles import of_certificate
from kiosk.selftest.findings import Finding, failed, of_clock, of_days, of_round_trip, ok

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from broker_config.settings import BrokerSettings
    from kiosk.settings import KioskSettings

CONNECT_S = 3.0
SESSION_S = 5.0
ANSWER_S = 3.0
ALERT_S = 0.3  # in which a broker that does not want our certificate says so
PROBES = 3
DAY_S = 86400.0


class Told:
    """The hub's time as it was told on the way; `rate`: mall seconds in one of ours."""

    def __init__(self, rate: float = 1.0) -> None:
        self._rate = rate
        self._told: tuple[float, float] | None = None

    def take(self, at: float, took_s: float) -> None:
        """The hub's time in an answer that took so long to come."""
        self._told = at + took_s / 2 * self._rate, time.monotonic()

    def now(self) -> float | None:
        """The hub's time now, UTC seconds; None if it told none."""
        return None if self._told is None else self._told[0] + (time.monotonic() - self._told[1]) * self._rate


def look(
    settings: KioskSettings,
    base: Path,
    boot: int,
    say: dict[str, str],
    our_now: Callable[[], float],
    told: Told,
) -> list[Finding]:
    """All findings from the name of the broker to the answer of the hub.

    Args:
        settings: the device's.
        base: where relative paths in them start.
        boot: the start that the hub knows this device by.
        say: words of the language.
        our_now: our own wall clock, UTC seconds.
        told: takes what the hub says of the time.
    """
    found: list[Finding] = []
    broker = settings.broker
    try:
        context = tls_context(broker, base)
        found.append(_own_certificate(settings, base / broker.certificate, say, our_now))
    except ConfigError as error:
        return [failed(say["files"], "certificate_files", str(error))]
    if found[-1].verdict == "ok":
        found += _reach(broker, context, say, our_now)
    if found[-1].verdict == "ok":
        found += _ask(settings, base, boot, say, our_now, told)
    return found


def _own_certificate(
    settings: KioskSettings, file: Path, say: dict[str, str], our_now: Callable[[], float]
) -> Finding:
    # The standard library reads a certificate only in a handshake, or by this door of its own tests.
    decoded: dict[str, Any] = ssl._ssl._test_decode_cert(str(file))  # type: ignore[attr-defined] # noqa: SLF001 - see above
    owner = _common_name(decoded)
    if owner != settings.device.id:
        return failed(say["files"], "certificate_owner", owner)
    return of_days(say["files"], _days_left(decoded, our_now()), say["days"])


def _reach(
    broker: BrokerSettings, context: ssl.SSLContext, say: dict[str, str], our_now: Callable[[], float]
) -> list[Finding]:
    place = f"{broker.host}:{broker.port}"
    try:
        addresses = socket.getaddrinfo(broker.host, broker.port, type=socket.SOCK_STREAM)
    except OSError as error:
        return [failed(say["name"], "host_unknown", f"{broker.host}: {error.strerror or error}")]
    found = [ok(say["name"], broker.host)]
    try:
        plain = socket.create_connection((broker.host, broker.port), CONNECT_S)
    except OSError as error:
        shown = ", ".join(dict.fromkeys(str(address[4][0]) for address in addresses))
        return [*found, failed(say["port"], "unreachable", f"{place} ({shown}): {error.strerror or error}")]
    found.append(ok(say["port"], place))
    with plain:
        try:
            with context.wrap_socket(plain, server_hostname=broker.host) as tls:
                days = _days_left(tls.getpeercert() or {}, our_now())
                found.append(of_days(say["broker_certificate"], days, say["days"]))
                _hear_refusal(tls)
        except ssl.SSLCertVerificationError as error:
            found.append(
                failed(say["broker_certificate"], of_certificate(error.verify_code), error.verify_message)
            )
        except OSError as error:  # ssl.SSLError is one
            found.append(failed(say["files"], "certificate_refused", str(error)))
    return found


def _hear_refusal(tls: ssl.SSLSocket) -> None:
    """In TLS 1.3 our certificate is judged after the handshake: an alert is all we would hear."""
    tls.settimeout(ALERT_S)
    try:
        tls.recv(1)
    except TimeoutError:
        return  # a broker that is content waits for us to speak


def _ask(
    settings: KioskSettings,
    base: Path,
    boot: int,
    say: dict[str, str],
    our_now: Callable[[], float],
    told: Told,
) -> list[Finding]:
    session = _Session(settings, base, boot)
    try:
        if session.wait(Up, SESSION_S) is None:
            return [failed(say["session"], "no_session")]
        found = [ok(say["session"])]
        trips = [session.trip(nonce, told) for nonce in range(1, PROBES + 1)]
        answered = sorted(trip for trip in trips if trip is not None)
        hub_now = told.now()
        if not answered or hub_now is None:
            return [*found, failed(say["hub"], "hub_stranger" if session.hub_is_there else "hub_away")]
        found.append(of_round_trip(say["hub"], answered[len(answered) // 2] * 1000))
        found.append(of_clock(say["clock"], our_now() - hub_now))
        return found
    finally:
        session.close()


class _Session:
    """The device's own session with the broker, without its birth: no kiosk is at work here."""

    def __init__(self, settings: KioskSettings, base: Path, boot: int) -> None:
        self._inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._gone = c.DeviceState(status="offline", boot=boot)
        self._link = Link(settings.broker, settings.device, self._inbox, will=self._gone, base=base)
        self._online = self._unheard = False
        self._link.start()

    @property
    def hub_is_there(self) -> bool:
        """Whether a hub said that it is there, and took what we asked."""
        return self._online and not self._unheard

    def trip(self, nonce: int, told: Told) -> float | None:
        """Seconds until the hub has answered; None if it does not."""
        began = time.monotonic()
        self._link.send(c.HubProbe(nonce=nonce))
        alive = self.wait(c.HubAlive, ANSWER_S if nonce == 1 else ANSWER_S / 3)
        if alive is None:
            return None
        took = time.monotonic() - began
        told.take(alive.at, took)
        return took

    def wait(self, wanted: type, seconds: float) -> Any:
        """The first such thing that comes; None if the time is over first."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                item = self._inbox.get(timeout=left)
            except queue.Empty:
                return None
            found = item.message if isinstance(item, Heard) else item
            if isinstance(found, c.HubState):
                self._online = found.status == "online"
            elif isinstance(found, Undelivered):
                self._unheard = True
                if isinstance(found.message, c.HubProbe):
                    return None
            if isinstance(found, wanted):
                return found
        return None

    def close(self) -> None:
        """Leave; whatever was heard of us was not the kiosk at work."""
        self._link.send(self._gone)
        self._link.stop()


def _common_name(decoded: dict[str, Any]) -> str:
    names = [value for pairs in decoded.get("subject", ()) for key, value in pairs if key == "commonName"]
    return names[0] if names else ""


def _days_left(decoded: dict[str, Any], now: float) -> float:
    until = decoded.get("notAfter")
    return (ssl.cert_time_to_seconds(until) - now) / DAY_S if until else 0.0
