"""The floors: what paho, SQLite and pygame take by themselves, each in a process of its own.

Nothing of the product is imported here: this is the plainest code that a good engineer would write for the same
exchange, with no rules, no retries and no records. `python -m tests.bench.raw ROLE …`; orders and results are
lines of JSON.
"""

from __future__ import annotations

import json
import os
import queue
import socket
import sqlite3
import ssl
import sys
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE_S = 30.0
INFLIGHT = 200


def connect(port: int, directory: str, identity: str, topic: str = "", on_message: Any = None) -> mqtt.Client:
    """A client as the documentation of paho shows it, over mutual TLS, subscribed to one topic."""
    ready: queue.SimpleQueue[bool] = queue.SimpleQueue()
    context = ssl.create_default_context(cafile=f"{directory}/ca.pem")
    context.load_cert_chain(f"{directory}/{identity}.pem", f"{directory}/{identity}.key")
    client = mqtt.Client(CallbackAPIVersion.VERSION2, identity, protocol=mqtt.MQTTv5)
    client.tls_set_context(context)
    client.max_inflight_messages_set(INFLIGHT)
    client.on_socket_open = lambda *given: given[2].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def on_connect(*_: Any) -> None:
        if topic:
            client.subscribe(topic, 1)
        else:
            ready.put(item=True)

    client.on_connect = on_connect
    client.on_subscribe = lambda *_: ready.put(True)
    client.on_message = on_message
    client.connect("localhost", port, clean_start=True)
    client.loop_start()
    ready.get(timeout=PATIENCE_S)
    return client


def database(path: str) -> sqlite3.Connection:
    """A table that keeps what was agreed, with a full sync at every commit."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE IF NOT EXISTS agreed (uid TEXT PRIMARY KEY, label TEXT)")
    return db


def keep(db: sqlite3.Connection) -> None:
    """One durable commit of one small row."""
    db.execute("INSERT INTO agreed VALUES (?, ?)", (os.urandom(8).hex(), "A012"))


def echo(port: str, directory: str, identity: str, asks: str, answers: str, size: str, path: str) -> None:
    """Answer every question, after a commit."""
    db, answer = database(path), os.urandom(int(size))

    def answer_it(client: mqtt.Client, _data: Any, _message: Any) -> None:
        keep(db)
        client.publish(answers, answer, qos=1)

    connect(int(port), directory, identity, asks, answer_it)
    say("ready")
    sys.stdin.read()


def ask(port: str, directory: str, identity: str, asks: str, answers: str, size: str, path: str) -> None:
    """One question for each line: the milliseconds until its answer is here, and is kept."""
    db, question = database(path), os.urandom(int(size))
    came: queue.SimpleQueue[float] = queue.SimpleQueue()

    def keep_it(*_: Any) -> None:
        keep(db)
        came.put(time.perf_counter())

    client = connect(int(port), directory, identity, answers, keep_it)
    say("ready")
    for _line in sys.stdin:
        began = time.perf_counter()
        client.publish(asks, question, qos=1)
        say((came.get(timeout=PATIENCE_S) - began) * 1000)


def publish(port: str, directory: str, identity: str, topic: str, sizes: str) -> None:
    """For each line with a number, so many messages, of these sizes in turn; says when it began."""
    client = connect(int(port), directory, identity)
    payloads = [os.urandom(size) for size in json.loads(sizes)]
    say("ready")
    for line in sys.stdin:
        say(time.monotonic())
        for number in range(json.loads(line)):
            client.publish(topic, payloads[number % len(payloads)], qos=1)


def subscribe(port: str, directory: str, identity: str, topic: str) -> None:
    """For each line with a number: counts from then on, and says when so many messages were here."""
    left = 0
    done: queue.SimpleQueue[float] = queue.SimpleQueue()

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if not left:
            done.put(time.monotonic())

    connect(int(port), directory, identity, topic, count)
    say("ready")
    for line in sys.stdin:
        left = json.loads(line)
        say("counting")
        say(done.get(timeout=PATIENCE_S))


def show(port: str, directory: str, identity: str, topic: str, width: str, height: str) -> None:
    """At each message a full frame, which was drawn long before; says when it was handed over."""
    # As the display sets SDL up where there is no screen.
    os.environ |= {"SDL_VIDEODRIVER": "offscreen", "SDL_FRAMEBUFFER_ACCELERATION": "0"}
    os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    import pygame  # noqa: PLC0415 - a third of a second that the others need not wait

    pygame.display.init()
    screen = pygame.display.set_mode((int(width), int(height)))
    picture = screen.copy()
    picture.fill((200, 30, 30), (100, 100, 400, 400))
    came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    connect(int(port), directory, identity, topic, lambda *given: came.put(given[2].payload))
    say("ready")
    while True:
        came.get()
        screen.blit(picture, (0, 0))
        pygame.display.flip()
        say(time.time())


def page(port: str, directory: str, identity: str, topic: str, size: str, path: str) -> None:
    """A page that keeps one row and tells everybody; says where it is."""
    from flask import Flask  # noqa: PLC0415
    from waitress.server import create_server  # noqa: PLC0415 - only here

    db, board, app = database(path), os.urandom(int(size)), Flask(__name__)
    client = connect(int(port), directory, identity)

    @app.post("/")
    def call() -> dict[str, bool]:
        keep(db)
        client.publish(topic, board, qos=1)
        return {"done": True}

    server: Any = create_server(app, host="127.0.0.1", port=0, threads=1)
    say("ready")
    sys.stdin.readline()
    say(f"http://127.0.0.1:{server.effective_port}/")
    server.run()


def say(word: Any) -> None:
    """A line for whoever started us."""
    sys.stdout.write(json.dumps(word) + "\n")
    sys.stdout.flush()


ROLES = {"echo": echo, "ask": ask, "publish": publish, "subscribe": subscribe, "show": show, "page": page}

if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
