"""How a display is to look, and whether it is the one that speaks."""

from __future__ import annotations

from broker_config.contract import ScreenPlan, Signage, Speaker, VoicePlan
from broker_config.signage import NIGHT
from display.signs import Signs


def signage(*speakers, screens=(), rev=1, epoch=1):
    return Signage(
        epoch=epoch, rev=rev, screens=screens, theme=NIGHT, voice=VoicePlan(languages=("id",)),
        speakers=tuple(Speaker(zone=zone, device=device) for zone, device in speakers),
    )  # fmt: skip


def ours(*heard):
    signs = Signs("display-1", "utama")
    for one in heard:
        signs.take(one)
    return signs


def test_where_the_hub_never_named_a_speaker_every_box_speaks():
    assert ours().speaks


def test_only_the_one_that_was_named_for_the_zone_speaks():
    assert ours(signage(("utama", "display-1"))).speaks
    assert not ours(signage(("utama", "display-2"))).speaks
    assert not ours(signage(("atas", "display-1"))).speaks
    assert not ours(signage()).speaks


def test_the_plan_is_that_of_this_display_alone():
    other, mine = ScreenPlan(device="display-2"), ScreenPlan(device="display-1", layout="overview")
    assert ours(signage(screens=(other, mine))).plan == mine
    assert ours(signage(screens=(other,))).plan is None
    assert ours().theme is None


def test_what_is_not_newer_is_ignored():
    signs = ours(signage(("utama", "display-1"), rev=5))
    assert not signs.take(signage(rev=5))
    assert not signs.take(signage(rev=4))
    assert signs.speaks
    assert signs.take(signage(rev=1, epoch=2))


def test_what_was_recalled_holds_until_anything_is_said():
    signs = Signs("display-1", "utama")
    signs.recall(signage(("utama", "display-2"), rev=99))
    assert not signs.speaks
    assert signs.take(signage(("utama", "display-1"), rev=1))
    assert signs.speaks
