"""From the first start to the floor, and out again, in a real browser over a real hub: passwords, links, people."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.fit import check
from tests.e2e.hub_rig import ROOT, Rig, ask, rig
from tests.e2e.signed_in import LOGIN, PASSWORD, first_link, let_in, sign_in

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ROOT / "provisioning/examples/small.toml"
NEW = "lima perahu di teluk"


@pytest.fixture
def new_mall(tmp_path: Path):
    """A hub that nobody can sign in to yet."""
    with rig(SMALL, tmp_path) as mall:
        yield mall


def choose_password(page: Page, password: str) -> None:
    page.get_by_label("Kata sandi baru", exact=True).fill(password)
    page.get_by_label("Kata sandi baru sekali lagi").fill(password)


def test_the_first_start_leads_to_a_password_and_to_the_floor(new_mall: Rig, page: Page):
    page.goto(new_mall.url)
    expect(page).to_have_url(re.compile("/masuk$"))
    link = first_link(new_mall)
    page.goto(link)
    page.get_by_label("Nama", exact=True).fill("Ani Lestari")
    page.get_by_label("ID masuk").fill(LOGIN)
    choose_password(page, "rahasia123")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Terlalu mudah ditebak")).to_be_visible()
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Ani Lestari")
    choose_password(page, PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()
    expect(page.locator(".bar-name")).to_have_text("Ani Lestari")
    # The link is dead, another start prints no other one, and the session has outlasted it.
    assert ask(link, {"Accept": "text/html"}).status == 404
    assert new_mall.stop_hub() == 0
    new_mall.start_hub()
    page.reload()
    expect(page.locator(".bar-name")).to_have_text("Ani Lestari")
    log = new_mall.log.read_text()
    assert len(re.findall("open once", log)) == 1
    assert PASSWORD not in log


def test_signing_in_leads_back_to_the_page_that_was_asked_for_and_out_again(mall: Rig, page: Page):
    let_in(page, mall)
    page.context.clear_cookies()
    page.goto(f"{mall.url}/pengguna")
    sign_in(page, mall, password="not the right one")
    expect(page.get_by_role("alert")).to_have_text(re.compile("tidak cocok"))
    expect(page.get_by_label("ID masuk")).to_have_value(LOGIN)
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{mall.url}/pengguna")
    page.locator(".bar-person summary").press("Enter")
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keluar")).to_be_hidden()
    page.keyboard.press("Enter")  # the focus is where it was
    page.get_by_role("button", name="Keluar").click()
    expect(page).to_have_url(re.compile("/masuk$"))
    page.goto(f"{mall.url}/pengguna")
    expect(page).to_have_url(re.compile("/masuk"))


def test_a_manager_sends_a_link_and_an_officer_comes_in(mall: Rig, page: Page, browser: Browser):
    let_in(page, mall)
    page.goto(f"{mall.url}/pengguna")
    page.get_by_role("link", name="Tambah pengguna").click()
    page.get_by_label("Nama", exact=True).fill("Citra Dewi")
    page.get_by_label("ID masuk").fill("citra-d")
    page.get_by_label("Petugas").check()
    page.get_by_label("Loket 1", exact=False).first.check()
    page.get_by_role("button", name="Simpan dan buat tautan").click()
    if page.get_by_role("heading", name="Masukkan kata sandi Anda").is_visible():
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.keyboard.press("Enter")
    link = page.get_by_label("Alamat sekali pakai").input_value()
    theirs = browser.new_context()
    officer = theirs.new_page()
    officer.goto(link)
    expect(officer.get_by_text("Halo Citra Dewi")).to_be_visible()
    choose_password(officer, NEW)
    officer.keyboard.press("Enter")
    expect(officer.locator(".bar-name")).to_have_text("Citra Dewi")
    expect(officer).to_have_url(re.compile("/loket"))  # where the work is
    expect(officer.locator(".bar-pages")).not_to_contain_text("Pengguna")
    assert officer.goto(f"{mall.url}/pengguna").status == 403  # type: ignore[union-attr] - a page answers
    expect(officer.get_by_role("heading")).to_have_text("Anda tidak berwenang")
    # The manager ends the session: the officer's page says so by itself.
    officer.goto(f"{mall.url}/")
    expect(officer.locator("#signal[data-state=live]")).to_be_visible()
    page.goto(f"{mall.url}/pengguna/citra-d")
    page.get_by_role("button", name="Akhiri semua sesi").click()
    expect(officer).to_have_url(re.compile("/masuk"))
    theirs.close()


def test_somebody_who_is_locked_out_is_let_in_from_the_command_line(mall: Rig, page: Page):
    let_in(page, mall)
    page.context.clear_cookies()
    command = [
        sys.executable,
        "-m",
        "hub",
        "--log-level",
        "WARNING",
        "link",
        str(mall.directory / "hub.toml"),
    ]
    done = subprocess.run(
        [*command, "--user", LOGIN], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    page.goto(re.findall(r"http\S+", done.stdout)[0])
    choose_password(page, NEW)
    page.keyboard.press("Enter")
    expect(page.locator(".bar-name")).to_be_visible()
    mall.signed_in = None  # that session has ended
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, again.stdout) == (2, "")
    assert "somebody can sign in already" in again.stderr


def test_the_pages_at_the_door_fit_every_width_and_axe_finds_nothing_serious(new_mall: Rig, page: Page):
    for path in (first_link(new_mall), f"{new_mall.url}/masuk", f"{new_mall.url}/tautan/nothing"):
        page.goto(path)
        check(page)
    let_in(page, new_mall)
    page.goto(f"{new_mall.url}/pengguna/{LOGIN}")
    check(page)
