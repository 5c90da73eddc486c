"""Whoever tests a page has to come in by the door: the first start's link makes a manager, and browsers sign in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from provisioning.rehearsal.door import Practitioner, create_manager
from tests.e2e.hub_rig import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.hub_rig import Rig

LOGIN, PASSWORD = "ani", "kucing di atas genting"


def first_link(mall: Rig) -> str:
    """The link that the hub printed last."""

    def found() -> list[str]:
        return re.findall(r"open once: (http\S+)", mall.log.read_text())

    wait_for("the first start's link", found)
    return found()[-1]


def manager(mall: Rig) -> Practitioner:
    """The mall's first manager, made when first asked for."""
    if mall.signed_in is None:
        mall.signed_in = create_manager(first_link(mall), LOGIN, PASSWORD)
    return mall.signed_in


def headers(mall: Rig) -> dict[str, str]:
    """What a program sends that has the manager's cookie."""
    return {"Cookie": manager(mall).cookie, "Accept": "text/html"}


def let_in(page: Page, mall: Rig) -> None:
    """Give a browser the manager's session: signing in by hand is another test's business."""
    name, _, value = re.search(r"(mpp)(=)([\w-]+)", manager(mall).cookie).groups()  # type: ignore[union-attr] - there
    page.context.add_cookies([{"name": name, "value": value, "url": mall.url}])


def sign_in(page: Page, mall: Rig, login: str = LOGIN, password: str = PASSWORD) -> None:
    """Sign in by hand, with the form that is on the page."""
    page.get_by_label("ID masuk").fill(login)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk").click()
