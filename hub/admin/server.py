"""The web server: waitress in threads of its own, on a socket that was opened before anything else went on.

Must never block the writer: what the writer calls (`changed`) sets a flag and returns.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import create_server

from broker_config.settings import ConfigError
from hub.admin.app import create_app
from hub.admin.settings.exchange import MOST_BYTES
from hub.admin.streams import StreamChannel
from hub.admin.watch import Watch

if TYPE_CHECKING:
    from hub.accounts.gate import Gate
    from hub.desk import Happened
    from hub.media.shelf import Shelf
    from hub.service import Service
    from hub.settings import WebSettings

log = logging.getLogger(__name__)

# Nothing that they do takes long; a live page keeps none of them (`streams.py`).
PAGE_THREADS = 6
# A thousand telephones ask in turn, and each is gone at once; browsers that hold on are let go soon.
MOST_CONNECTIONS = 800
IDLE_CONNECTION_S = 15
LOST_MS = 10_000


def serve_pages(settings: WebSettings) -> Pages:
    """Take the address for the pages; they open when there is something to show.

    Raises:
        ConfigError: the address is not free, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        sock = socket.create_server((settings.host, settings.port), family=family)
        # Connections take this over: a page whose cable was pulled is given up, and no evidence comes from there.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LOST_MS)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise ConfigError(f"[web] host, port: {where} cannot be used: {error.strerror or error}") from None
    return Pages(sock, settings.proxy)


class Pages:
    """The pages of one hub. `changed` is for the writer's thread, the rest for whoever runs the process."""

    def __init__(self, sock: socket.socket, proxy: str = "") -> None:
        self._sock, self._proxy = sock, proxy
        self._watch: Watch | None = None
        self._server: Any = None
        self._thread: threading.Thread | None = None

    def changed(self, happened: list[Happened]) -> None:
        """Something may look different now. Costs nearly nothing, and nothing while nobody watches."""
        if self._watch is not None:
            self._watch.changed(happened)

    def open(self, service: Service, gate: Gate, shelf: Shelf, identity: bytes = b"") -> None:
        """Start to serve; `shelf` holds the media, `identity` is the mall's identity key, if it has one."""
        # Its log names paths, and a path of ours may hold a visitor's token.
        logging.getLogger("waitress").setLevel(logging.WARNING)
        self._watch = Watch(service)
        self._server = create_server(
            create_app(service, self._watch, gate, shelf, identity),
            sockets=[self._sock],
            threads=PAGE_THREADS,
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=IDLE_CONNECTION_S,
            cleanup_interval=5,
            asyncore_use_poll=True,
            max_request_body_size=MOST_BYTES,
            max_request_header_size=16384,
            ident=None,
            **_proxied(self._proxy),
        )
        self._server.channel_class = StreamChannel
        self._watch.start()
        self._thread = threading.Thread(target=self._server.run, name="pages", daemon=True)
        self._thread.start()
        host, port = self._sock.getsockname()[:2]
        log.info("pages at http://%s:%d/", f"[{host}]" if ":" in host else host, port)

    def close(self) -> None:
        """Stop to serve; streams end first, in order."""
        if self._watch is None or self._thread is None:
            self._sock.close()
            return
        self._watch.stop()
        # In its own thread, because it waits on the sockets that are closed here.
        with contextlib.suppress(OSError):
            self._server.trigger.pull_trigger(self._shut)
        self._thread.join(timeout=2)
        self._server.task_dispatcher.shutdown(timeout=1)

    def _shut(self) -> None:
        wasyncore.close_all(self._server._map, ignore_all=True)  # noqa: SLF001 - it has no door for this


def _proxied(proxy: str) -> dict[str, Any]:
    """What is believed of whoever speaks https for us: who the visitor is, and that it is https. Of nobody else."""
    if not proxy:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {
        "trusted_proxy": proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": headers,
        "clear_untrusted_proxy_headers": True,
    }  # fmt: skip
