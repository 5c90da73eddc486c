"""Who is signed in, for how long, and how guessing is made slow: over the real writer and database."""

from __future__ import annotations

import contextlib
import logging
import re

import pytest

from hub import accounts
from hub.accounts import ABSOLUTE_S, IDLE_S, OFFICER_IDLE_S, passwords
from hub.accounts.knocks import Wait
from hub.accounts.vault import digest
from tests.contract.house import (
    HTML,
    NEW,
    PASSWORD,
    House,
    here,
    house,
    key_of,
    session_of,
)

# --- sessions ---------------------------------------------------------------------------------------------


def test_whoever_plants_a_session_gets_nothing_by_it(home: House):
    client = home.client()
    client.set_cookie("mpp", "planted-by-somebody")
    assert home.sign_in(client, "ani").status_code == 303
    assert session_of(client) not in ("", "planted-by-somebody")
    thief = home.client()
    thief.set_cookie("mpp", "planted-by-somebody")
    assert here(thief) == 401


def test_signing_in_again_ends_the_session_that_the_browser_had(home: House):
    client = home.client("ani")
    before = session_of(client)
    other = home.client()
    key = key_of(other.get("/masuk", headers=HTML).text)
    visit = other.get_cookie("mpp-visit")
    assert visit is not None
    client.set_cookie("mpp-visit", visit.value)
    form = {"_key": key, "login": "dewi", "password": PASSWORD}
    assert client.post("/masuk", data=form, headers=HTML).status_code == 303
    thief = home.client()
    thief.set_cookie("mpp", before)
    assert here(thief) == 401


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(home: House):
    client = home.client()
    plain = home.sign_in(client, "ani").headers["Set-Cookie"]
    assert re.match(r"mpp=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax$", plain)
    safe = home.client()
    secure = {"base_url": "https://localhost"}
    key = key_of(safe.get("/masuk", headers=HTML, **secure).text)
    form = {"_key": key, "login": "ani", "password": PASSWORD}
    cookie = safe.post("/masuk", data=form, headers=HTML, **secure).headers["Set-Cookie"]
    assert re.match(r"__Host-mpp=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax$", cookie)
    assert here(safe, **secure) == 204


def test_the_disk_knows_no_session_that_could_be_used(home: House):
    client = home.client("ani")
    kept = home.look(lambda _hall: home.store.load_private().sessions)
    assert digest(session_of(client)) in kept
    assert session_of(client) not in repr(kept)


@pytest.mark.parametrize(("login", "idle_s"), [("ani", IDLE_S), ("budi", OFFICER_IDLE_S), ("dewi", IDLE_S)])
def test_whoever_does_nothing_is_signed_out(home: House, login: str, idle_s: float):
    client = home.client(login)
    home.now += idle_s - 1
    assert here(client) == 204
    home.now += idle_s
    assert here(client) == 401


def test_whoever_works_on_is_signed_out_after_twelve_hours(home: House):
    client = home.client("ani")
    end = home.now + ABSOLUTE_S
    while home.now + IDLE_S / 2 < end:
        home.now += IDLE_S / 2
        assert here(client) == 204
    home.now = end
    assert here(client) == 401


def test_a_session_outlasts_the_hub_and_an_ended_one_does_not_return(tmp_path):
    with house(tmp_path) as first:
        first.move_in()
        kept, ended = first.client("ani"), first.client("ani")
        first.now += 120
        assert here(kept) == 204
        first.send(ended, "/keluar", {})
        secrets = session_of(kept), session_of(ended)
    with house(tmp_path) as second:
        second.now += 150
        answers = []
        for secret in (*secrets, ""):
            client = second.client()
            client.set_cookie("mpp", secret)
            answers.append(here(client))
        assert answers == [204, 401, 401]


