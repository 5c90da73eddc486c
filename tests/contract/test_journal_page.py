"""The journal: every event has its sentence, a search finds what it should, and a technician sees devices alone."""

from __future__ import annotations

import csv
import io
import typing
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_config.contract import Mall
from hub import events as e
from hub.admin.journal.sentences import KINDS, Names, kind_of, plain, sentence
from hub.admin.journal.sheet import safe
from hub.admin.words import LANGUAGES, Words
from hub.commands import Edit
from hub.storage.schema import JOURNAL
from hub.storage.search import OF_TICKETS, Wanted, _query
from tests.contract.house import HTML, House, house
from tests.registers import always_open

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MALL = Mall(name="Mal Contoh", regency="Kabupaten Contoh", timezone="Asia/Jakarta")
EVENTS = [*e.TICKET_EVENTS, *e.OTHER_EVENTS]


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()
        row = found.look(lambda hall: hall.register.row("service", "ktp-baru"))
        for fee in ("Rp7", "Rp8", "Gratis"):
            found.service.ask(Edit("ani", "service", "ktp-baru", {**row, "fee": fee})).result(5)
        yield found


@pytest.fixture(scope="module")
def ani(mall: House) -> FlaskClient:
    return mall.client("ani")


def example(kind: type[e.Event]) -> e.Event:
    """An event of a kind, with something in every field."""
    values: dict[str, Any] = {}
    for field, hint in typing.get_type_hints(kind).items():
        if typing.get_origin(hint) is typing.Literal:
            values[field] = typing.get_args(hint)[0]
        else:
            values[field] = {
                str: f"the-{field}", float: 5.0, float | None: 5.0, int: 3, bool: True,
            }.get(hint, {"name": "x"})  # fmt: skip
    return kind(**{name: values[name] for name in kind.__struct_fields__})


def lines(page: str) -> int:
    return page.count('class="log-line')


# --- sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_has_a_sentence_with_all_that_matters_in_it(kind: type[e.Event], language: str):
    event = example(kind)
    names = Names(Words(language), always_open(MALL, (), ()))
    text = plain(sentence(event, names))
    assert "{" not in text
    assert len(text) > len("the-label")
    if isinstance(event, e.TicketEvent):
        assert "the-label" in text
    bare = kind(**{f.name: getattr(event, f.name) for f in msgspec.structs.fields(kind) if f.required})
    assert plain(sentence(bare, names))


def test_every_event_that_somebody_may_ask_for_is_of_a_kind():
    tags = {e.tag(example(kind)) for kind in EVENTS}
    assert {tag for kinds in KINDS.values() for tag in kinds} == tags - {"log_taken"}
    assert {tag for kind in ("tickets", "desk") for tag in KINDS[kind]} == OF_TICKETS
    assert kind_of(example(e.Called)) == "tickets"


def test_who_did_it_is_a_person_before_a_device_before_a_counter():
    register = always_open(MALL, (), ())
    register.put("user", "budi", {"name": "Budi", "role": "officer"})
    names = Names(Words("id"), register)
    called = e.Called(at=0, uid="u.1.1", label="A012", counter="loket-5", call=1)
    assert plain(sentence(called, names)) == "Loket loket-5 memanggil A012 ke loket loket-5"
    moved = e.Transferred(
        at=0, uid="u.1.1", label="A012", service="", only="loket-5", by="budi", device="pad-5"
    )
    assert plain(sentence(moved, names)) == "Budi mengalihkan A012 ke loket loket-5"
    down = e.DeviceDown(at=0, device="console.loket-5", since=0)
    assert plain(sentence(down, names)) == "konsol loket loket-5 terputus"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("crowded:hall", "Peringatan: ruang tunggu penuh: Ruang Utama"),
        ("empty_days:zone:hall", "Peringatan: lama tanpa pengunjung: Ruang Utama"),
        ("device_sick:kiosk-1", "Peringatan: perangkat bermasalah: kiosk-1"),
        ("unheard_of:x", "Peringatan: unheard_of: x"),
    ],
)
def test_an_alert_is_told_by_what_it_is_about(key: str, text: str):
    register = always_open(MALL, (), ())
    register.put("zone", "hall", {"name": "Ruang Utama"})
    opened = e.AlertOpened(at=0, key=key, kind="x", subject="x", detail={})
    assert plain(sentence(opened, Names(Words("id"), register))) == text


# --- searching --------------------------------------------------------------------------------------------


def test_a_person_and_a_kind_and_a_word_find_the_lines_that_have_them_all(mall: House, ani):
    page = ani.get("/jurnal?orang=ani&jenis=settings", headers=HTML).text
    assert lines(page) == 3
    assert "<b>Ani</b> menyimpan <b>Layanan KTP-el baru</b>" in page
    assert lines(ani.get("/jurnal?q=Rp7", headers=HTML).text) == 1
    assert "Tidak ada yang ditemukan" in ani.get("/jurnal?nomor=a+012", headers=HTML).text


