"""What every process of the mall needs to be a good citizen of its box: time, logs, signals, systemd.

Must never know what the process is for.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.settings import ClockSettings

log = logging.getLogger(__name__)

SWITCH_S = 0.0002  # how long a thread that only reckons (a page, a picture) may keep the others waiting


class MallClock:
    """The mall's wall clock, a parameter: the machine's own, or one that starts anywhere and runs faster.

    For schedules, waits, reports and all that people read. Protocol deadlines use `time.monotonic`.
    """

    def __init__(self, settings: ClockSettings | None = None) -> None:
        self._settings = settings
        self.rate = settings.rate if settings else 1.0

    def now(self) -> float:
        """UTC, in seconds since 1970."""
        if self._settings is None:
            return time.time()
        return self._settings.start + (time.monotonic() - self._settings.anchor) * self.rate

    def elapsed(self) -> float:
        """Mall seconds on a clock that never jumps; its zero is arbitrary."""
        return time.monotonic() * self.rate


class _Line(logging.Formatter):
    """A line of the log: `2026-11-23T01:02:03.123456Z INFO kiosk.clerk: kiosk-1.4.17 bound A012`."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        del datefmt
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def set_up_logging(level: str = "INFO") -> None:
    """Log to stderr, one line an event, its UTC time to the microsecond: a press spans several processes."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # What our lines do not show need not be found out for each of them; the first is a walk up the stack.
    logging._srcfile = None  # type: ignore[attr-defined] # noqa: SLF001 - the way that logging's HOWTO gives
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def on_stop(stop: Callable[[], None]) -> None:
    """Call `stop` at SIGTERM and SIGINT; a second signal ends the process at once."""

    def handle(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handle)


def ready() -> None:
    """Start-up is over: tell systemd, and make sure that no thread keeps a press waiting for long."""
    # What start-up has made stays until the end: the collector need not look through it again and again, which
    # takes a hub some 20 ms each time.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_S)
    notify("READY=1")


def notify(state: str) -> None:
    """Tell systemd `READY=1` or `WATCHDOG=1`, if it is there and asked for it (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        try:
            sock.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError as error:
            log.warning("systemd cannot be told %s: %s", state, error)
