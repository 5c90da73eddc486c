"""A display plays the mall's clips while nobody is called: real process, real broker, real hub, real libmpv."""

from __future__ import annotations

import io
import tomllib

import pygame
import pytest
import tomli_w

from broker_config.contract import (
    Birth,
    Health,
    Picture,
    PictureWanted,
    Welcome,
)
from broker_config.drawing.ink import YELLOW
from display.board import HallBoard, Now, Place
from display.hanging import hang
from display.layout import media_place
from tests.contract import films
from tests.contract.display_box import SIZE, ZONE, eventually, hall
from tests.contract.film_hub import FilmHub, programme
from tests.contract.films import BLUE, RED
from tests.unit.display_boards import NOON, board, call


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hall")
    hub_files = FilmHub()
    with hall(folder) as (hub, box):
        tables = tomllib.loads(box.settings.read_text(encoding="utf-8"))
        tables["media"] = {"hub": hub_files.origin}
        box.settings.write_text(tomli_w.dumps(tables), encoding="utf-8")
        box.start()
        birth = hub.wait(Birth)
        hub.link.send(Welcome(boot=birth.boot, epoch=1, acked=0, letter="", at=NOON), to="display-1")
        yield hub, box, hub_files, folder
    hub_files.shutdown()
    hub_files.server_close()


def looks(hub, nonce: str):
    """What is on the screen."""
    hub.link.send(PictureWanted(nonce=nonce), to="display-1")
    return pygame.image.load(io.BytesIO(hub.wait(Picture, nonce=nonce).jpeg))


def is_seen(hub, colour, spot, tries=60):
    """Whether a colour comes to be there."""
    for number in range(tries):
        seen = looks(hub, f"{colour}{number}").get_at(spot)[:3]
        if all(abs(one - other) < 40 for one, other in zip(seen, colour, strict=True)):
            return True
    return False


def test_a_film_is_fetched_and_seen_between_calls_and_a_call_takes_its_place_at_once(stage):
    hub, box, hub_files, folder = stage
    film = films.film(folder / "film.mp4", seconds=2, size=(160, 90))
    told = programme(hub_files, film)
    plain = hang(*SIZE)
    known = HallBoard(Place("display-1", ZONE, "x"), Now(0, 0))
    known.take(board(call(1, "B001", 1)))
    place = media_place(known.view(Now(1, 1))._replace(idle=told.clips[0]), plain, lambda *_, **__: 10)
    assert place is not None
    middle = place.x + place.w // 2, place.y + place.h // 2
    hub.link.send(board(call(1, "B001", 1), rev=1), zone=ZONE)
    hub.link.send(told)
    assert is_seen(hub, RED, middle)
    assert is_seen(hub, BLUE, middle)
    parts = {part.name: part for part in eventually(lambda: hub.wait(Health).parts, "health")}
    while "media" not in parts or parts["media"].detail:  # how many are to come, until they are there
        parts = {part.name: part for part in hub.wait(Health).parts}
    assert parts["media"].state == "ok"
    hub.link.send(board(call(1, "B001", 1), call(2, "A012", 5), rev=2), zone=ZONE)
    frame = int(box.line(r"frame (\d+) shows call 2 ")[1])
    border = place.x + 9, place.y + place.h // 3
    assert box.picture(frame).get_at(border)[:3] == YELLOW
