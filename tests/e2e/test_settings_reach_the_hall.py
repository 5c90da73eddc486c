"""The settings in a real browser: what is saved is on the paper of the next visitor and on the displays at once."""

from __future__ import annotations

import os
import re
import select
import threading
import time
import tty
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from broker_config import contract as c
from provisioning.rehearsal.door import create_manager
from provisioning.rehearsal.escpos import tickets
from provisioning.rehearsal.ticket import Line
from tests.bench.mall import BROKER, HUB, KIOSK, SERVICE, BenchMall, wait_for
from tests.e2e.fit import check
from tests.e2e.officers import let_officer_in
from tests.e2e.signed_in import LOGIN, PASSWORD, let_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.hub_rig import Rig

AT_ONCE_S = 1.0


class Roll:
    """The far end of a printer's cable at `path`: keeps every byte."""

    def __init__(self, path: Path) -> None:
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        path.symlink_to(os.ttyname(self._near))
        self._data = b""
        self._stop, self._stopper = os.pipe()
        self._thread = threading.Thread(target=self._run, name="roll", daemon=True)
        self._thread.start()

    def papers(self) -> list[str]:
        """The text of every ticket that was cut."""
        return [
            " ".join(element.text for element in ticket.elements if isinstance(element, Line))
            for ticket in tickets(self._data)
            if ticket.complete
        ]

    def close(self) -> None:
        os.write(self._stopper, b"x")
        self._thread.join()
        for fd in (self._far, self._near, self._stop, self._stopper):
            os.close(fd)

    def _run(self) -> None:
        while self._stop not in select.select([self._far, self._stop], [], [])[0]:
            self._data += os.read(self._far, 65536)


@pytest.fixture
def kiosk_mall(tmp_path: Path):
    """A hub and one kiosk as they run in a mall, in processes of their own; its paper is read here."""
    mall = BenchMall(tmp_path)
    printer = mall._ports / "printer"
    mall.paper.close()
    printer.unlink()
    roll = Roll(printer)
    mall.paper = roll  # type: ignore[assignment] - has what is used of it
    try:
        mall.settle(KIOSK, parts={"printer": {"port": str(printer)}})
        for name in (BROKER, HUB, KIOSK):
            mall.start(name)
        wait_for("an open kiosk", lambda: mall.lamp(KIOSK, SERVICE))
        yield mall, roll
    finally:
        mall.close()


def sign_in_to(page: Page, mall: BenchMall) -> str:
    """Give a browser a manager's session; the address of the pages."""
    url = f"http://127.0.0.1:{mall.web_port}"

    def links() -> list[str]:
        return re.findall(r"open once: http://[^/]+(\S+)", mall.processes.log(HUB).read_text())

    wait_for("the first link", links)
    somebody: Any = SimpleNamespace(url=url, signed_in=create_manager(url + links()[0], LOGIN, PASSWORD))
    let_in(page, somebody)
    return url


def test_a_service_that_was_renamed_has_its_new_name_on_the_next_paper(kiosk_mall, page: Page):
    mall, roll = kiosk_mall
    url = sign_in_to(page, mall)
    pin = mall.pin(KIOSK, SERVICE)
    page.goto(f"{url}/pengaturan/layanan/{SERVICE}")
    page.get_by_label("Nama layanan").fill("Perekaman KTP-el")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_text("Sudah disimpan")).to_be_visible()  # who sees this presses at once
    mall.pins[KIOSK].press(pin)
    mall.pins[KIOSK].release(pin)
    wait_for("a ticket on paper", roll.papers)
    assert "Perekaman KTP-el" in roll.papers()[0]


def test_an_agency_that_was_renamed_has_its_new_name_on_the_displays_at_once(mall: Rig, page: Page):
    display = mall.box("display-1")
    let_in(page, mall)
    page.goto(f"{mall.url}/pengaturan/instansi/dukcapil")
    page.get_by_label("Nama singkat").fill("Catatan Sipil")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Simpan").last.click()
    began = time.monotonic()
    while True:
        board = display._hear(c.Board)
        if "Catatan Sipil" in {tile.agency for tile in board.tiles}:
            break
    assert time.monotonic() - began < AT_ONCE_S
    page.get_by_label("Nama singkat").fill("Dukcapil")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_label("Nama singkat")).to_have_value("Dukcapil")


def test_a_form_is_filled_in_and_sent_with_the_keyboard_alone(mall: Rig, page: Page):
    let_in(page, mall)
    page.goto(f"{mall.url}/pengaturan/tambah/prioritas")
    page.get_by_label("Nama kelompok").focus()
    page.keyboard.type("Veteran")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sudah disimpan")).to_be_visible()
    page.get_by_role("link", name="Kelompok prioritas").first.press("Enter")
    expect(page.get_by_role("link", name="Veteran")).to_be_visible()


