"""An officer of the mall's file comes in as a person does: the manager makes a link, the officer chooses a password."""

from __future__ import annotations

import html
import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

from tests.e2e.signed_in import PASSWORD, manager

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.e2e.hub_rig import Rig

OFFICERS_PASSWORD = "payung teduh di halaman"
_KEY = re.compile(r'name="_key" value="([^"]+)"')


def let_officer_in(context: BrowserContext, mall: Rig, login: str) -> None:
    """Give a browser the session of an officer, who has just chosen a password."""
    boss = urllib.request.build_opener()
    boss.addheaders = [("Accept", "text/html"), ("Cookie", manager(mall).cookie)]
    page = boss.open(f"{mall.url}/users/{login}").read().decode()
    page = boss.open(f"{mall.url}/users/{login}/link", _form(page, _password=PASSWORD)).read().decode()
    found = re.search(r"http[^\s\"<]+/link/[\w-]+", page)
    assert found is not None, page
    cookies = CookieJar()
    officer = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    officer.addheaders = [("Accept", "text/html")]
    page = officer.open(found.group()).read().decode()
    officer.open(found.group(), _form(page, new=OFFICERS_PASSWORD, again=OFFICERS_PASSWORD)).close()
    context.add_cookies([{"name": one.name, "value": one.value or "", "url": mall.url} for one in cookies])


def _form(page: str, **fields: str) -> bytes:
    key = _KEY.search(page)
    assert key is not None, page
    return urllib.parse.urlencode({"_key": html.unescape(key[1]), **fields}).encode()
