"""What is at a port and may be pulled out: one thread opens it, serves it, and looks for it again."""

from __future__ import annotations

import errno
import logging
import os
import threading
from typing import TYPE_CHECKING, Literal

from broker_config.contract import Part
from kiosk.port import Port

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

RECONNECT_S = 0.5
CLOSE_S = 5.0


class Plugged:
    """Calls `serve(port)` in its thread whenever the port could be opened; that returns when `stopping` is set.

    `wake` is an eventfd for `Port.wait`, which `nudge` and `close` make ready.
    """

    def __init__(self, name: str, kind: str, path: str, baud: int, serve: Callable[[Port], None]) -> None:
        self.wake = -1
        self._name, self._kind, self._path, self._baud, self._serve = name, kind, path, baud, serve
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._fault: str | None = None  # None until it was looked for

    @property
    def stopping(self) -> bool:
        """Whether `serve` shall return."""
        return self._stop.is_set()

    def open(self) -> None:
        """Start the thread."""
        self.wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop it."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stop.set()
        os.eventfd_write(self.wake, 1)
        thread.join(CLOSE_S)
        if not thread.is_alive():
            os.close(self.wake)

    def nudge(self) -> None:
        """Let `serve` come back from its wait."""
        if self._thread is not None:
            os.eventfd_write(self.wake, 1)

    def health(self, warning: str = "", facts: dict[str, float] | None = None) -> Part:
        """Fault while it is not plugged in; then the owner's warning."""
        state: Literal["ok", "warning", "fault"] = "fault"
        if self._thread is None or not self._thread.is_alive():
            detail = "its driver has stopped"
        elif self._fault is None:
            state, detail = "warning", "looking for it"
        elif self._fault:
            detail = self._fault
        else:
            state, detail = ("warning" if warning else "ok"), warning
        return Part(name=self._name, kind=self._kind, state=state, detail=detail[:400], facts=facts or {})

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                port = Port(self._path, self._baud)
            except OSError as error:
                self._note(_missing(error))
            else:
                self._note("")
                try:
                    self._serve(port)
                except OSError as error:
                    self._note(_missing(error))
                finally:
                    port.close()
            self._stop.wait(RECONNECT_S)

    def _note(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            log.info("%s: %s", self._name, fault or "ready")


def _missing(error: OSError) -> str:
    if error.errno in (errno.EAGAIN, errno.EBUSY):
        return "missing: another program has its port open"
    return f"missing: {error.strerror or (error.args[-1] if error.args else error)}"
