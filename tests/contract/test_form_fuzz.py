"""Whatever is put into a form, an import, an address or a script's message: no page breaks, and the books balance.

The test finds the forms by itself, as a manager's browser would, and what a view asks for besides by reading its
source. So a page that is added later is tried as well. `--fuzz 500` tries each so many times, other ones each time.
"""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from hub.accounts.passwords import Passwords
from hub.commands import Edit
from hub.hall import Hall
from hub.register import Register
from hub.storage.books import verify
from tests.contract.api_house import Mall, mall_at_work
from tests.contract.form_crawl import (
    AWAY,
    HTML,
    Field,
    Form,
    Found,
    crawl,
    leads_to,
    names_asked,
    query_of,
    read,
)
from tests.contract.form_values import fill, messages, texts
from tests.contract.house import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

USUAL = 12


class Fault(NamedTuple):
    """Something that a page must not do."""

    where: str
    what: str
    sent: str


class Manager:
    """A manager's browser, who signs in again whenever something ended the session, and writes down what broke."""

    def __init__(self, mall: Mall, logged: Callable[[], list[logging.LogRecord]]) -> None:
        self.mall, self.faults, self.asked = mall, dict[tuple[str, str], Fault](), 0
        self._logged, self._hashed = logged, Passwords().hash(PASSWORD)
        self.client = self._sign_in()

    def _sign_in(self) -> FlaskClient:
        self.mall.house.now += 4000  # nobody waits for a guess any more
        row = {"name": "Ani", "role": "manager"}
        self.mall.house.service.ask(Edit(by="", kind="user", id="ani", row=row)).result(5)
        self.mall.house.put_password("ani", self._hashed)
        return self.mall.house.client("ani")

    def stay(self) -> None:
        """Be signed in, with a password given just now."""
        if self.client.get("/pengguna", headers=HTML).status_code != 200:
            self.client = self._sign_in()

    def send(self, where: str, method: str, address: str, **more: Any) -> None:
        """Send something, and look whether it broke."""
        self.asked += 1
        before = len(self._logged())
        headers = {**HTML, **more.pop("headers", {})}
        answer = self.client.open(address, method=method, headers=headers, **more)
        if answer.mimetype == "text/event-stream":  # there is no browser that would close it
            self.mall.house.watch._watchers = []
        elif more.get("data") and answer.status_code == 303:  # what follows may break as well
            self.client.get(answer.headers["Location"], headers=HTML).close()
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        status = answer.status_code
        errors = [record for record in self._logged()[before:] if record.exc_info]
        if status >= 500 or "Traceback (most recent" in text or errors:
            what = f"{status} {_reason(errors)}"
            self.faults.setdefault((where, what), Fault(where, what, f"{address} {more}"[:1500]))


def _reason(errors: list[logging.LogRecord]) -> str:
    for record in errors:
        if record.exc_info and record.exc_info[1] is not None:
            error, trace = record.exc_info[1], record.exc_info[2]
            frames = inspect.getinnerframes(trace) if trace else []
            ours = [
                f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
                for frame in frames
                if "hub" in frame.filename
            ]
            return f"{type(error).__name__}: {str(error)[:160]} at {' '.join(ours[-3:])}"
    return "nothing in the log"


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with mall_at_work(tmp_path_factory.mktemp("forms"), patient=True) as found:
        yield found


@pytest.fixture
def manager(mall: Mall, caplog):
    caplog.set_level(logging.ERROR)
    return Manager(mall, lambda: caplog.records)


@pytest.fixture
def attempts(request) -> Callable[[str, Callable[[st.DataObject], None]], None]:
    """Try something (under a name) again and again; without `--fuzz` each name has its own dice, always the same."""
    fuzz = request.config.getoption("--fuzz")
    checks: list[Any] = list(HealthCheck)
    often = settings(
        max_examples=fuzz or USUAL,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=checks,
    )

    def run(name: str, action: Callable[[st.DataObject], None]) -> None:
        @often
        @given(st.data())
        def try_it(data: st.DataObject) -> None:
            action(data)

        (try_it if fuzz else seed(crc32(name.encode()))(try_it))()

    return run


