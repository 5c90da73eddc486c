"""The pages of the mall's media over a real writer, database and disk: a file comes in whole, once, or not at all."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from hub.media import inspection
from hub.media import uploads as on_the_way
from hub.media.inspect import look
from hub.media.rules import Unfit
from hub.media.shelf import Limits
from tests import media_files as files
from tests.contract.house import HTML, House, key_of

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

PICTURE = files.picture("png", (320, 200))
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FORM = {"name": "Poster", "seconds": "12", "days": DAYS}


@pytest.fixture(autouse=True)
def _near(monkeypatch):
    """Files are looked at in this process: what the other one may do is another file's business."""

    def run(path: Path) -> tuple[int, bytes]:
        with path.open("rb") as file:
            try:
                facts, thumbnail = look(file)
            except Unfit as unfit:
                return 1, msgspec.json.encode({"reason": unfit.reason, "values": unfit.values})
        return 0, msgspec.json.encode({"facts": facts, "thumbnail": thumbnail})

    monkeypatch.setattr(inspection, "_run", run)


@pytest.fixture(scope="module")
def technician(mall: House) -> FlaskClient:
    return mall.client("citra")


@pytest.fixture
def citra(home: House, technician: FlaskClient) -> FlaskClient:
    """A technician."""
    return technician


@pytest.fixture
def home(mall: House):
    """Pages whose media are all gone, so that nobody has to move in and sign in for every test."""
    mall.look(lambda hall: hall.register.clips.clear())
    for path in mall.shelf.directory.iterdir():
        path.unlink()
    limits = mall.shelf.limits
    yield mall
    mall.shelf.limits = limits


def clips(home: House) -> dict[str, Any]:
    return home.look(lambda hall: dict(hall.register.clips))


def on_the_disk(home: House) -> list[str]:
    return sorted(path.name for path in home.shelf.directory.iterdir())


def script(client: FlaskClient, path: str, **more: Any) -> Any:
    """Ask as the page's script does."""
    key = key_of(client.get("/tayangan/tambah", headers=HTML).text)
    headers = {"X-Form-Key": key, "Accept": "application/json"}
    return client.post(path, headers=headers, **more)


def begin(client: FlaskClient, size: int, name: str = "poster_akhir.png") -> str:
    answer = script(client, "/tayangan/unggah", data={"name": name, "size": str(size)})
    assert answer.status_code == 200, answer.text
    return answer.json["key"]


def upload(client: FlaskClient, content: bytes, **more: Any) -> str:
    key = begin(client, len(content), **more)
    answer = script(client, f"/tayangan/unggah/{key}?dari=0", data=content)
    assert answer.status_code == 200, answer.text
    assert answer.json["told"]
    return key


def publish(home: House, client: FlaskClient, content: bytes = PICTURE, **form: Any) -> str:
    """Give a file and its form; the new row's id."""
    sent = {**FORM, "upload": upload(client, content), **form}
    answer = home.send(client, "/tayangan/tambah", sent, page="/tayangan/tambah")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("#clip-")[2]


# --- a file comes in --------------------------------------------------------------------------------------


def test_a_picture_that_came_in_pieces_is_a_row_a_file_and_a_thumbnail(home: House, citra):
    key = begin(citra, len(PICTURE))
    half = len(PICTURE) // 2
    first, second = PICTURE[:half], PICTURE[half:]
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=first).json == {"at": half}
    # The answer was lost, and it comes once more; and one that would leave a hole is not taken.
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=first).json == {"at": half}
    assert script(citra, f"/tayangan/unggah/{key}?dari={half + 5}", data=second[5:]).json == {"at": half}
    told = script(citra, f"/tayangan/unggah/{key}?dari={half}", data=second).json
    assert (told["at"], told["kind"], "320 × 200" in told["told"]) == (len(PICTURE), "picture", True)  # noqa: RUF001 - as it is written
    assert clips(home) == {}
    form = {**FORM, "upload": key, "name": "", "zones": ["utama"], "from": "2026-12-01", "since": "8"}
    answer = home.send(citra, "/tayangan/tambah", form, page="/tayangan/tambah")
    assert answer.status_code == 303
    [row] = clips(home).values()
    sha = hashlib.sha256(PICTURE).hexdigest()
    assert (row.id, row.name, row.sha256, row.size) == ("poster-akhir", "poster akhir", sha, len(PICTURE))
    assert (row.zones, row.since, row.until) == (("utama",), "08:00", "24:00")
    assert on_the_disk(home) == [sha, f"{sha}.jpg"]
    page = citra.get("/tayangan", headers=HTML).text
    assert "poster akhir" in page
    assert "mulai 1 Des 2026" in page
    assert citra.get("/tayangan/poster-akhir/gambar").mimetype == "image/jpeg"


def test_a_form_that_is_sent_twice_is_one_row(home: House, citra):
    sent = {**FORM, "upload": upload(citra, PICTURE)}
    answers = [home.send(citra, "/tayangan/tambah", sent, page="/tayangan/tambah") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 422]
    assert len(clips(home)) == 1


