"""The rehearsal page in a real browser, over a whole mall: press, see, hear, and make trouble."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from provisioning.apply import read_site
from provisioning.rehearsal.mall import Mall
from provisioning.rehearsal.page import RehearsalPage
from tests.e2e.conftest import opened

ROOT = Path(__file__).resolve().parents[2]
MONDAY_MORNING = 1795396200.0
ONLINE, OFFLINE = re.compile(r"^\d?[A-Z]{1,2}\d{3}$"), re.compile(r"^\d?[A-Z]{1,2}-[A-Z]+\d{3}$")
PATIENCE_S = 30.0
DIGITS = "nol satu dua tiga empat lima enam tujuh delapan sembilan".split()


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A small mall, open, with its page."""
    fleet = read_site(ROOT / "provisioning/examples/small.toml")
    # Any port: the usual one could be another mall's while our hub is dead.
    fleet = msgspec.structs.replace(fleet, hub=msgspec.structs.replace(fleet.hub, port=0))
    mall = Mall(fleet, tmp_path_factory.mktemp("hall"), start_at=MONDAY_MORNING)
    mall.open()
    rehearsal = RehearsalPage(mall, port=0)
    rehearsal.open()
    yield mall, rehearsal.url
    rehearsal.close()
    mall.close()


@pytest.fixture(scope="module")
def window(profile: BrowserContext):
    """What all of them look through."""
    with opened(profile) as page:
        yield page


@pytest.fixture
def desk(hall, window: Page):
    """The page, opened, once the mall is open."""
    page = window
    page.evaluate("location.protocol == 'about:' || sessionStorage.clear()")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(hall[1])
    expect(page.locator(".kiosk .service:not(.lit)")).to_have_count(0)
    expect(page.locator(".counter .lamp.well:not(.lit)")).to_have_count(0)
    return page


def button(page: Page, device: str, what: str):
    return page.locator(f'[data-device="{device}"] [data-what="{what}"]')


def fault(page: Page, device: str, what: str):
    return page.locator(f'[data-device="{device}"] [data-fault="{what}"]')


def power(page: Page, process: str):
    return page.locator(f'[data-process="{process}"] [data-toggle="power"]')


def next_paper(page: Page, kiosk: str, act) -> str:
    """Do something and wait for the paper that comes of it; gives its number."""
    hanging = page.locator(f'.kiosk[data-device="{kiosk}"] .chute .sheet')
    before = hanging.first.get_attribute("data-paper") if hanging.count() else ""
    act()
    fresh = page.locator(f'.kiosk[data-device="{kiosk}"] .chute .sheet:not([data-paper="{before}"])')
    expect(fresh).to_have_count(1)
    expect(fresh.locator("img")).to_have_js_property("complete", value=True)
    assert fresh.locator("img").evaluate("image => image.naturalWidth") > 300
    return fresh.get_attribute("data-label") or ""


def story(page: Page) -> list[str]:
    """What the page told, oldest first."""
    return page.locator("#story li > span").all_inner_texts()[::-1]


def spoken(label: str) -> str:
    """A number as the voice says it."""
    return " ".join(
        DIGITS[int(sign)] if sign.isdigit() else "strip" if sign == "-" else sign for sign in label
    )


def eventually(what: str, condition) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what


def post(url: str, body: bytes, **headers: str) -> int:
    """What an order is answered with."""
    request = urllib.request.Request(url + "do", body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_a_press_of_a_lit_button_gives_paper_with_a_number(desk):
    label = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "ktp-baru").click())
    assert ONLINE.match(label)
    assert label.startswith("A")
    sheet = desk.locator(f'.chute .sheet[data-label="{label}"]')
    sheet.click()
    expect(desk.locator("#closeup")).to_be_visible()
    assert label in (desk.locator("#closeup-picture").get_attribute("alt") or "")
    desk.keyboard.press("Escape")
    expect(desk.locator(f'#tray .sheet[data-label="{label}"]')).to_be_visible()


def test_a_button_can_be_pressed_without_a_mouse(desk):
    button(desk, "kiosk-2", "skck-baru").focus()
    label = next_paper(desk, "kiosk-2", lambda: desk.keyboard.press("Enter"))
    assert label.startswith("PA")


