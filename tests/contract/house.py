"""A hub's pages over its real writer and database, in this process: no broker, and a clock that tests may turn."""

from __future__ import annotations

import contextlib
import queue
import re
import threading
import tomllib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from broker_config.codec import Heard
from broker_config.mall_file import read_mall
from broker_config.runtime import MallClock
from hub.accounts.gate import Gate
from hub.accounts.passwords import Passwords
from hub.admin.app import create_app
from hub.admin.watch import Watch
from hub.commands import Edit, EditMany
from hub.desk import Desk
from hub.hall import Hall
from hub.media.shelf import Limits, Shelf
from hub.register import Register, from_mall
from hub.service import Service, Stop
from hub.storage.store import Store
from tests.e2e.hub_rig import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from broker_config.contract import Message
    from broker_config.mall import MallData

PASSWORD = "kucing di atas genting"
NEW = "lima perahu di teluk"
COUNTER = "loket-1"
NOON = 1_795_500_000.0
IDENTITY = bytes(range(32))  # the mall's identity key
HTML = {"Accept": "text/html"}
FETCH = {"Accept": "*/*"}
ROLES = {"ani": "manager", "budi": "officer", "citra": "technician", "dewi": "observer"}


class House:
    """`gate` and `app` of a hub whose people are `ROLES`; all but the clock is real. `now` is what the gate reads."""

    def __init__(self, directory: Path) -> None:
        self.now = NOON
        self.store = Store(f"sqlite:///{directory}/hub.db")
        hall = Hall(Register())
        self.store.load(hall)
        desk = Desk(hall, {})
        if not hall.register.version:
            desk.do(EditMany("", tuple(from_mall(small_mall()))), NOON, 0.0)
            self.store.write([each.event for each in desk.take()[0]], hall)
        self.service = Service(desk, self.store, MallClock(), queue.SimpleQueue(), lambda *_: None)
        self.passwords = Passwords()
        self.gate = Gate(
            self.store.load_private(), self.service.keep, lambda: self.look(lambda hall: hall.register.users),
            self.passwords, now=lambda: self.now,
            written_links=lambda: self.look(lambda _hall: list(self.store.load_private().links.values())),
        )  # fmt: skip
        self.watch = Watch(self.service)
        self.shelf = Shelf(directory / "media", Limits(free_mb=0))
        self.app = create_app(self.service, self.watch, self.gate, self.shelf, IDENTITY)
        mute: Any = SimpleNamespace(alive=True, send=lambda *_args, **_more: True)
        self._thread = threading.Thread(target=self.service.run, args=(mute,), daemon=True)
        self._thread.start()

    def look(self, see: Any) -> Any:
        return self.service.look(lambda desk, _now: see(desk.hall)).result(5)

    def move_in(self) -> None:
        """Let the people of `ROLES` have an account and a password."""
        hashed = Passwords().hash(PASSWORD)
        for login, role in ROLES.items():
            row: dict[str, Any] = {"name": login.title(), "role": role}
            row |= {"counters": [COUNTER]} if role == "officer" else {}
            self.service.ask(Edit(by="", kind="user", id=login, row=row)).result(5)
            self.put_password(login, hashed)

    def put_password(self, login: str, hashed: str) -> None:
        from hub.accounts.private import Credential  # noqa: PLC0415 - for this alone

        with self.gate._vault.lock:
            pending = self.gate._vault.put(Credential(user=login, hash=hashed, changed_at=self.now))
        assert pending is not None
        pending.result(5)

    def client(self, login: str = "", **more: Any) -> FlaskClient:
        """A browser; with a `login`, signed in through the door."""
        client = self.app.test_client(**more)
        if login:
            answer = self.sign_in(client, login)
            assert answer.status_code == 303, answer.text
        return client

    def sign_in(self, client: FlaskClient, login: str, password: str = PASSWORD, **more: Any) -> Any:
        """Fill in the sign-in form and send it."""
        return self.send(client, "/masuk", {"login": login, "password": password}, page="/masuk", **more)

    def send(
        self, client: FlaskClient, path: str, form: dict[str, Any], page: str = "/kata-sandi", **more: Any
    ) -> Any:
        """Send a form with the key that a page of this browser holds."""
        key = key_of(client.get(page, headers=HTML).text)
        return client.post(path, data={"_key": key, **form}, headers=HTML, **more)

    def close(self) -> None:
        self.watch.stop()
        self.service.inbox.put(Stop())
        self._thread.join(5)
        self.store.close()


def key_of(page: str) -> str:
    """The key in a page's form."""
    found = re.search(r'name="_key" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def here(client: FlaskClient, **more: Any) -> int:
    """What a page's script hears: 204 if its person is signed in, else 401."""
    return client.get("/here", headers=FETCH, **more).status_code


def session_of(client: FlaskClient) -> str:
    """The secret of a browser's session; empty if it has none."""
    cookie = client.get_cookie("mpp")
    return cookie.value if cookie else ""


def choose(mall: House, secret: str, **form: str) -> Any:
    """Fill in the form behind a link, in a browser of its own."""
    client = mall.client()
    return mall.send(
        client, f"/tautan/{secret}", {"new": NEW, "again": NEW, **form}, page=f"/tautan/{secret}"
    )


def small_mall() -> MallData:
    """The small example, without its boxes."""
    site = tomllib.loads((ROOT / "provisioning/examples/small.toml").read_text())
    return read_mall(
        {table: rows for table, rows in site.items() if table not in ("broker", "hub", "devices")}, "small"
    )


@contextlib.contextmanager
def house(directory: Path) -> Iterator[House]:
    """A hub's pages with nobody in them yet."""
    made = House(directory)
    try:
        yield made
    finally:
        made.close()


def hear(desk: Desk, device: str, *messages: Message) -> None:
    """Let the desk hear these from a device, at noon."""
    for message in messages:
        desk.hear(Heard(device, message, device=device), NOON, 0.0)
