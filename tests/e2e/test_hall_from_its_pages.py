"""A technician at the hub's pages changes how a real display looks and speaks, and sees and hears it at once."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, get_args

import pytest
from playwright.sync_api import Page, expect

from broker_config.signage import PageKind
from provisioning.apply import lay_out
from provisioning.rehearsal.ear import Ear
from tests import media_files as files
from tests.e2e.hub_rig import ROOT, Rig, rig, wait_for
from tests.e2e.signed_in import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT_ONCE_S = 8.0  # the page asks for a new picture every two seconds
GROUND, PANEL, ACCENT = "#e9eef6", "#ffffff", "#0b3a8c"
ORANGE = (240, 120, 20)


class Hall:
    """A mall with one display of its own, seen through the hub's page and heard at its loudspeaker."""

    def __init__(self, mall: Rig, folder: Path) -> None:
        self.mall, self.heard = mall, []
        fifo = folder / "speaker.pcm"
        self._ear = Ear(fifo, lambda pcm, _words: self.heard.append(pcm))
        tables = {
            "broker": {"port": mall.broker_port}, "clock": mall.clock, "storage": {"directory": "display"},
            "screen": {"width": 960, "height": 540, "fullscreen": False, "page": f"{mall.url}/perangkat"},
            "media": {"hub": mall.url},
        }  # fmt: skip
        lay_out(mall.fleet, mall.directory, machine="display-1", overrides={"display-1": tables})
        self._process = subprocess.Popen(
            [sys.executable, "-m", "display", str(mall.directory / "display-1.toml")], cwd=mall.directory,
            env=os.environ | {
                "PYTHONPATH": str(ROOT), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "disk",
                "SDL_DISKAUDIOFILE": str(fifo),
            },
        )  # fmt: skip

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._ear.close()

    def loudest(self) -> int:
        """Of what was said last."""
        return max(abs(one) for one in memoryview(self.heard[-1]).cast("h"))


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Iterator[Hall]:
    with rig(ROOT / "provisioning/examples/small.toml", tmp_path_factory.mktemp("mall")) as mall:
        found = Hall(mall, tmp_path_factory.mktemp("hall"))
        yield found
        found.close()


def seen(page: Page) -> list[tuple[int, ...]]:
    """What the hub's page shows of the display: 32 by 18 dots, by rows."""
    picture = page.locator("#screen-display-1 img")
    expect(picture).to_have_js_property("complete", value=True, timeout=30_000)
    dots = picture.evaluate("""image => {
        const canvas = Object.assign(document.createElement("canvas"), {width: 32, height: 18});
        const pen = canvas.getContext("2d");
        pen.drawImage(image, 0, 0, 32, 18);
        return [...pen.getImageData(0, 0, 32, 18).data];
    }""")
    return [tuple(dots[at : at + 3]) for at in range(0, len(dots), 4)]


def bright(dots: list[tuple[int, ...]]) -> float:
    return sum(map(sum, dots)) / (765 * len(dots))


def change(before: list[tuple[int, ...]], after: list[tuple[int, ...]]) -> float:
    """How far two pictures are from each other: 0 to 1."""
    pairs = zip(itertools.chain(*before), itertools.chain(*after), strict=True)
    return sum(abs(one - other) for one, other in pairs) / (765 * len(before))


def like(dots: list[tuple[int, ...]], colour: tuple[int, ...]) -> float:
    """The part of a picture that has nearly this colour."""
    near = (all(abs(a - b) < 40 for a, b in zip(dot, colour, strict=True)) for dot in dots)
    return sum(near) / len(dots)


def save(page: Page, place: str, **filled: str) -> None:
    """Fill in a form of the settings and send it."""
    page.goto(place)
    for key, value in filled.items():
        name = key.replace("__", ".")
        field = page.locator(f'.questions [name="{name}"]')
        if field.first.get_attribute("type") == "radio":
            page.locator(f'.questions [name="{name}"][value="{value}"]').check()
        elif field.first.get_attribute("type") == "checkbox":
            field.set_checked(bool(value))
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator(".save-bar .button").click()
    expect(page.locator(".alert")).to_have_count(0)


def at_once(page: Page, what: str, condition) -> None:
    began = time.monotonic()
    wait_for(what, lambda: condition(seen(page)) or page.wait_for_timeout(250))
    assert time.monotonic() - began < AT_ONCE_S


def test_what_is_changed_is_seen_and_heard(hall: Hall, page: Page, tmp_path: Path):
    let_in(page, hall.mall)
    settings = f"{hall.mall.url}/pengaturan"
    page.goto(f"{hall.mall.url}/layar")
    before = seen(page)
    assert bright(before) < 0.3

    save(page, f"{settings}/warna", theme__ground=GROUND, theme__panel=PANEL, theme__accent=ACCENT)
    page.goto(f"{hall.mall.url}/layar")
    at_once(page, "a bright screen", lambda dots: bright(dots) > 0.7)
    plain = seen(page)

    save(page, f"{settings}/layar/display-1", layout="counter", shows="loket-1")
    page.goto(f"{hall.mall.url}/layar")
    expect(page.locator("#screen-display-1")).to_contain_text("Loket 1")
    at_once(page, "a counter's sign", lambda dots: change(plain, dots) > 0.03)

    save(page, f"{settings}/layar/display-1", layout="hall", shows="")
    save(page, f"{settings}/jeda", idle__after_s="5", **{f"idle__{kind}": "" for kind in get_args(PageKind)})
    poster = tmp_path / "poster.png"
    poster.write_bytes(files.picture(size=(640, 480), colour=(*ORANGE, 255)))
    page.goto(f"{hall.mall.url}/tayangan")
    page.get_by_role("link", name="Tambah gambar atau video").click()
    page.get_by_label("Berkas").set_input_files(poster)
    expect(page.get_by_role("status")).to_contain_text("dapat ditayangkan")
    page.get_by_role("button", name="Tayangkan").click()
    expect(page.get_by_role("heading", name="Tayang hari ini")).to_be_visible()
    page.goto(f"{hall.mall.url}/layar")
    wait_for("the poster", lambda: like(seen(page), ORANGE) > 0.1 or page.wait_for_timeout(250))

    expect(page.locator(".screen-voice")).to_be_visible(timeout=60_000)
    loud = hear(hall, page)
    save(page, f"{settings}/suara", voice__loudness="00.00 25")
    assert hear(hall, page) == pytest.approx(loud / 4, rel=0.15)


def hear(hall: Hall, page: Page) -> int:
    """Announce something, and how loud the loudest of it is."""
    before = len(hall.heard)
    page.goto(f"{hall.mall.url}/siaran")
    page.locator("#f-text-text").fill("Mobil di depan pintu harap dipindahkan.")
    page.locator('button[name="kind"][value="text"]').click()
    wait_for("the announcement", lambda: len(hall.heard) > before or page.wait_for_timeout(100))
    return hall.loudest()
