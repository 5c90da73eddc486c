"""What the scripted tests see and do in the simulated mall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hub import events as e

if TYPE_CHECKING:
    from broker_config import contract as c
    from hub.tickets import Ticket
    from tests.simulation.world import World


def events(world: World, kind: type[e.Event]) -> list[Any]:
    """What was committed of a kind."""
    return [event for event in world.hub.journal if isinstance(event, kind)]


def only_ticket(world: World) -> Ticket:
    """The row of the one press there was."""
    (ticket,) = world.hub.desk.hall.tickets.values()
    return ticket


def labels(world: World) -> list[str]:
    """What is on the papers, in the order they came out."""
    return [paper.label for paper in world.audit.papers.values()]


def lose_once(world: World, kind: type[c.Message]) -> None:
    """Let the network lose the next message of a kind."""

    def lose(_to: str, message: c.Message) -> bool:
        if isinstance(message, kind):
            world.broker.lose = None
            return True
        return False

    world.broker.lose = lose


def settle(world: World) -> None:
    """Let everything come to rest, and every promise be checked that can be checked without an officer."""
    world.until(lambda: all(kiosk.settled and kiosk.watch.alive for kiosk in world.kiosks), within=60.0)
    world.run(12.0)


def serve_everybody(world: World) -> list[str]:
    """Call until nobody waits; gives the labels in the order of their calls."""
    for _ in range(30):
        for pad in world.pads:
            pad.press("call_next")
        world.run(1.0)
    world.audit.final()
    return [event.label for event in events(world, e.Called)]
