"""The pictures of the pages in docs: a morning in the full example mall, photographed at a desk's and a phone's width.

`python -m tests.e2e.page_pictures --out docs/pictures/pages`. Everything is real but the people: a hub, its broker,
kiosks and pads on the wire, officers at the hub's own doors, and an hour that runs fast before the pictures are taken.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from broker_config import contract as c
from tests.e2e import media_shots, settings_shots
from tests.e2e.conftest import chromium
from tests.e2e.hub_rig import ROOT, Box, Rig, ask, rig
from tests.e2e.officers import Officer, let_officer_in
from tests.e2e.signed_in import let_in

if TYPE_CHECKING:
    from collections.abc import Callable

EIGHT = 1795392000.0  # Monday, 23 November 2026, 08.00 in Makassar
RATE, MINUTES = 90.0, 85
EARLY_MIN = 40  # the house is set up before it opens
WIDTHS = {"desktop": (1366, 768), "phone": (390, 844)}
TALLEST = {"desktop": 1100, "phone": 2400}  # a longer page is cut off
COLOURS = 255
POPULAR = (
    *(
        "ktp-baru",
        "ktp-baru",
        "kk-baru",
        "akta-kelahiran",
        "kia",
        "ikd",
        "nib",
        "konsultasi-perizinan",
        "pbb",
    ),
    *(
        "skck-baru",
        "skck-panjang",
        "sim-c-panjang",
        "pajak-motor",
        "pajak-motor",
        "pajak-mobil",
        "cek-sertipikat",
    ),
    *("npwp", "coretax", "jkn-daftar", "jkn-ubah", "jht"),
)
GROUPS = ("lansia", "disabilitas", "hamil", "bayi")
STAFF = {
    "loket-1": "nurul-hidayah", "loket-2": "andi-saputra", "loket-3": "fitri-amalia", "loket-4": "rahmat-hakim",
    "loket-6": "yusuf-mappa", "loket-7": "marwah-salam", "loket-9": "sitti-halimah", "loket-13": "irma-damayanti",
    "loket-14": "syamsul-latif", "loket-15": "wahyu-usman", "loket-16": "kartini-sari", "loket-17": "bahar-alwi",
    "loket-19": "dian-anggraini", "loket-20": "taufik-idrus",
}  # fmt: skip


class Work(NamedTuple):
    """What an officer does next, and after which of the mall's minutes."""

    due: float
    action: str


class Morning:
    """The people of one morning. `live` moves them to a minute after eight."""

    def __init__(self, mall: Rig) -> None:
        self.mall, self._dice = mall, random.Random(5)
        self.kiosks = [mall.box(device.id) for device in mall.fleet.devices if device.role == "ticket_kiosk"]
        self.pads = {d.counter: mall.box(d.id) for d in mall.fleet.devices if d.role == "counter_pad"}
        self.displays = [mall.box(device.id) for device in mall.fleet.devices if device.role == "display"]
        self.officers = [Officer(mall, login, counter) for counter, login in STAFF.items()]
        self.tokens: dict[str, str] = {}
        self._next = {officer.counter: Work(self._dice.uniform(1, 4), "here") for officer in self.officers}
        self._arrival = 0.0

    def live(self, minute: float) -> None:
        """Let everything happen that is due by now."""
        while self._arrival <= minute:
            self._arrival += self._dice.expovariate(2.7)
            kiosk: Box = self._dice.choice(self.kiosks)
            label, token = kiosk.take_ticket(self._dice.choice(POPULAR))
            self.tokens[label] = token
        for officer in self.officers:
            if self._next[officer.counter].due <= minute:
                self._next[officer.counter] = self._work(officer, self._next[officer.counter].action, minute)

    def _work(self, officer: Officer, action: str, minute: float) -> Work:
        if action == "here":
            officer.attend("sign_in")
            return Work(minute, "call_next")
        if action == "call_next":
            called = officer.do("call_next") and officer.state == "called"
            return Work(minute + (0.8 if called else 2.0), "serve" if called else "call_next")
        if action == "serve" and self._dice.random() < 0.12:
            officer.do("no_show")
            return Work(minute + 0.3, "call_next")
        if action == "serve":
            officer.do("serve")
            return Work(minute + self._dice.gammavariate(3, 2.0), "finish")
        officer.do("park" if self._dice.random() < 0.1 else "finish")
        return Work(minute + 0.4, "call_next")


def morning(mall: Rig, clock: dict[str, float]) -> Morning:
    """Eighty-five minutes in one; then the hub goes on at the pace of life."""
    people = Morning(mall)
    while (minute := (time.monotonic() - clock["anchor"]) * RATE / 60 - EARLY_MIN) < MINUTES:
        people.live(minute)
        time.sleep(0.02)
    people.kiosks[1].tell_health(
        c.Part(name="printer", kind="printer", state="warning", detail="paper near its end")
    )
    people.pads["loket-34"].close()
    caller = people.officers[8]  # somebody is called in any case, for that page's picture
    if caller.state == "serving":
        caller.do("finish")
    if caller.state == "idle":
        caller.do("call_next")
    assert mall.hub is not None
    mall.stop_hub()
    mall.start_hub({"start": EIGHT + (MINUTES + 1) * 60, "anchor": time.monotonic()})
    for box in (*people.kiosks, *people.displays):
        box.wait_for_hub()
    people.kiosks[1].tell_health(
        c.Part(name="printer", kind="printer", state="warning", detail="paper near its end")
    )
    _show(people.displays)
    return people


