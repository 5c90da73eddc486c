"""The broker and the cables: sessions, wills, retained states, and every way a message can fail to arrive.

A `Weather` decides how bad it is. In calm weather it behaves like TCP and mosquitto (in order, lost only with the
session); in foul weather it is stricter than any of them: messages are lost, doubled and overtake each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config import codec
from broker_config import contract as c

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.parties import Party
    from tests.simulation.world import World

SITE = "sim"
KEEPALIVE_S = 15.0  # the broker waits for one and a half keepalives
CLIENT_NOTICES_S = 10.0


class Weather(NamedTuple):
    """How the network treats a message. Delays in seconds, one way."""

    delay: float = 0.0005
    spread: float = 0.001
    slow: float = 0.0  # how likely a message takes up to two seconds
    lost: float = 0.0
    doubled: float = 0.0
    ordered: bool = True


class Session:
    """One client's session, as the broker sees it."""

    def __init__(self, party: Party, up_at: float, will: tuple[str, bytes]) -> None:
        self.party, self.up_at, self.will = party, up_at, will
        self.life = party.life
        self.open = True
        self.last_in = self.last_out = up_at


class Broker:
    """Routes by the contract's table, at most once per session."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.up = True
        self.weather = Weather()
        self.sessions: dict[str, Session] = {}
        self.retained: dict[str, bytes] = {}
        self.lose: Callable[[str, c.Message], bool] | None = (
            None  # (to, message): scripted tests lose what they want
        )

    def attach(self, party: Party, will: c.Message, up_at: float) -> Session:
        """A client connects; one with the same id is thrown out."""
        before = self.sessions.get(party.id)
        topic = c.topic_of(type(will), SITE, device=party.id)
        session = self.sessions[party.id] = Session(party, up_at, (topic, codec.encode(will)))
        if before is not None:
            self._end(before)
        return session

    def subscribe(self, session: Session) -> None:
        """A client is ready to hear: first of all what is retained."""
        for topic, payload in self.retained.items():
            if session.party.role in codec._route(topic)[0].receivers:
                self._carry(session, topic, payload)

    def detach(self, session: Session, *, will: bool = True) -> None:
        """The broker notices that a client is gone."""
        if session.open and self.sessions.get(session.party.id) is session:
            del self.sessions[session.party.id]
            self._end(session, will=will)

    def die(self) -> None:
        """Killed: no will is sent, and retained states may or may not survive."""
        self.up = False
        for session in self.sessions.values():
            session.open = False
            session.party.lost(session, self._world.dice.uniform(0.0, 0.05))
        self.sessions.clear()
        if self._world.dice.random() < 0.5:
            self.retained.clear()

    def publish(self, session: Session, message: c.Message, to: str) -> None:
        """A client says something; it arrives here after a while, or not."""
        topic = c.topic_of(type(message), SITE, device=to or session.party.id)
        payload = codec.encode(message)
        for delay in self._fates(message):
            due = self._due(delay, session.last_in)
            session.last_in = max(due, session.last_in)
            self._world.at(due, self._arrive, session, topic, payload, message)

    def _end(self, session: Session, *, will: bool = True) -> None:
        session.open = False
        session.party.lost(session, 0.001)
        if will and self._world.dice.random() < self._world.wills:
            delay = 0.001 if self._world.dice.random() < 0.8 else self._world.dice.uniform(0.0, 5.0)
            self._world.after(delay, self._route, *session.will)

    def _arrive(self, session: Session, topic: str, payload: bytes, message: c.Message) -> None:
        if session.party.cut and session.open:
            session.party.held.append((self._arrive, (session, topic, payload, message)))
        elif session.open and self.up and not self._route(topic, payload):
            self._world.after(self._delay(), session.party.unheard, session, message)

    def _route(self, topic: str, payload: bytes) -> bool:
        if not self.up:
            return True
        route, device, _ = codec._route(topic)
        if route.retained:
            self.retained[topic] = payload
        to_one = device if route.senders == c.HUB_ONLY else ""
        receivers = [
            session
            for session in self.sessions.values()
            if session.party.role in route.receivers and to_one in ("", session.party.id)
        ]
        for session in receivers:
            self._carry(session, topic, payload)
        return bool(receivers)

    def _carry(self, session: Session, topic: str, payload: bytes) -> None:
        heard = codec.decode(topic, payload)
        if self.lose is not None and self.lose(session.party.id, heard.message):
            self._world.note("network", f"loses {type(heard.message).__name__} for {session.party.id}")
            return
        for delay in self._fates(heard.message):
            due = self._due(delay, session.last_out)
            session.last_out = max(due, session.last_out)
            self._world.at(due, self._deliver, session, heard)

    def _deliver(self, session: Session, heard: codec.Heard) -> None:
        if session.party.cut and session.open:
            session.party.held.append((self._deliver, (session, heard)))
        else:
            session.party.hear(session, heard)

    def _fates(self, message: c.Message) -> list[float]:
        """The delays after which copies arrive: one of them, as a rule."""
        dice, weather = self._world.dice, self.weather
        # A retained state is never lost while the session lasts: nothing would ever repeat it.
        if weather.lost and dice.random() < weather.lost and not c.ROUTE_OF[type(message)].retained:
            return []
        twice = weather.doubled and dice.random() < weather.doubled
        return [self._delay(), self._delay()] if twice else [self._delay()]

    def _delay(self) -> float:
        dice, weather = self._world.dice, self.weather
        if weather.slow and dice.random() < weather.slow:
            return dice.uniform(0.0, 2.0)
        return weather.delay + dice.random() * weather.spread

    def _due(self, delay: float, last: float) -> float:
        due = self._world.time + delay
        return max(due, last) if self.weather.ordered else due
