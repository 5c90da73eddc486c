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
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from hub.books import verify
from hub.commands import Edit
from hub.hall import Hall
from hub.passwords import Passwords
from hub.register import Register
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
from tests.contract.house import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

USUAL = 8
CHANGES = ("POST", "PUT", "PATCH", "DELETE")
HOSTILE = (
    "", " ", "\0", "\n", "\t=1+1", "0", "-1", "1e309", "NaN", "Infinity", "9" * 400, "0x10", "1.5", "1,5",
    "true", "null", "[]", "{}", "{0}", "{{ 7*7 }}", "%s%n", "%00", "../../etc/passwd", "/etc/passwd",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "; DROP TABLE tickets;",
    '=HYPERLINK("http://evil")', "2026-02-30", "2026-11-23", "0000-00-00", "9999-12-31", "25:61", "08:00-07:00",
    "08.00", "24:00", "é", "\u202e", "\ufeff", "\U0001f9ff", "i\u0307", "ﬁ", "x" * 5000, "a-b", "mall",
    "loket-1", "dukcapil", "budi", "ani", "1970-01-01T00:00", "9999-12-31T23:59",
)  # fmt: skip
CELLS = st.sampled_from(
    ("id", "name", "agency", "prefix", "A", "1", "", "dukcapil", "ktp", "=1+1", "x" * 300, "é")
)


def texts() -> st.SearchStrategy[str]:
    """What nobody expects in a field."""
    return st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=40)


def sheets() -> st.SearchStrategy[bytes]:
    """A list as CSV that is nearly one."""
    rows = st.lists(st.lists(CELLS, max_size=8), max_size=12)
    return st.tuples(rows, st.sampled_from((",", ";", "\t"))).map(
        lambda drawn: "\r\n".join(drawn[1].join(row) for row in drawn[0]).encode()
    )


def files() -> st.SearchStrategy[tuple[str, bytes]]:
    """A file that somebody might choose by mistake, or make on purpose."""
    names = st.sampled_from(
        ("x.csv", "x.xlsx", "site.toml", "services.csv", "x", "", "../x.csv", "x.CSV", "é.toml")
    )
    tables = st.lists(CELLS, max_size=5).map(lambda cells: "".join(f"[{cell}]\nname = 3\n" for cell in cells))
    whole = st.sampled_from(
        (b"", b"\xff\xfe\x00", b"\xef\xbb\xbf", b"PK\x03\x04broken", b"\0" * 2000, b'[mall]\nname = "x"\n')
    )
    content = whole | st.binary(max_size=200) | sheets() | tables.map(str.encode) | st.builds(_archive, CELLS)
    return st.tuples(names, content)