def test_without_a_script_a_small_file_comes_with_its_form(home: House, citra):
    sent = {**FORM, "berkas": (BytesIO(PICTURE), "gambar/Hari Jadi.png"), "name": ""}
    answer = home.send(citra, "/tayangan/tambah", sent, page="/tayangan/tambah")
    assert answer.status_code == 303, answer.text
    assert [row.name for row in clips(home).values()] == ["Hari Jadi"]


def test_a_file_that_is_not_taken_leaves_nothing_and_its_reason_is_read(home: House, citra):
    key = begin(citra, 6)
    refused = script(citra, f"/tayangan/unggah/{key}?dari=0", data=b"GIF89a")
    assert refused.status_code == 422
    assert "Gambar bergerak" in refused.json["text"]
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=b"GIF89a").status_code == 404
    sent = {**FORM, "berkas": (BytesIO(b"#EXTM3U"), "x.mp4")}
    answer = home.send(citra, "/tayangan/tambah", sent, page="/tayangan/tambah")
    assert answer.status_code == 422
    assert "Bukan gambar atau video yang dikenal" in answer.text
    assert clips(home) == {}
    assert on_the_disk(home) == []


def test_what_was_typed_wrong_is_told_at_its_field_and_the_file_need_not_come_again(home: House, citra):
    sent = {**FORM, "upload": upload(citra, PICTURE), "since": "12", "until": "10", "days": []}
    answer = home.send(citra, "/tayangan/tambah", sent, page="/tayangan/tambah")
    assert answer.status_code == 422
    assert 'id="f-until-fault"' in answer.text
    assert 'id="f-days-fault"' in answer.text
    again = re.search(r'name="upload" value="([^"]+)"', answer.text)
    assert again is not None
    mended = home.send(citra, "/tayangan/tambah", {**FORM, "upload": again[1]}, page="/tayangan/tambah")
    assert mended.status_code == 303


def test_a_size_that_is_none_is_refused(citra):
    for size, status in (("", 400), ("-1", 400), ("1e9", 400), ("9" * 20, 400), ("0", 422)):
        assert script(citra, "/tayangan/unggah", data={"name": "x", "size": size}).status_code == status


def test_there_is_an_end_to_what_one_and_all_may_send(home: House, citra, monkeypatch):
    home.shelf.limits = Limits(video_mb=1, total_mb=2, free_mb=0)
    too_large = script(citra, "/tayangan/unggah", data={"name": "x.mp4", "size": "1000001"})
    assert (too_large.status_code, "Paling besar 1 MB" in too_large.json["text"]) == (422, True)
    monkeypatch.setattr("hub.media.uploads.PICTURE_MB", 0)
    key = begin(citra, len(PICTURE))
    assert "simpan sebagai JPEG" in script(citra, f"/tayangan/unggah/{key}?dari=0", data=PICTURE).json["text"]
    key = begin(citra, 4)
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=b"12345").status_code == 400
    other = begin(citra, 4)  # a person has one on the way
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=b"12").status_code == 404
    monkeypatch.setattr(on_the_way, "MOST", 1)
    ani = home.client("ani")
    assert script(ani, "/tayangan/unggah", data={"name": "x", "size": "4"}).status_code == 503
    assert script(ani, f"/tayangan/unggah/{other}?dari=0", data=b"12").status_code == 404  # somebody else's


def test_a_file_waits_while_another_one_is_looked_at_and_need_not_come_again(home: House, citra, monkeypatch):
    monkeypatch.setattr(inspection, "QUEUE_S", 0.01)
    key = begin(citra, len(PICTURE))
    with inspection._ONE:
        busy = script(citra, f"/tayangan/unggah/{key}?dari=0", data=PICTURE)
    assert busy.status_code == 503
    assert script(citra, f"/tayangan/unggah/{key}?dari=0", data=PICTURE).json["told"]


# --- what is done with one --------------------------------------------------------------------------------


def test_a_picture_is_edited_put_away_shown_again_and_deleted(home: House, citra):
    slug = publish(home, citra)
    sha = clips(home)[slug].sha256
    page = citra.get(f"/tayangan/{slug}", headers=HTML).text
    was = re.search(r'name="was" value="(\w+)"', page)
    assert was is not None
    form = {**FORM, "name": "Poster baru", "seconds": "7,5", "days": ["monday"], "was": was[1]}
    assert home.send(citra, f"/tayangan/{slug}", form).status_code == 303
    assert (clips(home)[slug].name, clips(home)[slug].seconds, clips(home)[slug].days) == (
        "Poster baru",
        7.5,
        ("monday",),
    )
    assert (
        home.send(citra, f"/tayangan/{slug}", {**form, "name": "Lain"}).status_code == 409
    )  # it was changed since
    for archived in (True, False):
        assert home.send(citra, f"/tayangan/{slug}/arsip", {}).status_code == 303
        assert clips(home)[slug].archived is archived
    assert "Poster baru" not in citra.get("/tayangan?arsip=1", headers=HTML).text
    home.shelf.tidy(())  # it came just now
    assert home.shelf.find(sha) is not None
    assert home.send(citra, f"/tayangan/{slug}/hapus", {}).status_code == 303
    assert (clips(home)[slug].archived, clips(home)[slug].sha256) == (True, "")
    assert "Berkasnya sudah dihapus" in citra.get(f"/tayangan/{slug}", headers=HTML).text
    assert (
        home.send(citra, f"/tayangan/{slug}/arsip", {}).status_code == 409
    )  # there is nothing to show again


