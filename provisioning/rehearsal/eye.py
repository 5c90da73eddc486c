"""An eye on the screen: sees each frame that SDL's `offscreen` driver saves, and keeps the newest few.

A full-HD frame is 6 MB and they come at every flip: whatever is neither new nor pinned is deleted at once, or
the memory disk would be full within a minute.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import select
import struct
import threading
from typing import TYPE_CHECKING

from PIL import Image

from provisioning.rehearsal.folder import FolderWatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAME = re.compile(r"SDL_window\d+-(\d+)\.bmp")
_KEPT = 40


def _ignore(_number: int, _path: Path) -> None:
    pass


class Eye:
    """Watches `directory`, where the display runs; `on_frame(number, path)` is called in the eye's thread.

    Frames are numbered by SDL from 1 in each process: call `forget` before a display is started again.
    """

    def __init__(
        self, directory: Path, on_frame: Callable[[int, Path], None] = _ignore, keep: int = _KEPT
    ) -> None:
        self._directory, self._on_frame, self._keep = directory, on_frame, keep
        self._frames: dict[int, Path] = {}  # in the order they came
        self._pinned: set[int] = set()
        self._changed = threading.Condition()  # guards the two above
        self._jpeg: tuple[int, int, bytes] | None = None
        self._watch = FolderWatch(directory)
        self._wake, self._waker = os.pipe()
        self._look_around()
        self._thread = threading.Thread(target=self._run, name=f"eye {directory.name}", daemon=True)
        self._thread.start()

    @property
    def latest(self) -> int | None:
        """The number of the newest frame; None before the first."""
        with self._changed:
            return next(reversed(self._frames), None)

    def frame(self, number: int, deadline_s: float = 5.0) -> Path:
        """The file of a frame, waiting for it. It may vanish again unless it was pinned.

        Raises:
            TimeoutError: it was not drawn by the deadline, or is gone already.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: number in self._frames, deadline_s):
                raise TimeoutError(f"frame {number} was not seen within {deadline_s} s")
            return self._frames[number]

    def next_after(self, number: int | None, deadline_s: float = 5.0) -> int | None:
        """The newest frame once it is another than `number`; None if none came by the deadline."""
        with self._changed:
            self._changed.wait_for(lambda: next(reversed(self._frames), None) != number, deadline_s)
            newest = next(reversed(self._frames), None)
            return newest if newest != number else None

    def pin(self, number: int) -> None:
        """Keep a frame, drawn or still to come, until it is unpinned."""
        with self._changed:
            self._pinned.add(number)

    def unpin(self, number: int) -> None:
        """Let a frame go the way of the others."""
        with self._changed:
            self._pinned.discard(number)
            self._delete_old()

    def forget(self) -> None:
        """Delete every frame: the display begins to count anew."""
        with self._changed:
            self._pinned.clear()
            for path in self._frames.values():
                path.unlink(missing_ok=True)
            self._frames.clear()
        self._jpeg = None  # the next process counts anew: the same number is another picture

    def latest_jpeg(self, width: int = 960, quality: int = 82) -> bytes:
        """The newest frame as a JPEG of that width; empty before the first."""
        for _ in range(3):  # the newest may be deleted while we look, but not three times in a row
            number = self.latest
            if number is None:
                return b""
            if self._jpeg and self._jpeg[:2] == (number, width):
                return self._jpeg[2]
            with contextlib.suppress(FileNotFoundError, TimeoutError, KeyError):
                file = io.BytesIO()
                with Image.open(self.frame(number, 0)) as frame:
                    height = round(frame.height * width / frame.width)
                    small = frame.convert("RGB").resize((width, height), Image.Resampling.BOX)
                small.save(file, "JPEG", quality=quality)
                self._jpeg = number, width, file.getvalue()
                return self._jpeg[2]
        return b""

    def save_png(self, number: int, path: Path, deadline_s: float = 5.0) -> None:
        """Write a frame as a PNG file.

        Raises:
            TimeoutError: as `frame`.
        """
        with Image.open(self.frame(number, deadline_s)) as frame:
            frame.convert("RGB").save(path, "PNG", compress_level=1)

    def close(self) -> None:
        """Close the eye; the frames stay."""
        if self._thread.is_alive():
            os.write(self._waker, b"!")
            self._thread.join()
            self._watch.close()
            os.close(self._wake)
            os.close(self._waker)

    # --- its thread ---

    def _run(self) -> None:
        poll = select.poll()
        poll.register(self._watch.fileno(), select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while self._wake not in {descriptor for descriptor, _ in poll.poll()}:
            names = self._watch.finished()
            if names is None:
                self._look_around()
            for name in names or ():
                self._see(name)

    def _look_around(self) -> None:
        for path in sorted(self._directory.iterdir()):
            if _whole(path):
                self._see(path.name)

    def _see(self, name: str) -> None:
        if not (match := _NAME.fullmatch(name)):
            return
        number, path = int(match[1]), self._directory / name
        with self._changed:
            self._frames.pop(number, None)  # a display that was started again overwrites
            self._frames[number] = path
            self._delete_old()
            self._changed.notify_all()
        self._on_frame(number, path)

    def _delete_old(self) -> None:
        loose = [number for number in self._frames if number not in self._pinned]
        for number in loose[: max(0, len(loose) - self._keep)]:
            self._frames.pop(number).unlink(missing_ok=True)


def _whole(path: Path) -> bool:
    """Whether a file is as long as a BMP's header says; one that is being written is not."""
    try:
        with path.open("rb") as file:
            head = file.read(6)
        return (
            len(head) == 6 and head[:2] == b"BM" and path.stat().st_size == struct.unpack("<I", head[2:])[0]
        )
    except OSError:
        return False
