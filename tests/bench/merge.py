"""A kiosk that gave numbers for a day without its hub: how fast its log is merged when the hub is back.

A real kiosk's process, its own outbox on the disk with a bound and a printed entry for each ticket, the real hub; an
observer of the broker sees when the kiosk is welcomed and when everything is acknowledged, which the hub does after its
commit. The floor is the rate at which one plain process publishes and another one receives messages of the same sizes
with QoS 1, two for each ticket.
"""

from __future__ import annotations

import contextlib
import json
import queue
import time
from typing import TYPE_CHECKING, Any

import msgspec

from broker_config import contract as c
from broker_config.codec import encode
from broker_config.outbox import Outbox
from tests.bench import raw
from tests.bench.figures import Figure, Goal
from tests.bench.flood import _pair
from tests.bench.mall import FLOOD, FLOOR_BROKER, HUB, KIOSK, OBSERVER, SERVICE

if TYPE_CHECKING:
    from tests.bench.mall import BenchMall

PATIENCE_S = 60.0
TICKETS = 500
ENOUGH = 1000.0  # tickets a second


def measure(mall: BenchMall, days: int, tickets: int = TICKETS) -> list[Figure]:
    """So many days of so many tickets, and one more to warm up; needs the hub."""
    heard: queue.SimpleQueue[tuple[float, str, bytes]] = queue.SimpleQueue()
    down = f"mpp/v1/{mall.fleet.site}/device/{KIOSK}/down"
    observer = raw.connect(
        mall.port, str(mall.directory), OBSERVER, f"{down}/#",
        lambda *given: heard.put((time.monotonic(), given[2].topic.rpartition("/")[2], given[2].payload)),
    )  # fmt: skip
    mall.start(FLOOR_BROKER)
    topic = mall.topic(f"device/{FLOOD[0]}/up/bound")
    sizes = json.dumps([len(encode(one)) for one in _pair(FLOOD[0], 1, 1)])
    subscriber = mall.floor("subscriber", "subscribe", HUB, topic)
    publisher = mall.floor("publisher", "publish", FLOOD[0], topic, sizes)
    ours, floor = [], []
    for day in range(1 + days):
        newest = _day_alone(mall, day, tickets)
        mall.start(KIOSK)
        ours.append(tickets / _merged(heard, newest))
        mall.processes.end(KIOSK)
        subscriber.ask(2 * tickets)
        began = publisher.ask(2 * tickets)
        floor.append(tickets / (subscriber.hear() - began))
    for worker in (publisher, subscriber):
        worker.end()
    observer.disconnect()
    observer.loop_stop()
    mall.processes.end(FLOOR_BROKER)
    goals = (Goal(0.5, ENOUGH),)
    return [Figure("a day alone, merged", "tickets/s", tuple(ours[1:]), tuple(floor[1:]), goals, rate=True)]


def _day_alone(mall: BenchMall, day: int, tickets: int) -> int:
    """Write the day into the kiosk's memory, as its clerk would have; gives the last entry's sequence."""
    mall.settle(KIOSK)
    folder = mall.directory / "var" / KIOSK
    folder.mkdir(parents=True, exist_ok=True)
    at = time.time()
    with contextlib.closing(Outbox(folder / "outbox.db")) as outbox, outbox.transaction(sync=True):
        for number in range(1, tickets + 1):
            uid, label = f"{KIOSK}.{outbox.boot}.{number}", f"A-Q{100_000 + day * tickets + number}"
            outbox.append(
                c.Bound, uid, uid=uid, label=label, service=SERVICE, token=f"{day:04d}{number:018d}", at=at,
            )  # fmt: skip
            outbox.append(c.Printed, uid, uid=uid, result="printed")
        return outbox.newest


def _merged(heard: queue.SimpleQueue[Any], newest: int) -> float:
    """Seconds from the welcome until the hub holds everything through `newest`."""
    welcomed = 0.0
    deadline = time.monotonic() + PATIENCE_S
    while True:
        at, name, payload = heard.get(timeout=max(0.001, deadline - time.monotonic()))
        if name == "welcome":
            welcomed = at
        elif name == "ack" and welcomed and msgspec.json.decode(payload, type=c.LogAck).acked >= newest:
            return at - welcomed
