"""What a display remembers over a power cut: whole or nothing, seldom written, and never in the way of the screen."""

from __future__ import annotations

import logging
import threading

import pytest
from msgspec.structs import replace

from broker_config.contract import EVERYWHERE, Announcements, Programme
from broker_config.signage import Page, Row
from display import memory
from display.memory import EVERY_S, FILE, Memory, Shown
from tests.unit.display_boards import NOON, board, call

SHOWN = Shown(
    at=NOON,
    board=board(call(1), call(2)),
    whole=replace(board(call(1), call(2), call(3)), zone=EVERYWHERE),
    announcements=Announcements(epoch=1, rev=1, items=()),
)


@pytest.fixture
def folder(tmp_path):
    Memory(tmp_path).close(SHOWN)
    return tmp_path


def settle() -> None:
    for thread in threading.enumerate():
        if thread.name == "memory":
            thread.join(5)


def test_what_was_kept_is_recalled(folder):
    assert Memory(folder).recall() == SHOWN


def test_a_new_box_remembers_nothing_and_complains_of_nothing(tmp_path, caplog):
    assert Memory(tmp_path).recall() == Shown()
    assert caplog.records == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:0],
        lambda raw: raw.replace(b"A002", b"A003"),
        lambda raw: bytes(len(raw)),
        lambda raw: b"\xff" + raw,
    ],
    ids=["torn", "empty", "another number", "zeros", "garbled"],
)
def test_what_is_torn_or_garbled_is_as_good_as_nothing_and_one_line_says_so(folder, caplog, spoil):
    file = folder / FILE
    file.write_bytes(spoil(file.read_bytes()))
    assert Memory(folder).recall() == Shown()
    assert len(caplog.records) == 1


def test_what_another_version_wrote_is_as_good_as_nothing(folder):
    text = b'{"board":{"zone":7}}'
    (folder / FILE).write_bytes(memory._digest(text) + b"\n" + text)
    assert Memory(folder).recall() == Shown()


def test_the_disk_is_written_seldom_and_only_if_something_changed(tmp_path):
    kept = Memory(tmp_path)
    kept.keep(SHOWN, 100.0)
    settle()
    newer = Shown(at=NOON + 1, board=board(call(3), rev=2))
    kept.keep(newer, 100.0 + EVERY_S - 0.1)
    settle()
    assert Memory(tmp_path).recall() == SHOWN
    kept.keep(newer, 100.0 + EVERY_S)
    settle()
    assert Memory(tmp_path).recall() == newer
    (tmp_path / FILE).unlink()
    kept.keep(Shown(at=NOON + 99, board=newer.board), 200.0)  # only the time has gone on
    settle()
    assert not (tmp_path / FILE).exists()


def test_what_was_not_written_yet_is_when_the_display_is_stopped(folder):
    kept = Memory(folder)
    kept.recall()
    newer = Shown(at=NOON + 1, board=board(call(3), rev=2))
    kept.close(newer)
    assert Memory(folder).recall() == newer


def test_a_slow_card_holds_nobody_up(folder, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def fsync(_handle: int) -> None:
        begun.set()
        go_on.wait(5)

    monkeypatch.setattr("os.fsync", fsync)
    kept = Memory(folder)
    kept.keep(SHOWN, 100.0)
    assert begun.wait(5)
    kept.keep(Shown(board=board(rev=9)), 200.0)  # returns, though the first is still being written
    assert Memory(folder).recall() == SHOWN  # the old file is whole meanwhile
    go_on.set()
    settle()


def test_a_disk_that_fails_is_complained_of_once(tmp_path, caplog):
    (tmp_path / f".{FILE}.new").mkdir()
    kept = Memory(tmp_path)
    with caplog.at_level(logging.WARNING):
        for step, rev in enumerate((1, 2, 3)):
            kept.keep(Shown(board=board(rev=rev)), 100.0 * (step + 1))
            settle()
    assert len(caplog.records) == 1


PROGRAMME = Programme(
    epoch=1, rev=4, pages=(Page(kind="services", title="Dukcapil", rows=(Row(left="KTP-el"),)),)
)


def test_the_programme_is_kept_too_in_a_file_that_is_only_written_when_it_changes(folder):
    kept = Memory(folder)
    kept.recall()
    kept.close(replace(SHOWN, programme=PROGRAMME))
    assert Memory(folder).recall() == replace(SHOWN, programme=PROGRAMME)
    (folder / memory.PROGRAMME).unlink()
    newer = replace(SHOWN, board=board(call(3), rev=2), programme=PROGRAMME)
    kept = Memory(folder)
    kept._kept = replace(SHOWN, programme=PROGRAMME)
    kept.close(newer)
    assert not (folder / memory.PROGRAMME).exists()


@pytest.mark.parametrize("name", [FILE, memory.PROGRAMME])
def test_one_torn_file_does_not_spoil_the_other(folder, name):
    Memory(folder).close(replace(SHOWN, programme=PROGRAMME))
    (folder / name).write_bytes((folder / name).read_bytes()[:-9])
    torn = Shown(programme=PROGRAMME) if name == FILE else SHOWN
    assert Memory(folder).recall() == torn
