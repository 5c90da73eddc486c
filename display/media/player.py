"""The display's side of its player: starts the process, ends it when it hangs, and has the newest frame.

Must never wait for it. The process is started for the first clip and lives on; one that hangs or crashes is started
again after a while that grows. What it says arrives on the display's inbox as `Told`, and has to be handed to `take`.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import mmap
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from display.media import orders
from display.media.fit import room, row_pixels

if TYPE_CHECKING:
    import queue
    from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

HANGS_S = 5.0
BEGINS_S = 20.0  # a small box takes some seconds for its first look at a large picture
FIRST_REST_S, LONGEST_REST_S = 2.0, 300.0


class Showing(NamedTuple):
    """A file in a place of so many pixels, with a colour around it. `moves`: a video, not a picture."""

    path: str
    width: int
    height: int
    colour: tuple[int, int, int]
    moves: bool = False
    sound: bool = False


class Told(NamedTuple):
    """What the process of that number said; None: it has ended. Put on the display's inbox."""

    process: int
    said: orders.Said | None


class Pixels(NamedTuple):
    """A frame, four bytes a pixel (blue, green, red, nothing); a row takes `row` pixels, of which `width` are seen."""

    memory: memoryview
    row: int
    width: int
    height: int


class Player:
    """`most` is the screen's size in pixels, `over` hears of each file's end, with what was wrong, if anything was.

    `options` are mpv's, beside those of `child.py`. All times are monotonic seconds.

    Attributes:
        begun: whether the first frame of what is to be shown is there.
        fresh: whether there is a frame that was not copied yet.
        trouble: why nothing can be played at present; empty if it can.
        grave: whether that is more than a single crash.
    """

    def __init__(
        self,
        most: tuple[int, int],
        inbox: queue.SimpleQueue[Any],
        over: Callable[[str], None],
        options: Sequence[str] = (),
    ) -> None:
        self._most, self._inbox, self._over, self._options = most, inbox, over, options
        self._process: subprocess.Popen[bytes] | None = None
        self._memory: mmap.mmap | None = None
        self._lock = threading.Lock()  # the voice's thread says when to be soft
        self._number = self._turn = 0
        self._showing: Showing | None = None
        self._loud, self._hushed = 0.0, False
        self._life = self._rest_until = 0.0
        self._rest_s = FIRST_REST_S
        self.begun = self.fresh = self.grave = False
        self.trouble = ""

    @property
    def pid(self) -> int:
        """The process's; 0 if there is none."""
        return self._process.pid if self._process else 0

    def show(self, showing: Showing | None, now: float) -> None:
        """Play this from now on; None: nothing. The same file in another place goes on where it is."""
        if showing == self._showing or (showing and now < self._rest_until):
            return
        self._showing = showing
        self.begun = self.fresh = False
        self._turn, self._life = self._turn + 1, now
        if showing is None:
            self._send(orders.Clear())
            return
        if self._process is None:
            self._start()
        self._send(
            orders.Show(
                turn=self._turn, path=showing.path, width=showing.width, height=showing.height,
                colour=showing.colour, sound=showing.sound,
            )
        )  # fmt: skip

    @property
    def audible(self) -> bool:
        """Whether clips are to be heard at all."""
        return self._loud > 0.0

    def loud(self, volume: float) -> None:
        """How loud clips are while nobody speaks, 0 to 1."""
        if volume != self._loud:
            self._loud = volume
            self._send(orders.Loud(volume))

    def hush(self, *, on: bool, alone: bool = False) -> float:
        """Be soft, for somebody is about to speak, or no longer; returns for how many seconds it is not soft yet.

        `alone`: they need the sound device to themselves. From any thread.
        """
        showing, before, self._hushed = self._showing, self._hushed, on
        self._send(orders.Hush(on, alone))
        if not (on and showing and showing.sound):
            return 0.0
        if alone:
            return orders.LET_GO_S
        return 0.0 if before else orders.HUSH_S

    def take(self, told: Told, now: float) -> None:
        """Hear what the process said."""
        if told.process != self._number:
            return
        if told.said is None:
            self._lost("it has crashed", now)
            return
        if isinstance(told.said, orders.Unable):
            log.warning("no clips: %s", told.said.error)
            self._lost(told.said.error, now, blames=False)
            return
        if told.said.turn != self._turn or not self._showing:
            return
        self._life = now
        match told.said:
            case orders.Frame():
                self.begun = self.fresh = True
                self.trouble = ""
            case orders.Over(error=error):
                self._showing = None  # whoever wants it again gets it from its beginning
                self.begun = self.fresh = False
                if not error:
                    self._rest_s = FIRST_REST_S
                self._over(error)

    def tend(self, now: float) -> None:
        """Look after the process."""
        showing = self._showing
        silent = now - self._life
        if showing and silent > (HANGS_S if self.begun else BEGINS_S) and (showing.moves or not self.begun):
            self._lost("it hangs", now)
        if self.trouble and now >= self._rest_until:
            self.trouble = ""

    def pixels(self) -> Pixels | None:
        """The newest frame of what is to be shown, if there is one."""
        showing = self._showing
        if not self.begun or showing is None or self._memory is None:
            return None
        size = room(showing.width, showing.height)
        row = row_pixels(showing.width)
        return Pixels(memoryview(self._memory)[:size], row, showing.width, showing.height)

    def copied(self) -> None:
        """The frame is on the screen, and there may be another."""
        self.fresh = False
        self._send(orders.Copied())

    def close(self) -> None:
        """End the process."""
        self._showing = None
        self._number += 1
        self._end()

    def _start(self) -> None:
        size = room(*self._most)
        handle = os.memfd_create("clip", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(handle, size)
            # Memory that shrinks below a reader ends it; whatever a hostile file does to the player stays there.
            fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
            self._memory = mmap.mmap(handle, size, access=mmap.ACCESS_READ)
            command = [sys.executable, "-m", "display.media.child", str(handle), str(size), *self._options]
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(handle,), bufsize=0
            )
        finally:
            os.close(handle)
        assert process.stdin is not None  # noqa: S101 - for the type checker
        os.set_blocking(process.stdin.fileno(), False)
        self._number += 1
        with self._lock:
            self._process = process
        threading.Thread(target=self._listen, args=(process, self._number), name="clips", daemon=True).start()
        self._send(orders.Loud(self._loud))
        self._send(orders.Hush(self._hushed))

    def _listen(self, process: subprocess.Popen[bytes], number: int) -> None:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        with process.stdout as stdout, contextlib.suppress(msgspec.DecodeError):
            buffered = b""
            while read := stdout.read(4096):
                *lines, buffered = (buffered + read).split(b"\n")
                for line in lines:
                    self._inbox.put(Told(number, orders.said(line)))
        process.kill()
        process.wait()
        self._inbox.put(Told(number, None))

    def _send(self, order: orders.Order) -> None:
        with self._lock:
            if self._process is None or self._process.stdin is None:
                return
            with contextlib.suppress(OSError):  # it has ended, or is stuck: both are found out elsewhere
                self._process.stdin.write(orders.line(order))

    def _lost(self, why: str, now: float, *, blames: bool = True) -> None:
        """The process is of no use any more."""
        log.warning("the player of clips is ended: %s", why)
        was_playing, self._showing = self._showing is not None, None
        self.begun = self.fresh = False
        self.trouble, self.grave = why, not blames or self._rest_s > FIRST_REST_S
        self._number += 1
        self._end()
        self._rest_until, self._rest_s = now + self._rest_s, min(2 * self._rest_s, LONGEST_REST_S)
        if was_playing:
            self._over(f"the player was ended: {why}" if blames else "")

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process:
            assert process.stdin is not None  # noqa: S101 - for the type checker
            process.kill()  # its listener waits for it
            with contextlib.suppress(OSError):
                process.stdin.close()
        self._memory = None  # not closed: the screen may still have the last frame
