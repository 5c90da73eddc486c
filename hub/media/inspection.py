"""Have a file looked at by a process of its own (`inspect.py`), which may fail in whatever way the file likes.

One file at a time: it takes a processor. Must never wait without an end.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hub.media.rules import HEAD, Facts, Unfit, recognise

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

PATIENCE_S = 90.0
QUEUE_S = 2.0  # whoever waits keeps a thread of the pages
MOST_ANSWER = 200_000
PROGRAM = (sys.executable, "-m", "hub.media.inspect")
_ONE = threading.Lock()


class Busy(Exception):
    """Others are being looked at: ask again in a moment."""


class Looked(NamedTuple):
    """What a file is, and a small JPEG of it."""

    facts: Facts
    thumbnail: bytes


class _Said(msgspec.Struct):
    facts: Facts | None = None
    thumbnail: bytes = b""
    reason: Any = None
    values: tuple[Any, ...] = ()


def inspect(path: Path) -> Looked:
    """Look at a file.

    Raises:
        Unfit: it is not taken; also if looking at it did harm, or took too long.
        Busy: it is not its turn yet.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        recognise(file.read(HEAD))  # most of what is nothing costs no process
    if not _ONE.acquire(timeout=QUEUE_S):
        raise Busy
    try:
        code, answer = _run(path)
    finally:
        _ONE.release()
    if code not in (0, 1) and code is not None and code > 0:
        raise Unfit("machine")
    try:
        said = msgspec.json.decode(answer, type=_Said)
    except msgspec.DecodeError:
        # Killed by a limit, or by what is wrong in the file; only the second is told by a signal of its own.
        raise Unfit("machine" if code == 1 else "costly") from None
    if said.facts is None:
        raise Unfit(said.reason, *said.values)
    return Looked(said.facts, said.thumbnail)


def _run(path: Path) -> tuple[int | None, bytes]:
    """How it ended (`None`: not in time; negative: by a signal), and what it printed."""
    try:
        done = subprocess.run(
            (*PROGRAM, str(path)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, b""
    if done.returncode > 1 or (done.returncode == 1 and not done.stdout):
        log.error("a file could not be looked at: %s", done.stderr.decode(errors="replace")[-2000:])
    return done.returncode, done.stdout[:MOST_ANSWER]
