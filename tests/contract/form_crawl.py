"""What a browser finds in the pages: every link that leads on, and every form with its fields.

Knows no page: whatever is added to the application is found as well, if something leads to it.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Flask
    from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
PAGES_OF_ONE_KIND = 4
AWAY = ("sign_in.sign_out",)  # whoever follows it stands before the door


class Field(NamedTuple):
    """A field, as it is filled in already (`None`: it would not be sent), and what it offers to choose from."""

    name: str
    kind: str
    value: str | None
    options: tuple[str, ...] = ()


class Form(NamedTuple):
    """A form; `action` is its address, `page` where it stands."""

    page: str
    action: str
    method: str
    multipart: bool
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """What the page put in against forged requests."""
        return next((field.value or "" for field in self.fields if field.name == "_key"), "")


class Found(NamedTuple):
    """All forms, one of each kind; by the name of a blank in an address, what stands there; and downloads."""

    forms: dict[tuple[str, frozenset[str]], Form]
    blanks: dict[str, set[str]]
    files: dict[str, bytes]  # what could be downloaded, by its name


class _Reader(HTMLParser):
    """Reads the links and forms of one page. A field that names its form by id belongs there."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.links = page, list[str]()
        self._forms: list[tuple[dict[str, str], list[Field]]] = []
        self._named: dict[str, int] = {}
        self._at: int | None = None
        self._select: tuple[str, list[str], str | None] | None = None
        self._area: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "hx-get"):
            if tag in ("a", "button", "div", "section") and name in given:
                self.links.append(urljoin(self.page, given[name]))
        if tag == "form":
            self._forms.append((given, []))
            self._at = len(self._forms) - 1
            self._named[given.get("id", "")] = self._at
        elif tag in ("input", "button") and given.get("name"):
            kind = given.get("type", "text" if tag == "input" else "submit")
            checked = kind not in ("checkbox", "radio") or "checked" in given
            value = given.get("value", "on" if kind == "checkbox" else "")
            self._add(Field(given["name"], kind, value if checked else None, (value,)), given)
        elif tag == "select" and given.get("name"):
            self._select = (given["name"], [], None)
        elif tag == "option" and self._select is not None:
            name, options, chosen = self._select
            options.append(given.get("value", ""))
            self._select = (name, options, given.get("value", "") if "selected" in given else chosen)
        elif tag == "textarea" and given.get("name"):
            self._area = (given["name"], "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area = (self._area[0], self._area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._at = None
        elif tag == "select" and self._select is not None:
            name, options, chosen = self._select
            first = options[0] if options else ""
            self._add(Field(name, "select", first if chosen is None else chosen, tuple(options)), {})
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._add(Field(self._area[0], "textarea", self._area[1]), {})
            self._area = None

    def _add(self, field: Field, given: Mapping[str, str]) -> None:
        at = self._named.get(given["form"]) if given.get("form") else self._at
        if at is not None:
            self._forms[at][1].append(field)

    def forms(self) -> list[Form]:
        """What there is to fill in; a dialog's form is its script's business."""
        return [
            Form(
                self.page, urljoin(self.page, given.get("action", "")), given.get("method", "get").upper(),
                "multipart" in given.get("enctype", ""), tuple(_one_of_each(fields)),
            )
            for given, fields in self._forms
            if given.get("method") != "dialog"
        ]  # fmt: skip


def _one_of_each(fields: Iterable[Field]) -> Iterable[Field]:
    """Radio buttons and boxes of one name are one field, with what any of them would send."""
    together: dict[tuple[str, str], Field] = {}
    for at, field in enumerate(fields):
        key = (field.name, field.kind if field.kind in ("radio", "checkbox") else str(at))
        before = together.get(key)
        if before is not None:
            value = before.value if field.value is None else field.value
            field = Field(field.name, field.kind, value, (*before.options, *field.options))  # noqa: PLW2901 - joined
        together[key] = field
    return together.values()


def read(page: str, text: str) -> tuple[list[str], list[Form]]:
    """The links and the forms of a page."""
    reader = _Reader(page)
    reader.feed(text)
    return reader.links, reader.forms()


def crawl(app: Flask, client: FlaskClient, more: Iterable[str] = ()) -> Found:
    """Follow every link from everywhere that has an address without a blank; of each kind of page, a few."""
    found = Found({}, {}, {})
    seen: Counter[str] = Counter()
    waiting = deque([*(rule.rule for rule in app.url_map.iter_rules() if not rule.arguments), *more])
    asked: set[str] = set()
    while waiting:
        address = waiting.popleft()
        endpoint, blanks = leads_to(app, address)
        if address in asked or not endpoint or endpoint in AWAY or seen[endpoint] >= PAGES_OF_ONE_KIND:
            continue
        asked.add(address)
        seen[endpoint] += 1
        for name, value in blanks.items():
            found.blanks.setdefault(name, set()).add(str(value))
        answer = client.get(address, headers=HTML)
        if file := re.search(r'filename="?([^";]+)', answer.headers.get("Content-Disposition", "")):
            found.files[file[1]] = answer.get_data()
        elif answer.mimetype == "text/html" and answer.status_code == 200:
            links, forms = read(address, answer.get_data(as_text=True))
            waiting.extend(relative(link) for link in links)
            for form in forms:
                target, _ = leads_to(app, form.action, form.method)
                if target and target not in AWAY:
                    fields = frozenset(field.name for field in form.fields)
                    found.forms.setdefault((f"{form.method} {target}", fields), form)
        answer.close()
    return found


def relative(address: str) -> str:
    """An address without the machine and without the place on the page."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "") if not parts.netloc else ""


def leads_to(app: Flask, address: str, method: str = "GET") -> tuple[str, dict[str, Any]]:
    """The view behind an address, and what fills its blanks; nothing, if there is none."""
    path = urlsplit(address).path
    try:
        return app.url_map.bind("localhost").match(path, method)  # type: ignore[return-value] - no rule is asked for
    except (HTTPException, RequestRedirect):
        return "", {}


def query_of(address: str) -> dict[str, str]:
    """What an address asks."""
    return dict(parse_qsl(urlsplit(address).query))


def names_asked(source: str, where: str) -> set[str]:
    """The names of the fields that a view's source asks for: `request.form.get("login")`."""
    told = rf"request\.(?:{where})(?:\.get(?:list)?\(|\[)\s*\"(\w+)\""
    return set(re.findall(told, source))
