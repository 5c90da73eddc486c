"""The shelf: a file is there whole or not at all, whenever the power goes; and what nothing names goes away."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from broker_config.settings import ConfigError
from hub.media import shelf as module
from hub.media.rules import MB, Unfit
from hub.media.shelf import SPARED_S, WRITING_S, Limits, Shelf, open_shelf
from hub.settings import HubSettings, media_directory

BYTES = bytes(range(256)) * 40
SHA = hashlib.sha256(BYTES).hexdigest()
BROKER = {"host": "localhost", "port": 8883, "ca": "ca.pem", "certificate": "hub.pem", "key": "hub.key"}
ROOMY = Limits(free_mb=0)


def put(shelf: Shelf, content: bytes = BYTES) -> str:
    taken = shelf.begin(len(content))
    for at in range(0, len(content), 4000):
        taken.add(content[at : at + 4000])
    return shelf.keep(taken, b"a thumbnail")


def grow_old(shelf: Shelf) -> None:
    for path in shelf.directory.iterdir():
        long_ago = path.stat().st_mtime - SPARED_S - 60
        os.utime(path, (long_ago, long_ago))


def names(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.directory.iterdir()}


@pytest.fixture
def shelf(tmp_path: Path):
    return Shelf(tmp_path / "media", ROOMY)


def test_what_came_in_pieces_is_there_under_the_name_of_its_content(shelf: Shelf):
    assert put(shelf) == SHA
    path = shelf.find(SHA)
    assert path is not None
    assert path.read_bytes() == BYTES
    assert shelf.thumbnail(SHA) == b"a thumbnail"
    assert names(shelf) == {SHA, f"{SHA}.jpg"}
    assert shelf.used() == len(BYTES) + len(b"a thumbnail")


@pytest.mark.parametrize(
    "name", ["", "..", "../hub.db", f"{SHA}.jpg", SHA.upper(), SHA[:63], "\0", f"{SHA}\n"]
)
def test_nothing_else_is_found_through_it(shelf: Shelf, name: str):
    put(shelf)
    (shelf.directory.parent / "hub.db").write_bytes(b"secret")
    assert shelf.find(name) is None
    assert shelf.thumbnail(name.removesuffix(".jpg") if len(name) != 68 else "x") is None


@pytest.mark.parametrize("point", ["write_whole", "bytes", "replace", "sync"])
def test_a_power_cut_at_any_point_leaves_no_file_or_a_whole_one(
    shelf: Shelf, tmp_path: Path, monkeypatch, point: str
):
    class PowerCut(BaseException):
        pass

    def cut(*_args: object) -> None:
        raise PowerCut

    taken = shelf.begin(len(BYTES))
    taken.add(BYTES)
    if point == "bytes":
        monkeypatch.setattr(taken, "sync", cut)
    elif point == "replace":
        monkeypatch.setattr(Path, "replace", cut)
    else:
        monkeypatch.setattr(module, point, cut)
    with pytest.raises(PowerCut):
        shelf.keep(taken, b"a thumbnail")
    monkeypatch.undo()
    taken._file.close()  # which a power cut does as well
    again = Shelf(tmp_path / "media", ROOMY)  # the hub starts again
    found = again.find(SHA)
    assert found is None or found.read_bytes() == BYTES
    assert not any(name.startswith(".upload") for name in names(again))
    assert put(again) == SHA  # and it can be given once more
    assert names(again) == {SHA, f"{SHA}.jpg"}


def test_half_a_file_is_gone_after_a_start(shelf: Shelf):
    taken = shelf.begin(100)
    taken.add(b"half")
    taken._file.close()
    assert len(names(shelf)) == 1
    Shelf(shelf.directory)
    assert names(shelf) == set()


def test_what_nothing_names_goes_and_what_came_just_now_stays(shelf: Shelf):
    named = put(shelf)
    gone = put(shelf, b"another one")
    grow_old(shelf)
    young = put(shelf, b"just now")
    shelf.tidy({named})
    assert names(shelf) == {named, f"{named}.jpg", young, f"{young}.jpg"}
    assert shelf.find(gone) is None


def test_what_was_deleted_goes_before_its_hour_is_over_but_not_in_the_moment_it_came(shelf: Shelf):
    put(shelf)
    shelf.tidy((), deleted=SHA)
    assert shelf.find(SHA) is not None
    for path in shelf.directory.iterdir():
        some_time_ago = path.stat().st_mtime - WRITING_S - 1
        os.utime(path, (some_time_ago, some_time_ago))
    shelf.tidy({SHA}, deleted=SHA)  # another row names it
    assert shelf.find(SHA) is not None
    shelf.tidy((), deleted=SHA)
    assert names(shelf) == set()


def test_media_lie_beside_the_database_unless_the_settings_say_otherwise(tmp_path: Path):
    def settings(**tables: Any) -> HubSettings:
        device = {"id": "hub", "role": "hub", "site": "contoh"}
        return msgspec.convert(
            {"device": device, "broker": BROKER, "catalogue": {"file": "x"}, **tables}, HubSettings
        )

    assert media_directory(settings(), tmp_path) == tmp_path / "var/media"
    elsewhere = settings(storage={"url": "sqlite:////srv/mpp/hub.db"})
    assert media_directory(elsewhere, tmp_path) == Path("/srv/mpp/media")
    server = settings(storage={"url": "postgresql+psycopg://hub@db/mpp"})
    assert media_directory(server, tmp_path) == tmp_path / "var/media"
    told = settings(media={"directory": "/srv/media", "video_mb": 900})
    assert media_directory(told, tmp_path) == Path("/srv/media")
    assert Limits.of(told.media) == Limits(900, 10_000, 1000)


def test_an_old_file_that_is_given_again_is_spared_like_a_new_one(shelf: Shelf):
    put(shelf)
    grow_old(shelf)
    put(shelf)
    shelf.tidy(())
    assert shelf.find(SHA) is not None


def test_a_hub_that_starts_tidies_and_a_place_that_cannot_be_used_is_told(shelf: Shelf, tmp_path: Path):
    put(shelf)
    grow_old(shelf)
    assert open_shelf(shelf.directory, ROOMY, {SHA}).find(SHA) is not None
    assert open_shelf(shelf.directory, ROOMY, ()).find(SHA) is None
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigError, match=r"\[media\] directory"):
        open_shelf(tmp_path / "file" / "media", ROOMY, ())


def test_it_is_never_filled_beyond_its_room_or_the_disk(tmp_path: Path, monkeypatch):
    shelf = Shelf(tmp_path, Limits(total_mb=1, free_mb=100))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=100 * MB + 500_000))
    for size, reason in ((0, "empty"), (1_000_001, "full"), (500_001, "disk")):
        with pytest.raises(Unfit) as refused:
            shelf.begin(size)
        assert refused.value.reason == reason
    taken = shelf.begin(500_000)
    with pytest.raises(ValueError, match="more than was said"):
        taken.add(bytes(500_001))
    taken.drop()
    assert names(shelf) == set()


def test_a_disk_that_is_full_in_the_middle_is_a_refusal(tmp_path: Path, monkeypatch):
    taken = Shelf(tmp_path, ROOMY).begin(10)

    def full(_piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(taken, "_file", SimpleNamespace(write=full, close=taken._file.close))
    with pytest.raises(Unfit, match="no_space"):
        taken.add(b"x")
    taken.drop()
