"""From a key at a console to the board that everybody sees, while the whole mall looks at pages.

Forty consoles and five floors are open and kept live, five hundred telephones ask for their turn at the pace that the
hub sets; all of them from another process. The hub, its broker, its database and its pages are as in production, and
the command goes through the same door as a browser's. The floor is the plainest page that does the same: one Flask
view on the same web server, which commits one row with a full sync, publishes a board of the same size and answers.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.parse
from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from broker_config.codec import encode
from broker_config.contract import topic_of
from provisioning.rehearsal.door import create_manager
from tests.bench import raw
from tests.bench.children import ROOT, Worker
from tests.bench.figures import Figure, Goal
from tests.bench.mall import BROKER, FLOOR_BROKER, HUB, OBSERVER, BenchMall, bench_mall, wait_for
from tests.bench.rest import memory_of, used_of

if TYPE_CHECKING:
    import queue

FULL = ROOT / "provisioning" / "examples" / "full.toml"
CONSOLES, FLOORS, PHONES = 40, 5, 500
KIOSK = "kiosk-1"
REST_S = 0.15
SETTLE_S = 8.0
_LINK = re.compile(r"open once: (http\S+/tautan/\S+)")
_KEY = re.compile(r'name="form-key" content="([^"]+)"')
_STANDING = re.compile(r'data-standing="([^"]+)"')


def measure(samples: int, seconds: float) -> list[Figure]:
    """So many calls under load, and the hub's processor time in so many seconds of it; brings its own mall."""
    with bench_mall(FULL) as mall:
        for name in (BROKER, HUB, FLOOR_BROKER):
            mall.start(name)
        tickets = _fill(mall)
        desk = _Desk(mall, tickets.counters)
        counters = [counter.id for counter in mall.fleet.counters][:CONSOLES]
        paths = [f"/loket/{name}/live" for name in counters] + ["/live"] * FLOORS
        orders = json.dumps({"streams": paths, "tokens": tickets.tokens})
        audience = Worker(
            mall.processes, "audience", "tests.bench.audience", str(mall.web_port), desk.cookie, orders
        )
        floor = _PlainPage(mall, tickets.board_bytes)
        time.sleep(SETTLE_S)  # until the telephones have found their pace
        ours, plain = [], []
        for _ in range(5 + samples):
            ours.append(desk.call())
            time.sleep(REST_S)
            plain.append(floor.call())
            time.sleep(REST_S)
        busy = used_of(mall, HUB, seconds)
        rss = memory_of(mall, HUB)
        seen: dict[str, Any] = audience.ask()
        if seen["failed"]:
            raise RuntimeError(f"{seen['failed']} telephones had no answer")
        crowd = f"{CONSOLES} consoles, {FLOORS} floors, {PHONES} telephones"
        return [
            Figure("key at a console → board", "ms", tuple(ours[5:]), tuple(plain[5:]), (Goal(0.95, 30.0),)),
            Figure(f"pages, hub's processor time with {crowd}", "% of a core", (busy,)),
            Figure(f"pages, hub's memory with {crowd}", "MiB RSS", (rss,), goals=(Goal(0.5, 90.0),)),
        ]  # fmt: skip


class _Tickets:
    """Five hundred people in one line, told by a kiosk that had been away; and who can call them."""

    def __init__(self, mall: BenchMall) -> None:
        served: dict[str, list[str]] = {}
        for counter in mall.fleet.counters:
            for service in counter.services:
                served.setdefault(service, []).append(counter.id)
        service = max(served, key=lambda name: len(served[name]))
        self.service, self.counters = service, served[service]
        self.tokens = [f"{number:022d}" for number in range(1, PHONES + 1)]
        self.board_bytes = 0