def test_every_lamp_is_lit_exactly_when_its_pin_is(hall, desk):
    mall, _url = hall
    seen = """() => Object.fromEntries([...document.querySelectorAll("[data-pin]")].map(
        lamp => [lamp.closest("[data-device]").dataset.device + " " + lamp.dataset.pin,
                 lamp.classList.contains("lit")]))"""
    boxes = {name: box.panel for name, box in mall.boxes.items() if box.panel is not None}

    def alike() -> bool:
        lit = {
            f"{name} {pin}" for name, panel in boxes.items() for pin, level in panel.lamps.items() if level
        }
        return {key for key, on in desk.evaluate(seen).items() if on} == lit

    eventually("the page's lamps are not the pins'", alike)


def test_a_call_is_seen_on_the_display_heard_and_told(hall, desk):
    mall, _url = hall
    label = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "nib").click())
    frame = desk.locator("#frame")
    expect(frame).to_have_attribute("data-frame", re.compile(r"\d+"))
    before = int(frame.get_attribute("data-frame") or 0)
    button(desk, "pad-3", "call_next").click()
    plate = desk.locator('[data-counter="3"] output')
    expect(plate).to_have_text(label)
    expect(desk.locator("#subtitle")).to_have_text(
        f"Nomor antrean {spoken(label)}, silakan menuju loket tiga"
    )
    eventually("the frame is the old one", lambda: int(frame.get_attribute("data-frame") or 0) > before)
    eventually("the lamp is dark", lambda: mall.boxes["pad-3"].lamp("called") == "blinking")
    told = story(desk)
    uid = next(line for line in told if line.startswith(label)).rsplit(" ", 1)[-1]
    assert re.fullmatch(r"kiosk-1\.\d+\.\d+", uid)
    way = ["Anjungan 1: tombol Nomor Induk Berusaha (NIB) ditekan"]
    way += [f"{label}nomor untuk tekanan {uid}", f"{label}keluar dari Anjungan 1"]
    way += [
        f"{label}tampil di Layar 1",
        f"Terdengar: Nomor antrean {spoken(label)}, silakan menuju loket tiga",
    ]
    assert [line for line in told if line in way] == way
    button(desk, "pad-3", "serve").click()
    expect(desk.locator('[data-counter="3"] .lamp.call')).to_have_class(re.compile("lit"))
    button(desk, "pad-3", "finish").click()
    expect(plate).not_to_have_text(label)


def test_the_voice_can_be_listened_to_live(hall, desk):
    _mall, url = hall
    next_paper(desk, "kiosk-2", lambda: button(desk, "kiosk-2", "izin-praktik").click())
    heard = threading.Event()

    def listen() -> None:
        with urllib.request.urlopen(url + "voice/display-1.pcm", timeout=PATIENCE_S) as voice:
            while not any(voice.read(4096)):
                pass
            heard.set()

    listener = threading.Thread(target=listen)
    listener.start()
    button(desk, "pad-3", "call_next").click()
    assert heard.wait(PATIENCE_S)
    listener.join()
    desk.locator("#sound").click()
    expect(desk.locator("#sound")).to_have_attribute("aria-pressed", "true")
    button(desk, "pad-3", "finish").click()


def test_with_the_hub_killed_a_press_still_gives_a_number_and_goes_on_when_it_is_back(desk):
    power(desk, "hub").click()
    expect(desk.locator('[data-process="hub"]')).to_have_class(re.compile("is-down"))
    label = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "ktp-baru").click())
    assert OFFLINE.match(label)
    power(desk, "hub").click()
    expect(desk.locator('[data-process="hub"]')).to_have_class(re.compile("is-up"))
    expect(desk.locator("#story li", has_text="sudah sampai di hub").filter(has_text=label)).to_have_count(1)
    expect(desk.locator(".counter .lamp.well:not(.lit)")).to_have_count(0)
    again = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "ktp-baru").click())
    assert ONLINE.match(again)


def test_a_kiosk_without_its_network_prints_numbers_of_its_own(hall, desk):
    mall, _url = hall
    cable = desk.locator('[data-process="kiosk-2"] [data-toggle="cable"]')
    cable.click()
    expect(cable).to_have_attribute("aria-pressed", "true")
    assert mall.boxes["kiosk-2"].relay.is_cut
    label = next_paper(desk, "kiosk-2", lambda: button(desk, "kiosk-2", "ktp-baru").click())
    assert OFFLINE.match(label)
    cable.click()
    expect(desk.locator("#story li", has_text="sudah sampai di hub").filter(has_text=label)).to_have_count(1)


