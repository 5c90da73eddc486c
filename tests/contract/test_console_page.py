"""What an officer's browser may ask of a counter, and what it is told; over a real writer and database."""

from __future__ import annotations

import time
from typing import Any

import pytest

from broker_config import contract as c
from hub import commands as cmd
from tests.contract.house import COUNTER, ROLES, House

JSON = {"Accept": "application/json"}


class Officer:
    """A browser with a console open."""

    def __init__(self, mall: House, login: str = "budi", counter: str = COUNTER) -> None:
        self.mall, self.counter = mall, counter
        self.browser = mall.client(login)
        page = self.browser.get("/kata-sandi", headers={"Accept": "text/html"}).text
        self.key = page.partition('name="form-key" content="')[2].partition('"')[0]

    def send(self, path: str, body: object, **headers: str) -> Any:
        sent = {"X-Form-Key": self.key, **JSON, **headers}
        return self.browser.post(f"/loket/{self.counter}/{path}", json=body, headers=sent)

    def do(self, action: str, **more: object) -> dict[str, Any]:
        body = {"action": action, "seen": self.standing(), **more}
        answer = self.send("do", body)
        assert answer.status_code == 200, answer.text
        return answer.json

    def standing(self) -> str:
        return self.mall.look(lambda hall: hall.standing(self.counter))

    def state(self) -> str:
        return self.standing().rsplit(".", 2)[-2]


@pytest.fixture
def officer(mall: House):
    """An officer at a free counter that nobody waits for."""
    found = Officer(mall)
    while found.do("call_next")["done"]:
        pass
    return found


PRESSES = iter(range(1, 10_000))


def arrive(mall: House, service: str = "ktp-baru") -> str:
    """Somebody has taken a number; gives its label."""
    number = next(PRESSES)
    uid, label, seq = f"kiosk-1.1.{number}", f"A-X{number:03d}", 2 * number
    bound = c.Bound(
        seq=seq, prev=seq - 1, uid=uid, label=label, service=service, token=f"{number:022d}", at=None
    )
    mall.service.ask(cmd.TakeBound("kiosk-1", bound, time.time())).result(5)
    printed = c.Printed(seq=seq + 1, prev=seq, uid=uid, result="printed")
    mall.service.ask(cmd.TakePrinted("kiosk-1", printed)).result(5)
    return label


def test_a_command_is_answered_with_how_things_stand_after_it(mall: House, officer: Officer):
    label = arrive(mall)
    answer = officer.do("call_next")
    assert (answer["done"], answer["text"]) == (True, "")
    assert label in answer["pieces"]["now"]
    assert f'data-standing="{officer.standing()}"' in answer["pieces"]["now"]


def test_the_same_command_again_is_done_once_and_nobody_is_alarmed(mall: House, officer: Officer):
    arrive(mall)
    arrive(mall)
    order = {"action": "call_next", "seen": officer.standing()}
    first = officer.send("do", order).json
    again = officer.send("do", {**order, "again": True}).json
    assert first["done"]
    assert (again["done"], again["text"]) == (False, "")
    assert again["pieces"]["now"] == first["pieces"]["now"]
    assert again["number"] > first["number"]


def test_whoever_was_slower_is_told_so_calmly(mall: House, officer: Officer):
    arrive(mall)
    seen = officer.standing()
    mall.service.ask(cmd.Operate(COUNTER, "call_next", "pad-1", "pad-1.1.1")).result(5)
    answer = officer.send("do", {"action": "call_next", "seen": seen}).json
    assert answer["calm"]
    assert "baru saja berubah" in answer["text"]


def test_a_refusal_is_in_the_language_of_the_page(officer: Officer):
    assert officer.do("recall")["text"] == "Belum ada nomor yang dipanggil."
    body = {"action": "recall", "seen": officer.standing()}
    english: Any = officer.browser.post(
        f"/loket/{COUNTER}/do?lang=en", json=body, headers={"X-Form-Key": officer.key, **JSON}
    )
    assert english.json["text"] == "No number has been called at this counter yet."


