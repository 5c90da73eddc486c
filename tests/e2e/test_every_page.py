"""Every page is fit for whoever sees, hears or touches it: axe, contrast, and no width that has to be scrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import opened
from tests.e2e.every_page import PAGES
from tests.e2e.fit import check
from tests.e2e.signed_in import let_in

if TYPE_CHECKING:
    from tests.e2e.hub_rig import Rig


@pytest.fixture(scope="module")
def managers(mall: Rig, profile: BrowserContext):
    """The manager's browser, which goes from page to page."""
    with opened(profile) as page:
        let_in(page, mall)
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_fit_for_whoever_sees_hears_or_touches_it(mall: Rig, managers: Page, path: str):
    managers.goto(mall.url + path)
    check(managers)


def test_a_form_that_is_shown_again_is_fit_for_everybody_too(mall: Rig, managers: Page):
    page = managers
    page.goto(f"{mall.url}/pengaturan/layanan/nib")
    page.get_by_label("Awalan nomor").fill("?")
    page.get_by_label("Nama layanan").fill("")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_label("Awalan nomor")).to_have_attribute("aria-invalid", "true")
    check(page)
