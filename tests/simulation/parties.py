"""One process of the simulated mall: how it lives, dies, connects and is told things.

It dies by `Crash`, at any step that touches the world; what a past life had in mind never happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from tests.simulation.network import CLIENT_NOTICES_S, KEEPALIVE_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from broker_config.codec import Heard
    from tests.simulation.network import Session
    from tests.simulation.world import World


class Crash(Exception):
    """The process is killed here."""


class Party:
    """One process on one box. `life` counts its starts and ends; what a past life had in mind never happens.

    Attributes:
        fuse: how many more steps until it is killed, None: it is not.
        cut: its cable is unplugged; `held` is what waits on it.
    """

    role: c.Role

    def __init__(self, world: World, name: str) -> None:
        self.world, self.id, self.name = world, name, name
        self.alive = False
        self.life = 0
        self.fuse: int | None = None
        self.power_fails = False
        self.cut = False
        self.held: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        self.session: Session | None = None
        self._zero = world.dice.uniform(0.0, 1e5)
        self._wakes = 0.0

    @property
    def mono(self) -> float:
        """What its monotonic clock shows."""
        return self.world.time + self._zero

    def note(self, what: str) -> None:
        """Write a line of the trace."""
        self.world.note(self.name, what)

    def step(self) -> None:
        """The process touches the world; it may die here."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                raise Crash

    def later(self, delay: float, act: Callable[..., None], *args: Any) -> None:
        """Do something in this life, in a while."""
        self.world.after(delay, self._live, self.life, act, args)

    def _live(self, life: int, act: Callable[..., None], args: tuple[Any, ...]) -> None:
        if life != self.life:
            return
        try:
            act(*args)
        except Crash:
            self.die(power=self.power_fails)
        else:
            self._wake_in_time()

    # --- life and death -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Switch on, or start again."""
        if self.alive:
            return
        self.alive, self.life = True, self.life + 1
        self._wakes = float("inf")
        self._live(self.life, self._begin, ())
        if self.alive:  # it may have died while it began
            self.later(self.world.dice.uniform(0.0, 0.02), self._connect)

    def die(self, *, power: bool = False, back: float | None = None) -> None:
        """Be killed, or lose the power; come back after a while."""
        if not self.alive:
            return
        self.note("loses its power" if power else "is killed")
        self.alive, self.life, self.fuse = False, self.life + 1, None
        session, self.session = self.session, None
        if session is not None:  # a killed process closes its socket; a dead box says nothing
            self.world.after(KEEPALIVE_S if power else 0.002, self.world.broker.detach, session)
        self.held.clear()
        if power:
            self._zero = self.world.dice.uniform(0.0, 1e5) - self.world.time
            self.lose_power()
        if back is None:
            back = self.world.dice.uniform(1.0, 12.0) if power else self.world.dice.uniform(0.2, 3.0)
        self.world.after(back, self._rise, self.life)

    def _rise(self, life: int) -> None:
        if life == self.life:
            self.start()

    def lose_power(self) -> None:
        """What the box forgets."""

    def _begin(self) -> None:
        raise NotImplementedError

    # --- the link -----------------------------------------------------------------------------------------

    def _connect(self) -> None:
        if self.session is not None:
            return
        if not self.world.broker.up or self.cut:
            self.later(self.world.dice.uniform(0.2, 2.0), self._connect)
            return
        takes = self.world.dice.uniform(0.002, 0.02)
        session = self.world.broker.attach(self, self.will(), self.world.time + takes)
        self.later(takes, self._connected, session)

    def _connected(self, session: Session) -> None:
        if not session.open:
            self.later(self.world.dice.uniform(0.2, 2.0), self._connect)
            return
        self.session = session
        self.note("is connected")
        self.world.broker.subscribe(session)
        self.on_up()

    def lost(self, session: Session, delay: float) -> None:
        """The broker has closed a session: this end learns it in a while."""
        self.world.after(delay, self._live, session.life, self._lost, (session,))

    def _lost(self, session: Session) -> None:
        if self.session is not session:
            return
        self.note("loses its connection")
        self.session = None
        self.later(self.world.dice.uniform(0.2, 2.0), self._connect)
        self.on_down()

    def unplug(self, seconds: float) -> None:
        """Pull the cable for so long."""
        self.note(f"is cut off for {seconds:.1f} s")
        self.cut = True
        session = self.session
        if session is not None:
            self.world.after(KEEPALIVE_S, self._still_cut, session, self.world.broker.detach)
            self.world.after(CLIENT_NOTICES_S, self._still_cut, session, lambda gone: self.lost(gone, 0.0))
        self.world.after(seconds, self.plug)

    def _still_cut(self, session: Session, act: Callable[[Session], None]) -> None:
        if self.cut:
            act(session)

    def plug(self) -> None:
        """Put the cable back: TCP sends what it still has."""
        if self.cut:
            self.cut = False
            self.note("is plugged in again")
            held, self.held = self.held, []
            for act, args in held:
                act(*args)

    def send(self, message: c.Message, to: str = "") -> bool:
        """Publish, if there is a session."""
        if self.session is None:
            return False
        self.step()
        if self.world.log is not None:
            self.note(f"says{' to ' + to if to else ''} {told(message)}")
        self.world.broker.publish(self.session, message, to)
        return True

    def hear(self, session: Session, heard: Heard) -> None:
        """The broker brings a message."""
        if self.session is session:
            self._live(session.life, self.on_heard, (heard,))

    def unheard(self, session: Session, message: c.Message) -> None:
        """The broker found nobody for a message."""
        if self.session is session:
            self._live(session.life, self.on_unheard, (message,))

    def will(self) -> c.Message:
        """What the broker says when this one is gone."""
        raise NotImplementedError

    def on_up(self) -> None:
        """A session has begun."""

    def on_down(self) -> None:
        """It is over."""

    def on_heard(self, heard: Heard) -> None:
        """A message came."""

    def on_unheard(self, message: c.Message) -> None:
        """A message met nobody."""

    # --- time ---------------------------------------------------------------------------------------------

    def deadline(self) -> float | None:
        """When time alone has something to do, in world time."""
        return None

    def tick(self) -> None:
        """Time has come."""

    def _wake_in_time(self) -> None:
        due = self.deadline()
        if due is not None and due < self._wakes:
            self._wakes = due
            # A little later: monotonic clocks are floats that differ in their last digits.
            self.world.at(max(due, self.world.time) + 1e-6, self._live, self.life, self._wake, (due,))

    def _wake(self, due: float) -> None:
        if due == self._wakes:
            self._wakes = float("inf")
            self.tick()


def told(message: c.Message) -> str:
    """A message for the trace, short."""
    shown = [
        f"{field}={getattr(message, field)}"
        for field in message.__struct_fields__
        if field not in ("token", "version", "journal") and not isinstance(message, c.Catalogue | c.Board)
    ]
    return f"{type(message).__name__}({', '.join(shown)})"
