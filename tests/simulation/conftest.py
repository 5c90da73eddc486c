"""A mall that is switched on, for the scripted tests."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.simulation.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _who_logs_is_heard_again() -> Iterator[None]:
    """A world that is left in the middle must not silence the tests that come after it."""
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def mall() -> World:
    world = World(seed=1)
    world.switch_on()
    world.run(1.0)
    return world