def _archive(text: str) -> bytes:
    """A zip archive, which every workbook is, with something else inside."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", text)
        archive.writestr("xl/workbook.xml", f"<workbook>{text}")
    return out.getvalue()


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
        if self.client.get("/users", headers=HTML).status_code != 200:
            self.client = self._sign_in()

    def send(self, where: str, method: str, address: str, **more: Any) -> None:
        """Send something, and look whether it broke."""
        self.asked += 1
        before = len(self._logged())
        headers = {**HTML, **more.pop("headers", {})}
        answer = self.client.open(address, method=method, headers=headers, **more)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        answer.close()
        errors = [record for record in self._logged()[before:] if record.exc_info]
        if answer.status_code >= 500 or "Traceback (most recent" in text or errors:
            what = f"{answer.status_code} {_reason(errors)}"
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
        deadline=None,
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


@pytest.fixture
def found(mall: Mall, manager: Manager) -> Found:
    return crawl(mall.house.app, manager.client)


def drawn(data: st.DataObject, field: Field, tame: bool) -> list[Any]:
    """What is sent for a field: mostly what a person would, else nothing, twice, or something hostile."""
    if field.kind == "file":
        name, content = data.draw(files())
        return [(BytesIO(content), name)]
    usual = [] if field.value is None else [field.value]
    offered = st.sampled_from(field.options or ("",)).map(lambda value: [value])
    chance = data.draw(st.integers(0, 9))
    if tame or chance < 5:
        return usual or ([data.draw(texts())] if field.kind in ("text", "textarea") and chance == 4 else [])
    if chance < 7:
        return data.draw(offered)
    return data.draw(st.lists(texts(), min_size=1, max_size=2) | st.just([]))


def fill(data: st.DataObject, form: Form) -> dict[str, list[Any]]:
    """A form filled in: one field or a few are hostile, so that what comes behind them is reached as well."""
    hostile = data.draw(st.sets(st.integers(0, max(0, len(form.fields) - 1)), max_size=4))
    sent: dict[str, list[Any]] = {}
    for at, field in enumerate(form.fields):
        if field.name == "_password":
            sent[field.name] = [PASSWORD]
        elif field.name != "_key":
            sent.setdefault(field.name, []).extend(drawn(data, field, tame=at not in hostile))
    for name in data.draw(st.lists(st.sampled_from(("_", "x", "id", "do", "was", "é")), max_size=1)):
        sent.setdefault(name, []).append(data.draw(texts()))
    return sent


# --- forms --------------------------------------------------------------------------------------------------


def test_the_crawler_finds_the_forms_that_there_are(found: Found):
    there = {name for name, _fields in found.forms}
    assert there >= {"POST users.add", "POST users.edit", "POST tokens.add", "POST sign_in.password"}
    assert any("name" in fields for _name, fields in found.forms)


@pytest.mark.timeout(1800)
def test_no_form_breaks_whatever_is_put_into_it(mall: Mall, manager: Manager, found: Found, attempts):
    for (name, _fields), form in found.forms.items():
        manager.stay()

        def fill_in(data: st.DataObject, form: Form = form, name: str = name) -> None:
            filled = fill(data, form)
            # The page is opened anew, as a person would: what it remembers of the row may be old by now.
            page = opened(manager, form)
            hidden = {field.name: [field.value] for field in page.fields if field.kind == "hidden"}
            sent = {name: values for name, values in (filled | hidden).items() if values}
            if form.method == "GET":
                manager.send(name, "GET", form.action, query_string={**query_of(form.action), **sent})
            else:
                manager.send(name, "POST", form.action, data={**sent, "_key": page.key})

        attempts(name, fill_in)
        manager.stay()
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


MESSAGES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts(), inner, max_size=3),
    max_leaves=6,
)


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
    for rule in rules:
        manager.stay()
        source, module = source_of(app.view_functions[rule.endpoint])
        names = sorted(names_asked(source, "form|files|values")) or ["x"]
        shapes = shapes_of(module) or [msgspec.Struct]

        def post(data: st.DataObject, rule: Any = rule, names: Any = names, shapes: Any = shapes) -> None:
            address = blanks(data, rule, found)
            kind = data.draw(st.sampled_from(("form", "message", "bytes")))
            key = {"X-Form-Key": key_of(manager)}
            if kind == "form":
                fields = data.draw(st.dictionaries(st.sampled_from(names), texts(), max_size=6))
                fields |= {"_password": PASSWORD} if "_password" in fields else {}
                manager.send(rule.endpoint, "POST", address, data=fields, headers=key)
            elif kind == "message":
                fields = data.draw(st.sampled_from(shapes)).__struct_encode_fields__ or ("x",)
                body = data.draw(
                    MESSAGES | st.fixed_dictionaries({}, optional=dict.fromkeys(fields, MESSAGES | texts()))
                )
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


def key_of(manager: Manager) -> str:
    manager.stay()
    page = manager.client.get("/password", headers=HTML).get_data(as_text=True)
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
    endpoint, _ = leads_to(app, "/users")
    monkeypatch.setitem(app.view_functions, endpoint, broken)
    manager.send("users", "GET", "/users")
    [fault] = manager.faults.values()
    assert "ZeroDivisionError: on purpose at " in fault.what
    assert "test_form_fuzz.py" in fault.what or "500" in fault.what
