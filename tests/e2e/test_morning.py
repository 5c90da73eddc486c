"""An unattended morning of the whole mall: paper, screen, voice and journal agree."""

import json
import os
import select
import signal
import subprocess
import sys
import time
import wave
from collections import Counter
from pathlib import Path

import msgspec
import pygame
import pytest

from broker_config.contract import Announcement, Board, Call, Tile
from display import bank
from display.board import HallBoard, Now, Place, View
from display.hanging import hang
from display.layout import card_place
from display.still import paint
from provisioning.apply import read_site
from provisioning.rehearsal.ear import decode
from provisioning.rehearsal.escpos import tickets
from provisioning.rehearsal.hearing import heard

ROOT = Path(__file__).parents[2]
SITE = ROOT / "provisioning/examples/small.toml"
PAPER_MM = {"kiosk-1": 80, "kiosk-2": 58}
VISITORS = 10
OPENING = Announcement(number=1, kind="opening", text="Pelayanan dimulai.", at=0.0, until=600.0)


def rehearse(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "provisioning", "rehearse", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def children_of(pid: int) -> list[int]:
    """Every living process started by `pid`, and by those."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [grandchild for child in found for grandchild in children_of(child)]


def alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(condition, what: str, seconds: float = 60.0):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        select_nothing()
    return found


def select_nothing():
    """Let others work for a moment, without counting on how long it takes."""
    select.select([], [], [], 0.05)


@pytest.fixture(scope="module")
def morning(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("morning")
    run = rehearse("--visitors", str(VISITORS), "--speed", "60", "--seed", "7", "--out", str(out))
    told, faults = run.communicate(timeout=110)
    assert run.returncode == 0, f"{told}\n{faults}"
    return out


@pytest.fixture(scope="module")
def journal(morning) -> list[dict]:
    return [json.loads(line) for line in (morning / "journal.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def called(journal) -> list[tuple[str, int]]:
    """Label and counter number of every call and recall, in order."""
    numbers = {counter.id: counter.number for counter in read_site(SITE).counters}
    return [(e["label"], numbers[e["counter"]]) for e in journal if e["event"] in ("called", "recalled")]


def test_every_press_became_one_ticket_one_row_and_one_paper_and_was_called_and_ended(morning):
    summary = json.loads((morning / "summary.json").read_text())
    assert summary["presses"] == summary["papers"] == summary["tickets"] == summary["called"] == VISITORS
    assert summary["finished"] + summary["no_show"] == VISITORS
    assert (summary["lost"], summary["doubled"], summary["faults"]) == (0, 0, [])


def test_the_journal_has_every_sequence_once_and_names_what_it_is_about(journal):
    assert [event["seq"] for event in journal] == list(range(1, len(journal) + 1))
    assert all({"at", "event"} <= event.keys() for event in journal)
    assert all(event["uid"] and event["label"] for event in journal if event["event"] in ("bound", "printed"))
    assert all(event["counter"] for event in journal if event["event"] in ("called", "finished", "no_show"))


def test_the_numbers_on_the_paper_decoded_from_its_bytes_are_those_of_the_journal(morning, journal):
    bound = {(event["device"], event["label"]) for event in journal if event["event"] == "bound"}
    printed = [
        (kiosk, ticket)
        for kiosk, width in PAPER_MM.items()
        for ticket in tickets((morning / "paper" / f"{kiosk}.bin").read_bytes(), paper_mm=width)
        if ticket.complete and ticket.lines
    ]
    assert Counter((kiosk, ticket.label) for kiosk, ticket in printed) == Counter(bound)
    assert all(not ticket.too_wide and not ticket.unknown for _, ticket in printed)
    pictures = [path.stem.partition("-")[2] for path in sorted((morning / "paper").glob("*.png"))]
    assert sorted(pictures) == sorted(label for _, label in bound)


def test_the_frame_after_each_call_shows_its_number_and_its_counter_pixel_for_pixel(morning, called):
    frames = sorted((morning / "screen").glob("*.png"))
    assert [frame.stem.partition("-")[2] for frame in frames] == [label for label, _ in called]
    seen: dict[str, int] = {}
    for frame, (label, counter) in zip(frames, called, strict=True):
        seen[label] = seen.get(label, 0) + 1
        assert shows(frame, label, counter, recall=seen[label] > 1), frame
        assert not shows(frame, "A999", counter, recall=seen[label] > 1), frame


def shows(frame: Path, label: str, counter: int, *, recall: bool) -> bool:
    """Whether the big card of a captured frame is the one that this call must look like."""
    picture, view = pygame.image.load(str(frame)), view_of(label, counter, recall=recall)
    return card_is(picture, view) or card_is(picture, view._replace(notice=OPENING))


def card_is(picture: pygame.Surface, view: View) -> bool:
    """Whether the card is as in this view: it is less high while something is announced below it."""
    hung = hang(*picture.get_size())
    rect = card_place(hung, 6, told=view.notice is not None)
    expected = paint(view, hung)
    inner = pygame.Rect(rect.x + rect.w // 10, rect.y + rect.h // 5, rect.w * 8 // 10, rect.h * 7 // 10)
    return pygame.image.tobytes(picture.subsurface(inner), "RGB") == pygame.image.tobytes(
        expected.subsurface(inner), "RGB"
    )


def view_of(label: str, number: int, *, recall: bool):
    fleet = read_site(SITE)
    counter = next(counter for counter in fleet.counters if counter.number == number)
    agency = next(agency for agency in fleet.agencies if agency.id == counter.agency)
    call = Call(
        call=1, uid="kiosk-1.1.1", label=label, counter=number, direction=counter.direction,
        agency=agency.short, at=0.0, recall=recall,
    )  # fmt: skip
    tiles = tuple(Tile(agency=row.short, label=None, counter=None, waiting=0) for row in fleet.agencies)
    board = Board(
        epoch=1, rev=1, zone="utama", mall="-", regency="-", timezone="Asia/Jakarta", calls=(call,),
        tiles=tiles, notices=(),
    )  # fmt: skip
    start = Now(0.0, 0.0)
    hall = HallBoard(Place("display-1", "utama", "localhost"), start)
    hall.link(start, up=True)
    hall.take(msgspec.structs.replace(board, calls=()))
    hall.take(msgspec.structs.replace(board, rev=2))
    later = Now(60.0, 60.0)  # the pulse around the card is over
    hall.advance(later)
    return hall.view(later)


def test_the_words_in_the_air_are_the_calls_in_their_order(morning, called, tmp_path):
    bank.ensure(tmp_path / "voice")
    sounds = sorted((morning / "voice").glob("*.wav"))
    spoken = []
    for sound in sounds:
        with wave.open(str(sound)) as file:
            spoken.append(heard(decode(file.readframes(file.getnframes()), tmp_path / "voice")))
    assert [(said.label, said.counter) for said in spoken] == called


def test_with_processes_killed_and_paper_ending_nothing_is_lost_or_doubled(tmp_path):
    run = rehearse("--visitors", "24", "--speed", "60", "--seed", "5", "--trouble", "--out", str(tmp_path))
    told, faults = run.communicate(timeout=110)
    assert run.returncode == 0, f"{told}\n{faults}"
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert (summary["lost"], summary["doubled"]) == (0, 0)
    assert "trouble:" in told + faults


def test_ctrl_c_ends_the_mall_and_leaves_no_process_behind():
    run = rehearse("--port", "0")
    with run:
        assert run.stdout is not None
        for line in run.stdout:
            if "Ctrl-C" in line:
                break
        started = children_of(run.pid)
        assert len(started) >= 9, "broker, hub, two kiosks, four pads, one display"
        run.send_signal(signal.SIGINT)
        assert run.wait(timeout=30) == 0
        eventually(lambda: not any(alive(pid) for pid in started), "every process has ended", 5)


def test_killed_it_takes_its_processes_with_it():
    run = rehearse("--port", "0")
    with run:
        started = eventually(lambda: found if len(found := children_of(run.pid)) >= 9 else [], "a mall")
        os.kill(run.pid, signal.SIGKILL)
        run.wait(timeout=10)
        eventually(lambda: not any(alive(pid) for pid in started), "every process has ended")
