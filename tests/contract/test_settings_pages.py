"""The settings, over a real writer and database: what is typed reaches the register, or is refused where it stands."""

from __future__ import annotations

import html
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.admin.settings.fields import FORMS, fields_of, kind_of
from hub.admin.settings.show import PLACES
from hub.commands import EditMany
from hub.desk import Station
from tests.contract.house import HTML, PASSWORD, House, house

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SERVICE = "/pengaturan/layanan/ktp-baru"
SCREEN = "layar-1"


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()
        found.service.desk.stations[SCREEN] = Station("display", zone="utama")
        yield found


@pytest.fixture(scope="module")
def ani(mall: House) -> FlaskClient:
    """A manager."""
    return mall.client("ani")


def open_page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, path
    return answer.text


def filled(page: str) -> dict[str, Any]:
    """What stands in the fields of a page's big form, as a browser would send it."""
    form = page[page.index('class="questions"') :]
    form = form[: form.index("</form>")]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        one = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        kind, name = one.get("type", "text"), one.get("name", "")
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        if kind == "checkbox" and one["value"] != "1":  # one of several of this name
            found.setdefault(name, []).append(one["value"])
        elif name:
            found[name] = one.get("value", "")
    for name, body in re.findall(r'<select[^>]*name="([\w.]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([\w.]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text)
    return found


def send(mall: House, client: FlaskClient, path: str, **changes: Any) -> Any:
    """Open a form, change something in it, and send it."""
    form = {**filled(open_page(client, path)), **changes}
    return mall.send(client, path, {name: value for name, value in form.items() if name != "_key"})


def service(mall: House) -> Any:
    return mall.look(lambda hall: hall.register.services["ktp-baru"])


# --- looking ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_list_and_every_form_has_all_its_words(mall: House, ani, language: str):
    ani.get("/pengaturan", query_string={"lang": language}, headers=HTML)
    for place, form in PLACES.items():
        open_page(ani, f"/pengaturan/{place}")
        open_page(ani, f"/pengaturan/{place}?arsip=1")
        if form == "screen":
            open_page(ani, f"/pengaturan/{place}/{SCREEN}")
        elif kind_of(form) != "mall":
            open_page(ani, f"/pengaturan/tambah/{place}")
            for slug in mall.look(lambda hall, form=form: list(hall.register.table(form))):
                open_page(ani, f"/pengaturan/{place}/{slug}")
    ani.get("/pengaturan", query_string={"lang": "id"}, headers=HTML)


def test_the_overview_says_what_is_there_and_what_is_not_right(mall: House, ani):
    counter = mall.look(lambda hall: next(iter(hall.register.counters)))
    row = mall.look(lambda hall: hall.register.row("counter", counter))
    mall.service.ask(EditMany("", (("counter", counter, {**row, "services": []}),))).result(5)
    page = open_page(ani, "/pengaturan")
    assert "1 loket tanpa layanan" in page
    assert f"/pengaturan/loket/{counter}" in page
    mall.service.ask(EditMany("", (("counter", counter, row),))).result(5)
    assert "1 loket tanpa layanan" not in open_page(ani, "/pengaturan")


@pytest.mark.parametrize(
    "path", ["/pengaturan/x", "/pengaturan/layanan/x", "/pengaturan/tambah/mal", "/pengaturan/mal/x"]
)
def test_what_is_not_there_is_not_found(mall: House, ani, path: str):
    assert ani.get(path, headers=HTML).status_code == 404


# --- saving -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [place for place, form in PLACES.items() if kind_of(form) != "mall"])
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(mall: House, ani, place: str):
    seq = mall.store.seq
    for slug in mall.look(lambda hall: list(hall.register.table(PLACES[place]))):
        answer = send(mall, ani, f"/pengaturan/{place}/{slug}")
        assert answer.headers["Location"].endswith("?same=1"), (slug, answer.text)
    assert mall.store.seq == seq


def test_an_edit_reaches_the_register_and_the_page_says_who_made_it(mall: House, ani):
    answer = send(mall, ani, SERVICE, name="  KTP-el   baru sekali ", quota="1.200", fee="Gratis")
    assert answer.status_code == 303
    assert (service(mall).name, service(mall).quota) == ("KTP-el baru sekali", 1200)
    assert "Terakhir diubah oleh Ani" in open_page(ani, SERVICE)
    send(mall, ani, SERVICE, name="KTP-el baru", quota="")
    assert service(mall).quota is None


def test_a_fault_stands_at_its_field_and_what_was_typed_is_kept(mall: House, ani):
    answer = send(
        mall, ani, SERVICE, prefix="terlalu", quota="banyak", name="Nama baru", requirements="a\n<b>"
    )
    assert answer.status_code == 422
    page = answer.text
    for name in ("prefix", "quota"):
        field = re.search(rf'<input id="f-{name}"[^>]*>', page)
        assert field is not None
        assert 'aria-invalid="true"' in field[0]
        assert f"f-{name}-fault" in field[0]
        assert f'id="f-{name}-fault"' in page
    assert 'value="Nama baru"' in page
    assert "a\n&lt;b&gt;</textarea>" in page
    assert service(mall).name == "KTP-el baru"


def test_what_is_wrong_with_other_rows_is_said_by_their_names(mall: House, ani):
    other = mall.look(lambda hall: next(name for name in hall.register.agencies if name != "dukcapil"))
    answer = send(mall, ani, SERVICE, agency=other)
    assert answer.status_code == 422
    assert re.search(r"<li>Loket \d+: ", answer.text)


def test_nobody_overwrites_what_somebody_else_saved_meanwhile_without_having_seen_it(mall: House, ani):
    page = filled(open_page(ani, SERVICE))
    send(mall, ani, SERVICE, fee="Rp1")
    late = mall.send(ani, SERVICE, {**page, "name": "Punyaku"})
    assert late.status_code == 409
    assert "Rp1" in late.text
    assert 'value="Punyaku"' in late.text
    assert service(mall).fee == "Rp1"
    again = mall.send(ani, SERVICE, {**filled(late.text), "name": "KTP-el baru", "fee": "Gratis"})
    assert again.status_code == 303
    assert (service(mall).name, service(mall).fee) == ("KTP-el baru", "Gratis")


def test_looking_first_does_not_make_a_form_forget_what_it_was_opened_with(mall: House, ani):
    page = filled(open_page(ani, SERVICE))
    send(mall, ani, SERVICE, fee="Rp2")
    looked = mall.send(ani, SERVICE, {**page, "do": "look"})
    assert looked.status_code == 200
    assert mall.send(ani, SERVICE, filled(looked.text)).status_code == 409
    send(mall, ani, SERVICE, fee="Gratis")


def test_hours_are_typed_as_people_do_and_faults_stand_at_their_day(mall: House, ani):
    def hours() -> Any:
        return mall.look(lambda hall: hall.register.mall.hours)

    before = hours()
    wrong = send(mall, ani, "/pengaturan/jam/mall", **{"hours.week.monday.from": "siang"})
    assert wrong.status_code == 422
    assert 'id="f-monday-fault"' in wrong.text
    assert 'value="siang"' in wrong.text
    looked = send(
        mall,
        ani,
        "/pengaturan/jam/mall",
        do="look",
        **{"hours.week.saturday.from": "8", "hours.week.saturday.until": "11"},
    )
    assert "Sabtu: 08.00" in looked.text
    assert hours() == before
    good = {"hours.week.saturday.from": "8", "hours.week.saturday.until": "11", "hours.cutoff_minutes": "15"}
    assert send(mall, ani, "/pengaturan/jam/mall", **good).status_code == 303
    assert (hours().week["saturday"], hours().cutoff_minutes) == ("08:00-11:00", 15)
    back = {"hours.week.saturday.from": "", "hours.week.saturday.until": "", "hours.cutoff_minutes": "30"}
    send(mall, ani, "/pengaturan/jam/mall", **back)
    assert hours() == before


def test_a_special_day_is_added_shown_in_its_month_and_archived(mall: House, ani):
    path = "/pengaturan/tambah/hari-khusus"
    day = {
        "reason": "Rapat kerja",
        "from": "2099-03-05",
        "mode": "span",
        "span.from": "8",
        "span.until": "11.30",
    }
    assert send(mall, ani, path, **{**day, "to": "2099-03-01"}).status_code == 422
    added = send(mall, ani, path, **day)
    assert added.status_code == 303
    page = open_page(ani, "/pengaturan/hari-khusus")
    assert "Maret 2099" in page
    assert "08.00\N{EN DASH}11.30" in page
    slug = added.headers["Location"].rpartition("/")[2].partition("?")[0]
    assert slug == "rapat-kerja-2099-03-05"
    archived = mall.send(ani, f"/pengaturan/hari-khusus/{slug}/arsip", {"_password": PASSWORD})
    assert archived.status_code == 303
    assert "Maret 2099" not in open_page(ani, "/pengaturan/hari-khusus")
    assert "Rapat kerja" in open_page(ani, "/pengaturan/hari-khusus?arsip=1")


def test_a_row_of_each_kind_is_added_put_into_the_archive_and_restored(mall: House, ani):
    zone = mall.look(lambda hall: next(iter(hall.register.zones)))
    rows = {
        "zona": {"name": "Zona Uji"},
        "instansi": {
            "name": "Badan Uji",
            "short": "Uji",
            "hours.own": "1",
            "hours.week.monday.from": "9",
            "hours.week.monday.until": "12",
        },
        "layanan": {"name": "Layanan Uji", "agency": "uji", "prefix": "ZZ"},
        "loket": {"number": "77", "zone": zone, "agency": "uji", "services": ["layanan-uji"]},
        "prioritas": {"name": "Kelompok Uji"},
    }
    made = {}
    for place, row in rows.items():
        answer = send(mall, ani, f"/pengaturan/tambah/{place}", **row)
        assert answer.status_code == 303, answer.text
        made[place] = answer.headers["Location"].rpartition("/")[2].partition("?")[0]
    assert made["loket"] == "loket-77"
    assert mall.look(lambda hall: hall.register.agencies["uji"].hours.week) == {"monday": "09:00-12:00"}
    used = mall.send(ani, "/pengaturan/layanan/layanan-uji/arsip", {"_password": PASSWORD})
    assert used.status_code == 422
    assert "masih dipakai" in used.text
    for place in ("loket", "layanan", "instansi", "prioritas", "zona"):
        path = f"/pengaturan/{place}/{made[place]}"
        assert mall.send(ani, f"{path}/arsip", {"_password": PASSWORD}).status_code == 303
        link = f'href="{path}"'
        assert link not in open_page(ani, f"/pengaturan/{place}?q=uji")
        assert link in open_page(ani, f"/pengaturan/{place}?q=uji&arsip=1")
        assert "Pulihkan" in open_page(ani, path)
    assert mall.send(ani, "/pengaturan/zona/zona-uji/arsip", {"_password": PASSWORD}).status_code == 303
    assert not mall.look(lambda hall: hall.register.zones["zona-uji"].archived)


def test_zones_that_hear_each_other_say_so_on_either_page(mall: House, ani):
    def hears() -> dict[str, tuple[str, ...]]:
        found = mall.look(lambda hall: {name: row.hears for name, row in hall.register.zones.items()})
        return {name: found[name] for name in ("aula", "all-2")}

    for name in ("Aula", "All"):  # an id `all` would be all zones
        assert send(mall, ani, "/pengaturan/tambah/zona", name=name).status_code == 303
    aula, other = "/pengaturan/zona/aula", "/pengaturan/zona/all-2"
    assert send(mall, ani, aula, hears=["all-2"]).status_code == 303
    assert hears() == {"aula": ("all-2",), "all-2": ("aula",)}
    assert filled(open_page(ani, other))["hears"] == ["aula"]
    assert send(mall, ani, other, hears=["all-2"]).status_code == 422
    assert send(mall, ani, other, hears=[]).status_code == 303
    assert hears() == {"aula": (), "all-2": ()}


def test_two_thousand_services_are_found_and_turned_over_quickly(mall: House, ani):
    rows = [
        ("service", f"banyak-{n}", {"agency": "dukcapil", "name": f"Surat nomor {n}", "place": "back_office"})
        for n in range(2000)
    ]
    mall.service.ask(EditMany("", tuple(rows))).result(20)
    began = time.monotonic()
    assert "halaman 2 dari 4" in open_page(ani, "/pengaturan/layanan?hal=2")
    assert "1 baris" in open_page(ani, "/pengaturan/layanan?q=surat+1999")
    assert "2.000 baris" in open_page(ani, "/pengaturan/layanan?keadaan=back_office&instansi=dukcapil")
    open_page(ani, "/pengaturan/layanan/banyak-7")
    assert time.monotonic() - began < 3.0


# --- hostile input ----------------------------------------------------------------------------------------

NAMES = sorted(
    {field.name for form in FORMS for field in fields_of(form)}
    | {f"hours.week.monday.{edge}" for edge in ("from", "until")}
    | {
        "hours.own",
        "hours.cutoff_minutes",
        "hours.issuing_opens",
        "hours.break.from",
        "do",
        "was",
        "span.from",
    }
)


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(list(PLACES)),
    new=st.booleans(),
    sent=st.dictionaries(
        st.sampled_from(NAMES),
        st.text(max_size=80) | st.sampled_from(["99999999999", "-1", "\x00", "2026-02-30"]),
    ),
)
def test_no_form_breaks_on_what_is_typed(mall: House, ani, place: str, new: bool, sent: dict[str, str]):
    slug = mall.look(lambda hall: next(iter(hall.register.table(kind_of(PLACES[place]))), SCREEN))
    path = f"/pengaturan/tambah/{place}" if new else f"/pengaturan/{place}/{slug}"
    assert mall.send(ani, path, sent).status_code < 500


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.sampled_from(list(PLACES)),
    query=st.dictionaries(
        st.sampled_from(["q", "instansi", "keadaan", "hal", "arsip", "agency", "lang"]), st.text(max_size=40)
    ),
)
def test_no_list_breaks_on_what_is_asked(mall: House, ani, place: str, query: dict[str, str]):
    for path in (f"/pengaturan/{place}", f"/pengaturan/tambah/{place}"):
        assert ani.get(path, query_string=query, headers=HTML).status_code in (200, 404)


def test_a_form_that_is_far_too_large_is_refused(mall: House, ani):
    assert mall.send(ani, SERVICE, {"name": "x" * 100_000}).status_code == 413
