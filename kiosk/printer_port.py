"""Where a printer can stand: a device file, or a port of the network that carries the same bytes.

Nothing here ever waits, apart from `wait`, which has a time-out, and opening a network port, which lasts at most
`CONNECT_S`. Addresses are numbers: a name would have to be asked for, and that can hang.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import socket
import struct
import termios
from typing import NamedTuple

from broker_config.settings import ConfigError
from kiosk.port import Port, PortGone

CONNECT_S = 3.0
PORT = 9100
# A printer that was switched off, or whose cable was pulled, says no goodbye.
KEEPALIVE_IDLE_S, KEEPALIVE_EVERY_S, KEEPALIVES = 5, 2, 3
LOST_S = 10.0  # unacknowledged bytes
_ENDED = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Address(NamedTuple):
    """A printer in the network."""

    host: str
    port: int


def check_address(text: str) -> Address | None:
    """The address that `tcp://…` gives; None for a device file.

    Raises:
        ConfigError: it is none.

    >>> check_address("tcp://192.168.1.50")
    Address(host='192.168.1.50', port=9100)
    """
    if not text.startswith("tcp://"):
        return None
    host, _, port = text.removeprefix("tcp://").rstrip("/").rpartition(":")
    if not host or port.endswith("]"):
        host, port = f"{host}:{port}" if host else port, str(PORT)
    try:
        host = host.removeprefix("[").removesuffix("]")
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
        number = int(port)
    except (OSError, ValueError):
        number = 0
    if not 0 < number < 65536:
        raise ConfigError(f"port: {text!r} must be like tcp://192.168.1.50:9100, with a number for the host")
    return Address(host, number)


class NetworkPort:
    """A connection to a printer. Every method may raise an `OSError`, after which only `close` makes sense."""

    must_answer = True  # that somebody accepts a connection does not prove that anything is printed

    def __init__(self, address: Address, wake: int) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            self._set_up()
            self._connect(address, wake)
        except BaseException:
            self._socket.close()
            raise

    def _set_up(self) -> None:
        options = (
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S),
            (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVES),
            (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(LOST_S * 1000)),
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        )
        for level, option, value in options:
            self._socket.setsockopt(level, option, value)

    def _connect(self, address: Address, wake: int) -> None:
        error = self._socket.connect_ex(address)
        if error == errno.EINPROGRESS:
            poll = select.poll()
            poll.register(self._socket, select.POLLOUT)
            poll.register(wake, select.POLLIN)  # a job that waits is told at once that there is no printer
            found = dict(poll.poll(CONNECT_S * 1000))
            if self._socket.fileno() not in found:
                raise PortGone(errno.ETIMEDOUT, "does not answer")
            error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))

    def wait(self, wake: int | None, timeout_s: float, *, to_write: bool = False) -> bool:
        """Wait for bytes, for room if wanted, for the eventfd `wake` (which is emptied), or the time-out.

        True if there are bytes to read.
        """
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | select.POLLRDHUP | (select.POLLOUT if to_write else 0))
        if wake is not None:
            poll.register(wake, select.POLLIN)
        found = dict(poll.poll(max(0.0, timeout_s) * 1000))
        if wake is not None and wake in found:
            os.eventfd_read(wake)
        events = found.get(self._socket.fileno(), 0)
        if events & _ENDED and not events & select.POLLIN:
            raise PortGone("unplugged")
        return bool(events & select.POLLIN)

    def read(self) -> bytes:
        """The bytes that are there."""
        try:
            data = self._socket.recv(4096)
        except BlockingIOError:
            return b""
        if not data:
            raise PortGone("the printer closed the connection")
        return data

    def write(self, data: bytes | memoryview) -> int:
        """Give as many bytes as are taken now; the number of them."""
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def drop(self) -> None:
        """Forget what the printer has not taken yet. A connection cannot: it has to end for that.

        Raises:
            PortGone: there was something, and the connection has to be ended.
        """
        unsent = struct.unpack("i", fcntl.ioctl(self._socket, termios.TIOCOUTQ, bytes(4)))[0]
        if unsent:
            linger = struct.pack("ii", 1, 0)  # reset, instead of delivering it some day
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._socket.shutdown(socket.SHUT_RDWR)
            raise PortGone("stopped taking data")

    def paper_out(self) -> bool | None:
        """A connection knows nothing of paper."""
        return None

    def close(self) -> None:
        """Close at once."""
        with contextlib.suppress(OSError):
            self._socket.close()


AnyPort = Port | NetworkPort


def open_port(text: str, baud: int, wake: int) -> AnyPort:
    """Open the port of that name; an eventfd `wake` ends the waiting for it.

    Raises:
        OSError: it cannot be had now.
    """
    address = check_address(text)
    return Port(text, baud) if address is None else NetworkPort(address, wake)
