"""The hub's pages in a real browser, over a real hub and broker: what is done in the hall is what is seen."""

from __future__ import annotations

import contextlib
import http.client
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from broker_config import contract as c
from hub.admin.watch import MOST_WATCHERS
from tests.e2e.hub_rig import ROOT, Rig, ask, rig, wait_for
from tests.e2e.signed_in import headers, let_in

SMALL = ROOT / "provisioning/examples/small.toml"
CONTRAST = Path(__file__).with_name("contrast.js").read_text()


def open_floor(page: Page, mall: Rig, query: str = "") -> None:
    let_in(page, mall)
    page.goto(f"{mall.url}/{query}")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()


def total(page: Page, name: str) -> int:
    return int(page.locator(f".total-{name} dd").inner_text())


# --- the floor --------------------------------------------------------------------------------------------


def test_a_press_and_a_call_are_seen_without_reloading(mall: Rig, kiosk, pad, page: Page):
    pad.serve_everybody()
    open_floor(page, mall)
    page.evaluate("document.body.dataset.mine = 'still the same page'")
    waiting, issued = total(page, "waiting"), total(page, "issued")
    label, _ = kiosk.take_ticket("ktp-baru")
    expect(page.locator(".total-waiting dd")).to_have_text(str(waiting + 1))
    expect(page.locator(".total-issued dd")).to_have_text(str(issued + 1))
    pad.press("call_next")
    counter = page.locator("#counter-loket-1")
    expect(counter).to_contain_text(label)
    expect(counter).to_contain_text("Memanggil")
    pad.press("serve")
    expect(counter).to_contain_text("Melayani")
    pad.press("finish")
    expect(counter).to_contain_text("Siap")
    assert page.evaluate("document.body.dataset.mine") == "still the same page"


def test_the_first_paint_needs_no_script(mall: Rig, kiosk, pad, browser: Browser):
    pad.serve_everybody()
    label, _ = kiosk.take_ticket("ktp-baru")
    pad.press("call_next")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    let_in(page, mall)
    page.goto(mall.url)
    expect(page.locator("#counter-loket-1")).to_contain_text(label)
    context.close()


def test_every_counter_of_the_mall_has_its_card(mall: Rig, page: Page):
    open_floor(page, mall)
    numbers = page.locator(".counter .no").all_inner_texts()
    assert numbers == [str(number) for number in sorted(counter.number for counter in mall.fleet.counters)]


def test_the_line_that_waits_longest_comes_first(mall: Rig, kiosk, pad, page: Page):
    pad.serve_everybody()
    open_floor(page, mall)
    for service in ("nib", "skck-baru", "ktp-baru"):
        kiosk.take_ticket(service)
    expect(page.locator("#line-dukcapil")).to_contain_text("Dukcapil")
    order = [name for name in page.locator("#lines .who").all_inner_texts() if name != ""]
    assert [name for name in order if name in {"DPMPTSP", "Polres", "Dukcapil"}] == [
        "DPMPTSP",
        "Polres",
        "Dukcapil",
    ]


def test_what_the_reader_opened_stays_open_and_keeps_the_focus(mall: Rig, kiosk, page: Page):
    kiosk.take_ticket("nib")
    open_floor(page, mall)
    line = page.locator("#line-dpmptsp")
    before = int(line.locator(".how-many").inner_text().split()[-1])
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(line.locator(".services")).to_be_visible()
    kiosk.take_ticket("nib")
    expect(line.locator(".how-many")).to_contain_text(str(before + 1))
    expect(line.locator(".services")).to_be_visible()
    expect(line.locator("summary")).to_be_focused()


def test_a_sick_printer_is_told_in_words_and_leads_to_its_place(mall: Rig, kiosk, page: Page):
    open_floor(page, mall)
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="fault", detail="paper out"))
    chip = page.locator("#urgent .chip", has_text="kiosk-1")
    expect(chip).to_contain_text("kertas habis")
    expect(page.locator(".sick")).to_contain_text("kertas habis")
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#devices")).to_be_in_viewport()
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="ok"))
    expect(page.locator(".kind-broken")).to_have_count(0)


