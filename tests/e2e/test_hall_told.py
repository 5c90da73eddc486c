"""What displays are told over a real broker: looks, speakers and announcements, also of a hub that was killed."""

from __future__ import annotations

import re
import signal
import time
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from tests.e2e.hub_rig import wait_for
from tests.e2e.signed_in import headers

if TYPE_CHECKING:
    from tests.e2e.hub_rig import Box, Rig

VOICE = c.Part(name="suara", kind="sound", state="ok")
MUTE = c.Part(name="suara", kind="sound", state="fault", detail="no sound device")
AT_ONCE_S = 3.0


@pytest.fixture(scope="module")
def display(mall: Rig) -> Box:
    return mall.box("display-1")


def fetch(mall: Rig, path: str, form: dict[str, Any] | None = None) -> bytes:
    """A page as the manager has it; with a form, what is answered to it."""
    data = urllib.parse.urlencode(form, doseq=True).encode() if form is not None else None
    asked = urllib.request.Request(mall.url + path, data, headers=headers(mall))
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read()


def hidden(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.decode())
    assert found, name
    return found[1]


def announce(mall: Rig, text: str) -> dict[str, str]:
    """Fill in the page's form and send it; what was sent."""
    page = fetch(mall, "/siaran")
    form = {
        "_key": hidden(page, "_key"),
        "once": hidden(page, "once"),
        "text": text,
        "minutes": "10",
        "kind": "text",
    }
    fetch(mall, "/siaran", form)
    return form


def told(display: Box, texts: list[str]) -> tuple[c.Announcement, ...]:
    """Wait until exactly this is announced."""
    while True:
        items = display._hear(c.Announcements).items
        if [item.text for item in items] == texts:
            return items


def speakers(display: Box) -> dict[str, str]:
    return {row.zone: row.device for row in display._hear(c.Signage).speakers}


def test_a_display_with_a_voice_becomes_the_speaker_and_loses_it_with_its_sound(mall: Rig, display: Box):
    display.tell_health(VOICE)
    wait_for("a speaker", lambda: speakers(display) == {"utama": "display-1"})
    display.tell_health(MUTE)
    wait_for("silence", lambda: speakers(display) == {})
    display.tell_health(VOICE)
    wait_for("a speaker again", lambda: speakers(display) == {"utama": "display-1"})


def test_what_is_set_up_on_a_page_is_at_the_display_at_once(mall: Rig, display: Box):
    page = fetch(mall, "/pengaturan/layar/display-1")
    form = {"_key": hidden(page, "_key"), "was": "", "layout": "hall", "inches": "55", "farthest_m": "18"}
    began = time.monotonic()
    fetch(mall, "/pengaturan/layar/display-1", form)
    wait_for(
        "the look",
        lambda: (
            [(row.device, row.layout, row.inches) for row in display._hear(c.Signage).screens]
            == [("display-1", "hall", 55.0)]
        ),
    )
    assert time.monotonic() - began < AT_ONCE_S


def test_a_picture_goes_from_the_screen_to_the_page(mall: Rig, display: Box):
    fetch(mall, "/layar")
    wanted = display._hear(c.PictureWanted)
    assert display.link.send(c.Picture(nonce=wanted.nonce, jpeg=b"\xff\xd8\xff"))
    wait_for("the picture", lambda: b"/layar/display-1/gambar" in fetch(mall, "/layar/daftar"))
    assert fetch(mall, "/layar/display-1/gambar") == b"\xff\xd8\xff"
    page = fetch(mall, "/layar")
    fetch(mall, "/layar/display-1/kenali", {"_key": hidden(page, "_key")})
    assert display._hear(c.Identify).seconds >= 10


def test_a_hub_that_is_killed_tells_nothing_twice_and_forgets_nothing(mall: Rig, display: Box):
    form = announce(mall, "Mobil B 1 A menghalangi pintu.")
    (first,) = told(display, ["Mobil B 1 A menghalangi pintu."])
    assert mall.hub is not None
    mall.hub.send_signal(signal.SIGKILL)
    mall.hub.wait()
    mall.start_hub()
    assert speakers(display) == {"utama": "display-1"}, "nobody else, and not nobody meanwhile"
    assert told(display, [first.text]) == (first,)
    fetch(
        mall, "/siaran", {**form, "_key": hidden(fetch(mall, "/siaran"), "_key")}
    )  # as a browser that tries again
    announce(mall, "Yang kedua.")
    _, second = told(display, [first.text, "Yang kedua."])
    assert second.number > first.number
    page = fetch(mall, "/siaran")
    fetch(mall, f"/siaran/{first.number}/akhiri", {"_key": hidden(page, "_key")})
    assert told(display, ["Yang kedua."]) == (second,)
