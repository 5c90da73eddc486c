"""A hub as it runs in a mall: its own process, a real broker with real certificates, and boxes that speak MQTT.

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
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Link, Up
from broker_config.settings import BrokerSettings, DeviceSettings
from broker_config.trial import mosquitto
from provisioning.apply import certify, lay_out, read_site
from provisioning.plan import Places, broker_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 15.0


class Box:
    """A kiosk or a pad, as the broker and the hub know it."""

    def __init__(self, rig: Rig, device: str, role: c.Role) -> None:
        settings = DeviceSettings(id=device, role=role, site=rig.site)
        broker = BrokerSettings(
            host="localhost", port=rig.broker_port, ca="ca.pem", certificate=f"{device}.pem", key=f"{device}.key"
        )
        self.id, self.role = device, role
        self._inbox: queue.SimpleQueue = queue.SimpleQueue()
        self._sequence = self._seq = 0
        self.will = c.DeviceState(status="offline", boot=1)
        self.link = Link(broker, settings, self._inbox, will=self.will, base=rig.directory)
        self.link.start()
        self._hear(Up)
        self.link.send(c.DeviceState(status="online", boot=1))
        birth = c.Birth(boot=1, journal=secrets.token_hex(16), role=role, version="test")
        self._ask(birth, c.Welcome)

    def close(self) -> None:
        """Leave as a box does that is switched off in order: it says so itself."""
        self.link.send(self.will)
        self.link.stop()

    def take_ticket(self, service: str) -> tuple[str, str]:
        """Press a button and print: gives label and token. The hub has the paper's end when this returns."""
        token, uid = secrets.token_urlsafe(16), self._uid()
        proposal = self._ask(c.TicketRequest(uid=uid, service=service, token=token), c.Proposal)
        bound = c.Bound(
            seq=self._seq + 1, prev=self._seq, uid=uid, label=proposal.label, service=service, token=token, at=None
        )
        self._ask(bound, c.LogAck)
        self._ask(c.Printed(seq=self._seq + 2, prev=self._seq + 1, uid=uid, result="printed"), c.LogAck)
        self._seq += 2
        return proposal.label, token

    def press(self, action: c.Action) -> c.CommandOutcome:
        """Press a button of a pad."""
        return self._ask(c.CounterCommand(uid=self._uid(), action=action, at=None), c.CommandOutcome)

    def tell_health(self, *parts: c.Part) -> None:
        """Say how the parts are."""
        self.link.send(c.Health(parts=parts))

    def _uid(self) -> str:
        self._sequence += 1
        return f"{self.id}.1.{self._sequence}"

    def _ask(self, message: c.Message, answer: type) -> c.Message:
        assert self.link.send(message)
        return self._hear(answer)

    def _hear(self, wanted: type):
        deadline = time.monotonic() + PATIENCE_S
        while (left := deadline - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                item = self._inbox.get(timeout=left)
                found = item.message if isinstance(item, Heard) else item
                if isinstance(found, wanted):
                    return found
        raise AssertionError(f"{self.id} heard no {wanted.__name__} within {PATIENCE_S:g} s")


class Rig:
    """One mall: `url` of its pages, `directory` of its files."""

    def __init__(self, site: Path, directory: Path, broker_port: int) -> None:
        self.fleet = read_site(site)
        self.site, self.directory, self.broker_port = self.fleet.site, directory, broker_port
        self.web_port = free_port()
        self.url = f"http://127.0.0.1:{self.web_port}"
        overrides = {
            "hub": {
                "broker": {"port": broker_port},
                "web": {"host": "127.0.0.1", "port": self.web_port},
                "storage": {"url": f"sqlite:///{directory}/hub.db"},
            }
        }
        lay_out(self.fleet, directory, machine="hub", overrides=overrides)
        self.log = directory / "hub.log"
        self.hub: subprocess.Popen | None = None
        self._boxes: list[Box] = []

    def start_hub(self) -> None:
        """Start the hub, and wait until its pages open."""
        with self.log.open("ab") as log:
            program = [sys.executable, "-m", "hub", "serve", str(self.directory / "hub.toml")]
            self.hub = subprocess.Popen(program, cwd=ROOT, stderr=log, stdout=log)
        wait_for("the hub's pages", lambda: self._opens())

    def stop_hub(self) -> int:
        """Stop the hub as systemd does; its exit code."""
        assert self.hub is not None
        self.hub.send_signal(signal.SIGTERM)
        return self.hub.wait(PATIENCE_S)

    def box(self, device: str) -> Box:
        """Switch a device of the fleet on."""
        role = next(row.role for row in self.fleet.devices if row.id == device)
        self._boxes.append(Box(self, device, role))
        return self._boxes[-1]

    def close(self) -> None:
        """Switch everything off."""
        for box in self._boxes:
            box.close()
        if self.hub is not None and self.hub.poll() is None:
            self.hub.kill()
            self.hub.wait()

    def _opens(self) -> bool:
        assert self.hub is not None
        assert self.hub.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(self.url + "/", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


@contextlib.contextmanager
def rig(site: Path, directory: Path) -> Iterator[Rig]:
    """A broker and a running hub for a site.toml, in a directory of their own."""
    fleet = read_site(site)
    certify(fleet, directory)
    with mosquitto(broker_file(fleet, Places(settings=str(directory)))) as port:
        mall = Rig(site, directory, port)
        try:
            mall.start_hub()
            yield mall
        finally:
            mall.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(what: str, ready: Callable[[], object]) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < deadline, f"waited {PATIENCE_S:g} s in vain for {what}"
        time.sleep(0.02)
