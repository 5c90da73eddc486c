"""What a technician sets up of the hall beside its displays: notices with a time, idle pages, hours of light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from broker_config.mall import Idle
from broker_config.signage import Light
from tests.contract.house import HTML, PASSWORD, House
from tests.contract.test_settings_pages import filled, mall, open_page, send

if TYPE_CHECKING:
    from flask.testing import FlaskClient

__all__ = ["mall"]  # a fixture

NOTICES = "/pengaturan/pengumuman"
NEW = "/pengaturan/tambah/pengumuman"


@pytest.fixture(scope="module")
def citra(mall: House) -> FlaskClient:
    """A technician."""
    return mall.client("citra")


def of_the_mall(mall: House) -> Any:
    return mall.look(lambda hall: hall.register.mall)


def test_a_technician_adds_a_notice_sees_whether_it_stands_and_archives_it(mall: House, citra):
    assert "Belum ada pengumuman" in open_page(citra, NOTICES)
    row = {"text": "Jaringan diperbaiki hari ini.", "until": "24", "since": "0.00", "from": "2020-01-06"}
    answer = send(mall, citra, NEW, **row)
    assert answer.status_code == 303, answer.text
    path = answer.headers["Location"].partition("?")[0]
    assert path == f"{NOTICES}/jaringan-diperbaiki-hari-ini"
    page = open_page(citra, NOTICES)
    assert "Tampil sekarang" in page
    assert "mulai Sen, 6 Jan 2020" in page
    send(mall, citra, path, **{"from": "2099-01-05", "to": "2099-01-05", "since": "", "until": "8.30"})
    assert "Sen, 5 Jan 2099, sampai 08.30" in open_page(citra, NOTICES)
    assert "Belum waktunya" in open_page(citra, NOTICES)
    send(mall, citra, path, **{"from": "", "to": "2020-01-06"})
    assert "Sudah lewat" in open_page(citra, NOTICES)
    assert mall.send(citra, f"{path}/arsip", {"_password": PASSWORD}).status_code == 303
    assert path not in open_page(citra, NOTICES)
    assert path in open_page(citra, f"{NOTICES}?arsip=1")


def test_a_notice_that_could_never_be_seen_is_refused_at_its_fields(mall: House, citra):
    wrong = {"text": "", "from": "2026-12-02", "to": "2026-12-01", "since": "9", "until": "siang", "days": []}
    page = send(mall, citra, NEW, **wrong)
    assert page.status_code == 422
    for said in ("belum diisi", "sebelum tanggal mulai", "pukul berapa", "pilih paling sedikit 1"):
        assert said in page.text
    assert 'value="siang"' in page.text


def test_the_hours_of_light_are_set_refused_at_their_field_and_taken_away(mall: House, citra):
    path = "/pengaturan/nyala"
    assert of_the_mall(mall).light is None
    wrong = send(mall, citra, f"{path}/mall", **{"light.on": "17", "light.off": "7.15"})
    assert wrong.status_code == 422
    assert 'id="f-light-on-fault"' in wrong.text
    half = send(mall, citra, f"{path}/mall", **{"light.on": "7"})
    assert half.status_code == 422
    assert 'id="f-light-off-fault"' in half.text
    days = ["monday", "friday"]
    good = send(mall, citra, f"{path}/mall", **{"light.on": "7.15", "light.off": "16.30", "light.days": days})
    assert good.status_code == 303
    assert of_the_mall(mall).light == Light(on="07:15", off="16:30", days=("monday", "friday"))
    page = open_page(citra, path)
    assert page.count('name="light.days"') == 7
    assert page.count(" checked") == 2
    send(mall, citra, f"{path}/mall", **{"light.on": "", "light.off": ""})
    assert of_the_mall(mall).light is None


def test_kinds_of_idle_pages_are_chosen_and_how_long_they_stand(mall: House, citra):
    form = filled(open_page(citra, "/pengaturan/jeda"))
    del form["idle.today"]
    answer = mall.send(citra, "/pengaturan/jeda/mall", {**form, "idle.page_s": "20,5"})
    assert answer.status_code == 303
    assert of_the_mall(mall).idle == Idle(today=False, page_s=20.5)
    refused = mall.send(
        citra, "/pengaturan/jeda/mall", {**filled(open_page(citra, "/pengaturan/jeda")), "idle.page_s": "2"}
    )
    assert refused.status_code == 422
    assert 'id="f-idle-page_s-fault"' in refused.text


def test_a_display_can_be_told_to_show_no_media(mall: House, citra):
    form = filled(open_page(citra, "/pengaturan/layar/layar-1"))
    assert form.pop("media") == "1"
    assert mall.send(citra, "/pengaturan/layar/layar-1", form).status_code == 303
    assert not mall.look(lambda hall: hall.register.screens["layar-1"].media)


@pytest.mark.parametrize(
    ("languages", "expires", "advised"),
    [("id, en", "60", "130"), ("id, en, jv", "130", "195"), ("id, en", "130", ""), ("id", "60", "")],
)
def test_the_page_of_the_voice_advises_when_calls_could_be_too_old_before_they_are_said(
    mall: House, citra, languages: str, expires: str, advised: str
):
    changes = {"voice.languages": languages, "voice.expires_s": expires}
    assert send(mall, citra, "/pengaturan/suara/mall", **changes).status_code == 303
    page = citra.get("/pengaturan/suara", headers=HTML).text
    assert ('class="advice"' in page) is bool(advised)
    assert not advised or f"paling sedikit {advised} detik" in page
