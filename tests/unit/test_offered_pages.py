"""What screens show of the mall while nobody is being called: whole, true, and no more than a screen is told."""

from __future__ import annotations

import msgspec
import pytest

from broker_config import contract as c
from broker_config.mall_rules import MOST_CLIPS
from broker_config.signage import Page, Row
from hub import events as e
from hub.evolution import evolve
from hub.hall import Hall
from hub.register import Register
from hub.register.rows import as_row
from hub.signage.pages import MOST_BYTES, MOST_PAGES, pages
from hub.signage.programme import programme
from hub.storage.durations import bucket
from tests.registers import ALWAYS, DAYS, always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES, TODAY

WEEKDAYS = dict.fromkeys(DAYS[:5], "08:00-15:30") | {"friday": "08:00-15:00"}
HOURS = {"week": WEEKDAYS, "break": "12:00-13:00", "friday_break": "11:30-13:30", "cutoff_minutes": 30}
HOUR = 3600.0


@pytest.fixture
def hall() -> Hall:
    agencies = (
        c.Agency(id="capil", name="Dinas Kependudukan", short="Dukcapil", hotline="1500 537"),
        c.Agency(id="pajak", name="Kantor Pajak", short="Pajak"),
    )
    register = always_open(MALL, SERVICES, COUNTERS, agencies)
    register.put("mall", "mall", {**as_row(register.mall), "hours": HOURS, "hotline": "0800 1"})
    found = Hall(register)
    evolve(found, e.DayBegan(at=MORNING, day=TODAY))
    return found


def change(hall: Hall, kind: str, slug: str, **changes: object) -> None:
    hall.register.put(kind, slug, {**hall.register.row(kind, slug), **changes})


def of(hall: Hall, kind: str, now: float = MORNING) -> list[Page]:
    return [page for page in pages(hall, now) if page.kind == kind]


def lines(page: Page) -> list[tuple[str, str]]:
    return [(row.left, row.right) for row in page.rows]


# --- services and what to bring ---------------------------------------------------------------------------


def test_each_agency_has_a_page_of_what_is_served_here_and_where(hall):
    capil, pajak = of(hall, "services")
    assert (capil.title, capil.note, capil.zones) == ("Dinas Kependudukan", "Loket 1", ())
    assert lines(capil) == [("Akta", "Gratis"), ("KTP", "Gratis")]
    assert pajak.title == "Kantor Pajak"


def test_what_no_counter_serves_and_who_is_not_active_is_not_offered(hall):
    change(hall, "counter", "loket-1", services=["ktp"])
    change(hall, "agency", "pajak", status="paused")
    (capil,) = of(hall, "services")
    assert lines(capil) == [("KTP", "Gratis")]


def test_where_there_are_zones_a_page_is_shown_where_its_counters_are(hall):
    hall.register.put("zone", "timur", {"name": "Sayap Timur"})
    change(hall, "counter", "loket-2", zone="timur")
    capil, pajak = of(hall, "services")
    assert (capil.zones, pajak.zones) == (("utama",), ("timur",))
    assert pajak.note == "Loket 2"
    row = {**hall.register.row("counter", "loket-1"), "number": 3, "zone": "timur"}
    hall.register.put("counter", "loket-3", row)
    assert (of(hall, "services")[0].zones, of(hall, "services")[0].note) == (
        (),
        "Loket 1, utama · Loket 3, Sayap Timur",
    )


def test_an_agency_with_days_of_its_own_says_which(hall):
    change(hall, "agency", "pajak", hours={"week": {"tuesday": "09:00-14:00", "thursday": "09:00-14:00"}})
    assert of(hall, "services")[1].note == "Loket 2 · Selasa, Kamis 09.00\N{EN DASH}14.00"


def test_a_long_fee_is_not_cut_and_not_kept_secret(hall):
    change(hall, "service", "ktp", fee="Biasa 5 tahun Rp350.000; elektronik 5 tahun Rp650.000")
    assert lines(of(hall, "services")[0])[1] == ("KTP", "berbayar")


def test_what_to_bring_is_a_line_each_for_the_services_that_are_asked_for_most(hall):
    assert of(hall, "requirements") == []
    change(hall, "service", "ktp", requirements="fotokopi Kartu Keluarga; pasfoto.", standard_days=1)
    (page,) = of(hall, "requirements")
    assert (page.title, lines(page)) == ("KTP", [("Fotokopi Kartu Keluarga", ""), ("Pasfoto", "")])
    assert page.note == "Dukcapil · Loket 1 · Gratis · selesai dalam 1 hari"
    for n in range(9):
        hall.register.put(
            "service", f"s{n}", {"agency": "capil", "name": f"S{n}", "prefix": "Z", "requirements": "a"}
        )
    change(hall, "counter", "loket-1", services=["ktp", *(f"s{n}" for n in range(9))])
    hall.lately.asked.update({"ktp": 5, **{f"s{n}": 10 - n for n in range(8)}})
    asked = {page.title for page in of(hall, "requirements")}
    assert asked == {"KTP", *(f"S{n}" for n in range(7))}


