"""Who may do what, what a session and a password are, and how guesses are slowed down."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import accounts
from hub.accounts import ACCOUNT_BACK_OFF, ADDRESS_BACK_OFF, PERMISSIONS, ROLES, BackOff, SessionRules
from hub.accounts.backoff import FORGOTTEN_S, Guesses

RULES = SessionRules()
NOON = 1_795_500_000.0


class Person(NamedTuple):
    role: str
    counters: tuple[str, ...] = ()
    archived: bool = False


# --- roles ------------------------------------------------------------------------------------------------


def test_a_manager_may_everything():
    assert [permission for permission in PERMISSIONS if not accounts.may("manager", permission)] == []


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("officer", {"public", "own", "floor", "console", "closures"}),
        (
            "technician",
            {"public", "own", "floor", "devices", "journal_devices", "alerts", "closures", "screens", "hall"},
        ),
        ("observer", {"public", "own", "floor", "reports", "journal", "journal_devices"}),
    ],
)
def test_each_other_role_may_this_and_nothing_else(role: str, allowed: set[str]):
    assert {permission for permission in PERMISSIONS if accounts.may(role, permission)} == allowed


def test_a_role_that_does_not_exist_may_nothing():
    assert [permission for permission in PERMISSIONS if accounts.may("root", permission)] == []


def test_a_permission_that_does_not_exist_is_an_error_and_not_a_no():
    with pytest.raises(KeyError):
        accounts.may("manager", "fly")


def test_an_officer_works_at_the_own_counters_and_a_manager_at_all():
    officer = Person("officer", ("loket-1", "loket-2"))
    assert accounts.works_at(officer, "loket-2")
    assert not accounts.works_at(officer, "loket-3")
    assert accounts.works_at(Person("manager"), "loket-3")
    assert not accounts.works_at(Person("observer", ("loket-1",)), "loket-1")
    assert not accounts.works_at(Person("officer", ("loket-1",), archived=True), "loket-1")


def test_a_token_reads_what_its_scopes_say():
    assert accounts.allows(("floor:read",), "floor:read")
    assert not accounts.allows(("floor:read",), "journal:read")
    assert not accounts.allows(("everything",), "everything")
    assert not accounts.allows(("",), "")


# --- sessions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_whoever_does_nothing_is_signed_out_and_an_officer_much_later(role: str):
    idle_s = accounts.OFFICER_IDLE_S if role == "officer" else accounts.IDLE_S
    assert RULES.alive(role, NOON, NOON, NOON + idle_s - 1)
    assert not RULES.alive(role, NOON, NOON, NOON + idle_s)


@pytest.mark.parametrize("role", ROLES)
def test_no_session_outlives_a_working_day(role: str):
    end = NOON + accounts.ABSOLUTE_S
    assert RULES.alive(role, NOON, end - 2, end - 1)
    assert not RULES.alive(role, NOON, end - 1, end)


def test_a_session_from_the_future_does_not_count():
    assert not RULES.alive("officer", NOON + 3600, NOON + 3600, NOON)
    assert not RULES.alive("officer", NOON, NOON + 3600, NOON)


# --- guesses ----------------------------------------------------------------------------------------------


@given(st.integers(0, 10_000), st.sampled_from([ACCOUNT_BACK_OFF, ADDRESS_BACK_OFF]))
def test_more_failures_never_wait_less_and_never_for_ever(failures: int, rule: BackOff):
    assert 0 <= rule.wait_s(failures) <= rule.wait_s(failures + 1) <= rule.most_s


def test_a_few_mistakes_cost_nothing_and_then_each_costs_twice_as_much():
    guesses, now, waits = Guesses(BackOff(free=2, most_s=60.0)), NOON, []
    for _ in range(7):
        guesses.fail("ani", now)
        waits.append(guesses.wait_s("ani", now))
        now += waits[-1]
    assert waits == [0, 0, 1, 2, 4, 8, 16]
    assert guesses.wait_s("budi", now) == 0


def test_waiting_is_over_when_its_time_is_and_forgotten_after_an_hour_or_a_success():
    guesses = Guesses(BackOff(free=0, most_s=60.0))
    for _ in range(6):
        guesses.fail("ani", NOON)
    assert guesses.wait_s("ani", NOON + 31) == 1
    assert guesses.wait_s("ani", NOON + 32) == 0
    assert guesses.wait_s("ani", NOON + FORGOTTEN_S) == 0
    guesses.fail("ani", NOON + FORGOTTEN_S)
    assert guesses.wait_s("ani", NOON + FORGOTTEN_S) == 1
    guesses.succeed("ani")
    assert guesses.wait_s("ani", NOON + FORGOTTEN_S) == 0


def test_whoever_sprays_names_fills_no_memory_and_pushes_out_the_oldest():
    guesses = Guesses(BackOff(free=0, most_s=60.0), most_keys=3)
    for name in "abcde":
        guesses.fail(name, NOON)
    assert [name for name in "abcde" if guesses.wait_s(name, NOON)] == ["c", "d", "e"]


def test_a_house_is_one_address():
    assert accounts.address_key("2001:db8:1:2:3::4") == accounts.address_key("2001:db8:1:2:ffff::9")
    assert accounts.address_key("2001:db8:1:2::4") != accounts.address_key("2001:db8:1:3::4")
    assert accounts.address_key("::ffff:10.0.0.7") == accounts.address_key("10.0.0.7")
    assert accounts.address_key("fe80::1%eth0") == accounts.address_key("fe80::2")
    assert len(accounts.address_key("x" * 5000)) <= 64


# --- passwords and logins ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kucing di atas genting", ""),
        ("tujuh-Perahu-biru", ""),
        ("sembilan", "password_short"),
        ("x" * 129, "password_long"),
        ("aaaaaaaaaaaa", "password_easy"),
        ("abcdefghijkl", "password_easy"),
        ("1122334455", "password_easy"),
        ("3273012345670001", "password_easy"),
        ("Rahasia12345", "password_easy"),
        ("rahasia-RAHASIA!", "password_easy"),
        ("siti-aminah99", "password_easy"),
        ("MPP Sukamaju 2026", "password_easy"),
    ],
)
def test_a_password_is_refused_if_anybody_would_try_it(password: str, fault: str):
    assert accounts.password_fault(password, "siti-aminah", "Siti Aminah", "MPP Sukamaju") == fault


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str):
    assert accounts.password_fault(text, text, "") in {"", "password_short", "password_long", "password_easy"}
    tidy = accounts.tidy_login(text)
    assert len(tidy) <= 64
    assert accounts.login_fault(tidy) in {"", "login_shape"}


@pytest.mark.parametrize(
    "login", ["", "-ani", "ani ", "Ani", "../x", "a" * 33, "ani\n", "änne", "a_b", "a.b"]
)
def test_a_login_is_plain(login: str):
    assert accounts.login_fault(login) == "login_shape"


def test_a_login_is_found_however_it_is_written():
    assert accounts.tidy_login("  Siti-Aminah ") == "siti-aminah"
    assert accounts.tidy_login("\uff53\uff49ti") == "siti"  # a keyboard with wide letters
    assert accounts.login_fault("siti-aminah") == ""
    assert accounts.login_fault("7") == ""
