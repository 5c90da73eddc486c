"""The register: rows in and out, what goes on the wire, and which edits are refused."""

from __future__ import annotations

import copy
import json

import msgspec
import pytest
from small_mall import data, register

from broker_config.contract import ROUTE_OF, Catalogue
from hub.register import Register, RowFault, from_mall


def faults(*changes, mall=None):
    """Kind, id, field and Indonesian text of every fault that the changes would make."""
    found = (mall or register()).check(changes)
    assert all(fault.english for fault in found)
    return [fault[:4] for fault in found]


def edited(kind, slug, mall=None, **fields):
    mall = mall or register()
    return kind, slug, {**(mall.row(kind, slug) if slug in mall.table(kind) else {}), **fields}


def test_a_seed_is_the_whole_mall_and_keeps_the_order_of_the_file():
    mall = register()
    assert [row.id for row in mall.data().agencies] == ["dukcapil", "imigrasi", "bnn"]
    assert mall.mall.priority.one_in == mall.one_in == 3
    assert {kind for kind, _, _ in mall.rows()} == {
        *("mall", "zone", "agency", "service", "counter", "priority_group", "user", "override")
    }


def test_what_is_stored_as_json_comes_back_the_same():
    mall = register()
    stored = json.loads(json.dumps(list(mall.rows())))
    again = Register()
    for kind, slug, row in stored:
        again.put(kind, slug, row)
    assert again.data() == mall.data()
    assert list(again.rows()) == list(mall.rows())


def test_the_order_of_storing_does_not_matter():
    backwards = Register(reversed(list(register().rows())))
    assert backwards.wire(1, 1) == register().wire(1, 1)


def test_a_row_says_only_what_is_not_the_default():
    assert register().row("service", "akta") == {
        "agency": "dukcapil",
        "name": "Akta",
        "prefix": "B",
        "position": 2,
    }
    assert register().row("override", "natal") == {
        "from": "2026-12-25",
        "reason": "Hari Raya Natal",
        "closed": True,
    }


def test_every_row_put_makes_a_new_version_and_empties_the_memo():
    mall = register()
    before = mall.version
    mall.memo["x"] = 1
    mall.put("zone", "timur", {"name": "Sayap Timur"})
    assert mall.version == before + 1
    assert mall.memo == {}
    assert mall.zones["timur"].name == "Sayap Timur"


def test_a_copy_goes_its_own_way():
    mall = register()
    twin = mall.copy()
    twin.put("zone", "timur", {"name": "Sayap Timur"})
    assert list(mall.rows()) == list(register().rows())
    assert twin.zones["timur"].name == "Sayap Timur"
    assert twin.version == mall.version + 1


def test_a_key_that_a_later_version_wrote_is_passed_over():
    mall = register()
    mall.put("zone", "timur", {"name": "Timur", "colour": "blue"})
    assert mall.row("zone", "timur") == {"name": "Timur"}


def test_what_is_no_row_is_not_put():
    mall = register()
    with pytest.raises(ValueError, match="no rows of kind 'zones'"):
        mall.put("zones", "timur", {"name": "Timur"})
    with pytest.raises(msgspec.ValidationError):
        mall.put("zone", "timur", {})
    assert mall.zones["timur"].name == "Timur"


# --- the wire ---------------------------------------------------------------------------------------------


def test_on_the_wire_is_what_is_offered_here_and_now():
    wire = register().wire(2, 7)
    assert (wire.epoch, wire.rev, wire.mall.name) == (2, 7, "MPP Contoh")
    assert [row.id for row in wire.agencies] == ["dukcapil", "imigrasi"]
    assert [row.id for row in wire.services] == ["ktp", "akta", "paspor"]
    assert [row.id for row in wire.counters] == ["loket-1", "loket-2", "loket-3"]


def test_what_only_the_desk_needs_is_not_on_the_wire():
    text = msgspec.json.encode(register().wire(1, 1)).decode()
    assert msgspec.json.decode(text, type=Catalogue) == register().wire(1, 1)
    for word in ("procedure", "letterhead", "quota", "position", "archived", "Budi"):
        assert word not in text
    assert len(text) < ROUTE_OF[Catalogue].max_bytes


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        (("service", "ktp", {"archived": True}), "ktp"),
        (("service", "ktp", {"place": "back_office"}), "ktp"),
        (("agency", "imigrasi", {"status": "paused"}), "paspor"),
    ],
)
def test_a_service_that_is_no_longer_offered_leaves_the_counters_too(change, gone):
    kind, slug, fields = change
    mall = register()
    mall.put(*edited(kind, slug, **fields))
    wire = mall.wire(1, 1)
    assert gone not in {row.id for row in wire.services}
    assert gone not in {service for counter in wire.counters for service in counter.services}


