"""How a picture or a video comes in: in pieces, or in the form itself; looked at, put on the shelf, then written.

The page's script sends pieces (`/tayangan/unggah`), which go on after a cut; without a script the form holds a small
file itself. The row is written when the file is whole on the shelf. Must never log a file's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, g, jsonify, redirect, request, url_for

from hub.admin.guard import needs
from hub.admin.hall import media_form as forms
from hub.admin.hall.media_show import facts_line, form_page, lost_row, said
from hub.admin.settings.reading import new_id, tidy
from hub.admin.settings.rows import Faulty, Stale, see, write
from hub.media.inspection import Busy
from hub.media.rules import Unfit
from hub.media.uploads import PIECE, Upload, Uploads

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from hub.media.shelf import Shelf
    from hub.service import Service

MOST_BYTES = 2_200_000  # of a request; what is larger comes in pieces
PLACES = ("tambah", "unggah", "logo")  # addresses that no row may have


def add_views(pages: Blueprint, service: Service, shelf: Shelf, uploads: Uploads) -> None:  # noqa: C901 - a list of small views
    """`/tayangan/tambah`, the form; `/tayangan/unggah`, its file in pieces."""

    @pages.before_app_request
    def allow_files() -> None:
        if request.endpoint in ("media.add", "media.piece", "media.logo"):
            request.max_content_length = MOST_BYTES

    @pages.route("/tambah", methods=["GET", "POST"])
    @needs("hall")
    def add() -> AnyResponse | str:
        if request.method == "GET":
            return form_page(see(service), forms.Filled(), {})
        filled, faults = forms.read(request.form), dict[str, str]()
        key, upload = sent_file(uploads, faults)
        if upload is None or upload.looked is None:
            faults.setdefault("file", g.words["med_no_file"])
            return Response(form_page(see(service), filled, faults), 422)
        return _add(service, shelf, uploads, filled, key)

    @pages.post("/unggah")
    @needs("hall")
    def begin() -> AnyResponse:
        size = request.form.get("size", "")
        if not (size.isascii() and size.isdecimal() and len(size) < 14):
            abort(400)
        try:
            key = uploads.begin(g.person.user.id, tidy(request.form.get("name", ""))[:120], int(size))
        except Unfit as unfit:
            return _no(422, unfit.text(g.language))
        except Busy:
            return _no(503, g.words["med_busy"])
        return jsonify(key=key, piece=PIECE)

    @pages.post("/unggah/<key>")
    @needs("hall")
    def piece(key: str) -> AnyResponse:
        upload = uploads.find(key, g.person.user.id)
        at = request.args.get("dari", "")
        if upload is None:
            return _no(404, g.words["med_gone"])
        if not (at.isascii() and at.isdecimal() and len(at) < 14):
            abort(400)
        try:
            there = uploads.add(upload, int(at), request.get_data())
        except ValueError:
            abort(400)
        except Busy:
            return _no(503, g.words["med_busy"])
        except Unfit as unfit:
            uploads.drop(key)
            return _no(422, unfit.text(g.language))
        if upload.looked is None:
            return jsonify(at=there)
        return jsonify(at=there, told=facts_line(upload), kind=upload.looked.facts.kind)


def _add(service: Service, shelf: Shelf, uploads: Uploads, filled: forms.Filled, key: str) -> AnyResponse:
    """Write the row of a file that is here."""
    seen, upload = see(service), uploads.find(key, g.person.user.id)
    if upload is None or upload.looked is None:  # the form was sent twice
        return redirect(url_for("media.clips"), 303)
    looked = upload.looked
    filled = filled._replace(name=filled.name or _called(upload))
    row = forms.as_row(filled, forms.beginning(looked.facts, upload.taken.sha256, upload.size))
    row["sound"] = row["sound"] and looked.facts.sound
    slug = new_id(filled.name, {*seen.register.clips, *PLACES})
    if found := seen.register.check([("clip", slug, row)]):
        faults = forms.by_field(slug, found, g.language)
        sent = key, facts_line(upload)
        return Response(form_page(seen, filled, faults, sent=sent, kind=looked.facts.kind), 422)
    lost = lost_row(seen, shelf, upload.taken.sha256)
    if not uploads.keep(key, upload):  # in the same moment
        return redirect(url_for("media.clips"), 303)
    if lost:
        return redirect(url_for("media.edit", slug=lost), 303)
    try:
        write(service, g.person.user.id, ("clip", slug, row), "")
    except (Faulty, Stale) as refused:
        return Response(form_page(seen, filled, said(slug, refused)), 422)
    return redirect(url_for("media.clips", baru=slug, _anchor=f"clip-{slug}"), 303)


def sent_file(uploads: Uploads, faults: dict[str, str]) -> tuple[str, Upload | None]:
    """The file that a form is about: one that came before it in pieces, or a small one within it; and its key."""
    by, sent = g.person.user.id, request.files.get("berkas")
    if sent is None or not sent.filename:
        key = request.form.get("upload", "")[:60]
        return key, uploads.find(key, by)
    key, content = "", sent.read()
    try:
        name = tidy(sent.filename.replace("\\", "/").rpartition("/")[2])[:120]
        key = uploads.begin(by, name, len(content))
        upload = uploads.find(key, by)
        assert upload is not None  # noqa: S101 - for the type checker: it was begun just now
        uploads.add(upload, 0, content)
    except Unfit as unfit:
        uploads.drop(key)
        faults["file"] = unfit.text(g.language)
        return "", None
    except Busy:
        uploads.drop(key)
        faults["file"] = g.words["med_busy"]
        return "", None
    return key, upload


def _called(upload: Upload) -> str:
    """A name for what has none: its file's, without the ending."""
    return (
        tidy(upload.name.rpartition(".")[0].replace("_", " ").replace("-", " ") or upload.name)[:100]
        or "Media"
    )


def _no(code: int, text: str) -> Response:
    answer = jsonify(text=text)
    answer.status_code = code
    return answer