def test_a_browser_that_signed_out_holds_nothing_that_opens(home: House):
    client = home.client("ani")
    secret = session_of(client)
    assert home.send(client, "/keluar", {}).headers["Location"] == "/masuk"
    assert session_of(client) == ""
    client.set_cookie("mpp", secret)
    assert here(client) == 401


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(home: House):
    mine, elsewhere = home.client("ani"), home.client("ani")
    form = {"_password": PASSWORD, "new": NEW, "again": NEW}
    assert home.send(mine, "/kata-sandi", form).status_code == 303
    assert here(mine) == 204
    assert here(elsewhere) == 401
    assert home.sign_in(home.client(), "ani").status_code == 403
    assert home.sign_in(home.client(), "ani", NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"_password": "wrong-wrong-wrong", "new": NEW, "again": NEW}, "Kata sandi tidak cocok."),
        ({"_password": PASSWORD, "new": NEW, "again": "else"}, "tidak sama"),
        ({"_password": PASSWORD, "new": "short", "again": "short"}, "Terlalu pendek"),
        ({"_password": PASSWORD, "new": "ani ani ani", "again": "ani ani ani"}, "Terlalu mudah"),
        ({}, "Terlalu pendek"),
    ],
)
def test_a_password_is_not_changed_for_nothing(home: House, form: dict[str, str], said: str):
    client = home.client("ani")
    answer = home.send(client, "/kata-sandi", form)
    assert answer.status_code == 422
    assert said in answer.text
    assert home.sign_in(home.client(), "ani").status_code == 303


def test_only_so_many_browsers_of_one_person_stay_signed_in(home: House):
    first = home.client("ani")
    for _ in range(accounts.MOST_SESSIONS):
        home.now += 1
        home.client("ani")
    assert here(first) == 401
    assert len(home.gate.sessions.living()["ani"]) == accounts.MOST_SESSIONS


# --- guesses ----------------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(home: House):
    pages = []
    for login in ("ani", "nobody"):
        client = home.client()
        answer = home.sign_in(client, login, "wrong-wrong-wrong")
        page = re.sub(r'value="[^"]*"', "", answer.text)
        pages.append(
            (answer.status_code, dict(answer.headers) | {"Content-Length": "", "Set-Cookie": ""}, page)
        )
    assert pages[0] == pages[1]
    assert pages[0][0] == 403


@pytest.mark.parametrize("login", ["ani", "nobody"])
def test_guesses_at_one_name_wait_longer_and_longer_and_a_right_one_waits_too(home: House, login: str):
    client, waits = home.client(), []
    for _ in range(9):
        answer = home.sign_in(client, login, "wrong-wrong-wrong")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            assert home.sign_in(client, login, PASSWORD).status_code == 429
            home.now += waits[-1]
            answer = home.sign_in(client, login, "wrong-wrong-wrong")
        assert answer.status_code == 403
    assert waits == [1, 2, 4, 8]
    assert home.sign_in(home.client(), "dewi").status_code == 303


def test_guesses_from_one_address_are_slowed_down_whatever_names_they_try(home: House):
    seen = [
        home.sign_in(home.client(), f"name-{number}", "wrong-wrong-wrong").status_code for number in range(25)
    ]
    assert 429 in seen
    assert home.sign_in(home.client(), "ani").status_code == 429
    elsewhere = {"REMOTE_ADDR": "10.9.8.7"}
    assert home.sign_in(home.client(), "ani", environ_base=elsewhere).status_code == 303


def test_links_and_tokens_cannot_be_guessed_at_either(home: House):
    for number in range(25):
        with contextlib.suppress(Wait):
            home.gate.links.find(f"guess-{number}", "10.0.0.1")
            home.gate.tokens.find(f"guess-{number}", "10.0.0.2")
    with pytest.raises(Wait):
        home.gate.links.find("guess", "10.0.0.1")
    with pytest.raises(Wait):
        home.gate.tokens.find("guess", "10.0.0.2")


def test_nothing_about_a_guess_is_logged(home: House, caplog):
    caplog.set_level(logging.DEBUG)
    home.sign_in(home.client(), "siti-aminah", "wrong-wrong-wrong")
    home.client().get("/tautan/some-secret-of-somebody", headers=HTML)
    said = caplog.text
    assert not re.search(r"siti-aminah|wrong-wrong|some-secret|127\.0\.0\.1", said), said


def test_when_too_many_passwords_are_checked_at_once_the_next_is_told_and_not_kept(home: House, monkeypatch):
    monkeypatch.setattr(passwords, "PLACE_S", 0.01)
    with contextlib.ExitStack() as crowd:
        for _ in range(passwords.MOST_WAITING):
            crowd.enter_context(home.passwords._queue)
        answer = home.sign_in(home.client(), "ani")
        assert (answer.status_code, "sibuk" in answer.text or "sebentar" in answer.text) == (503, True)
    assert home.sign_in(home.client(), "ani").status_code == 303