def test_an_archived_counter_and_zone_leave_the_wire_and_stay_in_the_register():
    mall = register()
    mall.put(*edited("counter", "loket-3", archived=True))
    mall.put(*edited("zone", "timur", archived=True))
    assert [row.id for row in mall.wire(1, 1).counters] == ["loket-1", "loket-2"]
    assert [row.id for row in mall.wire(1, 1).zones] == ["utama"]
    assert mall.counters["loket-3"].number == 3


# --- edits ------------------------------------------------------------------------------------------------


def test_a_sound_edit_has_no_faults_and_changes_nothing_by_being_looked_at():
    mall = register()
    before = copy.deepcopy(list(mall.rows()))
    assert mall.check([edited("service", "ktp", name="KTP elektronik", fee="Gratis")]) == []
    assert list(mall.rows()) == before


def test_every_fault_of_an_edit_is_told_with_row_and_field_in_two_languages():
    assert register().check([("service", "baru", {"agency": "dukcapl", "name": "", "prefix": "A", "quota": 0})]) == [
        RowFault("service", "baru", "name", "paling sedikit 1 huruf", "Expected `str` of length >= 1"),
        RowFault("service", "baru", "quota", "paling kecil 1", "Expected `int` >= 1"),
        RowFault(
            "service",
            "baru",
            "agency",
            "tidak ada instansi 'dukcapl' (maksudnya 'dukcapil'?)",
            "no agency 'dukcapl' (did you mean 'dukcapil'?)",
        ),
        RowFault("service", "baru", "prefix", "'A' sudah dipakai 'ktp'", "'A' is already taken by 'ktp'"),
    ]  # fmt: skip


FAULTS = {
    "a prefix that is taken": (
        edited("service", "akta", prefix="A"),
        ("service", "akta", "prefix", "'A' sudah dipakai 'ktp'"),
    ),
    "a service with numbers and no prefix": (
        edited("service", "naturalisasi", place="here"),
        ("service", "naturalisasi", "prefix", "belum diisi: layanan di mal ini perlu awalan nomor"),
    ),
    "a number that is taken": (
        edited("counter", "loket-2", number=1),
        ("counter", "loket-2", "number", "'1' sudah dipakai 'loket-1'"),
    ),
    "a counter for another agency's service": (
        edited("counter", "loket-3", services=["ktp"]),
        ("counter", "loket-3", "services", "'ktp' layanan 'dukcapil', bukan 'imigrasi'"),
    ),
    "an officer at another agency's counter": (
        edited("user", "budi", counters=["loket-3"]),
        ("user", "budi", "counters", "'loket-3' loket 'imigrasi', bukan 'dukcapil'"),
    ),
    "a role that there is not": (
        edited("user", "budi", role="boss"),
        ("user", "budi", "role", "harus salah satu dari manager, officer, technician, observer"),
    ),
    "an agency that others still need": (
        edited("agency", "imigrasi", archived=True),
        (
            *("agency", "imigrasi", "archived"),
            "masih dipakai oleh services.paspor, services.naturalisasi, counters.loket-3, overrides.paspor-keliling",
        ),
    ),
    "a zone that counters stand in": (
        edited("zone", "timur", archived=True),
        ("zone", "timur", "archived", "masih dipakai oleh counters.loket-3, counters.loket-4"),
    ),
    "hours that are no span": (
        edited("mall", "mall", hours={"week": {"monday": "8-15"}}),
        ("mall", "mall", "hours.week.monday", "'8-15' bukan rentang waktu seperti 08:00-15:30"),
    ),
    "hours of the mall that an agency's lie outside of": (
        edited("mall", "mall", hours={"week": {"monday": "08:00-11:00", "thursday": "08:00-15:00"}}),
        ("agency", "imigrasi", "hours.week.monday", "09:00-12:00 di luar jam mal, 08:00-11:00"),
    ),
    "a day that ends before the mall closes": (
        edited("mall", "mall", day_ends="15:00"),
        ("mall", "mall", "day_ends", "15:00 sebelum mal tutup, 15:30"),
    ),
    "numbers that open after the cut-off": (
        edited("agency", "imigrasi", hours={"week": {"monday": "09:00-10:00"}, "issuing_opens": "09:45"}),
        ("agency", "imigrasi", "hours.issuing_opens", "sesudah batas pengambilan hari Senin, 09:00-10:00"),
    ),
    "a policy that there is not": (
        edited("mall", "mall", priority={"policy": "one_in", "n": 1}),
        ("mall", "mall", "priority.n", "paling kecil 2"),
    ),
    "an override that says nothing": (
        edited("override", "natal", closed=False),
        ("override", "natal", "", "pilih satu: tutup, rentang jam, atau jam per hari"),
    ),
    "an override that ends before it begins": (
        edited("override", "ramadan", to="2027-01-01"),
        ("override", "ramadan", "to", "sebelum tanggal mulai"),
    ),
    "an id that is none": (
        ("zone", "Zona Baru", {"name": "Baru"}),
        ("zone", "Zona Baru", "id", "hanya huruf kecil, angka, dan tanda hubung, misalnya loket-1"),
    ),
    "a key that there is not": (
        edited("zone", "timur", nama="Timur"),
        ("zone", "timur", "nama", "tidak ada isian 'nama' (maksudnya 'name'?)"),
    ),
    "the last manager": (
        edited("user", "sri", archived=True),
        ("user", "sri", "role", "mal memerlukan paling sedikit satu manajer"),
    ),
    "a closure of nobody's counter": (
        ("closure", "t-1", {"counter": "loket-9", "start": 1.0, "end": 2.0, "reason": "x"}),
        ("closure", "t-1", "counter", "tidak ada loket 'loket-9' (maksudnya 'loket-4'?)"),
    ),
    "a closure that ends before it starts": (
        ("closure", "t-1", {"start": 2.0, "end": 2.0, "reason": "x"}),
        ("closure", "t-1", "end", "harus sesudah waktu mulai"),
    ),
    "a closure approved by nobody": (
        ("closure", "t-1", {"start": 1.0, "end": 2.0, "reason": "x", "status": "approved"}),
        ("closure", "t-1", "decided_by", "belum diisi"),
    ),
    "a kind that there is not": (("zones", "x", {}), ("zones", "x", "", "tidak ada baris seperti ini")),
    "what is no row": (("zone", "x", 7), ("zone", "x", "", "harus berupa tabel")),
}