# --- hours and hotlines -----------------------------------------------------------------------------------


def test_hours_say_today_first_then_the_week_and_what_is_unlike_it(hall):
    hall.register.put(
        "override", "natal", {"from": "2026-12-03", "to": "2026-12-04", "reason": "Natal", "closed": True}
    )
    hall.register.put(
        "closure", "rapat",
        {
            "start": MORNING + HOUR, "end": MORNING + 2 * HOUR, "reason": "rapat", "status": "approved",
            "decided_by": "ani",
        },
    )  # fmt: skip
    (page,) = of(hall, "hours")
    dash = "\N{EN DASH}"
    assert lines(page) == [
        ("Hari ini, 24 November", f"08.00{dash}15.30"),
        ("Pengambilan nomor hari ini", f"08.00{dash}15.00"),
        ("Tutup sementara: rapat", f"10.00{dash}11.00"),
        (f"Senin{dash}Kamis", f"08.00{dash}15.30"),
        ("Jumat", f"08.00{dash}15.00"),
        ("Sabtu, Minggu", "tutup"),
        ("Istirahat", f"12.00{dash}13.00"),
        ("Istirahat Jumat", f"11.30{dash}13.30"),
        (f"Kamis, 3 Desember{dash}Jumat, 4 Desember (Natal)", "tutup"),
    ]
    assert page.rows[3].english == f"Monday{dash}Thursday"
    (closed,) = of(hall, "hours", MORNING + 9 * 24 * HOUR)
    assert lines(closed)[0] == ("Hari ini, 3 Desember (Natal)", "tutup")


def test_hotlines_are_the_malls_and_then_those_that_have_one(hall):
    (page,) = of(hall, "hotlines")
    assert lines(page) == [("Pengaduan dan bantuan", "0800 1"), ("Dukcapil", "1500 537")]
    change(hall, "mall", "mall", hotline="")
    change(hall, "agency", "capil", hotline="  ")
    assert of(hall, "hotlines") == []


# --- figures ----------------------------------------------------------------------------------------------


def test_satisfaction_is_last_months_and_needs_enough_votes(hall):
    hall.lately.remember({}, [("2026-10-30", {4: 20, 3: 6, 1: 3}), ("2026-11-02", {1: 99})], TODAY)
    assert of(hall, "satisfaction") == []
    hall.lately.vote("2026-10-31", 2)
    (page,) = of(hall, "satisfaction")
    assert page.title == "Kata pengunjung, Oktober 2026"
    assert lines(page) == [
        ("Puas atau sangat puas", "87 %"), ("Sangat puas", "67 %"), ("Puas", "20 %"), ("Kurang puas", "3 %"),
        ("Tidak puas", "10 %"),
    ]  # fmt: skip
    assert page.note.startswith("30 penilaian")
    assert "bukan indeks SKM" in page.note


def test_a_vote_is_counted_and_what_is_older_than_last_month_is_forgotten(hall):
    hall.lately.remember({}, [("2026-09-30", {4: 40}), ("2026-10-30", {4: 40})], TODAY)
    hall.lately.vote("2026-11-24", 4)
    assert set(hall.lately.votes) == {"2026-10", "2026-11"}
    evolve(hall, e.DayBegan(at=MORNING, day="2026-12-01"))
    hall.lately.vote("2026-12-01", 4)
    evolve(hall, e.DayBegan(at=MORNING, day="2026-12-02"))
    assert set(hall.lately.votes) == {"2026-11", "2026-12"}


def test_todays_figures_stand_once_there_are_enough(hall):
    hall.tally.update(finished=9, waiting=1204, printing=3, called=1, void=7)
    hall.waits.update({bucket(59.0): 5, bucket(600.0): 6})
    assert of(hall, "today") == []
    hall.tally["finished"] += 1
    (page,) = of(hall, "today")
    assert page.title == "Hari ini, Selasa, 24 November"
    assert lines(page) == [
        ("Nomor diambil", "1.218"), ("Dipanggil", "11"), ("Selesai dilayani", "10"), ("Sedang menunggu", "1.207"),
        ("Separuh menunggu paling lama", "10 menit"),
    ]  # fmt: skip


