"""Processes that are started for a measurement, and end with it: those of the mall, and those of the floors."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
END_S = 6.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


class Processes:
    """What was started by name. Each one's stderr is a file: nobody wakes up for a line of it."""

    def __init__(self, logs: Path) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._running: dict[str, subprocess.Popen[str]] = {}

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        *,
        talk: bool = False,
    ) -> subprocess.Popen[str]:
        """Start one; pipes lead to and from one that shall talk with us."""
        ends = subprocess.PIPE if talk else subprocess.DEVNULL
        with self.log(name).open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **(environment or {})}, stderr=log, text=True,
                stdin=ends, stdout=ends, start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - only a system call, no lock is taken
            )  # fmt: skip
        self._running[name] = process
        return process

    def log(self, name: str) -> Path:
        """Where its stderr goes."""
        return self._logs / f"{name}.log"

    def pid(self, name: str) -> int:
        """The number of one that runs.

        Raises:
            RuntimeError: it has ended, with its last words.
        """
        process = self._running[name]
        if process.poll() is not None:
            raise RuntimeError(
                f"{name} ended with {process.returncode}: {self.log(name).read_text()[-2000:]}"
            )
        return process.pid

    def end(self, *names: str) -> None:
        """Stop these as systemd does, or all."""
        ending = [self._running.pop(name) for name in names or reversed(tuple(self._running))]
        for process in ending:
            process.send_signal(signal.SIGTERM)
        for process in ending:
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


class Worker:
    """A process that does as it is told: a line of JSON in, a line of JSON out."""

    def __init__(self, processes: Processes, name: str, *arguments: str) -> None:
        self._name, self._processes = name, processes
        self._process = processes.start(name, (sys.executable, "-m", *arguments), talk=True)
        self.hear()  # that it is ready

    def ask(self, order: Any = None) -> Any:
        """Let it do something, and wait for what it has to say."""
        self.tell(order)
        return self.hear()

    def tell(self, order: Any = None) -> None:
        """Let it do something."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def hear(self) -> Any:
        """Wait for its next word."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(END_S)
            self._processes.pid(self._name)
        return json.loads(line)

    def end(self) -> None:
        """It is not needed any more."""
        self._processes.end(self._name)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