def _show(displays: list[Box]) -> None:
    """Let the displays tell what they show and how their sound is."""
    for display, still in zip(displays, ("display/hall", "display/hall-20m", "display/hall"), strict=True):
        jpeg = io.BytesIO()
        with Image.open(ROOT / f"docs/pictures/{still}.png") as picture:
            picture.convert("RGB").resize((960, 540)).save(jpeg, "JPEG", quality=70)
        display.link.send(c.Picture(nonce="picture", jpeg=jpeg.getvalue()))
    displays[0].tell_health(c.Part(name="suara", kind="sound", state="ok"))
    displays[2].tell_health(
        c.Part(name="suara", kind="sound", state="fault", detail="no sound device: dsp")
    )  # the hall that nobody speaks in


class Shot(NamedTuple):
    """A picture: of which page, as whom, and what is done there before."""

    name: str
    path: str
    login: str = ""
    before: Callable[[Page], object] = lambda _page: None


def _live(page: Page) -> None:
    page.locator("#signal[data-state=live]").wait_for(timeout=10_000)


def _at_work(page: Page) -> None:
    _live(page)
    page.keyboard.press("h")
    page.locator(".presence-yes").wait_for()
    if page.locator("#now[data-state=idle]").count():
        page.keyboard.press("p")
    if page.locator("#now[data-state=called]").count():
        page.keyboard.press("l")
    page.locator("#now[data-state=serving]").wait_for()


def _announce(page: Page) -> None:
    said = "Mobil putih di depan pintu masuk harap dipindahkan."
    if page.get_by_text(said).count():  # for the picture of another width
        return
    page.locator("#f-text-text").fill(said)
    page.get_by_role("button", name="Siarkan", exact=True).click()
    page.wait_for_load_state()


def _transfer(page: Page) -> None:
    _live(page)
    page.keyboard.press("a")


def shots(people: Morning) -> list[Shot]:
    """Every page that is photographed."""
    turns = dict(_turns(people))
    return [
        *(Shot(*shot) for shot in settings_shots.SHOTS),
        Shot("floor", "/", before=_live),
        Shot("hall-displays", "/layar"),
        Shot("hall-media", "/tayangan", before=media_shots.fill),
        Shot("hall-announcements", "/siaran", before=_announce),
        Shot("console", "/loket/loket-1", "nurul-hidayah", _at_work),
        Shot("console-transfer", "/loket/loket-1", "nurul-hidayah", _transfer),
        Shot("counters", "/loket"),
        Shot("numbers", f"/nomor?q={next(reversed(people.tokens))}"),
        Shot("paper-roll", "/nomor/gulungan"),
        Shot("devices", "/perangkat"),
        Shot("closures", "/penutupan"),
        Shot("journal", "/jurnal"),
        Shot("settings", "/pengaturan"),
        Shot("journal-entry", "/jurnal/400"),
        Shot("users", "/pengguna"),
        Shot("user", "/pengguna/nurul-hidayah"),
        Shot("user-new", "/pengguna/tambah"),
        Shot("tokens", "/pengaturan/token"),
        Shot("token-new", "/pengaturan/token/tambah"),
        Shot("password", "/kata-sandi"),
        Shot("confirm", "/konfirmasi"),
        Shot("sign-in", "/masuk", "nobody"),
        Shot("lost", "/tidak-ada", "nobody"),
        *(Shot(f"turn-{stage}", f"/t/{token}", "nobody") for stage, token in turns.items()),
    ]


def _turns(people: Morning) -> list[tuple[str, str]]:
    """A token of each stage that a visitor's own page knows."""
    found: dict[str, str] = {}
    for token in reversed(people.tokens.values()):
        stage = re.search(r'class="turn is-(\w+)"', ask(f"{people.mall.url}/t/{token}").text)
        if stage is not None:
            found.setdefault(stage[1], token)
    return sorted(found.items())


def take(browser: Browser, mall: Rig, shot: Shot, out: Path) -> None:
    """Photograph a page at each width."""
    for width, (across, down) in WIDTHS.items():
        touch = width == "phone"
        context = browser.new_context(
            viewport={"width": across, "height": down}, locale="id-ID", has_touch=touch, is_mobile=touch
        )
        if shot.login == "":
            let_in_context(context.new_page(), mall)
        elif shot.login != "nobody":
            let_officer_in(context, mall, shot.login)
        page = context.new_page()
        answer = page.goto(mall.url + shot.path)
        assert answer is not None
        assert answer.status == (404 if shot.name == "lost" else 200), f"{shot.path}: {answer.status}"
        shot.before(page)
        page.wait_for_timeout(600)  # fonts, and the first piece that comes live
        if touch:  # for a picture of the whole page the browser forgets that it is a telephone
            long = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": across, "height": min(max(long, down), TALLEST[width])})
        _write(
            page.screenshot(full_page=not touch), (across, TALLEST[width]), out / f"{shot.name}-{width}.png"
        )
        context.close()


def let_in_context(page: Page, mall: Rig) -> None:
    """Give this browser the manager's session."""
    let_in(page, mall)
    page.close()


def _write(png: bytes, most: tuple[int, int], path: Path) -> None:
    """Few colours are enough for a page, and make a small file."""
    with Image.open(io.BytesIO(png)) as picture:
        cut = picture.convert("RGB").crop((0, 0, min(picture.width, most[0]), min(picture.height, most[1])))
        few = cut.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def main(arguments: list[str] | None = None) -> int:
    """Take all pictures, or those whose name begins with one of the given words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/pictures/pages")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    clock = {"start": EIGHT - EARLY_MIN * 60, "anchor": time.monotonic(), "rate": RATE}
    site = ROOT / "provisioning/examples/full.toml"
    with (
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as player,
        rig(site, Path(place), clock) as mall,
    ):
        people = morning(mall, clock)
        browser = player.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for shot in shots(people):
            if not options.only or shot.name.startswith(tuple(options.only)):
                take(browser, mall, shot, options.out)
                print(shot.name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
