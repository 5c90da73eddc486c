"""A file that somebody gives the hub: what it is, why it is not taken, and that it can do no harm."""

from __future__ import annotations

import random
import subprocess
import sys
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import av
import pytest
from msgspec.structs import replace

from hub.media import inspection
from hub.media import rules as r
from hub.media.inspect import look
from tests import media_files as files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILM = cache(lambda: files.video(sound=True, movflags="faststart"))
LONG = cache(lambda: files.video(seconds=8, movflags="faststart"))
WEBM = cache(lambda: files.video("libvpx", "webm"))

GOOD: dict[str, tuple[Callable[[], bytes], r.Facts]] = {
    "png": (lambda: files.picture("png"), r.Facts(kind="picture", codec="png", width=64, height=36)),
    "jpeg": (lambda: files.picture("mjpeg"), r.Facts(kind="picture", codec="mjpeg", width=64, height=36)),
    "webp": (lambda: files.picture("libwebp"), r.Facts(kind="picture", codec="webp", width=64, height=36)),
    "h264": (
        FILM,
        r.Facts(kind="video", codec="h264", width=64, height=36, seconds=2.0, fps=5.0, sound=True),
    ),
    "mkv": (
        lambda: files.video(container="matroska"),
        r.Facts(kind="video", codec="h264", width=64, height=36, seconds=2.0, fps=5.0),
    ),
    "vp8": (WEBM, r.Facts(kind="video", codec="vp8", width=64, height=36, seconds=2.0, fps=5.0)),
    "mpeg4": (
        lambda: files.video("mpeg4"),
        r.Facts(kind="video", codec="mpeg4", width=64, height=36, seconds=2.0, fps=5.0),
    ),
}

