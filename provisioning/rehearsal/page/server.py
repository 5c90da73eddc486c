"""The web server of the rehearsal page: waitress in threads of its own, on the loopback and nowhere else.

Whoever can open this page can kill processes: it must never be reachable from another machine.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import threading
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from provisioning.rehearsal.page.app import create_app
from provisioning.rehearsal.page.hands import Hands
from provisioning.rehearsal.page.stage import MOST_WATCHERS, Stage

if TYPE_CHECKING:
    from provisioning.rehearsal.mall import Mall

log = logging.getLogger(__name__)

# Of each browser, the news hold one thread and the voice another; everything else is short.
THREADS = 2 * MOST_WATCHERS + 8
NEXT_PORTS = 20


class RehearsalPage:
    """The page over a mall; `url` is where it is once it is open.

    Raises:
        ValueError: `host` is no address of the loopback.
    """

    def __init__(self, mall: Mall, host: str = "127.0.0.1", port: int = 8000) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is not on the loopback: the rehearsal page can end processes")
        self._host, self._port = host, port
        self._stage = Stage(mall)
        self._hands = Hands(mall, self._stage)
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def open(self) -> str:
        """Serve on the wanted port, or on the next that is free; gives the address.

        Raises:
            OSError: no port is free.
        """
        sock = _listen(self._host, self._port)
        port = sock.getsockname()[1]
        self._stage.open()
        logging.getLogger("waitress").setLevel(
            logging.ERROR
        )  # it warns of every stream that waits for a thread
        self._server = create_server(
            create_app(self._stage, self._hands, port),
            sockets=[sock],
            threads=THREADS,
            asyncore_use_poll=True,
            channel_timeout=60,
            max_request_body_size=4096,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name="rehearsal page", daemon=True)
        self._thread.start()
        host = f"[{self._host}]" if ":" in self._host else self._host
        self.url = f"http://{host}:{port}/"
        return self.url

    def close(self) -> None:
        """Send visitors home and stop serving; streams end first, because they hold threads."""
        self._hands.close()
        self._stage.close()
        if self._server is None or self._thread is None:
            return
        with contextlib.suppress(OSError):  # in its own thread, because it waits on what is closed here
            self._server.trigger.pull_trigger(self._shut)
        self._thread.join(timeout=2)
        self._server.task_dispatcher.shutdown(timeout=1)

    def _shut(self) -> None:
        wasyncore.close_all(self._server._map, ignore_all=True)  # noqa: SLF001 - it has no door for this


def _listen(host: str, wanted: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in (*range(wanted, wanted + NEXT_PORTS), 0):
        with contextlib.suppress(OSError):
            return socket.create_server((host, port), family=family)
    raise OSError(f"no free TCP port on {host}")
