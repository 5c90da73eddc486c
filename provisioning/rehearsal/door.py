"""The hub's door in a rehearsal: its first link is taken from its log, as a person would, and makes a manager.

The real forms are filled in over HTTP; nothing is written into the hub's database from here. The password is made up
anew for every rehearsal, and told to whoever sits before it.
"""

from __future__ import annotations

import html
import http.cookiejar
import re
import secrets
import threading
import urllib.parse
import urllib.request
from typing import NamedTuple

LOGIN, NAME = "manajer", "Manajer Latihan"
PATIENCE_S = 30.0
_LINK = re.compile(r"open once: (http\S+/tautan/\S+)")
_KEY = re.compile(r'name="_key" value="([^"]+)"')


class Practitioner(NamedTuple):
    """Who may sign in at a rehearsal. `cookie` is the header of a browser that has."""

    login: str
    password: str
    cookie: str


class NoLink(LookupError):
    """The hub did not print a link: somebody can sign in already, or it did not start."""


class Door:
    """Hears the hub's log; `manager` makes the first one, once."""

    def __init__(self) -> None:
        self.made: Practitioner | None = None
        self._link = ""
        self._heard = threading.Event()
        self._lock = threading.Lock()

    def hear(self, line: str) -> None:
        """A line of the hub's log. Only puts down what it says."""
        if found := _LINK.search(line):
            self._link = found[1]
            self._heard.set()

    def manager(self) -> Practitioner:
        """The manager of this rehearsal.

        Raises:
            NoLink: the hub printed none.
            OSError: its pages do not answer, or refuse.
        """
        with self._lock:
            if self.made is None:
                if not self._heard.wait(PATIENCE_S):
                    raise NoLink(f"the hub printed no link within {PATIENCE_S:g} s")
                self.made = create_manager(self._link, LOGIN, f"latihan-{secrets.token_hex(3)}")
            return self.made


def create_manager(link: str, login: str, password: str) -> Practitioner:
    """Fill in the form behind a first link, as its page asks.

    Raises:
        OSError: the page does not answer, or refuses.
    """
    cookies = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    browser.addheaders = [("Accept", "text/html")]
    with browser.open(link, timeout=PATIENCE_S) as page:
        key = _KEY.search(page.read().decode())
    if key is None:
        raise OSError("the page behind the link has no form")
    form = {"_key": html.unescape(key[1]), "name": NAME, "login": login, "new": password, "again": password}
    with browser.open(link, urllib.parse.urlencode(form).encode(), timeout=PATIENCE_S) as answer:
        answer.read()
    return Practitioner(login, password, "; ".join(f"{one.name}={one.value}" for one in cookies))
