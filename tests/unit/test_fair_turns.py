"""A connection that fetches much sends a piece, and then the others have their turn."""

from __future__ import annotations

import contextlib
import socket
from types import SimpleNamespace
from typing import Any

from waitress.adjustments import Adjustments

from hub.admin.streams import TURN, StreamChannel


def test_a_connection_sends_a_piece_and_lets_the_others_have_their_turn():
    server: Any = SimpleNamespace(active_channels={})
    here, there = socket.socketpair()
    there.settimeout(0)
    with here, there:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 * TURN)
        channel: Any = StreamChannel(server, here, ("", 0), Adjustments(), map={})
        channel.outbufs[-1].append(bytes(3 * TURN + 5))
        channel.total_outbufs_len = 3 * TURN + 5
        sent = []
        while channel.total_outbufs_len:
            assert channel._flush_some()
            got = 0
            with contextlib.suppress(BlockingIOError):
                while piece := there.recv(1 << 20):
                    got += len(piece)
            sent.append(got)
        assert sent == [TURN, TURN, TURN, 5]
        assert not channel._flush_some()  # there is nothing more, and it does not spin
        channel.outbufs[-1].close()
