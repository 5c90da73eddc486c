"""What a display does with clips that fail, with its logo, and what it says of them to the technician."""

from __future__ import annotations

import contextlib
import queue
import time

import pytest
from PIL import Image

from broker_config.drawing.ink import Rect
from display.media import logo
from display.media.cinema import TRIES, Cinema, ClipOver
from display.media.logo import Drawn
from display.media.player import LONGEST_REST_S
from display.settings import MediaSettings
from tests.contract import films
from tests.contract.films import RED

PATIENCE_S = 20.0
PLACE = Rect(0, 0, 64, 36)


class House:
    """A cinema whose files are there already."""

    def __init__(self, folder, options=()) -> None:
        self.folder = folder
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self.parts: dict[str, tuple[str, str]] = {}
        self.ahead = 0.0
        folder.mkdir(exist_ok=True)
        self.cinema = Cinema(
            folder, MediaSettings(), "", (64, 36), self.inbox, self.report, ("ao=null", *options)
        )

    def report(self, name, kind, state, detail) -> None:
        assert (name, kind) == ("media", "media")
        self.parts[name] = state, detail

    def keep(self, path, name, *, video=True):
        made = films.clip(path, name, video=video)
        path.rename(self.folder / made.sha256)
        return made

    def until(self, look, clip=None):
        """The first truth that `look` gives, of what came on the inbox last; a clip is shown meanwhile."""
        deadline = time.monotonic() + PATIENCE_S
        event = None
        while not (found := look(event)):
            assert time.monotonic() < deadline
            now = time.monotonic() + self.ahead
            self.cinema.show(clip, PLACE, (0, 0, 0), now)
            self.cinema.copied()
            self.cinema.tend(now)
            event = None
            with contextlib.suppress(queue.Empty):
                event = self.inbox.get(timeout=0.05)
                if not isinstance(event, ClipOver | Drawn):
                    self.cinema.take(event, now)
        return found


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "media")
    yield made
    made.cinema.close()


def test_a_file_that_fails_three_times_is_left_out_until_there_is_another_programme(house, tmp_path):
    (tmp_path / "words").write_text("not a film", encoding="ascii")
    bad, good = house.keep(tmp_path / "words", "rusak"), house.keep(films.film(tmp_path / "film"), "film")
    house.cinema.programme((bad, good), "")
    house.until(lambda _: house.cinema.ready == {bad.sha256, good.sha256})
    for _ in range(TRIES):
        assert bad.sha256 in house.cinema.ready
        house.until(lambda event: event == ClipOver(bad.sha256), bad)
    assert house.cinema.ready == {good.sha256}
    house.until(lambda _: house.parts["media"][0] == "warning")
    assert house.parts["media"][1] == "cannot be played: rusak"
    house.cinema.programme((good, bad), "")
    assert bad.sha256 in house.cinema.ready


def test_a_box_that_cannot_play_shows_nothing_for_a_while_says_why_and_tries_again(tmp_path):
    house = House(tmp_path / "media", ["no-such-option=yes"])
    film = house.keep(films.film(tmp_path / "film"), "film")
    house.cinema.programme((film,), "")
    house.until(lambda event: event == ClipOver(film.sha256), film)
    assert house.cinema.ready == frozenset()
    house.until(lambda _: house.parts["media"][0] == "warning")
    assert "no clips are shown" in house.parts["media"][1]
    house.ahead = LONGEST_REST_S
    house.until(lambda _: house.cinema.ready == {film.sha256})
    house.cinema.close()


def test_a_logo_is_drawn_by_a_process_of_its_own_and_no_larger_than_a_head_needs(house, tmp_path):
    Image.new("RGBA", (900, 600), (*RED, 128)).save(tmp_path / "logo.png")
    sha256 = house.keep(tmp_path / "logo.png", "logo", video=False).sha256
    house.cinema.programme((), sha256)
    drawn = house.until(lambda event: isinstance(event, Drawn) and event)
    assert drawn.sha256 == sha256
    assert drawn.picture.get_size() == (240, logo.HIGH)
    assert drawn.picture.get_at((5, 5))[3] == pytest.approx(128, abs=3)
    assert drawn.picture.get_at((5, 5))[0] == pytest.approx(RED[0] / 2, abs=3)


def test_what_is_no_picture_is_no_logo(tmp_path, caplog):
    (tmp_path / "words").write_text("not a picture", encoding="ascii")
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    logo._draw(tmp_path / "words", "0" * 64, inbox)
    assert inbox.empty()
    assert "the logo cannot be used: pygame.error" in caplog.text
