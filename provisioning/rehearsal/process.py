"""The mall's processes, kept alive as systemd would keep them: started, watched, started again, ended with us.

One thread starts and reaps them all, because the kernel ends a child with the *thread* that started it (that is
how nothing stays behind when the rehearsal itself is killed). Must never know what a process is for.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import queue
import selectors
import signal
import subprocess
import threading
import time
from concurrent.futures import Future
from functools import partial
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

log = logging.getLogger(__name__)

RESTART_S = 0.3
END_S = 6.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Program(NamedTuple):
    """How to start one process. Its stderr goes to `log`, and line by line to `on_line`."""

    name: str
    command: tuple[str, ...]
    directory: Path
    log: Path
    environment: Mapping[str, str] = {}
    on_line: Callable[[str], None] | None = None


class _Child:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.pidfd = -1
        self.wanted = True
        self.start_at = 0.0
        self.starts = 0
        self.rest = b""


class Warden:
    """Keeps programs running. `on_change(name, running)` is called in its thread."""

    def __init__(self, on_change: Callable[[str, bool], None]) -> None:
        self._on_change = on_change
        self._children: dict[str, _Child] = {}
        self._orders: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self._selector = selectors.DefaultSelector()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        self._selector.register(self._wake_r, selectors.EVENT_READ, None)
        self._open = True
        self._thread = threading.Thread(target=self._run, name="warden", daemon=True)
        self._thread.start()

    def start(self, program: Program) -> None:
        """Start a program and keep it running."""

        def order() -> None:
            self._children[program.name] = child = _Child(program)
            self._spawn(child)

        self._order(order)

    def kill(self, name: str, *, stay_down: bool = False) -> None:
        """Kill -9. It is started again after a moment, unless it shall stay down."""

        def order() -> None:
            child = self._children[name]
            child.wanted = not stay_down
            if child.process is not None:
                child.process.kill()

        self._order(order)

    def bring_back(self, name: str) -> None:
        """Start what was to stay down."""

        def order() -> None:
            child = self._children[name]
            child.wanted = True
            if child.process is None:
                self._spawn(child)

        self._order(order)

    def running(self) -> dict[str, bool]:
        """Which programs run."""
        return {name: child.process is not None for name, child in list(self._children.items())}

    def pid(self, name: str) -> int | None:
        """The process id of a program, None while it is down."""
        process = self._children[name].process
        return None if process is None else process.pid

    def starts(self, name: str) -> int:
        """How many times a program was started."""
        return self._children[name].starts

    def close(self, last: tuple[str, ...] = ()) -> None:
        """End every process, those in `last` after the others; whoever does not listen is killed."""
        for names in ([name for name in self._children if name not in last], list(last)):
            self._order(lambda names=names: self._end(names))
        self._open = False
        os.write(self._wake_w, b"x")
        self._thread.join()
        for fd in (self._wake_r, self._wake_w):
            os.close(fd)
        self._selector.close()

    # --- its thread -----------------------------------------------------------------------------------------

    def _order(self, order: Callable[[], None]) -> None:
        done: Future[None] = Future()
        self._orders.put((order, done))
        os.write(self._wake_w, b"x")
        done.result()

    def _run(self) -> None:
        while self._open:
            waits = [child.start_at - time.monotonic() for child in self._due()]
            for key, _events in self._selector.select(max(0.0, min(waits)) if waits else None):
                self._serve(key)
            for child in self._due():
                if child.start_at <= time.monotonic():
                    self._spawn(child)

    def _due(self) -> list[_Child]:
        return [child for child in self._children.values() if child.process is None and child.wanted]

    def _serve(self, key: selectors.SelectorKey) -> None:
        if key.data is None:
            os.read(self._wake_r, 4096)
            self._obey()
            return
        child, what = key.data
        if what == "log":
            self._read_log(child)
        else:
            self._reap(child)

    def _obey(self) -> None:
        while not self._orders.empty():
            order, done = self._orders.get()
            try:
                order()
                done.set_result(None)
            except Exception as error:  # noqa: BLE001 - it belongs to whoever gave the order
                done.set_exception(error)

    def _spawn(self, child: _Child) -> None:
        program = child.program
        program.directory.mkdir(parents=True, exist_ok=True)
        child.process = process = subprocess.Popen(
            program.command,
            cwd=program.directory,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us; we end them in order
            preexec_fn=partial(_die_with, os.getpid()),  # noqa: PLW1509 - only a system call, no lock is taken
        )
        child.starts += 1
        child.pidfd = os.pidfd_open(process.pid)
        assert process.stderr is not None  # noqa: S101 - asked for above
        os.set_blocking(process.stderr.fileno(), False)
        self._selector.register(child.pidfd, selectors.EVENT_READ, (child, "end"))
        self._selector.register(process.stderr, selectors.EVENT_READ, (child, "log"))
        self._on_change(program.name, True)

    def _read_log(self, child: _Child) -> None:
        process = child.process
        if process is None or process.stderr is None:
            return
        data = process.stderr.read(65536)
        if data is None:
            return
        if not data:
            self._deaf(process.stderr)
            return
        with child.program.log.open("ab") as file:
            file.write(data)
        *lines, child.rest = (child.rest + data).split(b"\n")
        if child.program.on_line is not None:
            for line in lines:
                child.program.on_line(line.decode(errors="replace"))

    def _deaf(self, stderr: IO[bytes]) -> None:
        with contextlib.suppress(KeyError):  # it ended earlier than its process
            self._selector.unregister(stderr)

    def _reap(self, child: _Child) -> None:
        process = child.process
        if process is None or process.poll() is None:
            return
        self._read_log(child)  # its last words
        self._selector.unregister(child.pidfd)
        os.close(child.pidfd)
        if process.stderr is not None:
            self._deaf(process.stderr)
            process.stderr.close()
        child.process, child.start_at = None, time.monotonic() + RESTART_S
        if child.wanted and process.returncode != -signal.SIGKILL:
            log.warning("%s ended with %d; see %s", child.program.name, process.returncode, child.program.log)
        self._on_change(child.program.name, False)

    def _end(self, names: list[str]) -> None:
        children = [self._children[name] for name in names if name in self._children]
        for child in children:
            child.wanted = False
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + END_S
        for child in children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("%s does not end: killed", child.program.name)
                child.process.kill()
                child.process.wait()
            self._reap(child)


def _die_with(parent: int) -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before that was said
        os.kill(os.getpid(), signal.SIGKILL)
