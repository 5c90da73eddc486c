"""The player, a process that a display starts: `python -m display.media.child MEMORY BYTES [OPTION=VALUE …]`.

Files of the mall are taken apart here and nowhere else in a display: one that brings a decoder down takes nobody along,
and a slow one holds up no call. Orders come on standard input, what is said goes to standard output (`orders.py`), and
pixels into `MEMORY`, a descriptor of so many bytes. The options are mpv's. It ends with whoever started it.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import select
import signal
import sys
import time
from pathlib import Path

from display.media import orders
from display.media.fit import PIXEL, fitted, row_pixels
from display.media.libmpv import (
    END_EOF,
    END_ERROR,
    EVENT_END_FILE,
    EVENT_PLAYBACK_RESTART,
    EVENT_SHUTDOWN,
    EVENT_VIDEO_RECONFIG,
    Event,
    Mpv,
    MpvError,
)
from display.media.loudness import Loudness

FRAME_S = 1 / 30 - 0.004  # between frames; films of 30 a second arrive a little unevenly
ALIVE_S = 1.0
TURNS = {"90": "transpose=clock", "180": "hflip,vflip", "270": "transpose=cclock"}  # filters of FFmpeg
NICENESS = 5  # the loop that shows calls goes before it
FIRST_TO_GO = "900"  # of all processes, when a box has no memory left: a call is worth more than a film
_PR_SET_PDEATHSIG = 1

FORMATS = "mov,mp4,matroska,webm,image2,jpeg_pipe,png_pipe,webp_pipe"  # none that names other files

OPTIONS = {
    "config": "no", "load-scripts": "no", "ytdl": "no", "access-references": "no", "terminal": "no",
    "input-default-bindings": "no", "osd-level": "0", "sub-auto": "no", "sid": "no", "audio-file-auto": "no",
    "demuxer": "lavf", "demuxer-lavf-o": f"format_whitelist=%{len(FORMATS)}%{FORMATS}",
    "demuxer-lavf-probescore": "1",  # files have no names that help, and some telephones' pictures look odd
    "idle": "yes", "vo": "libmpv", "keepaspect": "no", "video-rotate": "no", "image-display-duration": "inf",
    "ao": "pulse,alsa", "audio-fallback-to-null": "yes", "audio-buffer": "0.1", "audio-client-name": "mpp",
    "cache": "no", "demuxer-max-bytes": "8MiB", "demuxer-max-back-bytes": "0", "vd-lavc-threads": "2",
    "hwdec": "no",  # what a box's chip decodes well, its processor does too: 720p takes a quarter of one core
}  # fmt: skip


class Projector:
    """Plays one file at a time into the memory."""

    def __init__(self, memory: mmap.mmap, options: dict[str, str]) -> None:
        self._memory = memory
        self._address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        self._mpv = Mpv(OPTIONS | options)
        self._show: orders.Show | None = None
        self._entry = 0  # of mpv's playlist: what it says of others is of the past
        self._started = self._begun = self._copied = self._owed = self._bare = False
        self._due = self._alive_due = 0.0
        self._let_go = False  # of the sound device
        self._seen_at = self._turned = ""
        self._loudness, self._told = Loudness(), -1.0

    def run(self) -> None:
        """Do as the display says until it is gone."""
        inlet = os.fdopen(0, "rb", buffering=0)
        rest = b""
        while True:
            ready, _, _ = select.select([inlet, self._mpv.bell], [], [], self._patience())
            if inlet in ready:
                read = inlet.read(65536)
                if not read:
                    return
                *lines, rest = (rest + read).split(b"\n")
                for line in lines:
                    self._do(orders.order(line))
            for event in self._mpv.events():
                self._happened(event)
            self._project(time.monotonic())
            self._tend(time.monotonic())

    def _patience(self) -> float | None:
        now = time.monotonic()
        waits = [self._loudness.rest(now)]
        if self._show:
            waits.append(max(self._alive_due - now, 0.0))
        if self._owed and self._copied:
            waits.append(max(self._due - now, 0.0))
        return min((wait for wait in waits if wait is not None), default=None)

    def _do(self, order: orders.Order) -> None:
        match order:
            case orders.Show():
                self._load(order)
            case orders.Copied():
                self._copied = True
            case orders.Clear():
                self._show, self._begun = None, False
                self._mpv.command("stop")
            case orders.Loud(volume):
                self._loudness.set(volume)
            case orders.Hush(on, alone):
                self._loudness.hush(time.monotonic(), on=on)
                if alone:
                    self._let_go = True
                    self._mpv.set("aid", "no")

    def _load(self, show: orders.Show) -> None:
        before, self._show, self._copied = self._show, show, True
        self._sound(show)
        if before and self._begun and before.path == show.path:
            self._begin(show)  # elsewhere on the screen: it goes on
            return
        self._due, self._alive_due = 0.0, time.monotonic() + ALIVE_S
        self._turn()
        self._open(show.path)

    def _sound(self, show: orders.Show) -> None:
        self._mpv.set("aid", "auto" if show.sound and not self._let_go else "no")

    def _open(self, path: str) -> None:
        self._started = self._begun = self._owed = False
        self._mpv.command("loadfile", path)
        self._entry = int(self._mpv.get("playlist/0/id") or 0)

    def _happened(self, event: Event) -> None:
        if event.kind == EVENT_SHUTDOWN:
            raise MpvError("libmpv has shut down")
        show = self._show
        if show is None:
            return
        if event.kind == EVENT_END_FILE and event.entry == self._entry:
            if event.reason in (END_EOF, END_ERROR):
                self._end(show, self._mpv.reason(event.error) if event.reason == END_ERROR else "")
        elif event.kind == EVENT_PLAYBACK_RESTART or (event.kind == EVENT_VIDEO_RECONFIG and self._started):
            self._started = True
            if not self._begin(show) and event.kind == EVENT_PLAYBACK_RESTART:
                self._mpv.command("stop")
                self._end(show, "it has no picture")

    def _begin(self, show: orders.Show) -> bool:
        """The picture's size is known, and its first frame: lay it out. False if it has none."""
        of_frame, of_film = "video-dec-params/rotate", "current-tracks/video/demux-rotation"
        if self._turn(self._mpv.get(of_frame), self._mpv.get(of_film)):
            self._open(show.path)  # from its beginning: it is heard of again
            return True
        size = self._mpv.get("dwidth"), self._mpv.get("dheight")
        if not all(one.isdigit() and int(one) for one in size):
            return False
        self._fitted = fitted((show.width, show.height), (int(size[0]), int(size[1])))
        self._row = row_pixels(show.width) * PIXEL
        self._begun = self._owed = self._bare = True
        return True

    def _turn(self, *rotated: str) -> bool:
        """Turn a picture from a telephone that lay on its side; true if that changed anything.

        To be left to libmpv it must not be: its renderer for memory ends the process at a picture that is turned.
        """
        turn = next((TURNS[one] for one in rotated if one in TURNS), "")
        if turn == self._turned:
            return False
        self._turned = turn
        self._mpv.set("vf", f"lavfi=[sidedata=delete:DISPLAYMATRIX,{turn}]" if turn else "")
        return True

    def _end(self, show: orders.Show, error: str) -> None:
        self._show, self._begun = None, False
        _say(orders.Over(show.turn, error))

    def _project(self, now: float) -> None:
        """Bring the newest frame into the memory, if it is time and the last one was copied."""
        if self._mpv.has_frame():
            if not self._begun:
                return self._mpv.skip()
            self._owed = True
            if not self._copied or now < self._due:
                return self._mpv.skip()  # drawn later, unless another one comes first
        if self._begun and self._owed and self._copied and now >= self._due and self._show:
            if self._bare:
                self._prepare(self._show)
            self._mpv.draw(self._address, self._row, self._fitted)
            self._due = self._due + FRAME_S if now - self._due < FRAME_S else now + FRAME_S
            self._owed = self._copied = False
            self._alive_due = now + ALIVE_S
            _say(orders.Frame(self._show.turn))
        return None

    def _prepare(self, show: orders.Show) -> None:
        """Fill the place with the colour that is seen around the clip."""
        red, green, blue = show.colour
        self._memory[: self._row * show.height] = bytes((blue, green, red, 0)) * (
            self._row // PIXEL * show.height
        )
        self._bare = False

    def _tend(self, now: float) -> None:
        volume = self._loudness.step(now)
        if volume != self._told:
            self._told = volume
            self._mpv.set("volume", f"{100 * volume ** (1 / 3):.2f}")  # mpv takes the cube of what it is told
        if self._let_go and not self._loudness.hushed(now):
            self._let_go = False
            if self._show:
                self._sound(self._show)
        if self._show and now >= self._alive_due:
            self._alive_due = now + ALIVE_S
            at = self._mpv.get("playback-time")
            if self._begun and at != self._seen_at:
                self._seen_at = at
                _say(orders.Alive(self._show.turn))


def _say(what: orders.Said) -> None:
    os.write(1, orders.line(what))


def main(memory: str, size: str, *options: str) -> int:
    """Play until standard input ends; returns the exit status."""
    sys.stderr = os.fdopen(os.dup(2), "w")
    # Without sound, every layer of ALSA says so, each time; what Python has to say is still heard.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells the display, and that tells us
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.nice(NICENESS)
    Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, encoding="ascii")
    try:
        projector = Projector(mmap.mmap(int(memory), int(size)), dict(one.split("=", 1) for one in options))
        projector.run()
    except MpvError as error:
        _say(orders.Unable(str(error)))
        return 1
    except BrokenPipeError:
        pass
    return 0


if __name__ == "__main__":
    # Nothing is tidied up: libmpv's threads end with the process.
    os._exit(main(*sys.argv[1:]))
