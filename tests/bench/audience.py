"""The people before the pages: consoles and floors that stay open, and telephones that ask now and then.

A process of its own, so that what it costs is not the hub's. `python -m tests.bench.audience PORT COOKIE ORDERS`; for
each line it answers with what its people have seen so far.
"""

from __future__ import annotations

import heapq
import http.client
import json
import random
import sys
import threading
import time
from typing import Any

from tests.bench import raw

PHONE_THREADS = 6
PATIENCE_S = 30.0


class Audience:
    """Everybody who looks. `streams` are paths that stay open, `tokens` the tickets of those with a telephone."""

    def __init__(self, port: int, cookie: str, streams: list[str], tokens: list[str]) -> None:
        self._port, self._cookie = port, cookie
        self.seen = {"events": 0, "answers": 0, "unchanged": 0, "failed": 0, "slowest_ms": 0.0}
        self._lock = threading.Lock()
        self._open = threading.Semaphore(0)
        for path in streams:
            threading.Thread(target=self._watch, args=(path,), daemon=True).start()
        for index in range(PHONE_THREADS):
            threading.Thread(target=self._phones, args=(tokens[index::PHONE_THREADS],), daemon=True).start()
        for _ in streams:
            if not self._open.acquire(timeout=PATIENCE_S):
                raise TimeoutError("a stream did not open")

    def _count(self, what: str, number: int = 1) -> None:
        with self._lock:
            self.seen[what] += number

    def _watch(self, path: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        line.request("GET", path, headers={"Cookie": self._cookie, "Accept": "text/event-stream"})
        answer = line.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        self._open.release()
        while row := answer.readline():
            if row.startswith(b"data:"):
                self._count("events")

    def _phones(self, tokens: list[str]) -> None:
        dice = random.Random(len(tokens))
        due = [(time.monotonic() + dice.uniform(0, 15), token, "") for token in tokens]
        heapq.heapify(due)
        while due:
            at, token, tag = heapq.heappop(due)
            time.sleep(max(0.0, at - time.monotonic()))
            again_s, tag = self._ask(token, tag)
            if again_s:  # with 0 the hub says that nothing will change any more
                heapq.heappush(due, (time.monotonic() + again_s, token, tag))

    def _ask(self, token: str, tag: str) -> tuple[float, str]:
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        try:
            line.request("GET", f"/t/{token}/now", headers={"If-None-Match": tag} if tag else {})
            answer = line.getresponse()
            answer.read()
        except OSError:
            self._count("failed")
            return 5.0, tag
        finally:
            line.close()
        self._count("unchanged" if answer.status == 304 else "answers" if answer.status == 200 else "failed")
        with self._lock:
            self.seen["slowest_ms"] = max(self.seen["slowest_ms"], (time.monotonic() - began) * 1000)
        return float(answer.headers.get("X-Again-In", 25)), answer.headers.get("ETag", tag)


def main(port: str, cookie: str, orders: str) -> None:
    """Look until the end of the input."""
    wanted: dict[str, Any] = json.loads(orders)
    audience = Audience(int(port), cookie, wanted["streams"], wanted["tokens"])
    raw.say("ready")
    for _ in sys.stdin:
        raw.say(audience.seen)


if __name__ == "__main__":
    main(*sys.argv[1:])
