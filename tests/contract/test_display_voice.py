"""A display's voice as the hub steers it: real process, real broker, real samples."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from broker_config.contract import (
    EVERYWHERE,
    Announcement,
    Announcements,
    Birth,
    FloorGranted,
    FloorReleased,
    FloorRequest,
    ScreenPlan,
    Signage,
    Speaker,
    VoicePlan,
    Welcome,
)
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


def test_a_screen_of_the_hall_shows_the_call_of_another_zone_and_leaves_it_to_that_zone_to_say_it(stage):
    hub, box = stage
    known = (call(1), call(2), call(3))
    plan = ScreenPlan(device="display-1", layout="hall")
    hub.link.send(replace(signage(3, "display-1"), screens=(plan,)))
    hub.link.send(replace(board(*known, rev=5), zone=EVERYWHERE), zone=EVERYWHERE)
    elsewhere = replace(call(4), zone="Lantai 2")
    hub.link.send(replace(board(*known, elsewhere, rev=6), zone=EVERYWHERE), zone=EVERYWHERE)
    box.line("shows call 4 ")
    hub.link.send(board(*known, call(5), rev=7), zone=ZONE)
    box.line("voice said call 5")
    assert not [line for line in box.lines if "voice" in line and "call 4 " in line]


def test_where_other_zones_hear_it_the_voice_asks_for_the_floor_and_gives_it_back(stage):
    hub, box = stage
    turns = (Speaker(zone=ZONE, device="display-1", turns=True),)
    hub.link.send(replace(signage(4), speakers=turns))
    hub.link.send(board(call(5), call(6), rev=8), zone=ZONE)
    asked = hub.wait(FloorRequest, speaking=False)
    hub.link.send(FloorGranted(nonce="of-another", seconds=60), to="display-1")
    hub.wait(FloorRequest, speaking=False)
    assert not [line for line in box.lines if "voice says call 6" in line]
    hub.link.send(FloorGranted(nonce=asked.nonce, seconds=10), to="display-1")
    assert hub.wait(FloorReleased).nonce == asked.nonce
    box.line("voice said call 6")
