"""Tokens are made by a manager, shown once, listed with their last use, and end when they are revoked."""

from __future__ import annotations

import html
import re

import pytest

from hub.accounts import FRESH_S, SCOPES
from hub.admin.words.tokens import TEXTS
from hub.api.table import PREFIX
from tests.contract.house import HTML, PASSWORD, House, house

LIST, NEW = "/pengaturan/token", "/pengaturan/token/tambah"
FORM = {"name": "Portal data kabupaten", "scopes": ["floor:read", "tickets:read"]}


@pytest.fixture
def home(tmp_path):
    with house(tmp_path) as found:
        found.move_in()
        yield found


def make(home: House, client, form=None) -> str:
    answer = home.send(client, NEW, form or FORM)
    found = re.search(r'value="(mpp_[\w-]{43})"', answer.text)
    assert found, answer.text
    return found[1]


def opens(home: House, secret: str, path: str = "/floor") -> int:
    client = home.app.test_client()
    return client.get(PREFIX + path, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_is_shown_once_and_reads_what_was_chosen(home: House):
    client = home.client("ani")
    secret = make(home, client)
    assert (opens(home, secret), opens(home, secret, "/tickets"), opens(home, secret, "/journal")) == (
        200,
        200,
        403,
    )
    page = client.get(LIST, headers=HTML).text
    assert secret not in page
    assert FORM["name"] in page
    assert "Lantai dan katalog, Tiket" in re.sub(r"\s+", " ", page)
    kept = home.look(lambda _hall: home.store.load_private().tokens)
    assert secret not in repr(kept)


def test_the_list_says_when_a_token_was_used_and_who_made_it(home: House):
    client = home.client("ani")
    secret = make(home, client)
    assert "Belum pernah" in client.get(LIST, headers=HTML).text
    opens(home, secret)
    page = client.get(LIST, headers=HTML).text
    assert "Belum pernah" not in page
    assert "oleh ani" in page


def test_a_revoked_token_opens_nothing_and_stays_on_the_list(home: House):
    client = home.client("ani")
    secret = make(home, client)
    page = client.get(LIST, headers=HTML).text
    action = re.search(rf'action="({LIST}/[0-9a-f]+/cabut)"', page)
    assert action
    assert home.send(client, action[1], {}).headers["Location"] == f"{LIST}?revoked=1"
    assert opens(home, secret) == 401
    page = client.get(f"{LIST}?revoked=1", headers=HTML).text
    assert "Token sudah dicabut." in page
    assert FORM["name"] in page
    assert not re.search(r"/cabut", page)


def test_a_token_outlasts_the_hub_and_so_does_its_end(tmp_path):
    with house(tmp_path) as first:
        first.move_in()
        client = first.client("ani")
        kept, ended = make(first, client), make(first, client, {"name": "Lama", "scopes": ["floor:read"]})
        first.gate.tokens.revoke(next(row.hash for row in first.gate.tokens.all() if row.name == "Lama"))
    with house(tmp_path) as second:
        assert (opens(second, kept), opens(second, ended)) == (200, 401)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": "  ", "scopes": ["floor:read"]}, "Tulis sistem mana yang memakainya."),
        ({"name": "x"}, "Pilih paling sedikit satu."),
        ({"name": "x", "scopes": ["everything:write"]}, "Pilih paling sedikit satu."),
    ],
)
def test_a_token_for_nobody_or_for_nothing_is_not_made(home: House, form, said: str):
    answer = home.send(home.client("ani"), NEW, form)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert home.gate.tokens.all() == []


def test_a_password_that_was_given_long_ago_is_asked_for_again(home: House):
    client = home.client("ani")
    home.now += FRESH_S + 1
    answer = home.send(client, NEW, FORM)
    assert answer.status_code == 403
    assert 'name="_password"' in answer.text
    assert home.gate.tokens.all() == []
    assert "mpp_" in home.send(client, NEW, {**FORM, "_password": PASSWORD}).text


@pytest.mark.parametrize("login", ["budi", "citra", "dewi"])
def test_only_a_manager_sees_tokens(home: House, login: str):
    client = home.client(login)
    assert client.get(LIST, headers=HTML).status_code == 403
    assert LIST not in client.get("/", headers=HTML).text


def test_what_a_system_is_called_is_text_and_nothing_else(home: House):
    client = home.client("ani")
    name = '"><script>alert(1)</script>'
    make(home, client, {"name": name, "scopes": ["floor:read"]})
    page = client.get(LIST, headers=HTML).text
    assert name not in page
    assert html.escape(name, quote=False) in page or html.escape(name).replace("&quot;", "&#34;") in page


def test_every_scope_has_words():
    for scope in SCOPES:
        key = f"scope_{scope.replace(':', '_')}"
        assert {key, f"{key}_text"} <= TEXTS.keys()
