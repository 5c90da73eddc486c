"""What tests of whole processes share: a running hub with its broker, two boxes, and a browser."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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


@pytest.fixture(scope="package")
def browser():
    """One for all these tests: what makes them strangers to each other is the profile."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser):
    """A page in a fresh profile; whatever its console complains of fails the test."""
    with opened(browser) as found:
        yield found


@contextlib.contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    """A page in a fresh profile, for as long as the context is open; then it must not have complained."""
    # A dot that breathes costs a busy machine a tenth of a processor.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    found = context.new_page()
    complaints: list[str] = []
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield found
    context.close()
    assert [said for said in complaints if "Failed to load resource" not in said] == []
