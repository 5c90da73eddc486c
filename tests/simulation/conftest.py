"""A mall that is switched on, for the scripted tests."""

from __future__ import annotations

import pytest

from tests.simulation.world import World


@pytest.fixture
def mall() -> World:
    world = World(seed=1)
    world.switch_on()
    world.run(1.0)
    return world
