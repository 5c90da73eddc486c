"""What the panel tells: when it opens, who stays while it is shut, who is called first. And the countdown is safe."""

from __future__ import annotations

import pytest

from broker_config import contract as c
from kiosk.panel.events import Chose, Condition, Number, Pushed
from kiosk.panel.scene import view_of
from kiosk.panel.scenes import UID, WELL
from kiosk.panel.state import PATIENCE_S
from kiosk.roles.actions import Tell
from tests.unit.panel_play import NOON, play

AGENCY, SERVICE = "agency:instansi-1", "service:layanan-1-1"


def page(one):
    return one.state.page


@pytest.mark.parametrize(
    ("days", "language", "mark", "told"),
    [
        (0, "id", "Buka 11.00", "mulai pukul 11.00."),
        (1, "id", "Buka Selasa", "mulai Selasa pukul 11.00."),
        (1, "en", "Opens Tuesday", "from Tuesday, 11.00."),
        (6, "id", "Buka Minggu", "mulai Minggu pukul 11.00."),
        (7, "id", "Buka 30 November", "mulai 30 November pukul 11.00."),
        (7, "en", "Opens 30 November", "from 30 November, 11.00."),
    ],
)
def test_what_opens_on_another_day_says_the_day_and_not_the_hour(days, language, mark, told):
    script, at = play(language=language), NOON + days * 86400.0
    later = tuple(
        c.Offering(service=f"layanan-{n}-{m}", state="closed", opens_at=at)
        for n in (1, 2)
        for m in range(1, 6)
    )
    offers = c.Offers(epoch=1, rev=2, services=later)
    for steps, option in (((), "agency:instansi-2"), ((AGENCY,), SERVICE)):
        one = script.walked(*steps)
        one.take(offers, 0.0)
        shown = {tile.id: tile.state for tile in view_of(one, script.room, 1.0, NOON - 7200).options}
        assert shown[option] == mark
    one.take(Chose(SERVICE), 1.0)
    assert view_of(one, script.room, 1.0, NOON - 7200).label.endswith(told)


@pytest.mark.parametrize("event", [Chose(SERVICE), Chose("back"), Pushed("1"), Pushed("ok"), Pushed("down")])
def test_in_the_countdown_the_first_touch_only_keeps_the_page(event):
    one = play().walked(AGENCY)
    before, now = one.state, PATIENCE_S - 3.0
    assert one.take(event, now) == []
    assert one.state == before._replace(since=now)
    one.take(event, now + 1.0)
    assert one.state != before._replace(since=now + 1.0)


def test_in_the_countdown_headphones_still_bring_the_voice():
    one = play().walked(AGENCY)
    one.take(Pushed("help"), PATIENCE_S - 3.0)
    assert one.state.spoken


@pytest.mark.parametrize(("language", "said"), [("id", "Prioritas"), ("en", "Priority")])
def test_a_number_that_is_called_first_says_so_and_another_does_not(language, said):
    script = play(language=language)
    for first in (True, False):
        one = script.asked(Number(UID, "A012", "layanan-1-1", 2, 20, first))
        assert (said in [block.text for block in view_of(one, script.room, 1.0, NOON).blocks]) == first


def test_whose_paper_did_not_come_out_is_not_sent_away_and_sees_the_number_that_replaces_it():
    script = play()
    one = script.asked(Number(UID, "A012", "layanan-1-1"), Tell("failed", UID, "layanan-1-1"))
    one.take(Condition(alive=True, open=False, paper="out", owed=1), 0.0)
    one.tick(20.0)
    assert page(one) == "shut"
    first, second, *_ = [block.text for block in view_of(one, script.room, 20.0, NOON).blocks]
    assert first == "1 nomor masih menunggu dicetak: pemiliknya tetap di sini."
    assert second.startswith("Pengunjung lain: silakan ke anjungan lain")
    one.take(Tell("asked", "kiosk-1.1.2", "layanan-1-1"), 60.0)
    one.take(WELL, 60.0)
    one.take(Number("kiosk-1.1.2", "A012", "layanan-1-1"), 60.1)
    view = view_of(one, script.room, 60.1, NOON)
    assert (view.page, view.label) == ("number", "A012")


def test_nobody_is_asked_to_stay_when_no_paper_is_owed():
    script = play()
    one = script.begun(Condition(alive=True, open=False, paper="out"))
    assert (
        view_of(one, script.room, 0.0, NOON).blocks[0].text == "Silakan ke anjungan lain atau meja informasi."
    )


@pytest.mark.parametrize(("language", "said"), [("id", "out of service"), ("en", "tidak melayani")])
def test_the_page_that_sends_visitors_away_says_it_in_the_other_language_too(language, said):
    script = play(language=language)
    one = script.begun(Condition(alive=True, open=False))
    assert said in view_of(one, script.room, 0.0, NOON).blocks[-1].text
