"""The mall's pictures and videos: what there is, and when and where each is shown.

What is deleted leaves its row in the archive, without a file. How one comes in is in `media_upload.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, g, redirect, request, url_for

from hub.admin.guard import needs
from hub.admin.hall import logo_page, media_upload
from hub.admin.hall import media_form as forms
from hub.admin.hall.media_show import Entry, form_page, list_page, said
from hub.admin.settings.reading import mark
from hub.admin.settings.rows import Faulty, Stale, find, see, write
from hub.media.uploads import Uploads
from hub.signage.programme import files

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from hub.media.shelf import Shelf
    from hub.service import Service


def blueprint(service: Service, shelf: Shelf) -> Blueprint:  # noqa: C901 - a list of small views
    """`/tayangan`, the list; `/tayangan/tambah`, the form; `/tayangan/<id>/…`, what is done with one."""
    pages = Blueprint("media", __name__, url_prefix="/tayangan")
    uploads = Uploads(shelf)

    @pages.get("")
    @needs("hall")
    def clips() -> str:
        return list_page(see(service), shelf, "arsip" in request.args)

    @pages.route("/<slug>", methods=["GET", "POST"])
    @needs("hall")
    def edit(slug: str) -> AnyResponse | str:
        seen = see(service)
        row = find(seen.register, "clip", slug)
        if row is None:
            abort(404)
        entry = Entry.of(seen, shelf, seen.register.clips[slug])
        if request.method == "GET":
            return form_page(seen, forms.write(entry.row), {}, entry=entry)
        filled = forms.read(request.form)
        was = request.form.get("was", "")
        try:
            write(service, g.person.user.id, ("clip", slug, forms.as_row(filled, row)), was)
        except (Faulty, Stale) as refused:
            again = form_page(seen, filled, said(slug, refused), entry=entry)
            return Response(again, 409 if isinstance(refused, Stale) else 422)
        return redirect(url_for("media.clips", _anchor=f"clip-{slug}", disimpan=slug), 303)

    @pages.get("/<slug>/gambar")
    @needs("hall")
    def picture(slug: str) -> Response:
        row = see(service).register.clips.get(slug)
        found = shelf.thumbnail(row.sha256) if row else None
        if found is None:
            abort(404)
        return Response(found, mimetype="image/jpeg")

    @pages.post("/<slug>/arsip")
    @needs("hall")
    def archive(slug: str) -> AnyResponse:
        return change(slug, lambda row: {**row, "archived": not row.get("archived")})

    @pages.post("/<slug>/hapus")
    @needs("hall", fresh=True)
    def delete(slug: str) -> AnyResponse:
        return change(slug, lambda row: {**row, "archived": True, "sha256": ""})

    def change(slug: str, how: Any) -> AnyResponse:
        seen = see(service)
        row = find(seen.register, "clip", slug)
        if row is None:
            abort(404)
        try:
            write(service, g.person.user.id, ("clip", slug, how(row)), mark(row))
        except (Faulty, Stale) as refused:
            entry = Entry.of(seen, shelf, seen.register.clips[slug])
            again = form_page(seen, forms.write(entry.row), said(slug, refused), entry=entry)
            return Response(again, 409)
        shelf.tidy(files(see(service).register), deleted=row["sha256"])
        return redirect(url_for("media.clips", disimpan=slug), 303)

    media_upload.add_views(pages, service, shelf, uploads)
    logo_page.add_view(pages, service, shelf, uploads)
    return pages