def test_two_managers_do_not_overwrite_each_other_unseen(mall: Rig, page: Page):
    let_in(page, mall)
    other = page.context.new_page()
    for one in (page, other):
        one.goto(f"{mall.url}/pengaturan/layanan/nib")
    other.get_by_label("Tarif resmi").fill("Rp1.000")
    other.get_by_role("button", name="Simpan").last.click()
    expect(other.get_by_text("Sudah disimpan")).to_be_visible()
    page.get_by_label("Kuota sehari").fill("40")
    page.get_by_role("button", name="Simpan").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Rp1.000")
    expect(page.get_by_label("Kuota sehari")).to_have_value("40")


def test_an_import_with_faults_says_where_they_are_and_one_without_is_confirmed(
    mall: Rig, page: Page, tmp_path: Path
):
    let_in(page, mall)
    page.goto(f"{mall.url}/pengaturan/berkas")
    with page.expect_download() as download:
        page.get_by_role("link", name="layanan.csv").click()
    saved = tmp_path / "layanan.csv"
    download.value.save_as(saved)
    good = saved.read_text(encoding="utf-8-sig").replace("Akta Kelahiran", "Kutipan Akta Kelahiran")
    upload(page, saved, good.replace("dukcapil", "dukcapi", 1))
    faults = page.locator(".faults tbody tr")
    expect(faults).to_have_count(1)
    expect(faults).to_contain_text("maksudnya 'dukcapil'?")
    expect(faults.locator("td").first).to_have_text("2")
    upload(page, saved, good)
    expect(page.locator(".fields ins")).to_have_text("Kutipan Akta Kelahiran")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 844})
    page.get_by_role("button", name="Tulis 1 perubahan").click()
    if page.get_by_role("heading", name="Masukkan kata sandi").is_visible():
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_text("1 baris sudah ditulis")).to_be_visible()
    page.goto(f"{mall.url}/pengaturan/layanan?q=kutipan")
    expect(page.get_by_role("link", name="Kutipan Akta Kelahiran")).to_be_visible()


def upload(page: Page, file: Path, text: str) -> None:
    file.write_text(text)
    page.get_by_label("Berkas .xlsx, .csv, atau .toml").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()


def test_an_officer_asks_for_a_closure_and_the_manager_approves_it(mall: Rig, page: Page, browser):
    officers = browser.new_context()
    mine = officers.new_page()
    let_officer_in(officers, mall, "budi-santoso")
    mine.goto(f"{mall.url}/penutupan/ajukan")
    mine.get_by_label("Apa yang tutup").select_option(index=1)
    mine.get_by_label("Alasan").fill("Rapat dinas")
    mine.get_by_role("button", name="Ajukan").click()
    expect(mine.get_by_text("Sudah dicatat")).to_be_visible()
    let_in(page, mall)
    page.goto(f"{mall.url}/penutupan")
    page.get_by_role("button", name=re.compile("Setujui")).click()
    expect(page.locator("#coming + .closings")).to_contain_text("Rapat dinas")
    mine.reload()
    expect(mine.locator(".closing")).to_contain_text("Disetujui")
    officers.close()


# --- devices and journal ----------------------------------------------------------------------------------


def test_a_device_that_falls_ill_is_seen_without_reloading_and_what_is_open_stays_open(mall: Rig, page: Page):
    kiosk = mall.box("kiosk-2")
    let_in(page, mall)
    page.goto(f"{mall.url}/perangkat")
    expect(page.locator("#signal[data-state=live]")).to_be_visible()
    box = page.locator("#box-kiosk-2")
    expect(box).to_contain_text("Baik")
    box.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(box.locator(".facts")).to_contain_text("test")
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="fault", detail="paper out"))
    expect(box).to_contain_text("Rusak")
    expect(box.locator(".part")).to_contain_text("kertas habis")
    kiosk.tell_health(c.Part(name="printer", kind="printer", state="ok"))
    expect(box.locator(".box-state")).to_have_text("Baik")
    expect(box.locator(".facts")).to_contain_text("printer: kertas habis")
    expect(box.locator("summary")).to_be_focused()
    kiosk.close()
    expect(box).to_contain_text("Terputus")


def test_the_journal_tells_who_renamed_what_and_the_search_finds_it(mall: Rig, page: Page):
    let_in(page, mall)
    page.goto(f"{mall.url}/pengaturan/zona/utama")
    page.get_by_label("Nama zona").fill("Ruang Tunggu Baru")
    page.get_by_role("button", name="Simpan").last.click()
    page.goto(f"{mall.url}/jurnal")
    page.get_by_label("Tentang").select_option("settings")
    page.get_by_label("Orang").select_option(LOGIN)
    page.get_by_role("button", name="Cari").click()
    first = page.locator(".log-line").first
    expect(first).to_contain_text("menyimpan Zona Ruang Tunggu Baru")
    first.get_by_role("link").click()
    expect(page.locator(".diff .is")).to_have_text("Ruang Tunggu Baru")
