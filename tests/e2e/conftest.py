"""What tests of whole processes share: a running hub with its broker, two boxes, and a browser."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.e2e.hub_rig import PATIENCE_S, ROOT, Rig, rig

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = ("officers_hour", "morning", "rehearsal_page", "every_page", "scripted_day", "live_floor", "pages")

expect.set_options(timeout=PATIENCE_S * 1000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, because files run side by side."""
    first = {f"test_{name}": at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.stem, len(first)))


@pytest.fixture(scope="session", autouse=True)
def _database(rigs_database):
    """Every hub of these tests."""


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with rig(ROOT / "provisioning/examples/small.toml", tmp_path_factory.mktemp("mall")) as running:
        yield running


@pytest.fixture(scope="module")
def kiosk(mall: Rig):
    return mall.box("kiosk-1")


@pytest.fixture(scope="module")
def pad(mall: Rig):
    """The pad of counter 1, which serves everything of the civil registry."""
    return mall.box("pad-1")


def chromium() -> str | None:
    """The machine's Chromium, best the one without a window, which costs a third; `None`: playwright's own."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="package")
def browser():
    """One for all these tests: what makes them strangers to each other is the profile."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"], timeout=120_000
        )
        yield found
        found.close()


@pytest.fixture(scope="package")
def profile(browser: Browser):
    """A desk's window, of somebody who is not pleased by what moves: dots that breathe cost a busy machine."""
    with contextlib.closing(
        browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    ) as found:
        yield found


@pytest.fixture
def page(profile: BrowserContext):
    """A page in a profile that nobody has used; whatever its console complains of fails the test."""
    with opened(profile) as found:
        yield found


@contextlib.contextmanager
def opened(profile: BrowserContext) -> Iterator[Page]:
    """A page for as long as the context is open; then it must not have complained, and all of it is forgotten."""
    others = profile.pages
    found = profile.new_page()
    complaints: list[str] = []
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    try:
        yield found
    finally:
        with contextlib.suppress(Error):  # of an address that has none, of a page that is closed
            found.evaluate("localStorage.clear()")
        for each in profile.pages:
            if each not in others:
                each.close()
        profile.clear_cookies()
    assert [said for said in complaints if "Failed to load resource" not in said] == []