@pytest.mark.parametrize(("change", "expected"), FAULTS.values(), ids=FAULTS)
def test_an_edit_is_refused(change, expected):
    assert faults(change) == [expected]


def test_an_agency_goes_into_the_archive_together_with_what_is_its():
    everything = [
        edited("agency", "bnn", archived=True),
        edited("service", "skhpn", archived=True),
        edited("counter", "loket-4", archived=True),
    ]
    assert faults(*everything) == []
    assert [fault[:3] for fault in faults(*everything[:2])] == [
        ("agency", "bnn", "archived"),
        ("service", "skhpn", "archived"),
    ]


def test_a_number_and_a_prefix_are_free_again_once_their_owner_is_in_the_archive():
    mall = register()
    mall.put(*edited("counter", "loket-2", archived=True))
    assert (
        faults(
            edited("counter", "loket-5", number=2, zone="utama", agency="dukcapil", services=[]), mall=mall
        )
        == []
    )
    assert faults(edited("counter", "loket-2", mall, archived=False, number=1), mall=mall) == [
        ("counter", "loket-2", "number", "'1' sudah dipakai 'loket-1'")
    ]


def test_nothing_new_may_refer_to_the_archive():
    mall = register()
    for change in (edited("service", "skhpn", archived=True), edited("counter", "loket-4", archived=True)):
        mall.put(*change)
    mall.put(*edited("agency", "bnn", archived=True))
    assert faults(edited("service", "baru", agency="bnn", name="Baru", prefix="Z"), mall=mall) == [
        ("service", "baru", "agency", "'bnn' sudah diarsipkan")
    ]


def test_an_old_fault_elsewhere_stands_in_nobodys_way():
    mall = register()
    mall.put(*edited("counter", "loket-2", number=1))
    assert faults(edited("zone", "timur", name="Sayap Timur"), mall=mall) == []
    assert faults(edited("counter", "loket-2", mall, direction="up"), mall=mall) != []


def test_two_rows_may_swap_what_they_have_in_one_edit():
    assert faults(edited("service", "ktp", prefix="B"), edited("service", "akta", prefix="A")) == []


def test_a_seed_has_no_faults():
    empty = Register()
    assert empty.check(list(from_mall(data()))) == []