BAD: dict[str, tuple[Callable[[], bytes], r.Reason]] = {
    "nothing": (lambda: b"", "empty"),
    "a text": (lambda: b"Jadwal pelayanan\n" * 200, "format"),
    "a list of other files": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "format"),
    "a concat list": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "format"),
    "a page": (lambda: b"<!doctype html><script>alert(1)</script>", "format"),
    "a telephone's picture": (lambda: b"\0\0\0\x18ftypheic" + bytes(200), "format"),
    "a GIF": (lambda: b"GIF89a" + bytes(60), "animated"),
    "a PNG that moves": (
        lambda: files.picture().replace(b"IDAT", b"acTL\0\0\0\1\0\0\0\0\0\0\0\0IDAT", 1),
        "animated",
    ),
    "half a PNG": (lambda: files.picture("png", (200, 200))[:150], "broken"),
    "half a JPEG": (lambda: files.picture("mjpeg", (400, 400))[:-600], "broken"),
    "a PNG too wide": (lambda: files.bomb(9000, 100), "side"),
    "a bomb of pixels": (lambda: files.bomb(60_000, 60_000), "broken"),
    "music": (lambda: files.video(sound=True, picture=False), "no_picture"),
    "half a film": (lambda: LONG()[: (LONG().index(b"mdat") + len(LONG())) // 2], "cut"),
    "a film without its end": (lambda: files.video()[:-700], "broken"),
    "a coding no screen plays": (lambda: files.video("mjpeg", "matroska"), "codec"),
    "a flash of a film": (lambda: files.video(seconds=0.4), "short"),
    "a film in name only": (lambda: FILM()[:40] + bytes(4000), "broken"),
    "a film of zeros": (lambda: FILM()[:200] + bytes(len(FILM()) - 200), "broken"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_the_screens_can_show_is_taken_and_known(name: str):
    make, facts = GOOD[name]
    found, thumbnail = look(BytesIO(make()))
    assert found == facts
    again, _ = look(BytesIO(thumbnail))
    assert (again.codec, again.width, again.height) == ("mjpeg", 64, 36)


@pytest.mark.parametrize("name", BAD)
def test_what_they_cannot_is_refused_and_the_reason_is_named(name: str):
    make, reason = BAD[name]
    with pytest.raises(r.Unfit) as refused:
        look(BytesIO(make()))
    assert refused.value.reason == reason
    for language in ("id", "en"):
        assert "{" not in refused.value.text(language)


def test_a_video_is_reckoned_by_what_is_in_it_and_too_much_of_it_is_too_much():
    facts = GOOD["h264"][1]
    for changes, reason in (
        ({"width": 4200}, "side"), ({"width": 3840, "height": 2160, "fps": 30.0}, "heavy"), ({"codec": "av1"}, "codec"),
        ({"seconds": 8000.0}, "long"), ({"seconds": 0.4}, "short"),
    ):  # fmt: skip
        with pytest.raises(r.Unfit) as refused:
            r.check(replace(facts, **changes))
        assert refused.value.reason == reason
    r.check(replace(facts, width=1920, height=1080, fps=60.0))
    r.check(replace(facts, width=2160, height=3840, fps=15.0))


def test_a_logo_is_a_small_picture():
    picture = GOOD["png"][1]
    r.check_logo(picture, 2_000_000)
    for facts, size, reason in (
        (picture, 2_000_001, "logo_mb"), (replace(picture, width=2001), 9, "logo"), (GOOD["webp"][1], 9, "logo"),
        (GOOD["h264"][1], 9, "logo"),
    ):  # fmt: skip
        with pytest.raises(r.Unfit) as refused:
            r.check_logo(facts, size)
        assert refused.value.reason == reason


def test_what_lets_light_through_is_seen_on_grey():
    _, thumbnail = look(BytesIO(files.picture("png", colour=(255, 0, 0, 0))))
    with av.open(BytesIO(thumbnail), "r", format="jpeg_pipe") as opened:
        pixel = bytes(next(opened.decode(video=0)).reformat(format="rgb24").planes[0])[:3]
    assert all(abs(one - grey) < 8 for one, grey in zip(pixel, (216, 222, 226), strict=True))


@pytest.mark.parametrize("make", [lambda: files.picture("png"), lambda: files.picture("mjpeg"), FILM, WEBM])
def test_whatever_is_spoilt_in_a_file_it_is_taken_or_refused(make: Callable[[], bytes]):
    whole, dice = make(), random.Random(7)
    for _ in range(25):
        spoilt = bytearray(whole[: dice.randrange(4, len(whole))] if dice.random() < 0.4 else whole)
        for _ in range(dice.randrange(8)):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        try:
            look(BytesIO(bytes(spoilt)))
        except r.Unfit as unfit:
            assert unfit.text("id")  # noqa: PT017 - most are refused, and some are not
        except MemoryError:
            pass  # which ends the process that looks


# --- the process of its own -------------------------------------------------------------------------------


def test_it_is_looked_at_in_a_process_of_its_own(tmp_path: Path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(files.picture())
    bad.write_bytes(files.picture()[:60])
    looked = inspection.inspect(good)
    assert looked.facts == GOOD["png"][1]
    assert look(BytesIO(looked.thumbnail))[0].width == 64
    with pytest.raises(r.Unfit, match="broken"):
        inspection.inspect(bad)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os.abort()", "costly"),  # as a fault in a decoder, or a limit, ends it
        ("import time; time.sleep(60)", "costly"),
        ("print('no JSON'); raise SystemExit(1)", "machine"),
        ("raise ImportError('av')", "machine"),
    ],
)
def test_whatever_it_does_to_that_process_is_a_refusal(
    tmp_path: Path, monkeypatch, program: str, reason: str
):
    monkeypatch.setattr(inspection, "PROGRAM", (sys.executable, "-S", "-c", program))
    monkeypatch.setattr(inspection, "PATIENCE_S", 0.5)
    file = tmp_path / "file"
    file.write_bytes(files.picture())
    with pytest.raises(r.Unfit) as refused:
        inspection.inspect(file)
    assert refused.value.reason == reason


def test_that_process_has_little_memory_and_may_not_write(tmp_path: Path):
    program = """
import os, sys
from hub.media import inspect
inspect._be_small()
try:
    bytearray(1_200_000_000)
except MemoryError:
    print("no memory")
try:
    os.write(os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY), b"x")
except OSError:
    print("no writing")
"""
    started = (sys.executable, "-c", program, str(tmp_path / "there"))
    done = subprocess.run(started, capture_output=True, text=True, check=False)
    assert done.stdout.split("\n")[:2] == ["no memory", "no writing"]
