"""A visitor's own page, behind the code on the paper, in a real browser over a real hub and broker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hub_rig import ask

if TYPE_CHECKING:
    from tests.e2e.hub_rig import Rig


def test_a_visitor_sees_the_line_move_and_then_where_to_go(mall: Rig, kiosk, pad, page: Page):
    pad.serve_everybody()
    kiosk.take_ticket("kartu-keluarga")
    label, token = kiosk.take_ticket("kartu-keluarga")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{mall.url}/t/{token}")
    expect(page.locator(".turn")).to_contain_text(label)
    expect(page.locator(".ahead")).to_have_text(re.compile(r"1\s*orang di depan Anda"))
    expect(page.locator(".wait")).to_contain_text("menit")
    assert pad.serve_next() != label
    expect(page.locator(".turn")).to_contain_text("Segera giliran Anda")
    pad.press("call_next")
    expect(page.locator(".go")).to_have_text(re.compile(r"Silakan menuju\s*Loket\s*1"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("token", ["x" * 22, "short", "%2e%2e%2f%2e%2e%2fetc", "x" * 60])
def test_a_token_that_is_not_of_today_gets_a_kind_answer(mall: Rig, token: str):
    answer = ask(f"{mall.url}/t/{token}")
    assert answer.status == 404
    assert "Nomor ini sudah tidak berlaku" in answer.text or "Halaman tidak ada" in answer.text


def test_a_telephone_that_knows_the_answer_gets_none_and_keeps_no_connection(mall: Rig, kiosk):
    _, token = kiosk.take_ticket("nib")
    first = ask(f"{mall.url}/t/{token}/now")
    assert first.headers["Connection"] == "close"
    assert int(first.headers["X-Again-In"]) >= 5
    again = ask(f"{mall.url}/t/{token}/now", {"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    assert again.headers["Connection"] == "close"


def test_no_token_is_ever_logged(mall: Rig, kiosk):
    _, token = kiosk.take_ticket("nib")
    for path in (f"/t/{token}", f"/t/{token}/now", f"/t/{token}/nowhere"):
        ask(mall.url + path)
    assert token not in mall.log.read_text()
