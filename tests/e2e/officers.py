"""An officer of the mall's file comes in as a person does: the manager makes a link, the officer chooses a password."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any

from tests.e2e.signed_in import PASSWORD, manager

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.e2e.hub_rig import Rig

OFFICERS_PASSWORD = "payung teduh di halaman"
PATIENCE_S = 30.0
_KEY = re.compile(r'name="_key" value="([^"]+)"')
_FORM_KEY = re.compile(r'name="form-key" content="([^"]+)"')
_STANDING = re.compile(r'data-standing="([^"]+)"')


def let_officer_in(context: BrowserContext, mall: Rig, login: str) -> None:
    """Give a browser the session of an officer, who has just chosen a password."""
    cookies = _come_in(mall, login)
    context.add_cookies([{"name": one.name, "value": one.value or "", "url": mall.url} for one in cookies])


class Officer:
    """An officer at a console, without the browser around it: what its page sends, over the same door."""

    def __init__(self, mall: Rig, login: str, counter: str) -> None:
        self.login, self.counter = login, counter
        self._at = f"{mall.url}/loket/{counter}"
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(_come_in(mall, login)))
        page = self._browser.open(self._at, timeout=PATIENCE_S).read().decode()
        found = _FORM_KEY.search(page)
        assert found is not None, page
        self._key, self.shown = found[1], page

    @property
    def state(self) -> str:
        """What the console shows: idle, called or serving."""
        found = re.search(r'id="now" [^>]*data-state="(\w+)"', self.shown)
        assert found is not None, self.shown
        return found[1]

    def attend(self, how: str) -> None:
        """Say whether one is here."""
        self._send("attend", {"how": how})

    def do(self, action: str, **more: str) -> bool:
        """Give a command; whether it was done."""
        standing = _STANDING.search(self.shown)
        assert standing is not None, self.shown
        answer = self._send("do", {"action": action, "seen": standing[1], **more})
        self.shown = answer["pieces"]["now"]
        return answer["done"]

    def _send(self, path: str, body: dict[str, str]) -> Any:
        headers = {"Content-Type": "application/json", "X-Form-Key": self._key, "Accept": "application/json"}
        asked = urllib.request.Request(f"{self._at}/{path}", json.dumps(body).encode(), headers)
        return json.loads(self._browser.open(asked, timeout=PATIENCE_S).read())


def _come_in(mall: Rig, login: str) -> CookieJar:
    boss = urllib.request.build_opener()
    boss.addheaders = [("Accept", "text/html"), ("Cookie", manager(mall).cookie)]
    page = boss.open(f"{mall.url}/pengguna/{login}", timeout=PATIENCE_S).read().decode()
    asked = _form(page, _password=PASSWORD)
    page = boss.open(f"{mall.url}/pengguna/{login}/tautan", asked, timeout=PATIENCE_S).read().decode()
    found = re.search(r"http[^\s\"<]+/tautan/[\w-]+", page)
    assert found is not None, page
    cookies = CookieJar()
    officer = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    officer.addheaders = [("Accept", "text/html")]
    page = officer.open(found.group(), timeout=PATIENCE_S).read().decode()
    choice = _form(page, new=OFFICERS_PASSWORD, again=OFFICERS_PASSWORD)
    officer.open(found.group(), choice, timeout=PATIENCE_S).close()
    return cookies


def _form(page: str, **fields: str) -> bytes:
    key = _KEY.search(page)
    assert key is not None, page
    return urllib.parse.urlencode({"_key": html.unescape(key[1]), **fields}).encode()
