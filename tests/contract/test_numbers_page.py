"""The information desk over a real writer and database: what it finds, and what it sets right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub import commands as cmd
from tests.contract.house import COUNTER, House
from tests.contract.test_console_page import arrive

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def desk(mall: House):
    """The browser of the information desk."""
    return mall.client("ani")


def ticket(mall: House, label: str):
    return mall.look(lambda hall: hall.tickets[hall.labels[label]])


def amend(mall: House, desk, label: str, action: str, **form: str):
    return mall.send(desk, f"/nomor/{ticket(mall, label).uid}", {"action": action, "q": label, **form})


def test_a_number_is_found_and_what_can_be_done_is_offered(mall: House, desk):
    label = arrive(mall)
    page = desk.get(f"/nomor?q={label.lower()}", headers=HTML).text
    assert label in page
    for offered in ("Jadikan prioritas", "Alihkan", "Satu pengunjung", "Batalkan nomor"):
        assert offered in page
    for not_now in ("Kembalikan ke antrean", "Nyatakan tidak berlaku"):
        assert not_now not in page


def test_a_number_that_is_not_there_is_told_in_words(desk):
    assert "Tidak ada nomor Z999 hari ini" in desk.get("/nomor?q=Z999", headers=HTML).text


def test_a_number_is_cancelled_with_a_reason_and_put_back_in_line(mall: House, desk):
    label = arrive(mall)
    answer = amend(mall, desk, label, "cancel", reason="pulang")
    assert answer.status_code == 303
    assert ticket(mall, label).state == "cancelled"
    page = desk.get(answer.location, headers=HTML).text
    assert "Nomor dibatalkan." in page
    assert "Kembalikan ke antrean" in page
    amend(mall, desk, label, "restore")
    assert ticket(mall, label).state == "waiting"


def test_a_number_is_given_priority_and_transferred(mall: House, desk):
    label = arrive(mall)
    group = mall.look(lambda hall: next(iter(hall.register.priority_groups)))
    amend(mall, desk, label, "prioritise", value=group)
    amend(mall, desk, label, "transfer", value="nib")
    found = ticket(mall, label)
    assert (found.priority, found.service, found.origin) == (group, "nib", "ktp-baru")
    assert "Semula untuk" in desk.get(f"/nomor?q={label}", headers=HTML).text


def test_two_numbers_of_one_visitor_are_joined_by_what_is_on_the_paper(mall: House, desk):
    first, second = arrive(mall), arrive(mall)
    amend(mall, desk, second, "join", value=first.lower())
    assert ticket(mall, second).visitor == ticket(mall, first).uid
    assert amend(mall, desk, second, "join", value="Z999").status_code == 409


def test_what_the_hub_refuses_is_told_in_its_words_and_changes_nothing(mall: House, desk):
    label = arrive(mall)
    answer = amend(mall, desk, label, "restore")
    assert answer.status_code == 409
    assert "tidak dapat dilakukan lagi" in answer.text
    assert ticket(mall, label).state == "waiting"


@pytest.mark.parametrize("action", ["", "explode", "call"])
def test_what_is_no_amendment_is_refused(mall: House, desk, action: str):
    assert amend(mall, desk, arrive(mall), action).status_code == 400


@pytest.mark.parametrize("login", ["budi", "citra", "dewi"])
def test_only_a_manager_may(mall: House, login: str):
    browser = mall.client(login)
    assert browser.get("/nomor?q=1").status_code == 403
    assert browser.get("/nomor/gulungan").status_code == 403


ROLL = {
    "service": "ktp-hilang",
    "first": "1",
    "last": "3",
    "day": "2026-11-20",
    "began": "08.00",
    "ended": "08:30",
}


def test_a_roll_that_was_served_is_entered_once(mall: House, desk):
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    form = {**ROLL, "day": two_days_ago, "counter": COUNTER}
    answer = mall.send(desk, "/nomor/gulungan", form)
    assert answer.status_code == 303
    assert "3 nomor dimasukkan" in desk.get(answer.location, headers=HTML).text
    assert [ticket(mall, f"B-ZZ00{n}").state for n in (1, 2, 3)] == ["finished"] * 3
    again = mall.send(desk, "/nomor/gulungan", form)
    assert again.status_code == 409
    assert "sudah pernah dimasukkan" in again.text


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"began": "pagi"}, 422),
        ({"day": ""}, 422),
        ({"first": "satu"}, 422),
        ({"first": "9"}, 409),
        ({"service": ""}, 409),
        ({"day": "2001-01-01"}, 409),
    ],
)
def test_a_roll_with_a_fault_is_told_so_and_what_was_filled_in_stays(mall: House, desk, fault, status: int):
    before = mall.look(lambda hall: len(hall.tickets))
    answer = mall.send(desk, "/nomor/gulungan", {**ROLL, **fault, "last": "4"})
    assert answer.status_code == status
    assert 'value="4"' in answer.text
    assert mall.look(lambda hall: len(hall.tickets)) == before


def test_the_console_and_the_desk_speak_of_the_same_ticket(mall: House, desk):
    label = arrive(mall)
    mall.service.ask(cmd.Operate(COUNTER, "call", "pad-1", uid=ticket(mall, label).uid)).result(5)
    page = desk.get(f"/nomor?q={label}", headers=HTML).text
    assert "dipanggil" in page
    assert "Di loket" in page
