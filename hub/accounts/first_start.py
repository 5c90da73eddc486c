"""The first start: nobody has a password yet, so one link is printed that makes the first manager.

There is no default password, and no other way in. The link is printed once and kept as a hash; who reads the
terminal or the log of the hub's machine could also read its database.
"""

from __future__ import annotations

import socket
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from broker_config.settings import ConfigError
from hub.accounts import ABSOLUTE_S, SessionRules
from hub.accounts.gate import Gate
from hub.accounts.keys import CHOOSE, FIRST, new_link
from hub.accounts.passwords import Passwords
from hub.accounts.private import Gone, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from broker_config.mall import User
    from hub.accounts.private import Private
    from hub.desk import Desk
    from hub.service import Service
    from hub.settings import WebSettings
    from hub.storage.store import Store

PATIENCE_S = 5.0


def open_gate(service: Service, settings: WebSettings) -> Gate:
    """The gate of a hub that is about to work; if nobody has a password yet, print the link that makes the first."""
    private = service.store.load_private()
    if not private.credentials:
        print(_first_link(service.store, private, settings), file=sys.stderr, flush=True)
    rules = SessionRules(settings.idle_minutes * 60.0, settings.officer_idle_minutes * 60.0, ABSOLUTE_S)

    def users() -> Mapping[str, User]:
        return service.look(_users).result(PATIENCE_S)

    def written() -> Iterable[Link]:
        return service.look(lambda _desk, _now: list(service.store.load_private().links.values())).result(
            PATIENCE_S
        )

    return Gate(private, service.keep, users, Passwords(), written_links=written, rules=rules)


def _users(desk: Desk, _now: float) -> Mapping[str, User]:
    return desk.hall.register.users


def _first_link(store: Store, private: Private, settings: WebSettings) -> str:
    secret, row = new_link("", FIRST, time.time())
    changes = [*(Gone(Link, key) for key, old in private.links.items() if old.purpose == FIRST), row]
    store.keep(changes)  # the writer does not run yet
    private.apply(changes)
    return f"Nobody can sign in yet. Within an hour, open once: {address(settings)}/tautan/{secret}"


def print_link(store: Store, users: Mapping[str, User], settings: WebSettings, user: str) -> None:
    """Print a link with which somebody chooses a new password; the hub may run meanwhile, or not.

    Without a `user`, it is the link that makes the first manager.

    Raises:
        ConfigError: there is no such person, or there is a manager already.
    """
    private = store.load_private()
    if not user:
        if private.credentials:
            raise ConfigError("--user: somebody can sign in already; name who needs a new password")
        print(_first_link(store, private, settings))
        return
    person = users.get(user)
    if person is None or person.archived:
        raise ConfigError(f"--user: nobody has the login {user!r}")
    secret, row = new_link(user, CHOOSE, time.time())
    store.keep([row])
    print(f"For {user}, within an hour, open once: {address(settings)}/tautan/{secret}")


def address(settings: WebSettings, name: Callable[[], str] = socket.gethostname) -> str:
    """Where people find the pages, without a slash at the end.

    >>> from hub.settings import WebSettings
    >>> address(WebSettings(url="https://antrean.example/"))
    'https://antrean.example'
    >>> address(WebSettings(host="0.0.0.0", port=80), lambda: "mpp-hub"), address(WebSettings())
    ('http://mpp-hub', 'http://127.0.0.1:8080')
    """
    if settings.url:
        parts = urlsplit(settings.url)
        return f"{parts.scheme}://{parts.netloc}"
    host = name() if settings.host in ("", "0.0.0.0", "::") else settings.host  # noqa: S104 - it is compared
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}" if settings.port == 80 else f"http://{host}:{settings.port}"
