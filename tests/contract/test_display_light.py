"""The mall's hours of light reach the screen, and are still known after a power cut, before the hub has said a word."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.settings import convert
from broker_config.signage import INDONESIAN, NIGHT, Light
from display.agent import DisplayAgent
from display.settings import DisplaySettings

if TYPE_CHECKING:
    from pathlib import Path

EVENING = 1795524000.0  # Tuesday, 24 November 2026, 19.40 in Jakarta
BROKER = {"host": "localhost", "port": 1, "ca": "ca.pem", "certificate": "d.pem", "key": "d.key"}


@pytest.fixture
def make(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    made: list[DisplayAgent] = []

    def start(**tables: Any) -> DisplayAgent:
        raw = {
            "device": {"id": "display-1", "role": "display", "site": "contoh"}, "broker": BROKER,
            "storage": {"directory": "var"}, "voice": {"enabled": False}, "television": {"cec": False},
            "screen": {"zone": "utama", "width": 320, "height": 240, "fullscreen": False}, **tables,
        }  # fmt: skip
        link: Any = SimpleNamespace(
            send=lambda *_a, **_k: True, alive=True, trouble="", start=lambda: None, stop=lambda: None
        )
        made.append(DisplayAgent(convert(raw, DisplaySettings, "x"), tmp_path, lambda *_a, **_k: link))
        return made[-1]

    yield start
    for agent in made:
        agent._stage.close()
        agent._outbox.close()


def hear(agent: DisplayAgent, *messages: c.Message) -> bool:
    """Let it hear something from the hub; whether its screen is dark then."""
    for message in messages:
        agent.inbox.put(Heard("hub", message))
    agent._turn()
    return agent._board.dark


def board() -> c.Board:
    return c.Board(
        epoch=1,
        rev=1,
        zone="utama",
        mall="M",
        regency="R",
        timezone="Asia/Jakarta",
        calls=(),
        tiles=(),
        notices=(),
    )


def signage(light: Light | None, rev: int) -> c.Signage:
    return c.Signage(
        epoch=1, rev=rev, screens=(), theme=NIGHT, voice=INDONESIAN, speakers=(), light=light
    )  # fmt: skip


def test_the_malls_hours_go_before_the_boxs_own_and_are_remembered(make):
    clock = c.Clock(epoch=1, at=EVENING)
    day, evening = Light(on="07:00", off="16:30"), Light(on="07:00", off="22:00")
    agent = make(light={"on": "07:00", "off": "22:00"})
    assert not hear(agent, board(), clock, clock)
    assert hear(agent, signage(day, 1))
    assert not hear(agent, signage(None, 2))
    assert hear(agent, signage(day, 3))
    agent._memory.close(agent._standing(agent._now()))
    again = make(light={"on": "07:00", "off": "22:00"})
    assert hear(again, clock, clock)
    assert not hear(again, signage(evening, 4))
