"""The API over HTTP: every row of the table as an address, in JSON, and lists in CSV too.

The guard has let in whoever comes here. Must never answer anything that the document does not describe.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, g, request

from hub.accounts import PUBLIC
from hub.admin.answers import refusal
from hub.admin.guard import needs
from hub.admin.watch import Busy
from hub.api import asked, sheet
from hub.api.document import document
from hub.api.pace import Pace
from hub.api.source import Listed, Missing, Source, Unable
from hub.api.table import PREFIX, ROUTES
from hub.storage.connections import TookTooLong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hub.admin.watch import Watch
    from hub.api.table import Route
    from hub.service import Service

JSON, CSV = "application/json", "text/csv"
MOST_BYTES = 2_000_000  # of what is sent along
AT_ONCE = 1000  # rows that a file is read in
_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    asked.Wrong: (400, "refused"), Missing: (404, "missing"), asked.Unfit: (409, "unfit"), Unable: (503, "unable"),
    Busy: (503, "busy"),
}  # fmt: skip
PACE = "api_pace"  # where an application keeps how fast may be asked


def blueprint(service: Service, watch: Watch, identity: bytes = b"") -> Blueprint:
    """`/api/v1/…`, and `openapi.json` there. `identity` is the mall's identity key, if it has one."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    source = Source(service, lambda: watch.floor().view, identity)
    pace = Pace()
    api.record_once(lambda state: state.app.extensions.__setitem__(PACE, pace))
    for route in ROUTES:
        path = re.sub(r"{(\w+)}", r"<\1>", route.path)
        for name, ending in ((route.name, ""), (f"{route.name}_csv", ".csv")):
            if not ending or route.many:
                view = _view(source, route, pace, file=bool(ending))
                api.add_url_rule(path + ending, name, view, methods=[route.method])
    written = msgspec.json.encode(document())

    @api.get("/openapi.json")
    @needs(PUBLIC)
    def openapi() -> Response:
        return Response(written, mimetype=JSON)

    @api.app_errorhandler(TookTooLong)
    def took_too_long(_error: TookTooLong) -> Response:
        return refusal(503, "busy")

    return api


def _view(source: Source, route: Route, pace: Pace, *, file: bool) -> Callable[..., Response]:
    @needs(route.permission, scope=route.scope)
    def view(**place: str) -> Response:
        if wait_s := pace.wait_s(_asker()):
            answer = refusal(429, "too_many", f"Too many requests. Go on in {wait_s} s.")
            answer.headers["Retry-After"] = str(wait_s)
            return answer
        try:
            given = request.args.to_dict(flat=False) | {name: [value] for name, value in place.items()}
            wanted = asked.read(route.asked, given)
            if route.many and (file or request.accept_mimetypes.best_match((JSON, CSV), JSON) == CSV):
                return _csv(source, route, wanted)
            found = route.answer(source, wanted, *_sent(route))
        except tuple(_REFUSALS) as error:
            code, kind = _REFUSALS[type(error)]
            return refusal(code, kind, str(error))
        return _json(route, found)

    return view


def _sent(route: Route) -> tuple[Any, ...]:
    """What came along with a request, where something is expected."""
    if route.body is None:
        return ()
    request.max_content_length = MOST_BYTES
    return (route.body(request.get_data()),)


def _asker() -> str:
    if g.token is not None:
        return g.token.hash
    return g.person.user.id if g.person is not None else f"at {request.remote_addr}"


def _json(route: Route, found: Any) -> Response:
    if isinstance(found, Listed):
        return Response(msgspec.json.encode(found._asdict()), mimetype=JSON)
    response = Response(msgspec.json.encode(found), mimetype=JSON)
    if route.tagged:
        kept = {
            name: value for name, value in msgspec.structs.asdict(found).items() if name not in route.restless
        }
        response.set_etag(
            hashlib.sha256(msgspec.json.encode(kept)).hexdigest()[:24], weak=bool(route.restless)
        )
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Authorization")
        response.make_conditional(request)
    return response


def _csv(source: Source, route: Route, wanted: Any) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{route.name.replace("_", "-")}.csv"'}
    mark = sheet.MARK if wanted.bom == "yes" else b""
    if route.whole and wanted.limit is msgspec.UNSET:
        wanted = msgspec.structs.replace(wanted, limit=AT_ONCE)
        first = route.answer(source, wanted)  # what is wrong is said before the file begins
        lines = _whole(source, route, wanted, first)
        return Response(_after(mark + sheet.head(route.shape), lines), mimetype=CSV, headers=headers)
    page = route.answer(source, wanted)
    if page.more:
        behind = urlencode(request.args.to_dict() | {"after": page.next})
        headers["Link"] = f'<{request.path}?{behind}>; rel="next"'
    return Response(mark + sheet.head(route.shape) + sheet.body(page.items), mimetype=CSV, headers=headers)


def _after(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _whole(source: Source, route: Route, wanted: Any, page: Listed[Any]) -> Iterator[bytes]:
    yield sheet.body(page.items)
    while page.more:
        page = route.answer(source, msgspec.structs.replace(wanted, after=page.next))
        yield sheet.body(page.items)
