"""The mall in and out as files: downloads, and an upload that shows every fault, or every change, before anything is.

What was uploaded waits in memory for the person who did, for a quarter of an hour; nothing of it is written until
they say so, and not over what somebody else saved meanwhile. Must never log a file's name or content.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from broker_config.localtime import local
from hub import exchange
from hub.admin.guard import needs
from hub.admin.settings.reading import differences, mark, tidy
from hub.admin.settings.rows import Faulty, Seen, Stale, find, see, write_many
from hub.admin.settings.show import around
from hub.exchange.columns import LISTS

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from hub.register import Change, Register
    from hub.service import Service

MOST_BYTES = 2_200_000  # of a request; what a file may have is the reader's to say
KEPT_S = 15 * 60.0
MOST_KEPT = 8
SHOWN = 200  # changes of one kind; more of them nobody reads
CSV, XLSX, TOML = (
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/toml",
)


class Upload(NamedTuple):
    """What somebody has uploaded and not confirmed: `marks` are those of the rows as they were then."""

    by: str
    at: float
    name: str
    changes: tuple[Change, ...]
    marks: tuple[str, ...]
    warnings: tuple[Any, ...]


class Waiting:
    """Uploads that wait for a yes, by a key that nobody guesses. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._uploads: dict[str, Upload] = {}

    def add(self, upload: Upload) -> str:
        """Keep one; each person has one, and the oldest goes when there are too many."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            kept = {k: u for k, u in self._uploads.items() if u.by != upload.by and upload.at - u.at < KEPT_S}
            while len(kept) >= MOST_KEPT:
                del kept[next(iter(kept))]
            self._uploads = {**kept, key: upload}
        return key

    def find(self, key: str, by: str) -> Upload | None:
        """Look for somebody's own."""
        found = self._uploads.get(key)
        mine = found is not None and found.by == by and time.monotonic() - found.at < KEPT_S
        return found if mine else None

    def drop(self, key: str) -> None:
        """Forget one."""
        with self._lock:
            self._uploads.pop(key, None)


def blueprint(service: Service) -> Blueprint:  # noqa: C901 - a list of small views
    """`/pengaturan/berkas`: downloads and the upload; below it, what an upload would change; `/pengaturan/ekspor/…`."""
    pages = Blueprint("exchange", __name__, url_prefix="/pengaturan")
    waiting = Waiting()

    @pages.before_app_request
    def allow_files() -> None:
        if request.endpoint == "exchange.upload":
            request.max_content_length = MOST_BYTES

    @pages.get("/berkas")
    @needs("settings")
    def files() -> str:
        return _page(see(service), gone="hilang" in request.args, done=request.args.get("ditulis", ""))

    @pages.post("/berkas")
    @needs("settings")
    def upload() -> AnyResponse | str:
        seen = see(service)
        sent = request.files.get("berkas")
        if sent is None or not sent.filename:
            return Response(_page(seen, fault=g.words["ex_no_file"]), 422)
        name = tidy(sent.filename.replace("\\", "/").rpartition("/")[2])[:80]
        reading = exchange.read_lists(
            name, sent.read(), seen.register, archive_absent="arsipkan" in request.form
        )
        if reading.faults or not reading.changes:
            faults = sorted(reading.faults, key=lambda fault: (fault.sheet, fault.row or 0))
            page = _page(seen, name=name, faults=faults, warnings=reading.warnings, read=True)
            return Response(page, 422 if reading.faults else 200)
        marks = tuple(mark(find(seen.register, change.kind, change.id)) for change in reading.changes)
        by = g.person.user.id
        key = waiting.add(Upload(by, time.monotonic(), name, reading.changes, marks, reading.warnings))
        return redirect(url_for("exchange.review", key=key), 303)

    @pages.get("/berkas/<key>")
    @needs("settings")
    def review(key: str) -> AnyResponse | str:
        found = waiting.find(key, g.person.user.id)
        if found is None:
            return redirect(url_for("exchange.files", hilang=1), 303)
        return _review(see(service), key, found)

    @pages.post("/berkas/<key>")
    @needs("settings", fresh=True)
    def confirm(key: str) -> AnyResponse | str:
        found = waiting.find(key, g.person.user.id)
        if found is None:
            return redirect(url_for("exchange.files", hilang=1), 303)
        waiting.drop(key)
        try:
            write_many(service, found.by, found.changes, found.marks)
        except Stale:
            return Response(_page(see(service), fault=g.words["ex_stale"]), 409)
        except Faulty as refused:
            text = refused.refused.text(g.language) if refused.refused else ""
            return Response(_page(see(service), fault=text), 422)
        return redirect(url_for("exchange.files", ditulis=len(found.changes)), 303)

    @pages.get("/ekspor/<name>")
    @needs("settings")
    def export(name: str) -> Response:
        seen = see(service)
        day = local(seen.now, seen.register.mall.timezone).date().isoformat()
        content, kind = _file(seen.register, name) or abort(404)
        response = Response(content, mimetype=kind)
        base, _, ending = name.rpartition(".")
        response.headers["Content-Disposition"] = f'attachment; filename="{base}-{day}.{ending}"'
        return response

    return pages


def _file(register: Register, name: str) -> tuple[str | bytes, str] | None:
    if name == "site.toml":
        return exchange.export_site(register), TOML
    if name == "mal.xlsx":
        return exchange.export_xlsx(register), XLSX
    kinds = {f"{listing.heading.lower()}.csv": listing.kind for listing in LISTS}
    return (exchange.export_csv(register, kinds[name]), CSV) if name in kinds else None


def _page(seen: Seen, **more: Any) -> str:
    names = [f"{listing.heading.lower()}.csv" for listing in LISTS]
    done = more.pop("done", "")
    return render_template(
        "exchange.html",
        form="exchange",
        csv_names=names,
        done=int(done) if done.isascii() and done.isdecimal() and len(done) < 7 else None,
        **{"fault": "", "faults": (), "warnings": (), "read": False, "name": "", "gone": False, **more},
        **around(seen),
    )


def _review(seen: Seen, key: str, upload: Upload) -> str:
    """What an upload would change, by kind: new rows, rows that change, rows that go into the archive."""
    groups: dict[str, list[tuple[Change, dict[str, Any] | None, list[tuple[str, str, str]]]]] = {}
    for change in upload.changes:
        before = find(seen.register, change.kind, change.id)
        differing = differences(before or {}, change.row)
        groups.setdefault(change.kind, []).append((change, before, differing))
    return render_template(
        "exchange_review.html",
        form="exchange",
        key=key,
        upload=upload,
        groups=groups,
        shown=SHOWN,
        **around(seen),
    )
