"""A character device at arm's length: a tty (serial line, pty) or a USB printer's `/dev/usb/lp*`.

Nothing here ever waits, apart from `wait`, which has a time-out: the printer at the far end may stop taking
bytes, or be pulled out, at any moment.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import struct
import termios
import tty

_LPGETSTATUS = 0x060B  # usblp: the byte of the port, which a printer gives that cannot speak
_PAPER_OUT = 0x20
_LPABORT = 0x0604  # usblp: a write to a printer without paper fails instead of lasting for ever
_ENDED = select.POLLHUP | select.POLLERR | select.POLLNVAL


class PortGone(OSError):
    """The far end is not there any more."""


class Port:
    """An open device. Every method may raise an `OSError`, after which only `close` makes sense.

    `ENOSPC` is a USB printer without paper: its port knows that even of one that cannot speak.
    """

    must_answer = False  # what is at the far end may be unable to

    def __init__(self, path: str, baud: int) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            self._is_tty = os.isatty(self._fd)
            if self._is_tty:
                self._set_up_tty(baud)
            else:
                with contextlib.suppress(OSError):  # a device without this call does not hang without it
                    fcntl.ioctl(self._fd, _LPABORT, 1)
        except BaseException:
            os.close(self._fd)
            raise

    def _set_up_tty(self, baud: int) -> None:
        # a lock, not TIOCEXCL: on a pty that would outlive a killed process and shut out its successor
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            tty.setraw(self._fd)
            mode = termios.tcgetattr(self._fd)
            mode[2] |= termios.CLOCAL | termios.CREAD
            # 8N1 and three wires, whatever a program before us has left
            mode[2] &= ~(termios.CSTOPB | termios.CRTSCTS)
            mode[4] = mode[5] = getattr(termios, f"B{baud}")
            termios.tcsetattr(self._fd, termios.TCSANOW, mode)
            termios.tcflush(self._fd, termios.TCIOFLUSH)
        except termios.error as error:  # which is not an OSError
            raise PortGone(*error.args) from None

    def wait(self, wake: int | None, timeout_s: float, *, to_write: bool = False) -> bool:
        """Wait for bytes, for room if wanted, for the eventfd `wake` (which is emptied), or the time-out.

        True if there are bytes to read.
        """
        poll = select.poll()
        poll.register(self._fd, select.POLLIN | (select.POLLOUT if to_write else 0))
        if wake is not None:
            poll.register(wake, select.POLLIN)
        found = dict(poll.poll(max(0.0, timeout_s) * 1000))
        if wake is not None and wake in found:
            os.eventfd_read(wake)
        events = found.get(self._fd, 0)
        if events & _ENDED and not events & select.POLLIN:
            raise PortGone("unplugged")
        return bool(events & select.POLLIN)

    def read(self) -> bytes:
        """The bytes that are there."""
        try:
            data = os.read(self._fd, 4096)
        except BlockingIOError:
            return b""
        if not data and self._is_tty:
            raise PortGone("unplugged")
        return data

    def read_into(self, buffer: memoryview) -> int:
        """Read what is there into a buffer, so that no other copy of it is left lying about; how many bytes."""
        try:
            count = os.readv(self._fd, [buffer])
        except BlockingIOError:
            return 0
        if not count and self._is_tty:
            raise PortGone("unplugged")
        return count

    def write(self, data: bytes | memoryview) -> int:
        """Give as many bytes as are taken now; the number of them."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0

    def control(self, request: int, value: int) -> None:
        """An `ioctl` that this kind of device knows."""
        fcntl.ioctl(self._fd, request, value)

    def paper_out(self) -> bool | None:
        """Whether the port says that the paper is out; None if it is no port that knows."""
        if self._is_tty:
            return None
        try:
            status = struct.unpack("i", fcntl.ioctl(self._fd, _LPGETSTATUS, bytes(4)))[0]
        except OSError:
            return None
        return bool(status & _PAPER_OUT)

    def drop(self) -> None:
        """Forget what was not sent yet, and what was not read yet."""
        if self._is_tty:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._fd, termios.TCIOFLUSH)

    def close(self) -> None:
        """Close at once; a serial line would wait half a minute for unsent bytes."""
        self.drop()
        os.close(self._fd)