def test_a_typed_number_is_called_from_wherever_it_waits(mall: House, officer: Officer):
    arrive(mall)
    label = arrive(mall)
    assert label in officer.do("call", number=label.lower().replace("-", ""))["pieces"]["now"]


@pytest.mark.parametrize("action", ["restore", "prioritise"])
def test_a_ticket_of_the_counter_can_be_restored_and_prioritised(mall: House, officer: Officer, action: str):
    arrive(mall)
    officer.do("call_next")
    uid = mall.look(lambda hall: hall.active[COUNTER])
    officer.do("no_show")
    restored = officer.do("restore", uid=uid)
    assert restored["done"]
    if action == "prioritise":
        groups = mall.look(lambda hall: list(hall.register.priority_groups))
        assert officer.do("prioritise", uid=uid, group=groups[0])["done"]
        assert mall.look(lambda hall: hall.tickets[uid].priority) == groups[0]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "call_next"},
        {"action": "explode", "seen": ""},
        {"action": "call_next", "seen": 7},
        {"action": "call_next", "seen": "x" * 200},
        {"action": "call", "seen": "", "uid": None},
        [],
        "text",
        None,
    ],
)
def test_what_is_no_command_is_refused_and_changes_nothing(officer: Officer, body):
    before = officer.standing()
    assert officer.send("do", body).status_code == 400
    assert officer.standing() == before


def test_a_command_without_the_pages_key_is_refused(mall: House, officer: Officer):
    arrive(mall)
    body = {"action": "call_next", "seen": officer.standing()}
    assert officer.send("do", body, **{"X-Form-Key": "wrong"}).status_code == 400
    assert officer.state() == "free"


@pytest.mark.parametrize("path", ["do", "attend"])
def test_an_officer_works_no_counter_but_the_own(officer: Officer, path: str):
    officer.counter = "loket-3"
    body = {"action": "call_next", "seen": ""} if path == "do" else {"how": "sign_in"}
    assert officer.send(path, body).status_code == 403
    assert officer.browser.get("/loket/loket-3").status_code == 403
    assert (
        officer.browser.get("/loket/loket-3/live", headers={"Accept": "text/event-stream"}).status_code == 403
    )


def test_nobody_but_managers_and_officers_has_a_console(mall: House):
    for login, role in ROLES.items():
        allowed = role in ("manager", "officer")
        browser = mall.client(login)
        assert (browser.get(f"/loket/{COUNTER}").status_code == 200) is allowed
        assert (browser.get("/loket").status_code in (200, 303)) is allowed


def test_an_officer_with_one_counter_is_led_to_it(officer: Officer):
    answer = officer.browser.get("/loket")
    assert (answer.status_code, answer.location) == (303, f"/loket/{COUNTER}")


def test_a_manager_chooses_among_all_counters(mall: House):
    page = mall.client("ani").get("/loket").text
    assert page.count('href="/loket/') >= 8


def test_to_be_here_is_remembered_with_the_session_and_evidence_is_written(mall: House, officer: Officer):
    assert officer.send("attend", {"how": "activity"}).json == {"works": False}
    assert mall.look(lambda hall: hall.acted.get(COUNTER, 0.0)) < time.time() + 1
    assert officer.send("attend", {"how": "sign_in"}).json == {"works": True}
    assert 'data-works="yes"' in officer.browser.get(f"/loket/{COUNTER}").text
    assert officer.send("attend", {"how": "sign_out"}).json == {"works": False}
    assert mall.look(lambda hall: COUNTER in hall.acted) is False


def test_whoever_moves_to_another_counter_has_left_the_first(mall: House):
    manager = Officer(mall, "ani")
    manager.send("attend", {"how": "sign_in"})
    manager.counter = "loket-2"
    assert manager.send("attend", {"how": "sign_in"}).json == {"works": True}
    assert mall.look(lambda hall: COUNTER in hall.acted) is False


def test_a_counter_that_is_not_there_has_no_page(mall: House):
    assert mall.client("ani").get("/loket/loket-99").status_code == 404