def test_a_pad_that_leaves_darkens_its_counter(mall: Rig, page: Page):
    open_floor(page, mall)
    pad = mall.box("pad-3")
    counter = page.locator("#counter-loket-3")
    expect(counter).not_to_contain_text("Terputus")
    pad.close()
    expect(counter).to_contain_text("Terputus")
    expect(page.locator(".kind-dark")).to_contain_text("3 ")


def test_the_page_speaks_english_when_asked_and_remembers(mall: Rig, page: Page):
    open_floor(page, mall)
    expect(page.locator("#lines-title")).to_have_text("Siapa menunggu")
    page.get_by_text("English").click()
    expect(page.locator("#lines-title")).to_have_text("Who waits")
    open_floor(page, mall)
    expect(page.locator("#lines-title")).to_have_text("Who waits")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_floor_fits_every_width(mall: Rig, kiosk, page: Page):
    kiosk.take_ticket("ktp-baru")
    open_floor(page, mall)
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_all_text_has_the_contrast_that_wcag_asks_for(mall: Rig, kiosk, pad, page: Page):
    _, token = kiosk.take_ticket("ktp-baru")
    pad.press("call_next")
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="fault", detail="paper out"))
    open_floor(page, mall)
    expect(page.locator(".sick")).to_contain_text("kertas habis")
    assert page.evaluate(CONTRAST) == []
    page.goto(f"{mall.url}/t/{token}")
    assert page.evaluate(CONTRAST) == []
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="ok"))


def test_nothing_comes_from_anywhere_else(mall: Rig, page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_floor(page, mall)
    assert asked
    assert [url for url in asked if not url.startswith(mall.url)] == []


@pytest.mark.parametrize("path", ["/", "/static/page.css", "/t/xxxxxxxxxxxxxxxxxxxxxx", "/nowhere"])
def test_every_answer_forbids_what_is_not_ours(mall: Rig, path: str):
    told = ask(mall.url + path).headers
    policy = told["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Server"] is None


def test_too_many_live_pages_are_refused_in_words_and_places_become_free_again(mall: Rig):
    with contextlib.ExitStack() as open_streams:
        streams: list[int] = []

        def all_taken() -> bool:
            streams.append(open_streams.enter_context(live(mall)))
            return streams[-1] == 503

        wait_for("all places to be taken", all_taken)
        assert streams.count(200) <= MOST_WATCHERS
        assert "terlalu banyak halaman terbuka" in ask(mall.url + "/live", headers(mall)).text
        assert ask(mall.url + "/", headers(mall)).status == 200

    def free_again() -> bool:
        with live(mall) as status:
            return status == 200

    wait_for("a free place", free_again)


@contextlib.contextmanager
def live(mall: Rig):
    """A stream of the floor, held open: gives the status."""
    address = mall.url.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(address, timeout=10)) as connection:
        connection.request("GET", "/live", headers=headers(mall))
        with connection.getresponse() as answer:
            yield answer.status


# --- when something is gone ---------------------------------------------------------------------------------


def test_the_page_says_when_it_is_not_live_and_comes_back_by_itself(tmp_path: Path, page: Page):
    with rig(SMALL, tmp_path) as mall:
        kiosk = mall.box("kiosk-1")
        open_floor(page, mall)
        assert mall.stop_hub() == 0
        expect(page.locator("#signal")).to_contain_text("Terputus")
        mall.start_hub()
        expect(page.locator("#signal[data-state=live]")).to_be_visible(timeout=15_000)
        kiosk.wait_for_hub()
        kiosk.take_ticket("ktp-baru")
        expect(page.locator(".total-waiting dd")).to_have_text("1")


def test_the_page_says_when_the_hub_does_not_hear_its_broker(tmp_path: Path, page: Page):
    with rig(SMALL, tmp_path) as mall:
        open_floor(page, mall)
        expect(page.locator(".banner")).to_have_count(0)
        mall.stop_broker()
        expect(page.locator(".banner")).to_contain_text("tidak terhubung ke broker")


def test_an_address_that_is_taken_is_one_clear_line(mall: Rig):
    command = [sys.executable, "-m", "hub", "serve", str(mall.directory / "hub.toml")]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 2
    assert re.fullmatch(r"hub: \[web\] host, port: 127\.0\.0\.1:\d+ cannot be used: .*\n", second.stderr)
