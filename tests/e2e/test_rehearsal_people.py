"""The rehearsal page in a real browser: a finger on a kiosk's screen, cards, codes, and the faces at a counter."""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_rehearsal_page import ONLINE, button, desk, eventually, hall, next_paper, window

__all__ = ["desk", "hall", "window"]  # fixtures

START, FIRST_TILE, TAKE_NUMBER = (0.5, 0.6), (0.2, 0.3), (0.8, 0.3)
FRAME = re.compile(r"frame/kiosk-2\.jpg")


@pytest.fixture
def glass(desk: Page) -> Locator:
    """A visitor has stepped up to the screen of kiosk-2."""
    small = desk.locator('.kiosk[data-device="kiosk-2"] [data-panel]')
    expect(small.locator("img")).to_have_attribute("src", FRAME)
    small.click()
    return desk.locator("#touchscreen-glass img")


def touch(glass: Locator, place: tuple[float, float]) -> None:
    """Touch the glass, and wait until it shows something else."""
    before = glass.get_attribute("src") or ""
    box = glass.bounding_box()
    assert box is not None
    glass.click(position={"x": box["width"] * place[0], "y": box["height"] * place[1]})
    expect(glass).not_to_have_attribute("src", before)


def line(page: Page, text: str) -> Locator:
    return page.locator("#story li", has_text=text)


def test_three_touches_and_the_yellow_one_give_paper(desk, glass):
    for place in (START, FIRST_TILE, FIRST_TILE):
        touch(glass, place)
    label = next_paper(desk, "kiosk-2", lambda: touch(glass, TAKE_NUMBER))
    assert ONLINE.match(label)


def test_the_last_ticket_held_to_the_reader_comes_out_again_and_says_so(desk):
    label = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "ktp-baru").click())
    again = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "pembaca:own_ticket").click())
    assert again == label
    desk.locator(".kiosk[data-device=kiosk-1] .chute .sheet").first.click()
    assert "CETAK ULANG" in (desk.locator("#closeup-picture").get_attribute("alt") or "")


def test_an_officers_card_that_nobody_registered_is_answered_on_the_pad(desk):
    button(desk, "pad-2", "pembaca:staff_card").click()
    expect(desk.locator('.counter[data-device="pad-2"] [data-line]')).to_contain_text("terdaftar")


def test_a_face_is_thanked_for(desk):
    label = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "skck-baru").click())
    pad = desk.locator('.counter[data-device="pad-4"]')

    def called() -> bool:  # paper is in the hand a moment before the hub knows of it
        button(desk, "pad-4", "call_next").click()
        with contextlib.suppress(AssertionError):
            expect(pad.locator("output")).to_have_text(label, timeout=1500)
        return pad.locator("output").inner_text() == label

    eventually("the number was not called", called)
    for action, told in (("serve", "dilayani di loket 4"), ("finish", "selesai di loket 4")):
        button(desk, "pad-4", action).click()
        expect(line(desk, told).filter(has_text=label)).to_have_count(1)
    expect(pad.locator("[data-line]")).not_to_contain_text("Terima kasih")
    button(desk, "pad-4", "face-4").click()
    expect(pad.locator(".front .lamp")).to_have_class(re.compile("lit"))
    expect(pad.locator("[data-line]")).to_contain_text("Terima kasih")