def test_nothing_is_another_while_nothing_changed_and_an_edit_and_midnight_are_seen_at_once(hall):
    hall.tally.update(finished=10)
    first = pages(hall, MORNING)
    assert pages(hall, MORNING + HOUR) == first
    hall.tally.update(finished=1)
    second = pages(hall, MORNING + HOUR)
    assert second != first
    change(hall, "mall", "mall", hotline="0800 2")
    third = pages(hall, MORNING + HOUR)
    assert third != second
    assert pages(hall, MORNING + 15 * HOUR) != third


# --- choosing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["services", "hours", "requirements", "hotlines", "satisfaction", "today"])
def test_the_mall_chooses_which_kinds_there_are(hall, kind):
    change(hall, "service", "ktp", requirements="KTP")
    hall.tally.update(finished=10)
    hall.lately.votes["2026-10"].update({4: 30})
    every = {page.kind for page in pages(hall, MORNING)}
    change(hall, "mall", "mall", idle={kind: False})
    assert {page.kind for page in pages(hall, MORNING)} == every - {kind}


def test_kinds_of_which_there_is_one_stand_among_the_many(hall):
    kinds = [page.kind for page in pages(hall, MORNING)]
    assert kinds not in (sorted(kinds), sorted(kinds, reverse=True))


def large(agencies: int, services: int, name: str) -> Hall:
    register = Register()
    mall = {
        "name": "M",
        "regency": "R",
        "timezone": "Asia/Jakarta",
        "site": "x",
        "hours": ALWAYS,
        "hotline": "1",
    }
    register.put("mall", "mall", mall)
    register.put("zone", "a", {"name": "a"})
    for a in range(agencies):
        names = [f"s{a}-{n}" for n in range(services)]
        register.put("agency", f"a{a}", {"name": f"{a} {name}"[:120], "short": f"{a}", "hotline": "0812"})
        for n, slug in enumerate(names):
            row = {"agency": f"a{a}", "name": f"{n} {name}"[:120], "prefix": "A", "requirements": "KTP; KK"}
            register.put("service", slug, row)
        register.put("counter", f"c{a}", {"number": a + 1, "zone": "a", "agency": f"a{a}", "services": names})
    hall = Hall(register)
    evolve(hall, e.DayBegan(at=MORNING, day=TODAY))
    return hall


@pytest.mark.parametrize(
    ("agencies", "services", "name"),
    [
        (50, 40, "Surat keterangan untuk keperluan usaha"),
        (50, 40, "\N{GRINNING FACE}" * 118),
        (50, 20, '\u202e\x00\\" ' * 30),
        (250, 2, "x" * 118),
    ],
)  # fmt: skip
def test_however_much_a_mall_offers_and_whatever_it_is_called_the_pages_are_few_enough_and_whole(
    agencies, services, name
):
    found = pages(large(agencies, services, name), MORNING)
    assert len(found) <= MOST_PAGES
    assert len(msgspec.json.encode(found)) <= MOST_BYTES
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[Page, ...]) == found
    texts = [
        text for page in found for row in (*page.rows, Row(left=page.title)) for text in (row.left, row.right)
    ]
    assert all(text.isprintable() for text in texts)
    if not name.startswith("\u202e"):
        whole = {f"{n} {name}"[:120] for n in range(250)}
        assert {row.left for page in found if page.kind == "services" for row in page.rows} <= whole


def test_an_agency_with_too_many_services_shows_those_that_are_asked_for_and_says_that_there_are_more():
    hall = large(1, 70, "Surat")
    hall.lately.asked["s0-69"] = 3
    (page,) = of(hall, "services")
    assert len(page.rows) == 60
    assert page.rows[-1].left == "69 Surat"
    assert page.note.startswith("dan 10 layanan lain · Loket 1")


def test_the_programme_has_the_pages_and_goes_at_the_pace_that_the_mall_has_chosen(hall):
    change(hall, "mall", "mall", idle={"after_s": 45.0, "page_s": 20.0})
    found = programme(hall, 1, MORNING)
    assert (found.pages, found.after_s, found.page_s) == (pages(hall, MORNING), 45.0, 20.0)


def test_the_largest_programme_is_no_more_than_200_kilobytes():
    hall = large(50, 40, "\N{GRINNING FACE}" * 118)
    clip = {"name": "x" * 120, "kind": "video", "sha256": "ab" * 32, "size": 2_000_000_000, "zones": ["a"]}
    for n in range(MOST_CLIPS):
        hall.register.put("clip", f"{n}-{'x' * 40}", {**clip, "from": "2026-11-01", "to": "2026-12-31"})
    assert len(msgspec.json.encode(programme(hall, 1, MORNING))) <= 200_000
