"""Look at a file that somebody gave us: `python -m hub.media.inspect FILE` prints what it is, or why it is not taken.

It runs in a process of its own, because a file may be made to harm whoever opens it: with little memory and time,
without a way to write, and with a reader that was chosen by the file's first bytes and follows nothing in it. What
takes it too far ends this process and nobody else.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import msgspec
from av.error import FFmpegError
from av.stream import Disposition

from hub.media.rules import HEAD, THUMBNAIL, Facts, Unfit, check, recognise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

MEMORY = 1024 * 1024 * 1024
CPU_S = 60
MOST_PACKETS = 2_000_000  # two hours of everything, and no file that was made of nothing else
NEAR_END_S = 1.0
FRAMES = 5
_GREY = (216, 222, 226)  # behind what a picture lets through


def main(arguments: list[str] | None = None) -> int:
    """Look at one file and print what it is as JSON; 1 if it is not taken."""
    [path] = arguments or sys.argv[1:] or ["-"]
    if path in ("-", "-h", "--help"):
        print(__doc__)
        return 0
    _be_small()
    try:
        with Path(path).open("rb") as file:
            facts, thumbnail = look(file)
    except Unfit as unfit:
        found: dict[str, Any] = {"reason": unfit.reason, "values": unfit.values}
        print(json.dumps({**found, "text": unfit.text("id"), "english": unfit.text("en")}))
        return 1
    print(
        json.dumps({"facts": msgspec.to_builtins(facts), "thumbnail": base64.b64encode(thumbnail).decode()})
    )
    return 0


def look(file: BinaryIO) -> tuple[Facts, bytes]:
    """What a file is, and a small JPEG of it.

    Raises:
        Unfit: it is not taken.
    """
    found = recognise(file.read(HEAD))
    file.seek(0)
    try:
        with av.open(file, "r", format=found.demuxer, metadata_errors="ignore") as opened:
            return _look(opened, still=found.demuxer.endswith("_pipe"))
    except MemoryError:
        raise Unfit("costly") from None
    except (FFmpegError, EOFError, ValueError, OverflowError, ZeroDivisionError):
        raise Unfit("broken") from None


def _look(opened: InputContainer, *, still: bool) -> tuple[Facts, bytes]:
    stream = _stream(opened, still=still)
    facts = _facts(opened, stream, still=still)
    check(facts)  # before anything is unpacked
    frame = next(_frames(opened, stream), None)
    if frame is None:
        raise Unfit("broken")
    facts = msgspec.structs.replace(facts, width=frame.width, height=frame.height)
    if not still:
        facts = msgspec.structs.replace(facts, seconds=round(_seconds(opened, stream), 2))
        _seek(opened, stream, facts.seconds - NEAR_END_S)
        if not list(islice(_frames(opened, stream), FRAMES)):
            raise Unfit("broken")
        _seek(opened, stream, min(3.0, facts.seconds / 4))  # many begin with a black one
        frame = next(_frames(opened, stream), frame)
    check(facts)
    return facts, _thumbnail(frame)


def _stream(opened: InputContainer, *, still: bool) -> VideoStream:
    """What is seen: not the picture that a piece of music carries."""
    for stream in opened.streams.video:
        if not int(stream.disposition) & Disposition.attached_pic:
            if stream.codec_context is None:
                raise Unfit("codec", "?")
            stream.codec_context.thread_count = 1  # each one more takes memory of what we have
            if still:
                stream.codec_context.options = {"err_detect": "explode"}  # half a picture is none
            return stream
    if opened.streams.audio or opened.streams.video:
        raise Unfit("no_picture")
    raise Unfit("broken")


def _facts(opened: InputContainer, stream: VideoStream, *, still: bool) -> Facts:
    context = stream.codec_context
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    return Facts(
        kind="picture" if still else "video",
        codec=context.codec.canonical_name,
        width=context.width,
        height=context.height,
        seconds=0.0 if still else max(1.0, (opened.duration or 0) / av.time_base),
        fps=0.0 if still else round(fps, 2),
        sound=bool(opened.streams.audio),
    )


def _frames(opened: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """What can be decoded from here on; a fault ends it, for there is nothing whole behind it."""
    try:
        yield from opened.decode(stream)
    except (FFmpegError, EOFError):
        return


def _seconds(opened: InputContainer, stream: VideoStream) -> float:
    """How long it takes by what is there, every piece of it read.

    Raises:
        Unfit: much less than its head says.
    """
    opened.seek(0)
    ends: dict[int, float] = {}
    try:
        for packet in islice(opened.demux(), MOST_PACKETS):
            at = packet.pts if packet.pts is not None else packet.dts
            if at is not None and packet.time_base and packet.size and not packet.is_corrupt:
                end = float((at + (packet.duration or 0)) * packet.time_base)
                ends[packet.stream_index] = max(end, ends.get(packet.stream_index, 0.0))
    except (FFmpegError, EOFError):
        pass  # it ends here, whatever its head says
    start = max(0.0, (opened.start_time or 0) / av.time_base)
    there, told = max(ends.values(), default=0.0) - start, (opened.duration or 0) / av.time_base
    if there < told - max(1.0, told / 20):
        raise Unfit("cut", f"{there:.0f}", f"{told:.0f}")
    return ends.get(stream.index, 0.0) - start


def _seek(opened: InputContainer, stream: VideoStream, seconds: float) -> None:
    start = stream.start_time or 0
    opened.seek(start + int(max(0.0, seconds) / float(stream.time_base or 1)), stream=stream, backward=True)


def _thumbnail(frame: VideoFrame) -> bytes:
    """A frame as a small JPEG, the right way up, on grey where it lets something through."""
    scale = min(1.0, THUMBNAIL / max(frame.width, frame.height))
    width, height = (max(2, round(side * scale / 2) * 2) for side in (frame.width, frame.height))
    small = frame.reformat(width=width, height=height, format="rgba")
    plane = small.planes[0]
    raw, stride = bytes(plane), plane.line_size
    rows = [raw[y * stride : y * stride + 4 * width] for y in range(height)]
    pixels = [[_over_grey(row[x : x + 4]) for x in range(0, 4 * width, 4)] for row in rows]
    for _ in range(round(frame.rotation / 90) % 4):  # quarters of a turn, against the clock
        pixels = [list(column) for column in zip(*pixels, strict=True)][::-1]
    return _jpeg(pixels)


def _over_grey(pixel: bytes) -> bytes:
    alpha = pixel[3]
    if alpha == 255:
        return pixel[:3]
    return bytes((one * alpha + grey * (255 - alpha)) // 255 for one, grey in zip(pixel, _GREY, strict=False))


def _jpeg(pixels: list[list[bytes]]) -> bytes:
    height, width = len(pixels), len(pixels[0])
    frame = av.VideoFrame(width, height, "rgb24")
    plane = frame.planes[0]
    plane.update(b"".join(b"".join(row).ljust(plane.line_size, b"\0") for row in pixels))
    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base = 1
    packets = [*encoder.encode(frame.reformat(format="yuvj420p")), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def _be_small() -> None:
    """From here on, little memory and time, and nothing may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
