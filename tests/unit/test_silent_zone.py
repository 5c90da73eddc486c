"""A zone without a voice: from when on it is one, and that somebody is told while people wait there for a call."""

from __future__ import annotations

from broker_config.contract import Part
from hub.alerts.situation import situation
from hub.register.rows import as_row
from tests.registers import DAYS
from tests.unit.small_hall import MORNING
from tests.unit.test_alerts import NOW, Board, a_desk
from tests.unit.test_hall_speakers import DISPLAYS, SICK, WELL, Party


def test_a_zone_is_silent_from_when_its_last_voice_is_gone_until_another_speaks():
    party = Party()
    party.online("layar-1", "layar-2")
    party.health |= {"layar-1": WELL, "layar-2": SICK}
    party.chosen()
    party.chosen()
    assert party.usher.silent == {}
    party.online("layar-1", there=False)
    party.chosen()
    party.chosen()
    assert party.usher.silent == {"utama": MORNING}
    party.health["layar-2"] = WELL
    party.chosen()
    party.chosen()
    assert party.usher.silent == {}


def test_a_zone_whose_displays_all_tell_that_they_have_no_voice_is_quiet_on_purpose():
    party = Party()
    party.chosen()
    assert party.usher.silent == {"utama": MORNING}, "nobody knows yet"
    screen = (Part(name="layar", kind="screen", state="ok"),)
    party.health |= dict.fromkeys(DISPLAYS["utama"], screen)
    party.chosen()
    assert party.usher.silent == {}


def test_a_zone_without_a_voice_is_an_alert_after_a_minute_and_until_it_has_one():
    board = Board()
    silent = {"timur": NOW - 30}
    assert board.look(silent=silent) == []
    assert board.look(31, silent=silent) == ["+silent:timur"]
    assert board.open["silent:timur"].detail == {"since": NOW - 30}
    assert board.look(61, silent={}, connected=False) == ["+device_sick:broker", "-silent:timur"]


def test_while_nobody_can_be_heard_no_zone_is_called_silent_and_one_that_was_stays():
    board = Board()
    assert board.look(silent={"timur": NOW - 90}) == ["+silent:timur"]
    told = board.look(90, silent={"timur": NOW - 90, "utama": NOW - 90}, connected=False)
    assert told == ["+device_sick:broker"]


def test_the_situation_tells_of_silence_while_anybody_serves():
    desk = a_desk()
    desk.usher.silent["timur"] = NOW - 90
    look = {"connected": True, "started_at": NOW - 7200}
    assert situation(desk, NOW, {}, (), **look).silent == {"timur": NOW - 90}
    mall = as_row(desk.hall.register.mall)
    week = dict.fromkeys(DAYS, "10:00-12:00")
    desk.hall.register.put("mall", "mall", {**mall, "hours": {"week": week}})
    assert situation(desk, NOW, {}, (), **look).silent == {}
