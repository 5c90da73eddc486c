"""An officer's console in a real browser, over a real hub and broker, beside a pad on the same counter."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.fit import faults
from tests.e2e.hub_rig import ROOT, Rig, rig, wait_for
from tests.e2e.officers import let_officer_in
from tests.e2e.signed_in import let_in

MORNING = 1795398000.0  # Monday, 23 November 2026, 08.40 in Jakarta
LIVE_AGAIN_MS = 3000


def clock() -> dict[str, float]:
    return {"start": MORNING, "anchor": time.monotonic()}


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with rig(ROOT / "provisioning/examples/small.toml", tmp_path_factory.mktemp("mall"), clock()) as running:
        yield running


@pytest.fixture
def empty(mall: Rig, pad):
    """Nobody waits any more for what counter 1 serves, and nobody is there."""
    pad.serve_everybody()
    return mall


def open_console(page: Page, mall: Rig, counter: str = "loket-1") -> None:
    page.goto(f"{mall.url}/loket/{counter}")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()


@pytest.fixture
def console(page: Page, empty: Rig):
    """The manager at counter 1."""
    let_in(page, empty)
    open_console(page, empty)
    return page


def shows(page: Page, state: str, label: str = "") -> None:
    expect(page.locator("#now")).to_have_attribute("data-state", state)
    if label:
        expect(page.locator(".now-label")).to_have_text(label)


def can_call(page: Page, people: int) -> None:
    """So many wait whose paper is out."""
    expect(page.locator("[data-row]:not([data-blocked])")).to_have_count(people)


def journal(mall: Rig) -> list[dict[str, Any]]:
    """What the hub has on its disk."""
    command = [sys.executable, "-m", "hub", "export", "journal", str(mall.directory / "hub.toml")]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True).stdout
    return [json.loads(line) for line in lines.splitlines()]


def happened(mall: Rig, label: str) -> list[str]:
    return [line["event"] for line in about(label, journal(mall))]


def about(label: str, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a number lived through at counters."""
    return [line for line in lines if line.get("label") == label and "counter" in line]


# --- an hour's work -----------------------------------------------------------------------------------------


def test_an_officer_who_has_one_counter_is_led_there_and_to_no_other(empty: Rig, page: Page):
    let_officer_in(page.context, empty, "andi-firmansyah")
    page.goto(f"{empty.url}/loket")
    expect(page.locator("h1")).to_have_text(re.compile(r"Loket\s*4"))
    answer = page.goto(f"{empty.url}/loket/loket-1")
    assert answer is not None
    assert answer.status == 403


def test_an_officers_hour_by_keyboard_alone(empty: Rig, kiosk, page: Page):
    labels = [kiosk.take_ticket("ktp-baru")[0] for _ in range(6)]
    let_officer_in(page.context, empty, "budi-santoso")
    page.goto(f"{empty.url}/loket")
    page.get_by_role("link", name="1 Dukcapil").press("Enter")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()
    can_call(page, 6)
    press = page.keyboard.press
    press("h")
    expect(page.locator(".presence-yes")).to_be_visible()
    press("p")
    shows(page, "called", labels[0])
    press("u")
    expect(page.locator(".now-tags")).to_contain_text("Panggilan ke-2")
    press("l")
    shows(page, "serving", labels[0])
    press("s")
    shows(page, "idle")
    press("p")
    shows(page, "called", labels[1])
    press("t")  # nobody came
    shows(page, "idle")
    press("p")
    shows(page, "called", labels[2])
    press("l")
    press("d")  # a form is to be filled in
    shows(page, "idle")
    expect(page.locator("#aside li")).to_have_count(2)
    press("k")
    press("1")  # and is: the visitor comes back
    shows(page, "called", labels[2])
    press("l")
    shows(page, "serving", labels[2])
    press("a")
    press("1")  # to the first other service of the agency
    shows(page, "idle")
    expect(page.locator("#line")).to_contain_text(labels[2])
    press("k")
    press("Shift+Digit1")  # the missed one is back in line
    expect(page.locator("#aside li")).to_have_count(0)
    expect(page.locator("#line")).to_contain_text(labels[1])
    press("c")
    page.keyboard.type(labels[4].lower())
    press("Enter")
    shows(page, "called", labels[4])
    press("b")
    press("Enter")  # the visitor goes
    shows(page, "idle")
    last = (
        page.locator("[data-row]")
        .all_inner_texts()
        .index(next(text for text in page.locator("[data-row]").all_inner_texts() if labels[5] in text))
    )
    press(str(last + 1))
    press("1")  # a priority group: first in line now
    expect(page.locator("[data-row]").first).to_contain_text(labels[5])
    press("1")
    press("p")
    shows(page, "called", labels[5])
    press("h")
    expect(page.locator(".presence-no")).to_be_visible()

    lines = journal(empty)
    lives = [[line["event"] for line in about(label, lines)] for label in labels]
    assert lives[0] == ["called", "recalled", "served", "finished"]
    assert lives[1] == ["called", "no_show"]
    assert lives[2][:4] == ["called", "served", "parked", "resumed"]
    assert lives[4] == ["called", "cancelled"]
    assert {line.get("person") for line in about(labels[0], lines)} == {"budi-santoso"}
    attended = [line["how"] for line in lines if line["event"] == "attended" and line.get("person")]
    assert attended == ["sign_in", "sign_out"]


