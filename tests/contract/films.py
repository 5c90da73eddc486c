"""Small films and pictures for tests, made on the spot: no file of anybody's is needed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

import av
import av.error
import av.filter
from PIL import Image

from broker_config.signage import Clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RED, BLUE = (220, 20, 20), (20, 20, 220)
HERTZ = 440


def film(path: Path, *, seconds: float = 1.0, sound: bool = False, size: tuple[int, int] = (64, 36)) -> Path:
    """A video that is red in its first half and blue in its second; with a steady tone."""
    rate = 12
    with av.open(str(path), "w", format="mp4") as container:
        video = container.add_stream("mpeg4", rate=rate)
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        audio = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        frames = round(seconds * rate)
        for index in range(frames):
            picture = Image.new("RGB", size, RED if index < frames / 2 else BLUE)
            container.mux(video.encode(av.VideoFrame.from_image(picture).reformat(format="yuv420p")))
        container.mux(video.encode())
        if audio:
            for tone in _tone(seconds):
                container.mux(audio.encode(tone))
            container.mux(audio.encode())
    return path


def picture(path: Path, *, lying: bool = False) -> Path:
    """A picture twice as wide as high, red but for a blue quarter; `lying`: the camera lay on its side."""
    made = Image.new("RGB", (40, 20), RED)
    made.paste(BLUE, (0, 0, 20, 10))
    exif = made.getexif()
    if lying:
        exif[0x112] = 6  # turn it clockwise to see it as it was
    made.save(path, "JPEG", exif=exif, quality=95, subsampling=0)
    return path


def clip(path: Path, name: str, *, video: bool = True, sound: bool = False) -> Clip:
    """A file as the hub speaks of it."""
    content = path.read_bytes()
    return Clip(
        id=name, kind="video" if video else "picture", sha256=hashlib.sha256(content).hexdigest(),
        size=len(content), sound=sound,
    )  # fmt: skip


def _tone(seconds: float) -> Iterator[av.AudioFrame]:
    graph = av.filter.Graph()
    source = graph.add("sine", f"frequency={HERTZ}:sample_rate=48000:duration={seconds}")
    sink = graph.add("abuffersink")
    source.link_to(sink)
    graph.configure()
    while True:
        try:
            yield cast("av.AudioFrame", graph.pull())
        except (av.error.EOFError, av.error.BlockingIOError):
            return