def test_paper_that_ends_in_a_ticket_closes_the_kiosk_until_the_refill_which_brings_a_new_number(desk):
    kiosk = desk.locator('.kiosk[data-device="kiosk-1"]')
    fault(desk, "kiosk-1", "paper_out_next").click()
    expect(fault(desk, "kiosk-1", "paper_out_next")).to_have_attribute("aria-pressed", "true")
    torn = next_paper(desk, "kiosk-1", lambda: button(desk, "kiosk-1", "skck-baru").click())
    expect(kiosk.locator(".chute .sheet.torn")).to_have_count(1)
    expect(fault(desk, "kiosk-1", "paper_out")).to_have_attribute("aria-pressed", "true")
    expect(kiosk.locator(".service.lit")).to_have_count(0)
    fault(desk, "kiosk-1", "paper_out").click()
    # a slip comes first, which makes the torn one void
    whole = kiosk.locator('.chute .sheet[data-label^="PA"]:not(.torn)')
    expect(whole).to_have_count(1)
    assert whole.get_attribute("data-label") != torn
    expect(kiosk.locator(".service:not(.lit)")).to_have_count(0)


def test_an_unplugged_reader_is_shown_and_comes_back(hall, desk):
    mall, _url = hall
    switch = fault(desk, "kiosk-2", "reader_unplugged")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    reader = mall.boxes["kiosk-2"].reader
    assert reader is not None
    assert not reader.plugged
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    desk.locator('.kiosk[data-device="kiosk-2"] .reader button', has_text="Kode lain").click()
    expect(desk.locator("#story li", has_text="sebuah kode dipindai")).to_have_count(1)


def test_a_crashed_broker_comes_back_by_itself(hall, desk):
    mall, _url = hall
    before = mall.warden.pid("broker")
    desk.locator('[data-process="broker"] [data-act="crash"]').click()
    expect(desk.locator('[data-process="broker"] .pid')).to_contain_text("2 kali mulai")
    assert mall.warden.pid("broker") not in (before, None)
    expect(desk.locator(".counter .lamp.well:not(.lit)")).to_have_count(0)


def test_visitors_come_and_go_at_a_switch(desk):
    switch = desk.locator("#visitors")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(desk.locator("#story li", has_text="Pengunjung mulai berdatangan")).to_have_count(1)
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")


def test_the_hall_fits_the_screen(desk):
    room = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    for width, height in ((1440, 900), (1920, 1080), (1024, 768)):
        desk.set_viewport_size({"width": width, "height": height})

        def fits(most: tuple[int, int] = (width, height)) -> bool:
            return all(has <= may for has, may in zip(desk.evaluate(room), most, strict=True))

        eventually(f"more than {width}x{height}", fits)  # a frame of the hall's screen comes at its own time


def test_the_page_speaks_english_when_asked_and_remembers_it(hall, desk):
    desk.goto(hall[1] + "?lang=en")
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    expect(button(desk, "pad-1", "call_next")).to_have_text("Call")
    desk.goto(hall[1])
    expect(desk.locator("html")).to_have_attribute("lang", "en")
    desk.context.clear_cookies()


def test_orders_are_taken_from_our_own_page_only(hall):
    _mall, url = hall
    origin = url.rstrip("/")
    order = json.dumps({"act": "press", "device": "kiosk-1", "what": "no-such-service"}).encode()
    as_json = {"Content-Type": "application/json"}
    assert post(url, order, **as_json, Origin=origin) == 404  # understood, and there is no such button
    assert post(url, b"{}", **as_json, Origin=origin) == 400
    assert post(url, order, **as_json) == 403
    assert post(url, order, **as_json, Origin="http://evil.example") == 403
    assert post(url, order, **{"Content-Type": "text/plain"}, Origin=origin) == 403
    evil = "evil.example:" + origin.rsplit(":", 1)[1]
    assert post(url, order, **as_json, Origin=f"http://{evil}", Host=evil) == 403


def test_the_page_takes_the_next_port_and_never_leaves_the_loopback(hall):
    mall, _url = hall
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = RehearsalPage(mall, port=port)
        try:
            assert other.open() != f"http://127.0.0.1:{port}/"
            with urllib.request.urlopen(other.url, timeout=PATIENCE_S) as answer:
                assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        finally:
            other.close()
    with pytest.raises(ValueError, match="loopback"):
        RehearsalPage(mall, host="0.0.0.0")
