"""Links that open once, acts that ask for the password again, and the page of the people."""

from __future__ import annotations

import io
import re

import pytest

from hub import accounts
from hub.accounts import FRESH_S, LINK_S
from tests.contract.house import (
    HTML,
    NEW,
    PASSWORD,
    House,
    choose,
    here,
    house,
    key_of,
)

# --- links that open once ---------------------------------------------------------------------------------


def test_a_link_lets_somebody_choose_a_password_once(home: House):
    before = home.client("budi")
    secret = home.gate.links.make("budi")
    for _ in range(2):  # a messenger looks at a link before a person does
        assert "budi" in home.client().get(f"/tautan/{secret}", headers=HTML).text
    assert choose(home, secret).status_code == 303
    assert here(before) == 401
    assert home.client().get(f"/tautan/{secret}", headers=HTML).status_code == 404
    assert home.sign_in(home.client(), "budi", NEW).status_code == 303


def test_a_link_dies_after_an_hour_by_a_newer_one_and_with_its_person(home: House):
    old, new = home.gate.links.make("budi"), home.gate.links.make("budi")
    assert home.gate.links.find(old, "10.0.0.1") is None
    home.now += LINK_S - 1
    assert home.gate.links.find(new, "10.0.0.1") is not None
    home.now += 1
    assert home.gate.links.find(new, "10.0.0.1") is None
    mine = home.gate.links.make("citra")
    manager = home.client("ani")
    assert home.send(manager, "/pengguna/citra/arsip", {}).status_code == 303
    assert home.client().get(f"/tautan/{mine}", headers=HTML).status_code == 404


def test_a_bad_password_does_not_use_a_link_up(home: House):
    secret = home.gate.links.make("budi")
    assert choose(home, secret, new="short", again="short").status_code == 422
    assert choose(home, secret).status_code == 303


def test_two_at_once_with_one_link_are_one_too_many(home: House):
    secret = home.gate.links.make("budi")
    home.gate.set_password("budi", NEW, link=secret)
    with pytest.raises(LookupError):
        home.gate.set_password("budi", "sepuluh ekor kambing", link=secret)
    assert home.gate.check("budi", NEW, "10.0.0.1") is not None


def test_a_link_that_another_process_wrote_opens_here(home: House):
    from hub.accounts.keys import CHOOSE, new_link  # noqa: PLC0415 - what the command line does

    secret, row = new_link("ani", CHOOSE, home.now)
    home.service.keep([row]).result(5)
    assert home.gate.links.find(secret, "10.0.0.1") == row
    assert choose(home, secret).status_code == 303


def test_the_first_link_makes_a_manager_and_is_worth_nothing_afterwards(tmp_path):
    with house(tmp_path) as empty:
        secret, spare = empty.gate.links.make("", "first"), empty.gate.links.make("second", "first")
        assert choose(empty, secret, name="", login="Ani").status_code == 422
        assert choose(empty, secret, name="Ani", login="a b").status_code == 422
        answer = choose(empty, secret, name="Ani Lestari", login=" Ani ")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        user = empty.look(lambda hall: hall.register.users["ani"])
        assert (user.name, user.role) == ("Ani Lestari", "manager")
        for used in (secret, spare):
            assert empty.client().get(f"/tautan/{used}", headers=HTML).status_code == 404
        assert empty.sign_in(empty.client(), "ani", NEW).status_code == 303


# --- dangerous acts ---------------------------------------------------------------------------------------


def test_a_dangerous_act_asks_for_the_password_again_and_keeps_what_was_filled_in(home: House):
    client = home.client("ani")
    home.now += FRESH_S
    form = {"name": "Bodhi <b>", "role": "observer"}
    asked = home.send(client, "/pengguna/budi", form)
    assert asked.status_code == 403
    assert 'name="_password"' in asked.text
    assert 'name="name" value="Bodhi &lt;b&gt;"' in asked.text
    assert home.look(lambda hall: hall.register.users["budi"]).name == "Budi"
    wrong = home.send(client, "/pengguna/budi", {**form, "_password": "wrong-wrong-wrong"})
    assert wrong.status_code == 403
    assert home.send(client, "/pengguna/budi", {**form, "_password": PASSWORD}).status_code == 303
    assert home.look(lambda hall: hall.register.users["budi"]).name == "Bodhi <b>"
    assert home.send(client, "/pengguna/budi/tautan", {}).status_code == 200  # given just now


