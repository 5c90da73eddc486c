"""A hub as it runs in a mall: its own process, a real broker and certificates, and boxes that speak MQTT.

The boxes say on the wire what kiosks and pads say; nothing of the hub or of the broker is replaced.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Link, Up
from broker_config.settings import BrokerSettings, DeviceSettings
from broker_config.trial import mosquitto
from provisioning.apply import certify, lay_out, read_site
from provisioning.plan import Places, broker_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0
START_S = 60.0  # a process on a cold disk, beside fourteen others
MONDAY_MORNING = 1795396200.0  # 8.10 at the malls of the examples, which are closed on Sundays


def new_database(directory: Path) -> str:
    """The URL of a database for a new mall; the option `--database` of the tests puts another in its place."""
    return f"sqlite:///{directory}/hub.db"


class Box:
    """A kiosk, a pad or a display, as the broker and the hub know it.

    Its thread does what every box does by itself: it introduces itself, and answers when it is probed.
    """

    def __init__(self, rig: Rig, device: str, role: Any) -> None:
        settings = DeviceSettings(id=device, role=role, site=rig.site)
        broker = BrokerSettings(
            host="localhost",
            port=rig.broker_port,
            ca="ca.pem",
            certificate=f"{device}.pem",
            key=f"{device}.key",
        )
        self.id = device
        self._birth = c.Birth(boot=1, journal=secrets.token_hex(16), role=role, version="test")
        self._sequence = self._seq = self._hub = 0
        self._off = False
        self._heard: queue.SimpleQueue[c.Message] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue = queue.SimpleQueue()
        self._will = c.DeviceState(status="offline", boot=1)
        zones = tuple(row.zone for row in rig.fleet.devices if row.id == device and row.role == "display")
        self.link = Link(broker, settings, self._inbox, will=self._will, base=rig.directory, zones=zones)
        threading.Thread(target=self._listen, name=device, daemon=True).start()
        self.link.start()
        self._hear(c.Welcome)

    def wait_for_hub(self) -> None:
        """Wait until a hub that was started again has welcomed this box."""
        self._hear(c.Welcome)

    def close(self) -> None:
        """Leave as a box does that is switched off in order: it says so itself."""
        if not self._off:
            self._off = True
            self.link.send(self._will)
            self.link.stop()
            self._inbox.put(None)

    def take_ticket(self, service: str) -> tuple[str, str]:
        """Press a button and print: gives label and token. The hub has it on its disk when this returns."""
        token, uid = secrets.token_urlsafe(16), self._uid()
        label = self._ask(c.TicketRequest(uid=uid, service=service, token=token), c.Proposal).label
        first, self._seq = self._seq, self._seq + 2
        bound = c.Bound(
            seq=first + 1, prev=first, uid=uid, label=label, service=service, token=token, at=None
        )
        self._deliver(bound)
        self._deliver(c.Printed(seq=first + 2, prev=first + 1, uid=uid, result="printed"))
        return label, token

    def press(self, action: c.Action) -> c.CommandOutcome:
        """Press a button of a pad."""
        return self._ask(c.CounterCommand(uid=self._uid(), action=action, at=None), c.CommandOutcome)

    def serve_next(self) -> str:
        """At a pad: call whoever is next, serve them and be done; the number, or empty where nobody waits.

        To call again and again would be no quicker: who was called a moment ago is not sent away.
        """
        label = self.press("call_next").label or ""
        if label:
            self.press("serve")
            self.press("finish")
        return label or ""

    def serve_everybody(self) -> None:
        """At a pad: until nobody waits any more."""
        while self.serve_next():
            pass

    def show_booking(self, code: str) -> c.BookingFound:
        """Let a visitor show the code of a booking, of which only what stands for it leaves the reader."""
        return self._ask(c.BookingAsked(uid=self._uid(), code=code), c.BookingFound)

    def tell_health(self, *parts: c.Part) -> None:
        """Say how the parts are."""
        assert self.link.send(c.Health(parts=parts))

    def _uid(self) -> str:
        self._sequence += 1
        return f"{self.id}.1.{self._sequence}"

    def _deliver(self, entry: c.Durable) -> None:
        acked = self._ask(entry, c.LogAck).acked
        while acked < entry.seq:  # an earlier entry's
            acked = self._hear(c.LogAck).acked

    def _ask(self, message: c.Message, answer: type) -> Any:
        assert self.link.send(message)
        return self._hear(answer)

    def _hear(self, wanted: type) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                found = self._heard.get(timeout=left)
                if isinstance(found, wanted):
                    return found
        raise AssertionError(f"{self.id} heard no {wanted.__name__} within {PATIENCE_S:g} s")

    def _listen(self) -> None:
        while (item := self._inbox.get()) is not None:
            message = item.message if isinstance(item, Heard) else item
            new_hub = (
                isinstance(message, c.HubState) and message.status == "online" and message.boot != self._hub
            )
            if isinstance(message, c.HubState):
                self._hub = message.boot
            if isinstance(message, Up) or new_hub:
                self.link.send(c.DeviceState(status="online", boot=1))
                self.link.send(self._birth)
            elif isinstance(message, c.DeviceProbe):
                self.link.send(c.DeviceAlive(nonce=message.nonce, boot=1))
            elif isinstance(item, Heard):
                self._heard.put(message)


class Rig:
    """One mall: `url` of its pages, `directory` of its files."""

    def __init__(self, site: Path, directory: Path, broker_port: int) -> None:
        self.fleet = read_site(site)
        self.site, self.directory, self.broker_port = self.fleet.site, directory, broker_port
        self._web = {"host": "127.0.0.1", "port": free_port()}
        self.url = f"http://127.0.0.1:{self._web['port']}"
        self.log = directory / "hub.log"
        self._database = new_database(directory)
        self.hub: subprocess.Popen | None = None
        self.stop_broker: Callable[[], None] = lambda: None
        self._boxes: list[Box] = []
        self.clock = {"start": MONDAY_MORNING, "anchor": time.monotonic()}
        self.signed_in: Any = None  # who is, once somebody was (`signed_in.py`)

    def start_hub(self, clock: dict[str, float] | None = None) -> None:
        """Start the hub, and wait until its pages open; `clock` is the `[clock]` of its settings, now and later."""
        self.clock = clock or self.clock
        tables: dict[str, Any] = {
            "broker": {"port": self.broker_port},
            "web": self._web,
            "storage": {"url": self._database},
            "clock": self.clock,
        }
        lay_out(self.fleet, self.directory, machine="hub", overrides={"hub": tables})
        with self.log.open("ab") as log:
            program = [sys.executable, "-m", "hub", "serve", str(self.directory / "hub.toml")]
            self.hub = subprocess.Popen(program, cwd=ROOT, stderr=log, stdout=log)
        wait_for("the hub's pages", self._opens, START_S)

    def stop_hub(self) -> int:
        """Stop the hub as systemd does; its exit code."""
        assert self.hub is not None
        self.hub.send_signal(signal.SIGTERM)
        return self.hub.wait(PATIENCE_S)

    def box(self, device: str) -> Box:
        """Switch a device of the fleet on."""
        role: Any = next(row.role for row in self.fleet.devices if row.id == device)
        self._boxes.append(Box(self, device, role))
        return self._boxes[-1]

    def close(self) -> None:
        """Switch everything off."""
        with contextlib.ExitStack() as everything:  # whatever one of them does, the others go too
            if self.hub is not None and self.hub.poll() is None:
                everything.callback(self.hub.wait)
                everything.callback(self.hub.kill)
            for box in self._boxes:
                everything.callback(box.close)

    def _opens(self) -> bool:
        assert self.hub is not None
        assert self.hub.poll() is None, self.log.read_text()[-2000:]
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


@contextlib.contextmanager
def rig(site: Path, directory: Path, clock: dict[str, float] | None = None) -> Iterator[Rig]:
    """A broker and a running hub for a site.toml, in a directory of their own."""
    fleet = read_site(site)
    certify(fleet, directory)
    with contextlib.ExitStack() as broker:
        port = broker.enter_context(mosquitto(broker_file(fleet, Places(settings=str(directory)))))
        mall = Rig(site, directory, port)
        mall.stop_broker = broker.close
        try:
            mall.start_hub(clock)
            yield mall
        finally:
            mall.close()


class Answer(NamedTuple):
    """What a page answered."""

    status: int
    headers: Message
    text: str


def ask(url: str, headers: dict[str, str] | None = None) -> Answer:
    """Ask for a page; an answer that refuses is an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=10) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.status or 0, refusal.headers, refusal.read().decode())


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(what: str, ready: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + patience_s
    while not ready():
        assert time.monotonic() < deadline, f"waited {patience_s:g} s in vain for {what}"
        time.sleep(0.02)
