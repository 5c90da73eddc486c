"""A display's voice as the hub steers it: real process, real broker, real samples."""

from __future__ import annotations

import re

import pytest

from broker_config.contract import Announcement, Announcements, Birth, Signage, Speaker, VoicePlan, Welcome
from broker_config.signage import NIGHT, Kind
from broker_config.speech import lexicon
from display import bank
from provisioning.rehearsal.hearing import Words, heard
from tests.contract.display_box import ZONE, eventually, hall
from tests.unit.display_boards import NOON, board, call


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with hall(tmp_path_factory.mktemp("hall")) as (hub, box):
        box.start()
        birth = hub.wait(Birth)
        hub.link.send(Welcome(boot=birth.boot, epoch=1, acked=0, letter="", at=NOON), to="display-1")
        hub.link.send(board(), zone=ZONE)
        yield hub, box


def signage(rev: int, *speakers: str) -> Signage:
    return Signage(
        epoch=1, rev=rev, screens=(), theme=NIGHT, voice=VoicePlan(languages=("id",), expires_s=600),
        speakers=tuple(Speaker(zone=ZONE, device=device) for device in speakers),
    )  # fmt: skip


def told(number: int, kind: Kind = "text", zones: tuple[str, ...] = ()) -> Announcement:
    return Announcement(
        number=number, kind=kind, text="Mal segera tutup.", zones=zones, at=NOON, until=NOON + 1e6
    )


def words(box) -> list[str]:
    clips = bank.load(box.bank).clips
    return Words(clips).recognise(box.ear.played())


def test_only_the_elected_speaker_speaks(stage):
    hub, box = stage
    hub.link.send(signage(1, "display-2"))
    hub.link.send(board(call(1), rev=2), zone=ZONE)
    box.line("shows call 1 ")
    hub.link.send(signage(2, "display-1"))
    hub.link.send(board(call(1), call(2), rev=3), zone=ZONE)
    box.line("voice said call 2")
    assert not [line for line in box.lines if "voice" in line and "call 1 " in line]
    assert heard(words(box)).label == "A002"


def test_the_zone_is_told_what_is_for_it_and_an_emergency_until_it_is_taken_back(stage):
    hub, box = stage
    elsewhere, here, fire = told(1, zones=("lain",)), told(2, zones=(ZONE,)), told(3, "emergency")
    hub.link.send(Announcements(epoch=1, rev=1, items=()))
    hub.link.send(Announcements(epoch=1, rev=2, items=(elsewhere, here)))
    box.line("voice said announcement 2")
    hub.link.send(Announcements(epoch=1, rev=3, items=(elsewhere, here, fire)))
    eventually(lambda: len(re.findall("said announcement 3", "".join(box.lines))) > 1, "the emergency, twice")
    hub.link.send(Announcements(epoch=1, rev=4, items=(elsewhere, here)))
    hub.link.send(board(call(1), call(2), call(3), rev=4), zone=ZONE)
    box.line("voice said call 3")
    assert not [line for line in box.lines if "announcement 1" in line]
    said = words(box)
    assert said.count(lexicon.ALARM) >= 2
    assert heard(said[-9:]).label == "A003"
