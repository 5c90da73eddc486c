"""A picture on its way from somebody's browser to the screens: chosen, taken, told on the wire, and fetched by many."""

from __future__ import annotations

import hashlib
import threading
import urllib.request
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from broker_config import contract as c
from display.media.cache import PART, Cache, Kept, Wanted
from tests import media_files as files
from tests.e2e.fit import check
from tests.e2e.hub_rig import ask, wait_for
from tests.e2e.signed_in import let_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.hub_rig import Rig

MANY = 20


def test_a_video_goes_from_a_browser_to_the_screens(mall: Rig, page: Page, tmp_path: Path):
    screen = mall.box("display-1")
    film, wrong = tmp_path / "profil_mal.mp4", tmp_path / "jadwal.mp4"
    film.write_bytes(files.video(sound=True) + b"\0\0\0\x08free" * 300_000)  # more than two pieces
    wrong.write_bytes(b"Jadwal pelayanan")
    let_in(page, mall)
    page.goto(f"{mall.url}/tayangan")
    page.get_by_role("link", name="Tambah gambar atau video").click()
    page.get_by_label("Berkas").set_input_files(wrong)
    expect(page.get_by_role("alert")).to_contain_text("Bukan gambar atau video yang dikenal")
    page.get_by_label("Berkas").set_input_files(film)
    expect(page.get_by_role("status")).to_contain_text("dapat ditayangkan")
    expect(page.get_by_label("Nama")).to_have_value("profil mal")
    expect(page.get_by_label("Tampil berapa detik")).to_be_hidden()
    page.get_by_label("Putar suaranya").check()
    page.get_by_label("Minggu").uncheck()
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.get_by_role("heading", name="Tayang hari ini")).to_be_visible()
    expect(page.get_by_text("Senin\N{EN DASH}Sabtu")).to_be_visible()
    page.get_by_role("link", name="profil mal").click()
    expect(page.get_by_role("heading", name="profil mal")).to_be_visible()
    check(page)

    sha = hashlib.sha256(film.read_bytes()).hexdigest()
    programme = screen._hear(c.Programme)
    while not programme.clips:
        programme = screen._hear(c.Programme)
    [clip] = programme.clips
    assert (clip.sha256, clip.kind, clip.seconds, clip.sound) == (sha, "video", 2.0, True)
    assert clip.size == film.stat().st_size
    _fetched_by_many(mall, sha, film.read_bytes())
    _fetched_by_a_screen_that_was_cut_off(mall, Wanted(sha, clip.size, clip.id), film.read_bytes(), tmp_path)


def _fetched_by_many(mall: Rig, sha: str, content: bytes) -> None:
    """Many screens fetch it at once, slowly, and the pages still answer."""
    address = f"{mall.url}/media/{sha}"
    slow = [urllib.request.urlopen(address, timeout=10) for _ in range(MANY)]  # nobody reads on
    assert ask(f"{mall.url}/health").status == 200
    got: list[bytes] = []
    threads = [threading.Thread(target=lambda one=one: got.append(one.read())) for one in slow]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == [content] * MANY


def _fetched_by_a_screen_that_was_cut_off(mall: Rig, wanted: Wanted, content: bytes, place: Path) -> None:
    """It goes on where it was, and is content with the bytes."""
    told: list[Kept] = []
    cache = Cache(place / "screen", mall.url, 10**9, told.append, least_free=0)
    part = cache.path(wanted.sha256).with_name(wanted.sha256 + PART)
    part.write_bytes(content[:1_000_000])
    cache.want((wanted,))
    wait_for("the screen's copy", lambda: told and told[-1].ready == {wanted.sha256})
    cache.stop()
    assert cache.path(wanted.sha256).read_bytes() == content
    assert not part.exists()
