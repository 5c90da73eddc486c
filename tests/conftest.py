"""What all tests share: the databases they run on, and how long they go on guessing."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.e2e import hub_rig
from tests.postgresql import cluster

settings.register_profile("unhurried", deadline=None)  # a machine may be busy with something else
settings.load_profile("unhurried")

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=DATABASES,
        help="what whole hubs (tests/e2e) keep their books in, usually sqlite; tests of the store take only this one",
    )
    parser.addoption(
        "--fuzz",
        type=int,
        metavar="N",
        help="N random attempts at every form and API address, other ones each time; usually a few, always the same",
    )


@pytest.fixture(scope="session")
def postgresql():
    """A PostgreSQL server of this run's own."""
    with cluster() as found:
        yield found


@pytest.fixture(scope="session")
def rigs_database(request):
    """Whole hubs keep their books where `--database` says."""
    if request.config.getoption("--database") != "postgresql":
        yield
        return
    server = request.getfixturevalue("postgresql")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub_rig, "new_database", lambda _directory: server.new_database())
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        only = metafunc.config.getoption("--database")
        metafunc.parametrize("database", (only,) if only else DATABASES, indirect=True)


@pytest.fixture
def database(request) -> str:
    """Which database the test runs on: it runs once on each."""
    return request.param


@pytest.fixture
def database_url(request, database, tmp_path):
    """A database with nothing in it: a file that is not there yet, or an empty one on the server."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path}/hub.db"
        return
    server = request.getfixturevalue("postgresql")
    url = server.new_database()
    yield url
    server.drop(url)
