"""Files in and out: every fault or change is shown before anything is written, and only to whoever uploaded it."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.admin.settings.exchange import KEPT_S, MOST_BYTES, MOST_KEPT, Upload, Waiting
from hub.commands import Edit
from tests.contract.house import HTML, PASSWORD, House, house, key_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATH = "/pengaturan/berkas"


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()
        yield found


@pytest.fixture(scope="module")
def ani(mall: House) -> FlaskClient:
    return mall.client("ani")


def upload(client: FlaskClient, name: str, content: bytes, **more: str) -> Any:
    key = key_of(client.get(PATH, headers=HTML).text)
    form = {"_key": key, "berkas": (io.BytesIO(content), name), **more}
    return client.post(PATH, data=form, headers=HTML, content_type="multipart/form-data")


def exported(client: FlaskClient, name: str) -> bytes:
    answer = client.get(f"/pengaturan/ekspor/{name}", headers=HTML)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer.data


def with_one_edit(client: FlaskClient) -> bytes:
    """The list of services, with another name for the first one."""
    return exported(client, "layanan.csv").replace(b"KTP-el baru", b"KTP-el dari berkas", 1)


def name_of_ktp(mall: House) -> str:
    return mall.look(lambda hall: hall.register.services["ktp-baru"].name)


@pytest.mark.parametrize(
    "name", ["layanan.csv", "instansi.csv", "loket.csv", "pengguna.csv", "mal.xlsx", "site.toml"]
)
def test_what_is_downloaded_changes_nothing_when_it_is_uploaded_again(mall: House, ani, name: str):
    answer = upload(ani, name, exported(ani, name))
    assert answer.status_code == 200, answer.headers.get("Location")
    assert "tidak ada yang berubah" in answer.text


def test_every_fault_is_told_with_its_row_and_column_and_nothing_is_written(mall: House, ani):
    lines = exported(ani, "layanan.csv").decode("utf-8-sig").splitlines()
    between = ";" if lines[0].count(";") > lines[0].count(",") else ","
    column = [heading.strip('"') for heading in lines[0].split(between)].index("awalan")
    for at in (1, 2):
        cells = lines[at].split(between)
        cells[column] = "terlalu panjang"
        lines[at] = between.join(cells)
    seq = mall.store.seq
    answer = upload(ani, "layanan.csv", "\n".join(lines).encode())
    assert answer.status_code == 422
    told = re.findall(r'data-label="Baris"><b>(\d+)</b>.*?data-label="Kolom"><b>(\w+)</b>', answer.text)
    assert told == [("2", "awalan"), ("3", "awalan")]
    assert mall.store.seq == seq


def test_the_changes_are_shown_and_written_when_they_are_confirmed(mall: House, ani):
    before = name_of_ktp(mall)
    shown = upload(ani, "layanan.csv", with_one_edit(ani))
    assert shown.status_code == 303
    place = shown.headers["Location"]
    page = ani.get(place, headers=HTML).text
    assert f"<del>{before}</del>" in page
    assert "<ins>KTP-el dari berkas</ins>" in page
    assert name_of_ktp(mall) == before
    done = mall.send(ani, place, {"_password": PASSWORD})
    assert done.headers["Location"] == f"{PATH}?ditulis=1"
    assert name_of_ktp(mall) == "KTP-el dari berkas"
    assert mall.send(ani, place, {"_password": PASSWORD}).headers["Location"] == f"{PATH}?hilang=1"
    back = upload(
        ani, "layanan.csv", exported(ani, "layanan.csv").replace(b"KTP-el dari berkas", before.encode(), 1)
    )
    mall.send(ani, back.headers["Location"], {"_password": PASSWORD})
    assert name_of_ktp(mall) == before


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(mall: House, ani):
    place = upload(ani, "layanan.csv", with_one_edit(ani)).headers["Location"]
    row = mall.look(lambda hall: hall.register.row("service", "ktp-baru"))
    mall.service.ask(Edit("budi", "service", "ktp-baru", {**row, "fee": "Rp5"})).result(5)
    assert mall.send(ani, place, {"_password": PASSWORD}).status_code == 409
    assert name_of_ktp(mall) == row["name"]
    mall.service.ask(Edit("budi", "service", "ktp-baru", row)).result(5)


def test_an_upload_is_shown_to_nobody_else(mall: House, ani):
    place = upload(ani, "layanan.csv", with_one_edit(ani)).headers["Location"]
    row = {"name": "Eko", "role": "manager"}
    mall.service.ask(Edit("", "user", "eko", row)).result(5)
    mall.put_password("eko", mall.gate._vault.rows.credentials["ani"].hash)
    eko = mall.client("eko")
    assert eko.get(place, headers=HTML).headers["Location"] == f"{PATH}?hilang=1"
    assert mall.send(eko, place, {"_password": PASSWORD}).headers["Location"] == f"{PATH}?hilang=1"


def test_uploads_wait_for_a_while_and_only_so_many():
    waiting = Waiting()

    def one(by: str, at: float) -> str:
        return waiting.add(Upload(by, at, "x", (), (), ()))

    now = time.monotonic()
    old = one("ani", now - KEPT_S - 1)
    assert waiting.find(old, "ani") is None
    keys = [one(f"person-{n}", now) for n in range(MOST_KEPT + 1)]
    assert waiting.find(keys[0], "person-0") is None
    assert waiting.find(keys[-1], f"person-{MOST_KEPT}") is not None


def test_a_file_that_is_far_too_large_is_refused(mall: House, ani):
    key = key_of(ani.get(PATH, headers=HTML).text)
    large = {"data": b"x" * (MOST_BYTES + 1), "content_type": "multipart/form-data; boundary=x"}
    assert ani.post(PATH, headers={**HTML, "X-Form-Key": key}, **large).status_code == 413


def test_no_file_is_no_file(mall: House, ani):
    assert mall.send(ani, PATH, {}).status_code == 422
    assert ani.get("/pengaturan/ekspor/rahasia.csv", headers=HTML).status_code == 404


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(
        ["layanan.csv", "mal.xlsx", "site.toml", "instansi.csv", "x.exe", "../layanan.csv", ".csv"]
    )
    | st.text(min_size=1, max_size=20),
    content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
)
def test_no_file_breaks_the_page(mall: House, ani, name: str, content: bytes):
    assert upload(ani, name, content).status_code < 500