@pytest.fixture(scope="module")
def found(mall: Mall) -> Found:
    """What there is before anything was filled in."""
    return crawl(mall.house.app, Manager(mall, list).client)


# --- forms --------------------------------------------------------------------------------------------------


def test_the_crawler_finds_the_forms_that_there_are(found: Found):
    there = {name for name, _fields in found.forms}
    assert there >= {"POST users.add", "POST users.edit", "POST tokens.add", "POST sign_in.password"}
    assert any("name" in fields for _name, fields in found.forms)


@pytest.mark.timeout(1800)
def test_no_form_breaks_whatever_is_put_into_it(mall: Mall, manager: Manager, found: Found, attempts):
    waiting, tried = list(found.forms.items()), set(found.forms)
    while waiting:
        (name, fields), form = waiting.pop()
        manager.stay()

        def fill_in(data: st.DataObject, form: Form = form, name: str = name) -> None:
            filled = fill(data, form, found.files)
            # The page is opened anew, as a person would: what it remembers of the row may be old by now.
            page = opened(manager, form)
            hidden = {field.name: [field.value] for field in page.fields if field.kind == "hidden"}
            sent = {name: values for name, values in (filled | hidden).items() if values}
            if form.method == "GET":
                manager.send(name, "GET", form.action, query_string={**query_of(form.action), **sent})
            else:
                manager.send(name, "POST", form.action, data={**sent, "_key": page.key})

        attempts(f"{name} {sorted(fields)}", fill_in)
        manager.stay()
        if not waiting:  # what was filled in may have brought new pages: an import that waits to be confirmed
            waiting = [
                one for one in crawl(mall.house.app, manager.client).forms.items() if one[0] not in tried
            ]
            tried |= {key for key, _form in waiting}
    assert manager.asked > 50
    assert not manager.faults, told(manager)
    assert list(verify(mall.house.store, Hall(Register()))) == []


def opened(manager: Manager, form: Form) -> Form:
    """The form as its page has it now; with the key of another one of this page, if it is gone."""
    manager.stay()
    answer = manager.client.get(form.page, headers=HTML)
    forms = read(form.page, answer.get_data(as_text=True))[1] if answer.mimetype == "text/html" else []
    answer.close()
    names = {field.name for field in form.fields}
    same = [
        one for one in forms if one.action == form.action and {field.name for field in one.fields} == names
    ]
    keys = [one.key for one in forms if one.key] or [key_of(manager)]
    return same[0] if same else form._replace(fields=(Field("_key", "hidden", keys[0]),))


def told(manager: Manager) -> str:
    return "\n\n".join(f"{fault.where}\n  {fault.what}\n  {fault.sent}" for fault in manager.faults.values())


# --- what no form has ---------------------------------------------------------------------------------------


def source_of(view: Any) -> tuple[str, Any]:
    module = importlib.import_module(inspect.unwrap(view).__module__)
    return inspect.getsource(module), module


class Nothing(msgspec.Struct):
    """What a view is sent that reads no message."""


def shapes_of(module: Any) -> list[type[msgspec.Struct]]:
    """The messages that a module's scripts send."""
    return [
        kind
        for _name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
    ]


def blanks(data: st.DataObject, rule: Any, found: Found) -> str:
    """A rule's address, with known and with hostile things in its blanks."""

    def fill_in(blank: re.Match[str]) -> str:
        known = sorted(found.blanks.get(blank[2], ())) or ["x"]
        value = data.draw(st.sampled_from(known) | st.sampled_from(known) | texts().filter(bool))
        return quote(value, safe="")

    return re.sub(r"<(?:(\w+)[^:>]*:)?(\w+)>", fill_in, rule.rule)


