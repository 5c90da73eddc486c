"""The mall's files on a display's disk, fetched from a real server that cuts, lies, dawdles and goes away."""

from __future__ import annotations

import queue

import pytest

from display.media import cache
from display.media.cache import Cache, Kept, Pace
from tests.contract.film_hub import FilmHub, wanted

PATIENCE_S = 20.0
QUICK = Pace(silence_s=0.3, slow_s=0.3, slow_bytes_s=1e9, again_s=0.02, longest_s=0.1)
FILM = bytes(range(256)) * 1024
OTHER = b"another film" * 1000


@pytest.fixture
def hub():
    made = FilmHub()
    yield made
    made.calm.set()
    made.shutdown()
    made.server_close()


@pytest.fixture
def shelf(tmp_path, hub):
    """A cache, and what it says of itself."""
    made = Shelf(tmp_path / "media", hub.origin)
    yield made
    made.cache.stop()


class Shelf:
    def __init__(self, folder, origin, most=1_000_000, **more) -> None:
        self.folder, self._told = folder, queue.SimpleQueue()
        self.said: list[Kept] = []
        settings = {"pace": QUICK, "least_free": 0} | more
        self.cache = Cache(folder, origin, most, self._told.put, **settings)

    def until(self, look):
        """The first word of it that is so."""
        while not look(kept := self._told.get(timeout=PATIENCE_S)):
            self.said.append(kept)
        return kept

    def has(self, *files) -> None:
        kept = self.until(lambda kept: {one.sha256 for one in files} <= kept.ready)
        assert kept.ready == {one.sha256 for one in files}
        for one in files:
            assert wanted(self.cache.path(one.sha256).read_bytes()).sha256 == one.sha256


def test_files_are_fetched_in_turn_and_go_when_nothing_names_them(hub, shelf):
    film, other = hub.has(FILM), hub.has(OTHER)
    shelf.cache.want((film, other))
    shelf.has(film, other)
    assert [name for name, _ in hub.asked] == [film.sha256, other.sha256]
    shelf.cache.want((other,))
    shelf.until(lambda kept: kept.ready == {other.sha256})
    assert [path.name for path in shelf.folder.iterdir()] == [other.sha256]


def test_a_file_that_is_there_is_not_fetched_again_after_a_start(hub, shelf):
    film = hub.has(FILM)
    shelf.cache.want((film,))
    shelf.has(film)
    shelf.cache.stop()
    later = Shelf(shelf.folder, hub.origin)
    later.cache.want((film,))
    later.has(film)
    later.cache.stop()
    assert len(hub.asked) == 1


def test_after_a_cut_it_goes_on_where_it_was(hub, shelf):
    film = hub.has(FILM, "cuts")
    shelf.cache.want((film,))
    shelf.has(film)
    begins = [int(asked.removeprefix("bytes=").rstrip("-")) for _, asked in hub.asked[1:]]
    assert begins == sorted(begins)
    assert begins[0] > 0
    assert [kept.wrong for kept in shelf.said if kept.wrong] == []  # nothing that anybody has to hear of


def test_a_hub_that_cannot_go_on_begins_again(hub, shelf):
    film = hub.has(FILM, "from the start")
    shelf.cache.want((film,))
    shelf.until(lambda kept: kept.wrong)
    hub.mood[film.sha256] = ""
    shelf.has(film)


@pytest.mark.parametrize("mood", ["lies", "more"])
def test_other_bytes_than_promised_are_thrown_away_and_named_until_the_right_ones_come(hub, shelf, mood):
    film, other = hub.has(FILM, mood), hub.has(OTHER)
    shelf.cache.want((film, other))
    kept = shelf.until(lambda kept: other.sha256 in kept.ready)
    assert kept.wrong == ("wrong bytes from the hub: film",)
    assert kept.ready == {other.sha256}
    assert not shelf.cache.path(film.sha256).exists()
    hub.mood[film.sha256] = ""
    shelf.has(film, other)


def test_a_hub_that_dawdles_with_one_file_does_not_keep_the_others(hub, shelf):
    film, other = hub.has(FILM, "dawdles"), hub.has(OTHER)
    shelf.cache.want((film, other))
    shelf.until(lambda kept: kept.ready == {other.sha256})


def test_a_hub_that_is_away_is_told_of_and_what_is_there_stays(hub, shelf):
    film, other = hub.has(FILM), hub.has(OTHER)
    shelf.cache.want((film,))
    shelf.has(film)
    hub.shutdown()
    hub.server_close()
    shelf.cache.want((film, other))
    kept = shelf.until(lambda kept: kept.wrong)
    assert kept.wrong == ("hub does not answer: film",)
    assert kept.ready == {film.sha256}


def test_a_file_that_the_hub_has_not_is_named_with_its_answer(hub, shelf):
    shelf.cache.want((wanted(FILM, "spanduk"),))
    assert shelf.until(lambda kept: kept.wrong).wrong == ("hub says 404 Not Found: spanduk",)


def test_no_more_is_kept_than_there_is_room_for(hub, tmp_path):
    film, other = hub.has(FILM), hub.has(OTHER)
    small = Shelf(tmp_path / "small", hub.origin, len(FILM) + 1)
    small.cache.want((film, other._replace(name="spanduk")))
    kept = small.until(lambda kept: film.sha256 in kept.ready)
    assert kept.wrong == ("more than 0 MB: spanduk",)
    small.cache.stop()
    full = Shelf(tmp_path / "full", hub.origin, least_free=1 << 60)
    full.cache.want((film,))
    assert full.until(lambda kept: kept.wrong).wrong == ("disk too full: film",)
    full.cache.stop()


def test_what_a_power_cut_has_garbled_is_fetched_anew(hub, shelf):
    film = hub.has(FILM)
    (shelf.folder / f"{film.sha256}{cache.PART}").write_bytes(b"\0" * 1000)
    shelf.cache.want((film,))
    shelf.has(film)
    shelf.cache.path(film.sha256).write_bytes(b"\0" * len(FILM))
    shelf.cache.doubt(film.sha256)
    shelf.until(lambda kept: not kept.ready)
    shelf.has(film)


def test_without_an_address_nothing_is_fetched_and_it_is_said(tmp_path):
    lonely = Shelf(tmp_path, "")
    lonely.cache.want((wanted(FILM),))
    assert lonely.until(lambda kept: kept.wrong).wrong == (f"{cache.NO_ADDRESS}: film",)
    lonely.cache.stop()