def test_every_action_has_a_button_that_a_finger_finds(console: Page, kiosk):
    label, _ = kiosk.take_ticket("ktp-baru")
    can_call(console, 1)
    small = console.evaluate(
        """() => [...document.querySelectorAll("main button")].filter((b) => b.offsetParent)
        .map((b) => b.getBoundingClientRect()).filter((r) => r.width < 44 || r.height < 36).length"""
    )
    assert small == 0
    console.get_by_role("button", name="Panggil berikutnya").click()
    shows(console, "called", label)
    console.get_by_role("button", name="Alihkan").click()
    console.get_by_role("searchbox").fill("kartu kel")
    console.get_by_role("button", name="Kartu Keluarga").click()
    shows(console, "idle")
    expect(console.locator("#line")).to_contain_text("Kartu Keluarga")


def test_letters_do_nothing_where_they_are_switched_off(console: Page, kiosk):
    kiosk.take_ticket("ktp-baru")
    can_call(console, 1)
    console.get_by_role("button", name="Tombol").click()
    console.get_by_label("Tombol huruf dan angka aktif").uncheck()
    console.keyboard.press("Escape")
    console.keyboard.press("p")
    console.get_by_role("button", name="Panggil berikutnya").focus()
    shows(console, "idle")
    console.keyboard.press("Enter")  # but the focused button is pressed, once
    shows(console, "called")


# --- two at one counter -------------------------------------------------------------------------------------


def test_what_the_pad_does_is_seen_at_once(console: Page, kiosk, pad):
    label, _ = kiosk.take_ticket("ktp-baru")
    pad.press("call_next")
    shows(console, "called", label)
    pad.press("serve")
    shows(console, "serving", label)
    pad.press("finish")
    shows(console, "idle")


def test_when_the_pad_was_faster_nobody_is_called_twice_and_nobody_is_alarmed(
    console: Page, empty: Rig, kiosk, pad
):
    labels = [kiosk.take_ticket("ktp-baru")[0] for _ in range(2)]
    can_call(console, 2)
    # Its stream is held up: the officer presses before the pad's call is seen here. And the page is patient: what
    # it asks a second time, because the machine is busy, is answered without a word.
    console.evaluate("AbortSignal.timeout = () => new AbortController().signal")
    held: list = []
    console.route("**/do**", lambda route: (pad.press("call_next"), held.append(1), route.continue_()))
    console.keyboard.press("p")
    expect(console.locator("#told")).to_contain_text("baru saja berubah")
    assert console.locator("#told").get_attribute("data-kind") == "calm"
    shows(console, "called", labels[0])
    assert held == [1]
    assert happened(empty, labels[1]) == []


def test_pressing_twice_in_haste_does_not_send_the_visitor_away(console: Page, empty: Rig, kiosk):
    labels = [kiosk.take_ticket("ktp-baru")[0] for _ in range(2)]
    can_call(console, 2)
    console.keyboard.press("p")
    shows(console, "called", labels[0])
    console.keyboard.press("p")
    expect(console.locator("#told")).to_contain_text("baru saja dipanggil")
    shows(console, "called", labels[0])
    assert happened(empty, labels[1]) == []


def test_what_cannot_be_done_is_told_in_words_and_changes_nothing(console: Page, kiosk):
    kiosk.take_ticket("nib")
    console.keyboard.press("c")
    console.keyboard.type("2A001")
    console.keyboard.press("Enter")
    expect(console.locator("#told")).to_contain_text("bukan untuk loket ini")
    console.keyboard.press("c")
    console.keyboard.type("Z999")
    console.keyboard.press("Enter")
    expect(console.locator("#told")).to_contain_text("tidak ada hari ini")
    shows(console, "idle")


