"""What tests share: of the hub's pages, a house to look at and one of their own; of devices, pins and an inbox."""

from __future__ import annotations

import queue
import shutil
from typing import TYPE_CHECKING

import gpiozero
import pytest
from virtual_hardware import Header

from tests.contract.house import House, house

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    """Pages that are only looked at, and people who are signed in for good."""
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()
        yield found


@pytest.fixture
def manager(mall: House) -> FlaskClient:
    return mall.client("ani")


@pytest.fixture(scope="session")
def moved_in(tmp_path_factory) -> Path:
    """The database of a hub whose people have moved in."""
    directory = tmp_path_factory.mktemp("moved-in")
    with house(directory) as found:
        found.move_in()
    return directory / "hub.db"


@pytest.fixture
def home(moved_in: Path, tmp_path: Path):
    """Pages of one test alone."""
    shutil.copy(moved_in, tmp_path)
    with house(tmp_path) as found:
        yield found


@pytest.fixture
def header(monkeypatch):
    """The pins of this process."""
    header = Header()
    monkeypatch.setattr(gpiozero.Device, "pin_factory", header)
    yield header
    header.reset()


@pytest.fixture
def inbox():
    """Where devices put what they have to say."""
    return queue.SimpleQueue()
