"""How fast the hub takes durable log entries, beside what paho moves from one process to another.

The flood is two kiosks that come back after a long outage: they are admitted, then send bound and printed entries with
as many of them on the way as a kiosk's outbox allows, and count what the hub has acknowledged, which it does
after its commit. The floor is the same number of messages of the same sizes, published with QoS 1 by one process and
received with QoS 1 by another one. Blocks of both take turns.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import msgspec

from broker_config import contract as c
from broker_config.codec import encode
from broker_config.contract import topic_of
from broker_config.delivery import WINDOW
from tests.bench import raw
from tests.bench.children import Worker
from tests.bench.figures import Figure, Goal
from tests.bench.mall import FLOOD, FLOOR_BROKER, HUB

if TYPE_CHECKING:
    from tests.bench.mall import BenchMall

PATIENCE_S = 30.0
BOOT = 7  # so that no press of the same boxes' real processes bears the same uid
LETTERS = "XYZ"


def measure(mall: BenchMall, blocks: int, size: int) -> list[Figure]:
    """So many blocks of so many messages; the first block of each warms up and does not count. Needs the hub."""
    kiosks = ",".join(FLOOD)
    arguments = str(mall.port), str(mall.directory), mall.fleet.site, kiosks
    flood = Worker(mall.processes, "flood", "tests.bench.flood", *arguments)
    mall.start(FLOOR_BROKER)
    topic, sizes = (
        mall.topic(f"device/{FLOOD[0]}/up/bound"),
        [len(encode(one)) for one in _pair(FLOOD[0], 1, 1)],
    )
    subscriber = mall.floor("subscriber", "subscribe", HUB, topic)
    publisher = mall.floor("publisher", "publish", FLOOD[0], topic, json.dumps(sizes))
    ours, floor = [], []
    for _ in range(1 + blocks):
        subscriber.ask(size)
        began = publisher.ask(size)
        floor.append(size / (subscriber.hear() - began))
        ours.append(size / flood.ask(size))
    for worker in (flood, publisher, subscriber):
        worker.end()
    mall.processes.end(FLOOR_BROKER)
    goals = (Goal(0.5, 0.6, times_floor=True),)
    return [Figure("hub ingest, durable", "messages/s", tuple(ours[1:]), tuple(floor[1:]), goals, rate=True)]


def _pair(kiosk: str, number: int, seq: int) -> tuple[c.Bound, c.Printed]:
    """What one ticket leaves in the log of a kiosk that printed it without the hub."""
    uid, token = f"{kiosk}.{BOOT}.{number}", f"{kiosk[-1]}{number:021d}"
    label = f"A-{LETTERS[FLOOD.index(kiosk)]}{100_000 + number}"
    at = time.time()
    bound = c.Bound(
        seq=seq, prev=seq - 1, uid=uid, label=label, service="ktp-baru", token=token, at=at, trusted=True
    )
    return bound, c.Printed(seq=seq + 1, prev=seq, uid=uid, result="printed")


class _Kiosk:
    """Delivers a log as a kiosk does: a window of entries, each leaving it when the hub has committed it."""

    def __init__(self, port: str, directory: str, site: str, device: str) -> None:
        self._device, self._site = device, site
        self._acked = self._sent = self._number = 0
        self._log: list[tuple[str, bytes]] = []
        self._base = 0
        self._welcomed, self._done = threading.Event(), threading.Event()
        self._filling = threading.Lock()
        down = topic_of(c.LogAck, site, device=device).rpartition("/")[0]
        self._client = raw.connect(int(port), directory, device, f"{down}/#", self._hear)
        birth = c.Birth(
            boot=1, journal=f"{int(device[-1]):032x}", role="ticket_kiosk", version="bench", epoch=0
        )
        deadline = time.monotonic() + PATIENCE_S
        while not self._welcomed.wait(0.5):  # the hub may be starting
            if time.monotonic() > deadline:
                raise TimeoutError(f"{device} was not welcomed")
            self._client.publish(topic_of(c.Birth, site, device=device), encode(birth), qos=1)
        self._base = self._sent = self._acked

    def prepare(self, entries: int) -> None:
        """Write so many entries into the log."""
        self._base += len(self._log)
        self._log = []
        while len(self._log) < entries:
            self._number += 1
            for entry in _pair(self._device, self._number, self._base + len(self._log) + 1):
                self._log.append((topic_of(type(entry), self._site, device=self._device), encode(entry)))

    def begin(self) -> None:
        """Deliver it."""
        self._done.clear()
        self._fill()

    def wait(self) -> None:
        """Until the hub has all of it."""
        if not self._done.wait(PATIENCE_S):
            raise TimeoutError(f"the hub has taken {self._acked - self._base} of {len(self._log)} entries")

    def _fill(self) -> None:
        with self._filling:
            while self._sent < self._base + len(self._log) and self._sent - self._acked < WINDOW:
                topic, payload = self._log[self._sent - self._base]
                self._client.publish(topic, payload, qos=1)
                self._sent += 1

    def _hear(self, _client: Any, _data: Any, message: Any) -> None:
        name = message.topic.rpartition("/")[2]
        if name == "ack":
            self._acked = msgspec.json.decode(message.payload, type=c.LogAck).acked
            self._fill()
            if self._acked == self._base + len(self._log):
                self._done.set()
        elif name == "welcome":
            self._acked = msgspec.json.decode(message.payload, type=c.Welcome).acked
            self._welcomed.set()


def main(port: str, directory: str, site: str, kiosks: str) -> None:
    """For each line with a number, so many entries from all kiosks together; says how many seconds it took."""
    senders = [_Kiosk(port, directory, site, kiosk) for kiosk in kiosks.split(",")]
    raw.say("ready")
    for line in sys.stdin:
        for sender in senders:
            sender.prepare(json.loads(line) // len(senders))
        began = time.monotonic()
        for sender in senders:
            sender.begin()
        for sender in senders:
            sender.wait()
        raw.say(time.monotonic() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