# --- the hub dies -------------------------------------------------------------------------------------------


def test_it_is_live_again_within_three_seconds_of_the_hubs_return_and_nothing_is_lost_or_doubled(
    tmp_path, page: Page
):
    times = clock()
    with rig(ROOT / "provisioning/examples/small.toml", tmp_path, times) as mall:
        kiosk = mall.box("kiosk-1")
        labels = [kiosk.take_ticket("ktp-baru")[0] for _ in range(3)]
        let_officer_in(page.context, mall, "budi-santoso")
        open_console(page, mall)
        can_call(page, 3)
        page.evaluate("document.body.dataset.mine = 'still the same page'")
        page.keyboard.press("h")
        expect(page.locator(".presence-yes")).to_be_visible()
        page.keyboard.press("p")
        shows(page, "called", labels[0])
        assert mall.hub is not None
        mall.hub.kill()
        mall.hub.wait()
        expect(page.locator("#signal[data-state=stale]")).to_be_visible(timeout=LIVE_AGAIN_MS)
        page.keyboard.press("l")  # the visitor does not wait for the hub
        expect(page.locator("#told")).to_contain_text("Menghubungi hub")
        mall.start_hub(times)
        expect(page.locator("#signal[data-state=live]")).to_be_visible(timeout=LIVE_AGAIN_MS)
        shows(page, "serving", labels[0])
        expect(page.locator("#told")).to_have_text("")
        page.keyboard.press("s")
        shows(page, "idle")
        can_call(page, 2)
        assert page.evaluate("document.body.dataset.mine") == "still the same page"
        expect(page.locator(".presence-yes")).to_be_visible()
        assert happened(mall, labels[0]) == ["called", "served", "finished"]


def test_a_command_whose_answer_was_lost_is_done_once(console: Page, empty: Rig, kiosk):
    label, _ = kiosk.take_ticket("ktp-baru")
    kiosk.take_ticket("ktp-baru")
    can_call(console, 2)
    tries: list[int] = []
    lost: list[int] = []

    def lose(route) -> None:
        tries.append(1)
        if len(tries) > 1:
            route.continue_()
        else:
            lost.append(route.fetch().status)  # the hub has done it, and nobody hears of it
            route.abort()

    console.route("**/do**", lose)
    # The stream may show the call before either answer is here.
    with console.expect_response("**/do**") as answered:
        console.keyboard.press("p")
    wait_for("the answer that was lost", lambda: lost or console.wait_for_timeout(20))
    assert answered.value.status == 200
    shows(console, "called", label)
    expect(console.locator("#told")).to_have_text("")
    assert lost == [200]
    assert happened(empty, label) == ["called"]  # an answer comes after the commit


def test_a_dialog_waits_for_no_answer_once_its_call_is_seen(console: Page, empty: Rig, kiosk):
    label, _ = kiosk.take_ticket("ktp-baru")
    can_call(console, 1)
    held: list[Route] = []
    console.route("**/do**", lambda route: held.insert(0, route))  # the stream is faster than the answer
    console.keyboard.press("p")
    wait_for("the order", lambda: held or console.wait_for_timeout(20))
    answer = held[0].fetch()
    shows(console, "called", label)
    console.keyboard.press("a")
    expect(console.locator("#transfer[open]")).to_be_visible()
    console.keyboard.press("Escape")
    held[0].fulfill(response=answer)


# --- how it looks -------------------------------------------------------------------------------------------


def test_the_console_fits_every_width(console: Page, kiosk):
    kiosk.take_ticket("akta-kelahiran")
    can_call(console, 1)
    console.keyboard.press("p")
    shows(console, "called")
    for width in (320, 390, 768, 1366):
        console.set_viewport_size({"width": width, "height": 844})
        assert console.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_finds_no_fault_in_the_console_and_its_dialogs(console: Page, kiosk):
    for _ in range(2):
        kiosk.take_ticket("ktp-baru")
    can_call(console, 2)
    console.keyboard.press("p")
    shows(console, "called")
    can_call(console, 1)
    assert faults(console) == []
    for key in ("1", "a", "b", "c", "?"):
        console.keyboard.press(key)
        expect(console.locator("dialog[open]")).to_be_visible()
        assert faults(console, within="dialog[open]") == [], key
        console.keyboard.press("Escape")
        expect(console.locator("dialog[open]")).to_have_count(0)
