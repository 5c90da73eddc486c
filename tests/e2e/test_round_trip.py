"""Nothing on the way may wait for an acknowledgement of TCP's: with Nagle's algorithm at the broker every round trip
takes 44 ms (see `set_tcp_nodelay` in mosquitto.conf.j2).
"""

from __future__ import annotations

import queue
import socket
import time
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.link import Link, Up
from broker_config.settings import BrokerSettings, DeviceSettings
from broker_config.trial import mosquitto
from provisioning.apply import certify, read_site
from provisioning.plan import Places, broker_file
from tests.bench.mall import SITE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMES = 40
NAGLE_MS = 40.0


class Side:
    """One end of the wire: the product's link, and what has come in by it."""

    def __init__(self, directory: Path, port: int, device: str, role: Any, will: c.Message) -> None:
        names = {"ca": "ca.pem", "certificate": f"{device}.pem", "key": f"{device}.key"}
        broker = BrokerSettings(host="localhost", port=port, **names)
        settings = DeviceSettings(id=device, role=role, site=read_site(SITE).site)
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.link = Link(broker, settings, self.inbox, will=will, base=directory)
        self.link.start()
        self.hear(Up)

    def hear(self, wanted: type) -> Any:
        while True:
            event = self.inbox.get(timeout=10.0)
            found = event.message if isinstance(event, Heard) else event
            if isinstance(found, wanted):
                return found


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    directory = tmp_path_factory.mktemp("mall")
    fleet = read_site(SITE)
    certify(fleet, directory)
    with mosquitto(broker_file(fleet, Places(settings=str(directory)))) as port:
        hub = Side(directory, port, "hub", "hub", c.HubState(status="offline", epoch=1, boot=1))
        kiosk = Side(directory, port, "kiosk-1", "ticket_kiosk", c.DeviceState(status="offline", boot=1))
        yield hub, kiosk
        for side in (hub, kiosk):
            side.link.stop()


def test_a_question_and_its_answer_wait_for_no_acknowledgement_of_the_networks(sides: tuple[Side, Side]):
    hub, kiosk = sides
    took = []
    for nonce in range(TIMES):
        began = time.perf_counter()
        assert kiosk.link.send(c.HubProbe(nonce=nonce))
        assert hub.hear(c.HubProbe).nonce == nonce
        assert hub.link.send(c.HubAlive(nonce=nonce, at=0.0), to="kiosk-1")
        assert kiosk.hear(c.HubAlive).nonce == nonce
        took.append((time.perf_counter() - began) * 1000)
    # Nagle would delay every one of them, a busy machine only some.
    assert quantiles(took, n=4)[0] < NAGLE_MS / 2


def test_our_own_end_does_not_collect_small_writes_either(sides: tuple[Side, Side]):
    # Seldom seen in time, since nothing that is received is acknowledged: so the socket itself is asked.
    for side in sides:
        client = side.link._client
        sock: Any = client.socket() if client else None
        assert sock is not None
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_message_goes_out_whoever_sends_it_and_however_many(sides: tuple[Side, Side]):
    hub, kiosk = sides
    for nonce in range(1000):
        assert kiosk.link.send(c.HubProbe(nonce=nonce))
    assert [hub.hear(c.HubProbe).nonce for _ in range(1000)] == list(range(1000))
