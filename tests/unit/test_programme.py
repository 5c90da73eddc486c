"""The mall's media as rows: which can stand, when they are shown, what the programme has of them, and their form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict

from broker_config import contract as c
from broker_config.contract import ROUTE_OF
from broker_config.mall import Clip
from broker_config.mall_rules import MOST_CLIPS
from broker_config.nouns import DAYS
from hub import commands as cmd
from hub.admin.hall import media_form as forms
from hub.admin.writing import Writing
from hub.refused import Refused
from hub.signage.pages import MOST_BYTES
from hub.signage.programme import clips, files, programme
from tests.unit.small_hall import MORNING, do, open_hall

SHA, OTHER = "ab" * 32, "cd" * 32
FILM = {"name": "Profil mal", "kind": "video", "sha256": SHA, "size": 900, "seconds": 34.0, "sound": True}
POSTER = {
    "name": "Poster",
    "kind": "picture",
    "sha256": OTHER,
    "size": 70,
    "zones": ["utama"],
    "from": "2026-12-01",
}


def mall_with(**rows: dict[str, Any]) -> Any:
    hall = open_hall()
    for slug, row in rows.items():
        do(hall, cmd.Edit("ani", "clip", slug, row))
    return hall


def _clip(fields: dict[str, Any]) -> Clip:
    base: dict[str, Any] = {"id": "x", "name": "X", "kind": "picture", "sha256": SHA, "size": 7}
    return Clip(**{**base, **fields})


def test_the_programme_has_the_media_that_are_in_use_and_when_they_are_shown():
    gone = {**FILM, "sha256": "", "archived": True}
    hall = mall_with(profil=FILM, poster=POSTER, lama={**POSTER, "archived": True}, hilang=gone)
    found = programme(hall, 5, MORNING)
    assert (found.rev, found.epoch) == (5, hall.epoch)
    assert found.clips == (
        c.Clip(
            id="poster", kind="picture", sha256=OTHER, size=70, zones=("utama",), when=c.When(first=date(2026, 12, 1))
        ),
        c.Clip(id="profil", kind="video", sha256=SHA, size=900, seconds=34.0, sound=True),
    )  # fmt: skip


def test_a_hundred_clips_with_all_that_may_be_said_of_them_fit_beside_the_pages():
    zones = tuple(f"{at:02d}-{'z' * 45}" for at in range(16))
    long = _clip({
        "id": "i" * 48, "kind": "video", "sha256": "f" * 64, "size": 2_000_000_000, "seconds": 7199.99, "sound": True,
        "zones": zones, "first": date(2026, 1, 1), "last": date(2026, 12, 31), "days": DAYS[:6], "since": "00:01",
        "until": "23:59",
    })  # fmt: skip
    register = open_hall().register
    for at in range(MOST_CLIPS + 5):
        register.clips[f"{at:03d}{'i' * 45}"] = replace(long, id=f"{at:03d}{'i' * 45}")
    found = clips(register)
    assert len(found) == MOST_CLIPS
    assert len(msgspec.json.encode(found)) < ROUTE_OF[c.Programme].max_bytes - MOST_BYTES - 1000


def test_the_archive_keeps_its_files_and_what_was_deleted_does_not():
    hall = mall_with(
        profil=FILM, lama={**POSTER, "archived": True}, hilang={**FILM, "sha256": "", "archived": True}
    )
    assert files(hall.register) == {SHA, OTHER}
    theme = {"ground": "#08122a", "panel": "#142a56", "accent": "#ffd100", "logo": "ef" * 32}
    hall.register.put("mall", "mall", {**hall.register.row("mall", "mall"), "theme": theme})
    assert files(hall.register) == {SHA, OTHER, "ef" * 32}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sha256": ""}, "sha256"),
        ({"sha256": "../../etc/passwd"}, "sha256"),
        ({"kind": "page"}, "kind"),
        ({"zones": ["atap"]}, "zones"),
        ({"zones": ["utama", "utama"]}, "zones"),
        ({"days": []}, "days"),
        ({"days": ["friday", "friday"]}, "days"),
        ({"from": "2026-12-24", "to": "2026-12-23"}, "to"),
        ({"from": "2026-02-30"}, "from"),
        ({"since": "12:00", "until": "12:00"}, "until"),
        ({"since": "pagi"}, "since"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": "lama"}, "seconds"),
        ({"name": ""}, "name"),
    ],
)
def test_a_row_that_could_never_be_shown_is_refused_at_its_field(changes: dict[str, Any], field: str):
    hall = open_hall()
    faults = hall.register.check([("clip", "profil", {**FILM, **changes})])
    assert {(fault.id, fault.field.partition("[")[0]) for fault in faults} == {("profil", field)}
    assert "tidak sah" not in faults[0].text
    with pytest.raises(Refused):
        do(hall, cmd.Edit("ani", "clip", "profil", {**FILM, **changes}))


def test_a_zone_that_media_are_shown_in_is_not_put_away():
    hall = mall_with(poster=POSTER)
    faults = hall.register.check([("zone", "utama", {"name": "utama", "archived": True})])
    assert any("clips.poster" in fault.text for fault in faults)


# --- how each stands, and its form ------------------------------------------------------------------------


def test_how_a_picture_stands_on_a_day():
    tuesday = date(2026, 11, 24)
    for fields, there, state in (
        ({}, True, "today"), ({}, False, "missing"), ({"archived": True}, False, "archived"),
        ({"last": date(2026, 11, 23)}, True, "over"), ({"first": date(2026, 11, 25)}, True, "later"),
        ({"days": ("monday",)}, True, "other"), ({"first": tuesday, "last": tuesday}, True, "today"),
    ):  # fmt: skip
        assert forms.state(_clip(fields), tuesday, there=there) == state


def test_when_it_is_shown_is_told_in_a_line():
    say, english = Writing("id", "Asia/Jakarta"), Writing("en", "Asia/Jakarta")
    week = ("monday", "tuesday", "wednesday", "thursday", "friday")
    for fields, told in (
        ({}, "Setiap hari"),
        ({"days": week, "since": "08:00", "until": "12:00"}, "Senin\N{EN DASH}Jumat · 08.00\N{EN DASH}12.00"),
        ({"days": ("monday", "tuesday", "saturday")}, "Senin, Selasa, Sabtu"),
        ({"first": date(2026, 12, 1)}, "mulai 1 Des 2026"),
        ({"first": date(2026, 12, 1), "last": date(2026, 12, 24)}, "1 Des sampai 24 Des 2026"),
    ):
        assert forms.when(_clip(fields), say) == told
    assert forms.when(_clip({"days": week}), english) == "Monday\N{EN DASH}Friday"
    assert c.When(days=week).holds(datetime(2026, 11, 24, 9, 0))  # noqa: DTZ001 - local, as displays reckon


def test_a_form_that_is_sent_as_it_was_opened_changes_nothing():
    hall = mall_with(
        poster={**POSTER, "days": ["monday"], "since": "08:00", "until": "12:30", "seconds": 7.5}
    )
    filled = forms.write(hall.register.clips["poster"])
    sent = {
        "name": filled.name, "seconds": filled.seconds.replace(".", ","), "from": filled.first,
        "zones": list(filled.zones), "days": list(filled.days), "since": "08.00", "until": "12.30",
    }  # fmt: skip
    again = forms.as_row(forms.read(MultiDict(sent)), hall.register.row("clip", "poster"))
    do(hall, cmd.Edit("ani", "clip", "poster", again))
    assert forms.write(hall.register.clips["poster"]) == filled


def test_what_is_no_number_reaches_the_register_as_it_was_typed():
    row = forms.as_row(forms.read(MultiDict({"name": "X", "seconds": "sebentar"})), {"kind": "picture"})
    assert row["seconds"] == "sebentar"
