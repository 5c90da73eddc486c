"""Real sockets through the relay: what goes in comes out, until the cable is pulled."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from virtual_hardware import eventually

from provisioning.rehearsal.relay import Relay


class Echo:
    """A server that sends everything back, and closes when the client has finished."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads: list[threading.Thread] = []
        self.accepting = threading.Thread(target=self.accept)
        self.accepting.start()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.threads.append(threading.Thread(target=self.serve, args=(client,)))
            self.threads[-1].start()

    def serve(self, client: socket.socket) -> None:
        with client:
            try:
                while data := client.recv(65536):
                    client.sendall(data)
            except OSError:
                return

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in (self.accepting, *self.threads):
            thread.join(5)


@pytest.fixture
def echo():
    echo = Echo()
    yield echo
    echo.close()


@pytest.fixture
def relay(echo):
    relay = Relay(echo.port)
    yield relay
    relay.close()


def connect(relay: Relay) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", relay.port), timeout=5)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def ask(client: socket.socket, data: bytes) -> bytes:
    client.sendall(data)
    heard = b""
    while len(heard) < len(data):
        heard += client.recv(65536)
    return heard


def test_a_megabyte_comes_back_whole_and_the_end_comes_after_it(relay):
    data = bytes(range(256)) * 4096
    heard = bytearray()
    with connect(relay) as client:

        def listen() -> None:
            while part := client.recv(65536):
                heard.extend(part)

        listening = threading.Thread(target=listen)
        listening.start()
        client.sendall(data)
        client.shutdown(socket.SHUT_WR)
        listening.join(10)
    assert heard == data
    eventually(lambda: relay.connections == 0)


def test_it_adds_little_to_a_round_trip(relay):
    with connect(relay) as client:
        trips = []
        for _ in range(50):
            start = time.perf_counter()
            ask(client, b"x" * 200)
            trips.append(time.perf_counter() - start)
    assert sorted(trips)[25] < 0.01  # two sides without TCP_NODELAY would take 40 ms


def test_a_cut_swallows_and_a_mended_cable_delivers(relay):
    with connect(relay) as client:
        assert ask(client, b"before") == b"before"
        relay.cut()
        client.sendall(b"during")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(10)
        relay.mend()
        client.settimeout(5)
        assert client.recv(10) == b"during"


def test_who_connects_while_it_is_cut_hears_nothing_until_it_is_mended(relay):
    relay.cut()
    with connect(relay) as client:
        client.sendall(b"hello")
        client.settimeout(0.2)
        with pytest.raises(TimeoutError):
            client.recv(10)
        relay.mend()
        client.settimeout(5)
        assert client.recv(10) == b"hello"


def test_a_cut_with_reset_breaks_every_connection_and_each_new_one(relay):
    with connect(relay) as client:
        ask(client, b"x")
        relay.cut(reset=True)
        with pytest.raises(ConnectionResetError):
            client.recv(10)
    with pytest.raises(ConnectionResetError), connect(relay) as client:
        client.recv(10)
    relay.mend()
    with connect(relay) as client:
        assert ask(client, b"again") == b"again"


def test_a_delay_is_added_in_each_direction(relay):
    relay.delay(0.05)
    with connect(relay) as client:
        start = time.monotonic()
        assert ask(client, b"slow") == b"slow"
        assert 0.1 <= time.monotonic() - start < 2


def test_a_broker_that_is_not_there_is_a_broken_connection():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    relay = Relay(port)
    with pytest.raises(ConnectionResetError), connect(relay) as client:
        client.recv(10)
    relay.close()


def test_a_relay_that_was_taken_away_breaks_its_connections_and_obeys_nobody(echo):
    relay = Relay(echo.port)
    with connect(relay) as client:
        ask(client, b"x")
        relay.close()
        with pytest.raises(ConnectionResetError):
            client.recv(10)
    relay.mend()
    relay.close()


def test_it_uses_no_processor_time_while_nothing_moves(relay):
    clients = [connect(relay) for _ in range(3)]
    for client in clients:
        ask(client, b"x")
    clients[0].shutdown(socket.SHUT_WR)
    relay.cut()
    before = time.process_time()
    deadline = time.monotonic() + 0.5
    assert not eventually_quiet(clients[1], deadline)
    assert time.process_time() - before < 0.1
    for client in clients:
        client.close()


def eventually_quiet(client: socket.socket, deadline: float) -> bytes:
    client.settimeout(max(0.0, deadline - time.monotonic()))
    try:
        return client.recv(1)
    except TimeoutError:
        return b""
