"""Pictures and videos for tests, as small as they can be, made by the same library that looks at them."""

from __future__ import annotations

import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import av


def video(
    codec: str = "libx264", container: str = "mp4", size: tuple[int, int] = (64, 36), seconds: float = 2, fps: int = 5,
    *, sound: bool = False, picture: bool = True, **options: str,
) -> bytes:  # fmt: skip
    """A film of one colour that changes."""
    with tempfile.NamedTemporaryFile() as out:
        with av.open(out.name, "w", format=container, options=options) as box:
            seen: Any = box.add_stream(codec, rate=fps) if picture else None
            heard: Any = box.add_stream("aac", rate=8000) if sound else None
            if picture:
                seen.width, seen.height = size
                seen.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
                for at in range(int(seconds * fps)):
                    frame = plain(size, (at * 20 % 256, 90, 160, 255)).reformat(format=seen.pix_fmt)
                    frame.pts = at
                    box.mux(seen.encode(frame))
                box.mux(seen.encode(None))
            if sound:
                for at in range(int(seconds * 8000 / 1024)):
                    silence: Any = av.AudioFrame("fltp", "mono", 1024)
                    silence.sample_rate, silence.pts = 8000, at * 1024
                    silence.planes[0].update(bytes(4096))
                    box.mux(heard.encode(silence))
                box.mux(heard.encode(None))
        return Path(out.name).read_bytes()


def picture(
    codec: str = "png", size: tuple[int, int] = (64, 36), colour: tuple[int, ...] = (20, 90, 120, 255)
) -> bytes:
    """A picture of one colour, as `png`, `mjpeg` or `libwebp`."""
    encoder: Any = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = {"png": "rgba", "mjpeg": "yuvj420p", "libwebp": "yuv420p"}[codec]
    encoder.time_base = 1
    packets = [*encoder.encode(plain(size, colour).reformat(format=encoder.pix_fmt)), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def plain(size: tuple[int, int], colour: tuple[int, ...]) -> Any:
    """A frame of one colour, RGBA."""
    frame: Any = av.VideoFrame(*size, "rgba")
    plane = frame.planes[0]
    plane.update((bytes(colour) * size[0]).ljust(plane.line_size, b"\0") * size[1])
    return frame


def bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that says it has so many pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")
