"""A hub with a morning's work behind it, whose pages and API answer on a port of this machine.

The writer, the database, the application and the web server are the product's own. What happened was asked for by
the commands that kiosks, pads and browsers send.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from waitress.server import create_server

from broker_config.runtime import MallClock
from broker_config.settings import ClockSettings
from hub.accounts import SCOPES, BackOff
from hub.accounts.backoff import Guesses
from hub.admin.streams import StreamChannel
from hub.api.views import PACE
from hub.commands import Acknowledge, Amend, Edit, EnterRoll, Operate
from hub.events import AlertClosed, AlertOpened, Event
from hub.minutes.evidence import Link, Seen, Ticket
from hub.minutes.presence import Kind, intervals
from hub.storage.daybook import catch_up, flush
from hub.storage.rollups import Rollups
from tests.contract.house import NOON, House, house
from tests.unit.small_hall import bound, printed, request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

PRESSES = 30
AFTERNOON = NOON + 3600  # of a Tuesday
# A person's name in the register, and what somebody typed who knows spreadsheets.
NAME, FORMULA = "Budi", '=HYPERLINK("http://evil.example","Dukcapil")'


class Mall(NamedTuple):
    """A house, the address of its API, and a token that may read everything."""

    house: House
    url: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **headers: str) -> Any:
        """Ask the API, in this process."""
        client: FlaskClient = self.house.app.test_client()
        return client.get("/api/v1" + path, headers=self.headers | headers)

    def everything(self, path: str, limit: int) -> list[dict[str, Any]]:
        """All rows of a list, page by page, as its description says."""
        found: list[dict[str, Any]] = []
        asked = f"{path}{'&' if '?' in path else '?'}limit={limit}"
        answer = self.get(asked).json
        while True:
            found += answer["items"]
            if not answer["more"]:
                return found
            assert answer["items"] or path.startswith("/journal")
            answer = self.get(f"{asked}&after={answer['next']}").json


@contextlib.contextmanager
def mall_at_work(directory: Path, *, patient: bool = False) -> Iterator[Mall]:
    """A mall in which something of everything has happened; a `patient` one lets tokens be guessed."""
    with house(directory) as made:
        made.service.clock = MallClock(ClockSettings(start=AFTERNOON, anchor=time.monotonic()))
        made.move_in()
        work(made)
        pace = made.app.extensions[PACE]
        pace.at_once = pace.a_second = 1e6  # the tests ask faster than a program may
        if patient:
            made.gate._knocks._addresses = Guesses(BackOff(free=10**9, most_s=0.0))
        with served(made) as url:
            yield Mall(made, url, made.gate.tokens.make("Portal data", SCOPES, "ani"))


def work(made: House) -> None:
    """Let tickets be taken, called, served, parked, moved and missed at every counter; then write the figures."""
    now = made.service.clock.now()
    offer = made.look(lambda hall: hall.offer)

    def do(command: Any) -> Any:
        return made.service.ask(command).result(5)

    services = list(offer.services)
    for press in range(1, PRESSES + 1):
        uid, service = f"kiosk-1.1.{press}", services[press % len(services)]
        label = do(request(uid, service))[0].label
        do(bound(uid, label, 2 * press - 1, service=service, at=now, not_before=now))
        do(printed(uid, 2 * press))
    do(EnterRoll(services[0], 1, 4, now - 3000, now - 60, by="ani"))
    do(Amend("kiosk-1.1.2", "prioritise", by="ani", value=made.look(_first_group)))
    endings = ("finish", "no_show", "park", "finish", "")
    for turn, counter in enumerate(list(offer.counters) * 2):
        made.service.ask(Operate(counter, "call_next", by="budi")).exception(5)  # nobody may wait for it
        if made.look(lambda hall, counter=counter: counter in hall.active):
            ending = endings[turn % len(endings)]
            steps = {"": (), "finish": ("serve", "finish")}.get(ending, (ending,))
            for step in steps:
                do(Operate(counter, step, by="budi"))
    row = made.look(lambda hall: hall.register.row("agency", next(iter(hall.register.agencies))))
    do(
        Edit(
            "ani",
            "agency",
            made.look(lambda hall: next(iter(hall.register.agencies))),
            {**row, "name": FORMULA},
        )
    )
    _raise_alerts(made, now)
    made.look(lambda _hall: catch_up(made.store))
    made.look(lambda hall: flush(made.store, Rollups(), _minutes(made, hall.day, now)))


def _first_group(hall: Any) -> str:
    return next(iter(hall.register.priority_groups))


def _raise_alerts(made: House, now: float) -> None:
    told = {"kind": "crowded", "subject": "utama", "detail": {"waiting": 9, "mean": 4.5}}
    opened: list[Event] = [
        AlertOpened(at=now - 60, key=f"crowded:{name}", **told) for name in ("utama", "lantai-2")
    ]
    made.service.look(lambda desk, _now: desk.happen(opened, 0.0)).result(5)
    made.service.ask(Acknowledge("crowded:utama", "ani")).result(5)
    closed: Event = AlertClosed(at=now, key="crowded:lantai-2")
    made.service.look(lambda desk, _now: desk.happen([closed], 0.0)).result(5)
    made.service.ask(Amend("kiosk-1.1.2", "prioritise", by="ani")).result(5)


def _minutes(made: House, day: str, now: float) -> dict[tuple[str, str], Any]:
    """What the judge says of a morning at every counter: somebody came, served, and was not seen again."""
    start = now - 4 * 3600
    facts = [
        Link(start, alive=True, what=""),
        Seen(start + 600, by="budi", how="sign_in"),
        Ticket(start + 900, label="A001"),
        Ticket(start + 1500, label=""),
        Link(start + 6900, alive=False, what="pad-1"),
    ]
    windows: list[tuple[float, float, Kind, str]] = [
        (start + 300, start + 7200, "open", ""),
        (start + 7200, start + 9600, "break", "Istirahat"),
    ]
    judged = intervals(facts, windows, start, now)
    return {(counter.id, day): judged for counter in made.service.catalogue.counters}


@contextlib.contextmanager
def served(made: House) -> Iterator[str]:
    """Serve a house's pages on a free port, as the product does."""
    logging.getLogger("waitress").setLevel(logging.WARNING)
    server: Any = create_server(made.app, host="127.0.0.1", port=0, threads=4)
    server.channel_class = StreamChannel
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)
        server.task_dispatcher.shutdown()