def test_a_row_whose_file_did_not_come_with_it_is_told_and_healed_by_the_file(home: House, citra):
    slug = publish(home, citra)
    sha = clips(home)[slug].sha256
    (home.shelf.directory / sha).unlink()
    assert "Berkas tidak ada" in citra.get("/tayangan", headers=HTML).text
    form = {**FORM, "upload": upload(citra, PICTURE)}
    answer = home.send(citra, "/tayangan/tambah", form, page="/tayangan/tambah")
    assert answer.headers["Location"] == f"/tayangan/{slug}"
    assert list(clips(home)) == [slug]
    assert home.shelf.find(sha) is not None


# --- the logo ---------------------------------------------------------------------------------------------


def test_a_logo_is_part_of_the_colours_and_goes_again(home: House, citra):
    def theme() -> Any:
        return home.look(lambda hall: hall.register.mall.theme)

    colours = theme()
    answer = home.send(citra, "/tayangan/logo", {"berkas": (BytesIO(PICTURE), "logo.png"), "do": "set"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/pengaturan/warna?done=1")
    sha = hashlib.sha256(PICTURE).hexdigest()
    assert (theme().logo, theme().ground) == (sha, colours.ground)
    assert f"/media/{sha}" in citra.get("/pengaturan/warna", headers=HTML).text
    wide = files.picture("png", (2100, 10))
    for content, reason in (
        (wide, "paling besar 2000 piksel"),
        (b"GIF89a", "Gambar bergerak"),
        (b"", "kosong"),
    ):
        refused = home.send(citra, "/tayangan/logo", {"berkas": (BytesIO(content), "x.png"), "do": "set"})
        assert (refused.status_code, reason in refused.text) == (422, True)
    assert theme().logo == sha
    assert home.send(citra, "/tayangan/logo", {"do": "remove"}).status_code == 303
    assert theme() == colours


# --- the files, for screens -------------------------------------------------------------------------------


def test_a_screen_fetches_a_file_whole_or_from_where_it_was_cut_off(home: House, citra):
    slug = publish(home, citra)
    sha = clips(home)[slug].sha256
    screen = home.client()
    whole = screen.get(f"/media/{sha}")
    assert (whole.status_code, whole.get_data(), whole.mimetype) == (200, PICTURE, "image/png")
    assert whole.headers["Cache-Control"] == "public, immutable, max-age=31536000"
    assert "Set-Cookie" not in whole.headers
    size = len(PICTURE)
    for asked, status, content in (
        ("bytes=10-", 206, PICTURE[10:]), ("bytes=0-0", 206, PICTURE[:1]), ("bytes=-7", 206, PICTURE[-7:]),
        (f"bytes=5-{size + 900}", 206, PICTURE[5:]), (f"bytes={size}-", 416, None), ("bytes=9-2", 200, PICTURE),
        ("bytes=0-1,4-5", 200, PICTURE), ("lines=1-2", 200, PICTURE),
    ):  # fmt: skip
        answer = screen.get(f"/media/{sha}", headers={"Range": asked})
        assert answer.status_code == status, asked
        assert content is None or answer.get_data() == content, asked
        if status == 206:
            start = PICTURE.index(content or b"", size - 7 if asked == "bytes=-7" else 0)
            assert answer.headers["Content-Range"].startswith(f"bytes {start}-"), asked
            assert answer.headers["Content-Range"].endswith(f"/{size}")
    assert screen.get(f"/media/{sha}", headers={"If-None-Match": f'"{sha}"'}).status_code == 304
    other = {"Range": "bytes=10-", "If-Range": '"another"'}
    assert screen.get(f"/media/{sha}", headers=other).status_code == 200
    assert screen.head(f"/media/{sha}").headers["Content-Length"] == str(size)


@pytest.mark.parametrize(
    "name", ["x", "..%2Fhub.db", "%2e%2e/hub.db", "f" * 64, "F" * 64, ".upload-1", "{sha}.jpg", "{sha}%0A"]
)
def test_nothing_but_the_files_is_there(mall: House, name: str):
    assert mall.client().get("/media/" + name.replace("{sha}", "a" * 64), headers=HTML).status_code == 404
