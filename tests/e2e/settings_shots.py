"""What is photographed of the settings, the closures, the devices and the journal, and what is done there before.

The pictures are taken by `page_pictures.py`, which knows how a page is opened, and as whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

OFFICER = "nurul-hidayah"
FAULTY = """id,nama,instansi,awalan,tarif
ktp-baru,Perekaman KTP-el,dukcapi,A,Gratis
izin-baru,Izin Baru,dpmptsp,terlalu panjang,Gratis
kartu-baru,,polres,QZ,Gratis
"""
NOTICE = "Jaringan Samsat sedang diperbaiki. Pajak kendaraan dapat dibayar di loket 9."
IN_ENGLISH = "The network of Samsat is being mended. Vehicle tax can be paid at counter 9."
GOOD = """id,nama,tarif
ktp-baru,Perekaman KTP-el,Gratis
akta-kematian,Kutipan Akta Kematian,Gratis
paspor-baru,Paspor baru 48 halaman,Rp650.000
"""


class Shot(NamedTuple):
    """A picture: of which page, as whom (empty: the manager), and what is done there before."""

    name: str
    path: str
    login: str = ""
    before: Callable[[Page], object] = lambda _page: None


def _wrong_hours(page: Page) -> None:
    page.locator('[name="hours.week.saturday.from"]').fill("8")
    page.locator('[name="hours.week.saturday.until"]').fill("11.30")
    page.locator('[name="hours.week.friday.until"]').fill("sore")
    _save(page)


def _other_agency(page: Page) -> None:
    page.locator("[name=agency]").select_option("bapenda")
    page.locator("[name=prefix]").fill("kilat")
    _save(page)


def _pale(page: Page) -> None:
    page.locator('[name="theme.panel"]').fill("#5d8fb0")
    _save(page)


def _noted(text: str, **fields: str) -> Callable[[Page], None]:
    def add(page: Page) -> None:
        if not page.get_by_text(text).count():  # for the picture of another width
            page.get_by_role("link", name="Tambah pengumuman").click()
            for name, value in {"text": text, **fields}.items():
                page.locator(f'[name="{name}"]').fill(value)
            _save(page)
        page.goto(page.url.partition("/pengumuman")[0] + "/pengumuman")

    return add


def _save(page: Page) -> None:
    page.get_by_role("button", name="Simpan").last.click()
    page.wait_for_load_state()
    _whole(page)


def _whole(page: Page) -> None:
    """Make the window as high as the page: what sticks to its foot shall not stand in the middle."""
    size: Any = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})


def _upload(text: str) -> Callable[[Page], None]:
    def upload(page: Page) -> None:
        file: Any = {"name": "layanan.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("#berkas").set_input_files(file)
        page.get_by_role("button", name="Periksa berkas").click()
        page.wait_for_load_state()

    return upload


def _ask(place: str, reason: str, start: str, end: str) -> Callable[[Page], None]:
    def ask(page: Page) -> None:
        form = page.url
        page.goto(form.rpartition("/")[0])
        if page.get_by_text(reason).count():  # for the picture of another width
            return
        page.goto(form)
        page.locator("[name=place]").select_option(place)
        page.locator("[name=reason]").fill(reason)
        page.locator('[name="start.time"]').fill(start)
        page.locator('[name="end.time"]').fill(end)
        page.locator("main form .button").click()
        page.wait_for_load_state()

    return ask


SHOTS = (
    Shot("settings-mall", "/pengaturan/mal", before=_whole),
    Shot("settings-hours", "/pengaturan/jam", before=_whole),
    Shot("settings-hours-fault", "/pengaturan/jam", before=_wrong_hours),
    Shot("settings-special-days", "/pengaturan/hari-khusus"),
    Shot("settings-agencies", "/pengaturan/instansi"),
    Shot("settings-agency", "/pengaturan/instansi/imigrasi", before=_whole),
    Shot("settings-services", "/pengaturan/layanan?instansi=dukcapil"),
    Shot("settings-service", "/pengaturan/layanan/ktp-baru", before=_whole),
    Shot("settings-service-fault", "/pengaturan/layanan/ktp-baru", before=_other_agency),
    Shot("settings-counter", "/pengaturan/loket/loket-6", before=_whole),
    Shot("settings-displays", "/pengaturan/layar"),
    Shot("settings-display", "/pengaturan/layar/display-1", before=_whole),
    Shot(
        "settings-notices", "/pengaturan/pengumuman", before=_noted(NOTICE, english=IN_ENGLISH, until="12.00")
    ),
    Shot("settings-notice", "/pengaturan/tambah/pengumuman", before=_whole),
    Shot("settings-idle", "/pengaturan/jeda", before=_whole),
    Shot("settings-light", "/pengaturan/nyala", before=_whole),
    Shot("settings-colours-fault", "/pengaturan/warna", before=_pale),
    Shot("settings-voice", "/pengaturan/suara", before=_whole),
    Shot("settings-files", "/pengaturan/berkas"),
    Shot("settings-files-faults", "/pengaturan/berkas", before=_upload(FAULTY)),
    Shot("settings-files-changes", "/pengaturan/berkas", before=_upload(GOOD)),
    Shot("closure", "/penutupan/ajukan"),
    Shot(
        "closures-officer",
        "/penutupan/ajukan",
        OFFICER,
        _ask("counter:loket-4", "Mengantar berkas", "10", "11.30"),
    ),
    Shot(
        "closures-manager",
        "/penutupan/ajukan",
        "",
        _ask("agency:bapenda", "Pelatihan aplikasi baru", "14", "15.30"),
    ),
    Shot("journal-settings", "/jurnal?jenis=settings"),
)
