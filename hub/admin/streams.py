"""Server-sent events without a thread each: a stream is an answer that stays open, and anybody may write to it.

A view answers with `Stream.response(...)`. The web server's thread sends the head and goes on to other work; what
follows is sent by whoever has something to say. Must never block: a page that does not read is let go.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from flask import Response, request
from waitress.buffers import OverflowableBuffer
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.task import WSGITask

if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = "mpp.stream"
MOST_UNREAD = 512 * 1024  # bytes; a page that is so far behind will ask anew
TURN = 131_072  # bytes that a connection may send before the others have their turn
ATTACH_S = 10.0  # so long may the head of an answer take
BEAT = b"event: beat\ndata:\n\n"  # the page's watchdog hears it


class Stream:
    """One page's events. `send` and `end` are for any thread; `on_end` is called when it is over, in any."""

    def __init__(self, on_end: Callable[[], None]) -> None:
        self.ended = False
        self._on_end = on_end
        self._lock = threading.Lock()
        self._unsent: list[bytes] = []
        self._channel: Any = None
        self._chunked = True
        self._began = time.monotonic()

    def response(self) -> Response:
        """The answer of the view that opens this stream."""
        request.environ[_KEY] = self
        # A comment, so that there is a body: the head goes out with its first bytes.
        response = Response(iter((b": \n\n", b"")), mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"  # a proxy may not hold it back
        return response

    def send(self, data: bytes) -> None:
        """Send an event, or a part of one; nothing, if the page is gone."""
        with self._lock:
            if self.ended:
                return
            if self._channel is not None:
                self._write(data)
            elif time.monotonic() - self._began < ATTACH_S:
                self._unsent.append(data)
            else:  # it went before it had begun
                self.ended = True
                self._on_end()

    def end(self) -> None:
        """Close the stream from our side; the page will ask again, and hear why."""
        with self._lock:
            if self._channel is not None and not self.ended:
                self._channel.close_when_flushed = True
                self._channel.server.pull_trigger()
            self.ended = True
        self._on_end()

    def attach(self, channel: Any, *, chunked: bool) -> None:
        """The head is out: write to this connection from now on."""
        with self._lock:
            self._channel, self._chunked = channel, chunked
            unsent, self._unsent = b"".join(self._unsent), []
            if unsent and not self.ended:
                self._write(unsent)

    def gone(self) -> None:
        """The connection is closed."""
        self.ended = True
        self._on_end()

    def _write(self, data: bytes) -> None:
        if self._chunked:
            data = b"%X\r\n%b\r\n" % (len(data), data)
        try:
            if self._channel.total_outbufs_len > MOST_UNREAD:
                raise ClientDisconnected  # noqa: TRY301 - as good as that
            self._channel.write_soon(data)
        except ClientDisconnected:
            self.ended = True
            self._channel.will_close = True
            self._channel.server.pull_trigger()
            self._on_end()


class _Task(WSGITask):
    """A request; one that opened a stream leaves its connection open when its thread is done with it."""

    def finish(self) -> None:
        stream = (self.environ or {}).get(_KEY)
        if stream is None or not self.wrote_header:
            super().finish()
            return
        self.close_on_finish = False
        channel: Any = self.channel
        channel.stream = stream
        stream.attach(channel, chunked=self.chunked_response)


class StreamChannel(HTTPChannel):
    """A connection of the web server that may become a stream; then nothing is read from it any more."""

    task_class = _Task
    stream: Stream | None = None

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.sendbuf_len = min(self.sendbuf_len, TURN)
        self._left = TURN

    def _flush_some(self, do_close: bool = True) -> bool:  # noqa: FBT001, FBT002 - the server's own
        """Send, but let the others have their turn: somebody who fetches a film must not make the pages wait."""
        self._left = TURN
        channel: Any = super()
        return channel._flush_some(do_close)  # noqa: SLF001 - there is no other door

    def send(self, data: bytes, do_close: bool = True) -> int:  # noqa: FBT001, FBT002 - the server's own
        """Send what of it belongs to this turn; 0 as if the connection took no more."""
        sent = super().send(data[: self._left], do_close) if self._left > 0 else 0
        self._left -= sent or 0
        return sent

    def received(self, data: bytes) -> bool:
        """Take what the browser says; to a stream it has nothing to say."""
        return self.stream is None and super().received(data)

    def write_soon(self, data: Any) -> int:
        """Send; a stream's part has a buffer of its own, for one buffer keeps all that it ever held."""
        if self.stream is not None:
            with self.outbuf_lock:
                if not self.total_outbufs_len or self.current_outbuf_count > MOST_UNREAD:
                    outbufs: Any = self.outbufs
                    outbufs.append(OverflowableBuffer(self.adj.outbuf_overflow))
                    self.current_outbuf_count = 0
        return super().write_soon(data)

    def handle_write(self) -> None:
        """Send what could not be sent at once. With the lock, for to the server no task runs here any more."""
        if self.stream is None:
            super().handle_write()
            return
        with self.outbuf_lock:
            super().handle_write()

    def handle_close(self) -> None:
        """The connection is closed, by whichever side."""
        super().handle_close()
        if self.stream is not None:
            self.stream.gone()
