"""No page answers without the role it needs: every route with every role, and all that people try at a door.

The walks are over `app.url_map`: a route that is added later is walked as well.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import accounts
from hub.accounts import PUBLIC
from hub.accounts.vault import digest
from hub.admin import guard
from tests.contract.house import (
    COUNTER,
    FETCH,
    HTML,
    PASSWORD,
    ROLES,
    House,
    here,
    key_of,
)

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def browsers(mall: House) -> dict[str, FlaskClient]:
    return {login: mall.client(login) for login in ROLES}


def address(rule: Rule) -> str:
    """A path of this rule, with something in every blank; of the counters, the one where the officer works."""

    def fill(blank: re.Match[str]) -> str:
        kind, name = blank[1], blank[2]
        return COUNTER if name == "counter" else "1" if kind in ("int", "float") else "xyz"

    return re.sub(r"<(?:(\w+)[^:>]*:)?(\w+)>", fill, rule.rule)


def routes(app: Flask) -> list[tuple[str, str, guard.Need]]:
    """Every method and path there is, with what it needs; whatever changes something first."""
    found = [
        (method, address(rule), guard.needed(app)[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
    ]
    return sorted(found, key=lambda one: (one[0] not in CHANGES, one))


def knock(client: FlaskClient, method: str, path: str, **more: Any) -> Any:
    """Ask, and leave at once: a stream would go on for ever."""
    answer = client.open(path, method=method, headers={**HTML, **more.pop("headers", {})}, **more)
    answer.close()
    return answer


# --- every route ------------------------------------------------------------------------------------------


def test_there_are_routes_of_every_kind(mall: House):
    needed = {need.permission for _, _, need in routes(mall.app)}
    assert {PUBLIC, "own", "floor", "users"} <= needed
    assert needed <= set(accounts.PERMISSIONS)


def test_a_stranger_is_sent_to_the_door_from_everywhere_but_the_door(mall: House):
    client = mall.client()
    wrong = []
    for method, path, need in routes(mall.app):
        answer = knock(client, method, path)
        if need.permission == PUBLIC:
            sent_away = answer.status_code == 401 or "/masuk" in answer.headers.get("Location", "")
            if sent_away or answer.status_code >= 500:
                wrong.append((method, path, answer.status_code))
        elif path.startswith("/api/"):
            if answer.status_code != 401:
                wrong.append((method, path, answer.status_code))
        elif answer.status_code != 303 or not answer.headers["Location"].startswith("/masuk"):
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_a_script_and_a_stream_of_a_stranger_are_told_and_not_led_elsewhere(mall: House):
    client = mall.client()
    wrong = []
    for method, path, need in routes(mall.app):
        if need.permission != PUBLIC:
            answer = knock(client, method, path, headers=FETCH)
            if (answer.status_code, "WWW-Authenticate" in answer.headers) != (401, True):
                wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("login", ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(mall: House, browsers, login: str):
    wrong = []
    for method, path, need in routes(mall.app):
        answer = knock(browsers[login], method, path)
        allowed = accounts.may(ROLES[login], need.permission)
        # A change that is allowed still wants the form's key, which is not shown here.
        expected = (
            answer.status_code not in (401, 403) if method not in CHANGES else answer.status_code == 400
        )
        if not (expected if allowed else answer.status_code == 403):
            wrong.append((method, path, answer.status_code))
        if answer.status_code >= 500:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_a_token_opens_only_what_has_its_scope_and_only_to_read_but_for_bookings(mall: House):
    for scope in accounts.SCOPES:
        secret = mall.gate.tokens.make(f"peer {scope}", (scope,), "ani")
        client = mall.client()
        wrong = []
        for method, path, need in routes(mall.app):
            if need.permission == PUBLIC:
                continue
            answer = knock(client, method, path, headers={"Authorization": f"Bearer {secret}"})
            allowed = need.scope == scope and (method not in CHANGES or scope == accounts.WRITES)
            if (answer.status_code == 403) == allowed or answer.status_code in (401, 500):
                wrong.append((method, path, answer.status_code))
        assert wrong == []


def test_a_revoked_token_opens_nothing_more(mall: House):
    secret = mall.gate.tokens.make("peer", accounts.SCOPES, "ani")
    assert mall.gate.tokens.find(secret, "10.0.0.1") is not None
    mall.gate.tokens.revoke(digest(secret))
    assert mall.gate.tokens.find(secret, "10.0.0.1") is None
    [row] = [row for row in mall.gate.tokens.all() if row.hash == digest(secret)]
    assert row.revoked_at == mall.now


def test_a_view_that_does_not_say_who_may_see_it_does_not_start(mall: House):
    app = Flask("bare")
    app.add_url_rule("/open", "open", lambda: "anybody")
    with pytest.raises(guard.Unguarded, match="open"):
        guard.post(app, mall.gate)


@pytest.mark.parametrize(("permission", "scope"), [("fly", ""), ("", ""), ("floor", "everything:read")])
def test_a_view_cannot_need_what_does_not_exist(permission: str, scope: str):
    with pytest.raises(ValueError, match="nobody may"):
        guard.needs(permission, scope=scope)


def test_every_answer_has_the_headers_that_keep_it_ours(mall: House, browsers):
    for path in ("/", "/masuk", "/pengguna", "/nowhere", "/tautan/xyz", "/t/xyz"):
        headers = browsers["ani"].get(path, headers=HTML).headers
        policy = headers["Content-Security-Policy"]
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "no-store"


# --- forged requests --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [None, "", "x", "0" * 64, "é" * 64])
def test_a_change_without_the_key_of_this_browser_changes_nothing(mall: House, key: str | None):
    client = mall.client("ani")
    form = {} if key is None else {"_key": key}
    assert client.post("/keluar", data=form, headers=HTML).status_code == 400
    assert client.get("/pengguna", headers=HTML).status_code == 200


def test_the_key_of_another_browser_is_worth_nothing(mall: House):
    mine, theirs = mall.client("ani"), mall.client("ani")
    key = key_of(theirs.get("/kata-sandi", headers=HTML).text)
    assert mine.post("/keluar", data={"_key": key}, headers=HTML).status_code == 400


def test_a_script_may_bring_the_key_in_a_header(mall: House):
    client = mall.client("ani")
    key = key_of(client.get("/kata-sandi", headers=HTML).text)
    assert client.post("/keluar", headers={**FETCH, "X-Form-Key": key}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null"},
    ],
)
def test_what_comes_from_elsewhere_is_refused_even_with_the_key(mall: House, headers: dict[str, str]):
    client = mall.client("ani")
    key = key_of(client.get("/kata-sandi", headers=HTML).text)
    answer = client.post("/keluar", data={"_key": key}, headers={**HTML, **headers})
    assert answer.status_code == 400
    assert here(client) == 204


def test_what_comes_from_here_is_not(mall: House):
    client = mall.client("ani")
    key = key_of(client.get("/kata-sandi", headers=HTML).text)
    headers = {**HTML, "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/keluar", data={"_key": key}, headers=headers).status_code == 303


def test_signing_in_wants_a_key_too(mall: House):
    form = {"login": "ani", "password": PASSWORD}
    assert mall.client().post("/masuk", data=form, headers=HTML).status_code == 400


# --- hostile input ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("/pengguna?x=1", "/pengguna?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_only_to_a_place_of_ours(mall: House, back: str, leads: str):
    client = mall.client()
    key = key_of(client.get("/masuk", query_string={"next": back}, headers=HTML).text)
    form = {"_key": key, "login": "ani", "password": PASSWORD, "next": back}
    assert client.post("/masuk", data=form, headers=HTML).headers["Location"] == leads


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.dictionaries(
        st.sampled_from(["name", "id", "role", "agency", "counters", "x"]), st.text(max_size=200)
    )
)
def test_no_form_of_the_people_page_breaks_on_what_is_typed(mall: House, manager, form: dict[str, str]):
    answer = mall.send(manager, "/pengguna/tambah", form)
    assert answer.status_code < 500


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(login=st.text(max_size=300), password=st.text(max_size=300), back=st.text(max_size=80))
def test_no_sign_in_breaks_on_what_is_typed(mall: House, login: str, password: str, back: str):
    client = mall.client()
    key = key_of(client.get("/masuk", headers=HTML).text)
    form = {"_key": key, "login": login, "password": password, "next": back}
    place = {"REMOTE_ADDR": f"10.1.{hash(login) % 250}.{hash(password) % 250}"}
    assert client.post("/masuk", data=form, headers=HTML, environ_base=place).status_code in (403, 429)


@pytest.mark.parametrize("cookie", ["x" * 5000, "é", "a;b", "\x7f", "null", "0"])
def test_no_cookie_breaks_a_page(mall: House, cookie: str):
    answer = mall.client().get("/here", headers={**FETCH, "Cookie": f"mpp={cookie}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer " + "x" * 5000, "Basic YTpi", "bearer é", "?"]
)
def test_no_authorization_breaks_a_page(mall: House, value: str):
    answer = mall.client().get("/", headers={**FETCH, "Authorization": value})
    assert answer.status_code in (401, 429)
