"""One seed, from the morning until everything has healed and everybody was served."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

from tests.simulation.audit import Broken
from tests.simulation.people import People
from tests.simulation.weather import Storm, begins
from tests.simulation.world import SERVICES, World

if TYPE_CHECKING:
    from collections.abc import Callable

TROUBLE_S = (10.0, 40.0)
HEALS_WITHIN_S = 400


class Result(NamedTuple):
    """What came of a seed. `broken` is empty if every invariant held."""

    seed: int
    broken: str
    papers: int
    events: int


def run(seed: int, log: Callable[[str], None] | None = None, database: str = "") -> Result:
    """Live through a seed; `log` takes each line of the trace."""
    dice = random.Random(seed)
    world = World(
        seed, kiosks=dice.choice((1, 2, 2, 3)), begins=begins(dice.random()), log=log, database=database
    )  # fmt: skip
    broken = ""
    try:
        _live(world, dice)
    except Exception as error:  # noqa: BLE001 - whatever the product raises is a find, too
        broken = f"{type(error).__name__}: {error}"
        if log is not None:
            import traceback  # noqa: PLC0415 - only for whoever reads a trace

            log(traceback.format_exc())
    finally:
        world.close()
    return Result(seed, broken, len(world.audit.papers), len(world.hub.journal))


def _live(world: World, dice: random.Random) -> None:
    seconds = dice.uniform(*TROUBLE_S)
    if dice.random() < 0.7:
        world.switch_on()
    else:  # a storm while everybody starts
        for party in world.parties:
            party.start()
    world.people = People(world, dice.randrange(3, 13), seconds, (service.id for service in SERVICES))
    storm = Storm(world, seconds)
    world.run(seconds + 10.0)
    storm.heal()
    world.run(15.0)
    world.people.hurry((0.5, 1.5))
    for _ in range(HEALS_WITHIN_S):
        if not world.people.waits_for():
            break
        world.run(1.0)
    else:
        raise Broken(f"not over {HEALS_WITHIN_S} s after all was mended: {world.people.waits_for()}")
    world.people.hurry((5.0, 10.0))
    world.run(15.0)
    world.audit.final()
    if world.hub.store is not None:
        world.audit.books_balance(world.hub.store)
