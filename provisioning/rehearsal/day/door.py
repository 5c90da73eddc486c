"""Browsers of a rehearsed day: an officer's console, the information desk, the manager, through the hub's real door.

They fill in the real forms and send what the pages' own scripts send. A hub that is away is asked again, as those do.
"""

from __future__ import annotations

import contextlib
import html
import http.cookiejar
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 5.0
AGAIN_S = 0.3
_FIELD = re.compile(r'name="_key" value="([^"]+)"')
_META = re.compile(r'<meta name="form-key" content="([^"]+)"')
_NOW = re.compile(r'id="now"[^>]*data-state="([^"]*)" data-standing="([^"]*)" data-can="([^"]*)"([^>]*)')
_PAGE = re.compile(r'<main[^>]*data-number="(\d+)" data-boot="(\d+)"')
_LABEL = re.compile(r'data-label="([^"]*)"')


class Browser:
    """Somebody at a browser; `base` is the hub's address."""

    def __init__(self, base: str) -> None:
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)
        self._opener.addheaders = [("Accept", "text/html")]

    def get(self, path: str) -> str:
        """A page.

        Raises:
            OSError: the hub is away, or refuses.
        """
        with self._opener.open(self.base + path, timeout=PATIENCE_S) as answer:
            return answer.read().decode()

    def open_stream(self, path: str) -> Any:
        """A stream of events, to be read line by line."""
        return self._opener.open(self.base + path, timeout=PATIENCE_S)

    def fill_in(self, path: str, fields: dict[str, str], page: str = "") -> str:
        """Open a page, and send its form.

        Raises:
            OSError: the hub is away, or refuses; the page has no form.
        """
        found = _FIELD.search(self.get(page or path))
        if found is None:
            raise OSError(f"{page or path} has no form")
        form = urllib.parse.urlencode({"_key": html.unescape(found[1]), **fields}).encode()
        with self._opener.open(self.base + path, form, timeout=PATIENCE_S) as answer:
            return answer.read().decode()

    def send(self, path: str, key: str, message: dict[str, Any]) -> dict[str, Any]:
        """What a page's script sends; gives the answer.

        Raises:
            OSError: the hub is away, or refuses.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Form-Key": key}
        asked = urllib.request.Request(  # noqa: S310 - the address is the rehearsal's own hub
            self.base + path, json.dumps(message).encode(), headers
        )
        with self._opener.open(asked, timeout=PATIENCE_S) as answer:
            return json.loads(answer.read())

    def choose_password(self, link: str, password: str) -> None:
        """Open a one-time link, and choose; whoever has is signed in."""
        self.fill_in(urllib.parse.urlsplit(link).path, {"new": password, "again": password})

    def sign_in(self, login: str, password: str) -> None:
        """Come in by the door."""
        self.fill_in("/masuk", {"login": login, "password": password})


class Console:
    """The console of a counter in a browser that is signed in. `on_live(up)` tells when its stream comes and goes."""

    def __init__(self, browser: Browser, counter: str, on_live: Callable[[bool], None]) -> None:
        self._browser, self._counter, self._on_live = browser, counter, on_live
        self._key = ""
        self.view: tuple[str, str, str, str] | None = None  # state, standing, what can be done, label
        self.live = False
        self._latest = (0, 0)  # the hub's start, and the number of the sight: answers overtake the stream
        self._closed = False
        self._thread = threading.Thread(target=self._listen, name=f"console {counter}", daemon=True)

    def open(self) -> None:
        """Open the page, and keep it live."""
        self.load()
        self._thread.start()

    def close(self) -> None:
        """Close the page."""
        self._closed = True

    def do(self, action: str, **more: str) -> bool | None:
        """Ask for something, until it is answered; False: it was refused, None: nobody answers any more."""
        view = self.view
        message = {"action": action, "seen": "" if view is None else view[1], **more}
        while not self._closed:
            try:
                answer = self._browser.send(f"/loket/{self._counter}/do", self._key, message)
            except urllib.error.HTTPError as refusal:
                with refusal:
                    if refusal.code < 500:
                        return False
            except OSError:
                pass
            else:
                self._show(answer)
                # Refused when it is said again means that it was done the first time, as the page's script has it.
                return bool(answer["done"]) or ("again" in message and not answer["text"])
            message = {**message, "again": True}  # type: ignore[dict-item] - JSON
            time.sleep(AGAIN_S)
        return None

    def attend(self, how: str) -> None:
        """Sign in or out at the counter, or show that somebody is there."""
        while not self._closed:
            with contextlib.suppress(OSError):
                self._browser.send(f"/loket/{self._counter}/attend", self._key, {"how": how})
                return
            time.sleep(AGAIN_S)

    def load(self) -> None:
        """Open the page, without its stream.

        Raises:
            OSError: the hub is away, or refuses.
        """
        page = self._browser.get(f"/loket/{self._counter}")
        key = _META.search(page)
        if key is None:
            raise OSError("the console has no key")
        self._key = html.unescape(key[1])
        if found := _PAGE.search(page):
            self._latest = int(found[2]), int(found[1])
        self._read(page)

    def _listen(self) -> None:
        while not self._closed:
            with (
                contextlib.suppress(OSError, ValueError),
                self._browser.open_stream(f"/loket/{self._counter}/live") as stream,
            ):
                for line in stream:
                    if self._closed:
                        break
                    self._tell(live=True)
                    if line.startswith(b"data: {"):
                        self._show(json.loads(line[6:]))
            self._tell(live=False)
            time.sleep(AGAIN_S)

    def _tell(self, *, live: bool) -> None:
        if live != self.live:
            self.live = live
            self._on_live(live)

    def _show(self, message: dict[str, Any]) -> None:
        sight = message["boot"], message["number"]
        if sight < self._latest:
            return
        self._latest = sight
        self._read(message["pieces"].get("now", ""))

    def _read(self, markup: str) -> None:
        if found := _NOW.search(markup):
            label = _LABEL.search(found[4])
            self.view = found[1], html.unescape(found[2]), found[3], label[1] if label else ""