def test_a_file_cannot_be_sent_twice_so_the_password_comes_first(home: House):
    client = home.client("ani")
    home.now += FRESH_S
    key = key_of(client.get("/kata-sandi", headers=HTML).text)
    form = {"_key": key, "file": (io.BytesIO(b"x"), "list.csv")}
    assert "/konfirmasi" in client.post("/pengguna/budi/tautan", data=form, headers=HTML).text
    sent = home.send(client, "/konfirmasi?next=/pengguna/budi", {"_password": PASSWORD})
    assert (sent.status_code, sent.headers["Location"]) == (303, "/pengguna/budi")
    assert home.send(client, "/pengguna/budi/tautan", {}).status_code == 200


# --- people -----------------------------------------------------------------------------------------------


def test_a_manager_adds_somebody_who_chooses_a_password_and_sees_their_own_pages(home: House):
    manager = home.client("ani")
    counter = home.look(lambda hall: list(hall.register.counters)[1])
    form = {"name": "Eko", "id": "Eko", "role": "officer", "counters": counter}
    shown = home.send(manager, "/pengguna/tambah", form)
    secret = re.search(r"/tautan/([\w-]+)", shown.text)
    assert secret is not None
    assert choose(home, secret[1]).status_code == 303
    client = home.client()
    assert home.sign_in(client, "eko", NEW).status_code == 303
    assert client.get("/", headers=HTML).status_code == 200
    assert client.get("/pengguna", headers=HTML).status_code == 403
    eko = home.look(lambda hall: hall.register.users["eko"])
    assert accounts.works_at(eko, counter)


def test_an_old_password_is_spoken_of_only_where_there_is_one(home: House):
    manager, old = home.client("ani"), "Kata sandi lama berlaku sampai saat itu."
    assert old in manager.get("/pengguna/budi", headers=HTML).text
    home.send(manager, "/pengguna/tambah", {"name": "Eko", "id": "eko", "role": "observer"})
    page = manager.get("/pengguna/eko", headers=HTML).text
    assert "Eko memilih kata sandi sendiri." in page
    assert old not in page


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "id": "eko", "role": "observer"},
        {"name": "Eko", "id": "e k o", "role": "observer"},
        {"name": "Eko", "id": "budi", "role": "observer"},
        {"name": "Eko", "id": "eko", "role": "root"},
        {"name": "Eko", "id": "eko", "role": "officer"},
        {"name": "Eko", "id": "eko", "role": "officer", "counters": "loket-99"},
        {},
    ],
)
def test_a_person_who_cannot_be_is_refused_in_words(mall: House, form: dict[str, str]):
    client = mall.client("ani")
    answer = mall.send(client, "/pengguna/tambah", form)
    assert answer.status_code == 422
    assert "fault" in answer.text or 'role="alert"' in answer.text
    assert "eko" not in mall.look(lambda hall: set(hall.register.users))


def test_another_role_ends_what_is_open(home: House):
    budi, manager = home.client("budi"), home.client("ani")
    assert home.send(manager, "/pengguna/budi", {"name": "Budi", "role": "observer"}).status_code == 303
    assert here(budi) == 401


def test_whoever_is_archived_is_out_at_once_and_comes_back_without_the_old_password(home: House):
    budi, manager = home.client("budi"), home.client("ani")
    assert home.send(manager, "/pengguna/budi/arsip", {}).status_code == 303
    assert here(budi) == 401
    assert home.sign_in(home.client(), "budi").status_code == 403
    assert home.send(manager, "/pengguna/budi/pulihkan", {}).status_code == 303
    assert home.sign_in(home.client(), "budi").status_code == 403
    assert not home.look(lambda hall: hall.register.users["budi"]).archived


def test_nobody_locks_themselves_out(home: House):
    manager = home.client("ani")
    assert home.send(manager, "/pengguna/ani/arsip", {}).status_code == 422
    assert home.send(manager, "/pengguna/ani", {"name": "Ani", "role": "observer"}).status_code == 422
    assert home.send(manager, "/pengguna/ani", {"name": "Ani L.", "role": "manager"}).status_code == 303
    assert manager.get("/pengguna", headers=HTML).status_code == 200


def test_a_manager_ends_the_sessions_of_somebody(home: House):
    budi, manager = home.client("budi"), home.client("ani")
    assert "Akhiri semua sesi" in manager.get("/pengguna/budi", headers=HTML).text
    assert home.send(manager, "/pengguna/budi/akhiri-sesi", {}).status_code == 303
    assert here(budi) == 401
    assert here(manager) == 204
