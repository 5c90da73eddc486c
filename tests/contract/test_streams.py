"""Streams of events on a real web server: what is sent stays nowhere."""

from __future__ import annotations

import http.client
import threading
from typing import Any

import pytest
from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from hub.admin.streams import Stream, StreamChannel

EVENT = b"data: " + b"x" * 20_000 + b"\n\n"


@pytest.fixture
def served():
    """A server with one stream: its port, the stream once it was asked for, and the channels that are open."""
    app, streams = Flask("streams"), []

    @app.get("/")
    def listen() -> Any:
        streams.append(Stream(lambda: None))
        return streams[0].response()

    server: Any = create_server(app, host="127.0.0.1", port=0, threads=1)
    server.channel_class = StreamChannel
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port, streams, server.active_channels
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
    thread.join(5)
    server.task_dispatcher.shutdown(timeout=1)


def test_a_page_that_is_open_all_day_costs_no_more_than_one_event(served):
    port, streams, channels = served
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/")
    answer = line.getresponse()
    assert answer.readline() == b": \n"
    for _ in range(100):
        streams[0].send(EVENT)
        answer.readline()  # the empty one between events
        assert answer.readline() == EVENT[:-1]
    (channel,) = channels.values()
    assert sum(_held(buffer) for buffer in channel.outbufs) <= 2 * len(EVENT)
    line.close()


def _held(buffer: Any) -> int:
    """The bytes that a buffer keeps, sent or not."""
    return len(buffer.strbuf) + (len(buffer.buf.file.getbuffer()) if buffer.buf else 0)