def test_pages_go_on_where_the_one_before_ended(mall: House, ani):
    seen, path = [], "/jurnal"
    while path:
        page = ani.get(path, headers=HTML).text
        seen += [int(part.partition('"')[0]) for part in page.split('class="log-more" href="/jurnal/')[1:]]
        path = page.partition('rel="next" href="')[2].partition('"')[0]
    assert seen == list(range(mall.store.seq, 0, -1))


@pytest.mark.parametrize("kind", ["settings", "devices", "counters", "alerts", "days"])
def test_what_happens_to_no_ticket_is_found_among_millions_by_an_index(mall: House, kind: str):
    query = _query(Wanted(events=KINDS[kind]), 1, 10_000_000).order_by(JOURNAL.c.seq.desc())
    with mall.store.reader() as db:
        text = str(query.compile(db, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row[-1]) for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
    assert "journal_rare (event=? AND seq>? AND seq<?)" in plan


def test_a_time_that_cannot_be_read_is_said_at_its_field(mall: House, ani):
    page = ani.get("/jurnal?dari=kemarin", headers=HTML).text
    assert 'id="j-dari-fault"' in page
    assert lines(ani.get("/jurnal?sampai=2001-01-01", headers=HTML).text) == 0
    assert lines(ani.get("/jurnal?dari=2001-01-01&sampai=2099-12-31", headers=HTML).text) == mall.store.seq


def test_an_edit_shows_what_changed(mall: House, ani):
    page = ani.get("/jurnal?orang=ani&jenis=settings", headers=HTML).text
    path = page.partition('class="log-more" href="')[2].partition('"')[0]
    line = ani.get(path, headers=HTML).text
    assert '<td class="was">Rp8</td><td class="is">Gratis</td>' in line.replace("\n", "")
    assert "&#34;event&#34;: &#34;edited&#34;" in line


@pytest.mark.parametrize("path", ["/jurnal/0", "/jurnal/99999999", "/jurnal/" + "9" * 40])
def test_a_line_that_is_not_there_is_not_found(mall: House, ani, path: str):
    assert ani.get(path, headers=HTML).status_code == 404


def test_a_technician_sees_what_happened_to_devices_and_nothing_else(mall: House, ani):
    citra = mall.client("citra")
    page = citra.get("/jurnal", headers=HTML).text
    assert "<b>Hub</b> dinyalakan" in page
    for query in ("", "?jenis=settings", "?orang=ani", "?q=Rp7"):
        for path in ("/jurnal", "/jurnal.csv"):
            assert "menyimpan" not in citra.get(path + query, headers=HTML).text
    edited = ani.get("/jurnal?jenis=settings", headers=HTML).text
    path = edited.partition('class="log-more" href="')[2].partition('"')[0]
    assert citra.get(path, headers=HTML).status_code == 404


def test_a_visitors_own_page_is_opened_by_nothing_that_the_journal_shows(mall: House, ani):
    token = "t0k3n-of-a-visitor-xx"
    bound = e.Bound(
        at=1_795_500_100.0, uid="kiosk-1.1.1", label="A001", service="ktp-baru", day="2026-11-24", token=token,
        queue_time=1_795_500_100.0,
    )  # fmt: skip
    mall.service.look(lambda desk, _now: desk.happen([bound], 0.0)).result(5)
    mall.service.ask(Edit("budi", "zone", "baru", {"name": "Baru"})).result(5)
    page = ani.get("/jurnal?nomor=A001", headers=HTML).text
    path = page.rpartition('class="log-more" href="')[2].partition('"')[0]  # the oldest: it was bound
    assert "mengambil nomor" in ani.get(path, headers=HTML).text
    for shown in (path, "/jurnal.csv?nomor=A001"):
        found = ani.get(shown, headers=HTML).text
        assert "A001" in found
        assert token not in found


def test_the_csv_holds_what_is_found_and_no_formula(mall: House, ani):
    mall.service.ask(Edit("ani", "zone", "jahat", {"name": "=HYPERLINK(1)"})).result(5)
    answer = ani.get("/jurnal.csv?orang=ani&jenis=settings", headers=HTML)
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["siapa"] for row in rows] == ["Ani"] * 4
    assert rows[1]["kalimat"] == "Ani menyimpan Layanan KTP-el baru"
    assert [safe(cell) for cell in ("=1", "+1", "-1", "@x", "A012")] == ["'=1", "'+1", "'-1", "'@x", "A012"]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(
        st.sampled_from(
            ["q", "nomor", "loket", "orang", "alat", "jenis", "dari", "sampai", "sebelum", "tiket"]
        ),
        st.text(max_size=30) | st.sampled_from(["9" * 30, "-1", "%", "_", "\\", "0001-01-01", "9999-12-31"]),
    )
)
def test_no_search_breaks_on_what_is_asked(mall: House, ani, query: dict[str, str]):
    for path in ("/jurnal", "/jurnal.csv"):
        assert ani.get(path, query_string=query, headers=HTML).status_code == 200
