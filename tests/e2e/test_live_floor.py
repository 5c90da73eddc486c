"""The floor over time: alerts that a person sees, edits, a hub that dies; and axe on the pages beside it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.fit import faults
from tests.e2e.hub_rig import ROOT, Rig, rig
from tests.e2e.officers import let_officer_in
from tests.e2e.signed_in import let_in

SMALL = ROOT / "provisioning/examples/small.toml"
MORNING = 1795398000.0  # Monday, 23 November 2026, 08.40 in Jakarta
LIVE_AGAIN_MS = 3000


def open_floor(page: Page, mall: Rig) -> None:
    let_in(page, mall)
    page.goto(mall.url)
    expect(page.locator("#signal[data-state=live]")).to_be_visible()
    page.evaluate("document.body.dataset.mine = 'still the same page'")


def is_the_same(page: Page) -> bool:
    return page.evaluate("document.body.dataset.mine") == "still the same page"


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """A mall in which a minute takes a second, and nothing but the hub is switched on."""
    clock = {"start": MORNING, "anchor": time.monotonic(), "rate": 60.0}
    with rig(SMALL, tmp_path_factory.mktemp("quick"), clock) as running:
        yield running


def test_an_alert_is_seen_by_somebody_and_everybody_sees_by_whom(quick: Rig, page: Page, browser: Browser):
    open_floor(page, quick)
    theirs = browser.new_context()
    let_officer_in(theirs, quick, "andi-firmansyah")
    officer = theirs.new_page()
    officer.goto(quick.url)
    chip = page.locator('.chip-alert[data-alert="device_sick:kiosk-1"]')
    same = officer.locator('.chip-alert[data-alert="device_sick:kiosk-1"]')
    expect(chip).to_be_visible(timeout=20_000)
    expect(same).to_be_visible()
    expect(same.get_by_role("button")).to_be_hidden()  # an officer has other things to see to
    unseen = int(page.locator("#urgent-title .count").inner_text())
    chip.get_by_role("button").press("Enter")
    expect(chip).to_contain_text("dilihat Manajer Latihan")
    expect(same).to_contain_text("dilihat Manajer Latihan")
    assert int(page.locator("#urgent-title .count").inner_text()) < unseen
    theirs.close()


def test_an_edit_is_seen_without_reloading(mall: Rig, page: Page, browser: Browser):
    open_floor(page, mall)
    theirs = browser.new_context()
    settings = theirs.new_page()
    let_in(settings, mall)
    settings.goto(f"{mall.url}/pengaturan/loket/loket-8")
    settings.get_by_label("Nomor loket").fill("18")
    settings.get_by_role("button", name="Simpan").click()
    expect(page.locator("#counter-loket-8 .no")).to_have_text("18")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()
    assert is_the_same(page)
    theirs.close()


def test_the_floor_is_live_again_within_three_seconds_of_the_hubs_return(tmp_path, page: Page):
    clock = {"start": MORNING, "anchor": time.monotonic()}
    with rig(SMALL, tmp_path, clock) as mall:
        kiosk = mall.box("kiosk-1")
        open_floor(page, mall)
        assert mall.hub is not None
        mall.hub.kill()
        mall.hub.wait()
        expect(page.locator("#signal[data-state=stale]")).to_be_visible(timeout=LIVE_AGAIN_MS)
        mall.start_hub(clock)
        expect(page.locator("#signal[data-state=live]")).to_be_visible(timeout=LIVE_AGAIN_MS)
        kiosk.wait_for_hub()
        kiosk.take_ticket("ktp-baru")
        expect(page.locator(".total-waiting dd")).to_have_text("1")
        assert is_the_same(page)


def test_axe_finds_no_fault_on_the_floor(mall: Rig, quick: Rig, page: Page):
    for house in (mall, quick):
        open_floor(page, house)
        for width in (390, 1366):
            page.set_viewport_size({"width": width, "height": 844})
            assert faults(page, colours=width == 390) == [], width


def test_axe_finds_no_fault_at_the_information_desk(mall: Rig, kiosk, page: Page):
    for service in ("ktp-baru", "nib"):
        kiosk.take_ticket(service)
    let_in(page, mall)
    for path in ("/loket", "/nomor?q=A001", "/nomor?q=1", "/nomor/gulungan"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(mall.url + path)
        assert faults(page) == [], path
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_axe_finds_no_fault_on_a_visitors_telephone(mall: Rig, kiosk, pad, page: Page):
    label, token = kiosk.take_ticket("ktp-baru")
    page.goto(f"{mall.url}/t/{token}")
    assert faults(page) == []
    while pad.press("call_next").label != label:
        pad.press("serve")
        pad.press("finish")
    for action in (None, "serve", "park"):
        if action is not None:
            pad.press(action)
        page.reload()
        assert faults(page) == []
