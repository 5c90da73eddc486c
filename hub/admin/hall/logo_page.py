"""The mall's logo: a part of the page of colours, and a page of its own where a fault is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from hub.admin.guard import needs
from hub.admin.hall.media_show import around, said
from hub.admin.hall.media_upload import sent_file
from hub.admin.settings.reading import mark
from hub.admin.settings.rows import Faulty, Seen, Stale, find, see, write
from hub.media.rules import Unfit, check_logo
from hub.signage.programme import files

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from hub.media.shelf import Shelf
    from hub.media.uploads import Uploads
    from hub.service import Service


def add_view(pages: Blueprint, service: Service, shelf: Shelf, uploads: Uploads) -> None:
    """`/tayangan/logo`."""

    @pages.route("/logo", methods=["GET", "POST"])
    @needs("hall")
    def logo() -> AnyResponse | str:
        seen = see(service)
        if request.method == "GET":
            return _logo(seen)
        sha256 = ""
        if request.form.get("do") != "remove":
            faults: dict[str, str] = {}
            key, upload = sent_file(uploads, faults)
            try:
                if upload is None or upload.looked is None:
                    return Response(_logo(seen, faults.get("file") or g.words["med_no_file"]), 422)
                check_logo(upload.looked.facts, upload.size)
                sha256 = upload.taken.sha256
                uploads.keep(key, upload)
            except Unfit as unfit:
                return Response(_logo(seen, unfit.text(g.language)), 422)
            finally:
                uploads.drop(key)
        row = find(seen.register, "mall", "mall") or {}
        changed = {**row, "theme": {**msgspec.to_builtins(seen.register.mall.theme), "logo": sha256}}
        try:
            write(service, g.person.user.id, ("mall", "mall", changed), mark(row))
        except (Faulty, Stale) as refused:
            return Response(_logo(seen, "; ".join(said("mall", refused).values())), 409)
        shelf.tidy(files(see(service).register), deleted=seen.register.mall.theme.logo)
        return redirect(url_for("settings.rows", place="warna", done=1), 303)


def _logo(seen: Seen, fault: str = "") -> str:
    theme = seen.register.mall.theme
    return render_template("logo.html", logo=theme.logo, logo_fault=fault, form="theme", **around(seen))
