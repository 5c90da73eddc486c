"""The mall half of site.toml: what is read, what is said about it, and that it goes back the same."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest
import tomli_w
from small_mall import TEXT, data, tables

from broker_config.mall import MallData
from broker_config.mall_file import mall_tables, read_mall
from broker_config.tables import SiteError


def faults(*changes):
    text = TEXT
    for old, new in changes:
        assert old in text, f"the test's file has no {old!r}"
        text = text.replace(old, new, 1)
    with pytest.raises(SiteError) as caught:
        read_mall(tomllib.loads(text), "mall.toml")
    return list(caught.value.faults)


def test_agencies_have_a_type_a_status_and_a_letterhead():
    dukcapil, imigrasi, bnn = data().agencies
    assert (dukcapil.type, dukcapil.status, dukcapil.letterhead) == ("opd", "active", "Jalan Merdeka 1")
    assert (imigrasi.type, bnn.status) == ("vertical", "preparing")


def test_services_say_where_they_are_served_and_what_they_take():
    ktp, *_, naturalisasi, _ = data().services
    assert (ktp.quota, ktp.standard_days, ktp.procedure) == (50, 1, "Ambil nomor; serahkan berkas.")
    assert (naturalisasi.place, naturalisasi.prefix, naturalisasi.quota) == ("referral", "", None)


def test_people_priority_groups_and_dated_hours_are_read():
    mall = data()
    assert [(user.id, user.role, user.counters) for user in mall.users] == [
        ("sri", "manager", ()),
        ("budi", "officer", ("loket-1", "loket-2")),
    ]
    assert [group.id for group in mall.priority_groups] == ["lansia", "disabilitas"]
    natal, ramadan, *_ = mall.overrides
    assert (natal.first, natal.until, natal.closed) == (date(2026, 12, 25), date(2026, 12, 25), True)
    assert (ramadan.until, ramadan.reason) == (date(2027, 3, 9), "Ramadan")


def test_without_them_a_mall_is_whole_and_knows_no_priority_group():
    raw = tables()
    for table in ("priority", "users", "overrides"):
        del raw[table]
    mall = read_mall(raw, "mall.toml")
    assert (mall.users, mall.overrides, mall.priority_groups) == ((), (), ())
    assert mall.mall.priority.one_in == 1


@pytest.mark.parametrize(("policy", "one_in"), [("strict", 1), ("one_in", 3), ("none", 0)])
def test_a_policy_is_one_number(policy, one_in):
    raw = tables()
    raw["priority"]["policy"] = policy
    assert read_mall(raw, "mall.toml").mall.priority.one_in == one_in


def test_what_is_written_back_is_read_as_the_same():
    mall = data()
    text = tomli_w.dumps(mall_tables(mall))
    assert read_mall(tomllib.loads(text), "mall.toml") == mall


def test_times_of_issuing_are_kept_in_minutes():
    mall = data()
    assert mall.hours.issuing_opens == 7 * 60 + 30
    assert isinstance(mall, MallData)
    assert mall.hours_of(mall.agencies[1]).issuing_opens == 7 * 60 + 30


FAULTS = {
    "an unknown status": (
        ('status = "preparing"', 'status = "sleeping"'),
        "[agencies.bnn] status: must be one of not_signed, signed, preparing, active, paused",
    ),
    "a time of issuing that is none": (
        ('issuing_opens = "07:30"', 'issuing_opens = "7.30"'),
        "[hours] issuing_opens: must be a time such as 07:30",
    ),
    "a zone that would be all of them": (
        ('timur = { name = "Timur" }', 'all = { name = "Semua" }'),
        "[zones.all]: 'all' is no name of a zone: it means all of them",
    ),
    "a zone that hears one that is not there": (
        ('timur = { name = "Timur" }', 'timur = { name = "Timur", hears = ["utma"] }'),
        "[zones.timur] hears: no zone 'utma' (did you mean 'utama'?)",
    ),
    "a zone that hears itself": (
        ('timur = { name = "Timur" }', 'timur = { name = "Timur", hears = ["timur"] }'),
        "[zones.timur] hears: names itself",
    ),
    "an officer of an unknown counter": (
        ('["loket-1", "loket-2"]', '["loket-1", "loket-22"]'),
        "[users.budi] counters: no counter 'loket-22' (did you mean 'loket-2'?)",
    ),
    "a holiday of an unknown agency": (
        ('agency = "imigrasi"\nreason', 'agency = "imigras"\nreason'),
        "[overrides.paspor-keliling] agency: no agency 'imigras' (did you mean 'imigrasi'?)",
    ),
    "a date that is none": (
        ("from = 2026-12-25", 'from = "25 Desember"'),
        "[overrides.natal] from: Invalid RFC3339 encoded date",
    ),
    "an override's span that is none": (
        ('span = "08:00-12:00"', 'span = "8 to 12"'),
        "[overrides.rapat] span: '8 to 12' is not a span of time such as 08:00-15:30",
    ),
    "two things at once": (
        ("closed = true", 'closed = true\nspan = "08:00-10:00"'),
        "[overrides.natal]: needs one of closed, span and hours",
    ),
    "an unknown day": (
        ('monday = "09:00-12:00"', 'senin = "09:00-12:00"'),
        "[agencies.imigrasi.hours.week] senin: no day 'senin'",
    ),
    "groups that are no table": (
        ('groups = { lansia = { name = "Lansia" }, disabilitas = { name = "Penyandang disabilitas" } }', "groups = 7"),
        "[priority.groups]: must be a table",
    ),
    "a counter of the archive's agency": (
        ('status = "preparing"', "archived = true"),
        "[services.skhpn] agency: 'bnn' is in the archive",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_table_and_key(change, expected):
    assert any(line.startswith(f"mall.toml: {expected}") for line in faults(change)), faults(change)


def test_a_row_with_one_fault_is_looked_at_for_more():
    changes = [
        ('name = "Akta"\nprefix = "B"', 'name = ""\nprefix = "A"'),
        ('agency = "dukcapil"\nname = "KTP-el"', 'agency = "x"\nname = "KTP-el"'),
    ]
    assert faults(*changes) == [
        "mall.toml: [services.akta] name: Expected `str` of length >= 1",
        "mall.toml: [services.ktp] agency: no agency 'x'",
        "mall.toml: [services.akta] prefix: 'A' is already taken by 'ktp'",
    ]  # fmt: skip


def test_hours_that_cannot_be_read_blame_no_agency():
    assert faults(('monday = "08:00-15:30"', 'monday = "8"')) == [
        "mall.toml: [hours.week] monday: '8' is not a span of time such as 08:00-15:30"
    ]


HALL = """
[screens]
layar-1 = { layout = "counter", shows = "loket-1", inches = 55, farthest_m = 18.5, ticker = true }
[theme]
ground = "#000000"
panel = "#202020"
accent = "#ffffff"
[voice]
languages = ["id", "en"]
loudness = [{ since = "07:30", volume = 0.8 }, { since = "12:00", volume = 0.5 }]
[announcements]
break = false
[idle]
today = false
page_s = 20
[light]
on = "07:15"
off = "16:30"
days = ["monday", "friday"]
[notices]
air = { text = "Air mati.", zones = ["utama"], from = 2026-11-23, to = 2026-11-24, since = "08:00", until = "12:00" }
"""


def test_the_hall_is_read_and_goes_back_the_same():
    mall = read_mall(tables() | tomllib.loads(HALL), "mall.toml")
    (screen,) = mall.screens
    assert (screen.id, screen.layout, screen.shows, screen.inches) == ("layar-1", "counter", "loket-1", 55.0)
    assert (mall.mall.voice.languages, [row.volume for row in mall.mall.voice.loudness]) == (
        ("id", "en"),
        [0.8, 0.5],
    )
    assert (mall.mall.announcements.rest, mall.mall.announcements.opening) == (False, True)
    assert (mall.mall.idle.today, mall.mall.idle.hours, mall.mall.idle.page_s) == (False, True, 20.0)
    assert mall.mall.light is not None
    assert (mall.mall.light.off, mall.mall.light.days) == ("16:30", ("monday", "friday"))
    (notice,) = mall.notices
    assert (notice.when.last, notice.when.until, notice.zones) == (date(2026, 11, 24), "12:00", ("utama",))
    assert read_mall(tomllib.loads(tomli_w.dumps(mall_tables(mall))), "mall.toml") == mall


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('shows = "loket-1"', 'shows = "loket-99"', "[screens.layar-1] shows: no counter 'loket-99'"),
        ('shows = "loket-1", ', "", "[screens.layar-1] shows: is missing: which counter?"),
        ("#202020", "#606060", "[theme] panel: its contrast with light text is"),
        ("#000000", "hitam", "[theme] ground: must be `#08122a`"),
        ('"12:00"', '"06:00"', "[voice] loudness: the times must go from early to late"),
        ('"12:00"', '"siang"', "[voice] loudness[1].since: must be local, `13:30`"),
        ("break = false", "makan = false", "[announcements] makan: no such key 'makan'"),
        ("page_s = 20", "page_s = 2", "[idle] page_s: "),
        ('on = "07:15"', 'on = "17:15"', "[light]: `on` and `off`: the earlier of the two comes first"),
        ('on = "07:15"\n', "", "[light] on: is missing"),
        ('text = "Air mati."', 'text = ""', "[notices.air] text: "),
        ('["utama"]', '["utara"]', "[notices.air] zones: no zone 'utara'"),
        ("to = 2026-11-24", "to = 2026-11-22", "[notices.air] to: is before it begins"),
        ('until = "12:00"', 'until = "08:00"', "[notices.air] until: is not after `since`"),
        ('until = "12:00"', 'until = "24:30"', "[notices.air] until: must be local, `17:00`, `24:00`"),
    ],
)
def test_what_is_wrong_with_the_hall_is_said_with_its_place(old: str, new: str, said: str):
    assert old in HALL
    with pytest.raises(SiteError) as caught:
        read_mall(tables() | tomllib.loads(HALL.replace(old, new)), "mall.toml")
    assert any(said in fault for fault in caught.value.faults), caught.value.faults
