"""What a visitor is told on the page behind the code, when the visit does not go straight."""

from __future__ import annotations

from hub import commands
from tests.unit.test_floor import Mall


def operate(mall: Mall, counter: str, action: str, **more: str) -> None:
    mall.desk.do(commands.Operate(counter, action, **more), mall.now, 0.0)  # type: ignore[arg-type] - a test's words


def amend(mall: Mall, token: str, action: str, value: str = "", to: str = "") -> None:
    uid = mall.desk.hall.tokens[token]
    mall.desk.do(commands.Amend(uid, action, value=value, to=to), mall.now, 0.0)  # type: ignore[arg-type]


def called(mall: Mall, service: str = "ktp", counter: str = "loket-1") -> str:
    token = mall.take_ticket(service)
    operate(mall, counter, "call_next")
    return token


def test_who_is_put_aside_is_told_where_to_come_back_and_waits_again_when_resumed():
    mall = Mall()
    token = called(mall)
    operate(mall, "loket-1", "park")
    parked = mall.known_turn(token)
    assert (parked.stage, parked.counter) == ("parked", 1)
    operate(mall, "loket-1", "resume", uid=mall.desk.hall.tokens[token])
    assert mall.known_turn(token).stage == "waiting"


def test_who_is_transferred_keeps_the_number_and_is_told_the_new_service():
    mall = Mall()
    token = called(mall)
    label = mall.known_turn(token).label
    operate(mall, "loket-1", "transfer", service="akta")
    mine = mall.known_turn(token)
    assert (mine.stage, mine.label, mine.service, mine.moved) == ("waiting", label, "Akta", True)
    assert mine.counter is None


def test_who_is_sent_to_one_counter_is_told_which():
    mall = Mall()
    token = mall.take_ticket("ktp")
    amend(mall, token, "transfer", value="akta", to="loket-2")
    assert mall.known_turn(token).counter == 2


def test_who_was_struck_off_is_told_and_has_the_place_back_when_restored():
    mall = Mall()
    token = mall.take_ticket("ktp")
    mall.take_ticket("ktp")
    amend(mall, token, "cancel")
    assert mall.known_turn(token).stage == "cancelled"
    amend(mall, token, "restore")
    mine = mall.known_turn(token)
    assert (mine.stage, mine.ahead, mine.moved) == ("waiting", 0, False)


def test_who_did_not_come_waits_again_when_restored():
    mall = Mall()
    token = called(mall)
    operate(mall, "loket-1", "no_show")
    assert mall.known_turn(token).stage == "no_show"
    amend(mall, token, "restore")
    assert mall.known_turn(token).stage == "waiting"