def _fill(mall: BenchMall) -> _Tickets:
    tickets = _Tickets(mall)
    prefix = next(row.prefix for row in mall.fleet.services if row.id == tickets.service)
    site, acked, welcomed = mall.fleet.site, [0], [False]

    def hear(_client: Any, _data: Any, message: Any) -> None:
        word = message.topic.rpartition("/")[2]
        if word in ("ack", "welcome"):
            acked[0] = json.loads(message.payload)["acked"]
            welcomed[0] = True

    down = topic_of(c.LogAck, site, device=KIOSK).rpartition("/")[0]
    kiosk = raw.connect(mall.port, str(mall.directory), KIOSK, f"{down}/#", hear)
    birth = c.Birth(boot=1, journal="0" * 32, role="ticket_kiosk", version="bench", epoch=0)

    def admitted() -> bool:
        kiosk.publish(topic_of(c.Birth, site, device=KIOSK), encode(birth), qos=1)
        time.sleep(0.2)
        return welcomed[0]

    wait_for("a hub that welcomes the kiosk", admitted)
    base = acked[0]
    for number, token in enumerate(tickets.tokens, start=1):
        seq, uid = base + 2 * number - 1, f"{KIOSK}.1.{number}"
        entry = c.Bound(
            seq=seq, prev=seq - 1, uid=uid, label=f"{prefix}-X{number:03d}", service=tickets.service,
            token=token, at=None,
        )  # fmt: skip
        printed = c.Printed(seq=seq + 1, prev=seq, uid=uid, result="printed")
        for one in (entry, printed):
            kiosk.publish(topic_of(type(one), site, device=KIOSK), encode(one), qos=1)
        if number % 50 == 0:
            wait_for(f"{2 * number} entries", lambda wanted=seq + 1: acked[0] >= wanted)
    kiosk.disconnect()
    kiosk.loop_stop()
    return tickets


class _Boards:
    """Hears boards: when the next one came that satisfies somebody."""

    def __init__(self, port: int, directory: str, identity: str, topic: str) -> None:
        import queue  # noqa: PLC0415 - only here

        self.came: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._client = raw.connect(port, directory, identity, topic, self._hear)

    def _hear(self, _client: Any, _data: Any, message: Any) -> None:
        self.came.put((time.perf_counter(), message.payload))

    def after(self, word: bytes) -> float:
        """When a board with this in it came."""
        while True:
            at, payload = self.came.get(timeout=10.0)
            if word in payload:
                return at


class _Desk:
    """An officer at a console, by the hub's own door, without the browser around it."""

    def __init__(self, mall: BenchMall, counters: list[str]) -> None:
        log = mall.processes.log(HUB)
        wait_for("the first link", lambda: _LINK.search(log.read_text()))
        found = _LINK.search(log.read_text())
        assert found is not None
        self.cookie = create_manager(found[1], "manajer", "latihan-untuk-bangku-uji").cookie
        self._port, self._turn = mall.web_port, 0
        self._places = {name: self._open(name) for name in counters}
        self._boards = _Boards(mall.port, str(mall.directory), OBSERVER, mall.topic("all/board/+"))

    def _open(self, counter: str) -> tuple[str, str]:
        """The console's key and the standing that it shows."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        line.request("GET", f"/loket/{counter}", headers={"Cookie": self.cookie, "Accept": "text/html"})
        page = line.getresponse().read().decode()
        line.close()
        key, standing = _KEY.search(page), _STANDING.search(page)
        if key is None or standing is None:
            raise RuntimeError(f"/loket/{counter} shows no console")
        return key[1], standing[1]

    def call(self) -> float:
        """Call the next one at the next counter; the milliseconds until the board with that call is here."""
        counter = [*self._places][self._turn % len(self._places)]
        self._turn += 1
        key, standing = self._places[counter]
        body = json.dumps({"action": "call_next", "seen": standing})
        headers = {
            "Cookie": self.cookie, "X-Form-Key": key, "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self._port}",
        }  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        line.connect()
        began = time.perf_counter()
        line.request("POST", f"/loket/{counter}/do", body, headers)
        answer = json.loads(line.getresponse().read())
        line.close()
        if not answer["done"]:
            raise RuntimeError(f"{counter}: {answer['text'] or 'not done'}")
        found = _STANDING.search("".join(answer["pieces"].values()))
        assert found is not None
        self._places[counter] = key, found[1]
        uid = found[1].rsplit(".", 2)[0]
        return (self._boards.after(f'"uid":"{uid}"'.encode()) - began) * 1000


class _PlainPage:
    """The floor: see `raw.page`."""

    def __init__(self, mall: BenchMall, size: int) -> None:
        topic = mall.topic(f"all/board/{mall.fleet.zones[0].id}")
        self._worker = Worker(
            mall.processes, "page", "tests.bench.raw", "page", str(mall.floor_port), str(mall.directory), HUB,
            topic, str(size or 6000), str(mall.directory / "page.db"),
        )  # fmt: skip
        self._address = urllib.parse.urlsplit(self._worker.ask())
        self._boards = _Boards(mall.floor_port, str(mall.directory), OBSERVER, topic)

    def call(self) -> float:
        """The milliseconds from a post to its board."""
        line = http.client.HTTPConnection("127.0.0.1", self._address.port or 0, timeout=30)
        line.connect()
        began = time.perf_counter()
        line.request("POST", "/", "{}", {"Content-Type": "application/json"})
        line.getresponse().read()
        line.close()
        return (self._boards.after(b"") - began) * 1000
