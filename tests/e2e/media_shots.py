"""Posters and a video for the picture of the page of media, and how they come to be there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from PIL import Image, ImageDraw, ImageFont

from tests.e2e.hub_rig import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

FONT = ROOT / "broker_config/drawing/assets/AtkinsonHyperlegibleNext-Bold.ttf"
SIZE = 1280, 720
# name, ground, text, and what is filled in
POSTERS = (
    ("Bawa KTP-el asli", "#0b5d5e", "Bawa KTP-el\nyang asli", {}),
    ("Semua layanan tanpa calo", "#8c2f1b", "Tanpa calo,\ntanpa pungli", {"from": "2026-11-01", "to": "2026-12-31"}),
    ("Jadwal libur Natal", "#1d3f8f", "Libur Natal\n24-26 Desember", {"from": "2026-12-14", "to": "2026-12-26"}),
)  # fmt: skip
VIDEO = ("Profil Mal Pelayanan Publik", "#33245c", "Selamat datang\ndi Mal Pelayanan Publik")


def fill(page: Page) -> None:
    """Give the hub all of them, unless it has them already."""
    if page.get_by_text(VIDEO[0]).count():
        return
    with tempfile.TemporaryDirectory() as place:
        for name, ground, text, filled in POSTERS:
            path = Path(place) / "poster.png"
            _poster(ground, text).save(path)
            _add(page, path, name, filled)
        path = Path(place) / "profil.mp4"
        _video(_poster(*VIDEO[1:]), path)
        _add(page, path, VIDEO[0], {"since": "08.00", "until": "15.00"})
    page.goto(page.url.partition("?")[0])


def _add(page: Page, path: Path, name: str, filled: dict[str, str]) -> None:
    page.goto(page.url.partition("/tayangan")[0] + "/tayangan/tambah")
    page.locator("#f-name").fill(name)
    page.locator("#f-file").set_input_files(path)
    for field, value in filled.items():
        page.locator(f"#f-{field}").fill(value)
    page.locator('input[name="upload"]:not([value=""])').wait_for(state="attached", timeout=30_000)
    page.get_by_role("button", name="Tayangkan").click()
    page.wait_for_url("**baru=**")


def _poster(ground: str, text: str) -> Image.Image:
    picture = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, *SIZE), fill="#ffd100")
    font = ImageFont.truetype(str(FONT), 110 if max(map(len, text.splitlines())) < 18 else 84)
    draw.multiline_text((640, 320), text, fill="white", font=font, anchor="mm", align="center", spacing=24)
    return picture


def _video(picture: Image.Image, path: Path) -> None:
    with av.open(str(path), "w") as box:
        stream: Any = box.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for at in range(5 * 64):
            frame = av.VideoFrame.from_image(picture)
            frame.pts = at
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