@pytest.mark.timeout(1800)
def test_no_view_that_changes_something_breaks_whatever_a_script_sends(
    mall: Mall, manager: Manager, found: Found, attempts
):
    app = mall.house.app
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.endpoint not in AWAY
    ]
    known = sorted({value for values in found.blanks.values() for value in values} | standing(mall))
    for rule in rules:
        manager.stay()
        source, module = source_of(app.view_functions[rule.endpoint])
        names = sorted(names_asked(source, "form|files|values")) or ["x"]
        shapes = shapes_of(module) or [Nothing]

        def post(data: st.DataObject, rule: Any = rule, names: Any = names, shapes: Any = shapes) -> None:
            address = blanks(data, rule, found)
            usual = "form" if shapes == [Nothing] else "message"
            kind = data.draw(st.sampled_from((usual, usual, usual, "form", "message", "bytes")))
            key = {"X-Form-Key": key_of(manager)}
            if kind == "form":
                fields = data.draw(st.dictionaries(st.sampled_from(names), texts(), max_size=6))
                fields |= {"_password": PASSWORD} if "_password" in fields else {}
                manager.send(rule.endpoint, "POST", address, data=fields, headers=key)
            elif kind == "message":
                body = data.draw(messages(data.draw(st.sampled_from(shapes)), known))
                json_headers = {**key, "Content-Type": "application/json", "Accept": "*/*"}
                manager.send(rule.endpoint, "POST", address, data=json.dumps(body), headers=json_headers)
            else:
                body = data.draw(st.binary(max_size=60))
                kinds = st.sampled_from(
                    ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain")
                )
                headers = {**key, "Content-Type": data.draw(kinds), "Accept": "*/*"}
                manager.send(rule.endpoint, "POST", address, data=body, headers=headers)

        attempts(rule.endpoint, post)
    assert manager.asked >= len(rules)
    assert not manager.faults, told(manager)
    assert list(verify(mall.house.store, Hall(Register()))) == []


def standing(mall: Mall) -> set[str]:
    """What scripts name: tickets by uid and label, services, and what stands at the counters just now."""
    return mall.house.look(
        lambda hall: {
            *list(hall.tickets)[:8], *list(hall.labels)[:8], *hall.services, *map(hall.standing, hall.counters),
            *hall.register.priority_groups, *hall.alerts,
        }
    )  # fmt: skip


def key_of(manager: Manager) -> str:
    manager.stay()
    page = manager.client.get("/kata-sandi", headers=HTML).get_data(as_text=True)
    return re.findall(r'name="_key" value="([0-9a-f]{64})"', page)[0]


@pytest.mark.timeout(1800)
def test_no_address_breaks_whatever_stands_in_it(mall: Mall, manager: Manager, found: Found, attempts):
    app = mall.house.app
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("static", *AWAY)
    ]
    for rule in rules:
        source, _module = source_of(app.view_functions[rule.endpoint])
        names = sorted(names_asked(source, "args|values") | set(rule.arguments)) or ["x"]

        def ask(data: st.DataObject, rule: Any = rule, names: Any = names) -> None:
            asked = data.draw(st.dictionaries(st.sampled_from((*names, "lang", "x")), texts(), max_size=3))
            manager.send(rule.endpoint, "GET", blanks(data, rule, found), query_string=asked)

        manager.stay()
        attempts(rule.endpoint, ask)
    assert not manager.faults, told(manager)


def test_a_page_that_breaks_would_be_found(mall: Mall, manager: Manager, monkeypatch):
    def broken(**_blanks: str) -> str:
        raise ZeroDivisionError("on purpose")

    app = mall.house.app
    endpoint, _ = leads_to(app, "/pengguna")
    monkeypatch.setitem(app.view_functions, endpoint, broken)
    manager.send("users", "GET", "/pengguna")
    [fault] = manager.faults.values()
    assert "ZeroDivisionError: on purpose at " in fault.what
    assert "test_form_fuzz.py" in fault.what or "500" in fault.what
