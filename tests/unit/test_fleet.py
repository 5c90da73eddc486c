"""site.toml: what a sound one becomes, and what is said about one that is not."""

from __future__ import annotations

import tomllib

import pytest

from broker_config.tables import SiteError
from provisioning.fleet import read
from provisioning.parts import PART_TYPES

SOUND = """
[mall]
site = "contoh"
name = "MPP Contoh"
regency = "Kabupaten Contoh"
timezone = "Asia/Jakarta"

[hours]
break = "12:00-13:00"
friday_break = "11:30-13:30"

[hours.week]
monday = "08:00-15:30"
friday = "08:00-15:00"

[broker]
host = "localhost"

[zones]
utama = { name = "Utama" }
timur = { name = "Timur" }

[agencies.dukcapil]
name = "Dinas Dukcapil"
short = "Dukcapil"

[agencies.imigrasi]
name = "Kantor Imigrasi"
short = "Imigrasi"
hours = { week = { monday = "09:00-12:00" }, cutoff_minutes = 15 }

[services.ktp-baru]
agency = "dukcapil"
name = "KTP-el baru"
prefix = "A"

[services.paspor]
agency = "imigrasi"
name = "Paspor"
prefix = "MA"
requirements = "KTP-el"

[counters.loket-1]
number = 1
zone = "utama"
agency = "dukcapil"
services = ["ktp-baru"]

[counters.loket-2]
number = 2
zone = "timur"
agency = "imigrasi"
services = ["paspor"]

[devices.kiosk-1]
role = "ticket_kiosk"
buttons = ["ktp-baru", "paspor"]
printer = { port = "/dev/usb/lp0", paper_mm = 80 }
reader = { port = "/dev/ttyUSB0" }

[devices.pad-1]
role = "counter_pad"
counter = "loket-1"

[devices.display-1]
role = "display"
zone = "utama"
"""


def fleet(text=SOUND):
    return read(tomllib.loads(text), "site.toml")


def faults(*changes, extra=""):
    text = SOUND
    for old, new in changes:
        assert old in text, f"the test's file has no {old!r}"
        text = text.replace(old, new)
    with pytest.raises(SiteError) as caught:
        fleet(text + extra)
    return list(caught.value.faults)


def device(name):
    return next(device for device in fleet().devices if device.id == name)


def test_a_sound_file_becomes_a_fleet():
    mall = fleet()
    assert (mall.site, mall.mall.name, mall.broker.port) == ("contoh", "MPP Contoh", 8883)
    assert [service.prefix for service in mall.services] == ["A", "MA"]
    assert mall.services[1].requirements == "KTP-el"
    assert [counter.zone for counter in mall.counters] == ["utama", "timur"]


def test_an_agency_keeps_the_malls_hours_where_it_does_not_name_its_own():
    mall = fleet()
    dukcapil, imigrasi = map(mall.hours_of, mall.agencies)
    assert dukcapil == mall.hours
    assert {day: str(span) for day, span in imigrasi.week.items()} == {"monday": "09:00-12:00"}
    assert imigrasi.cutoff_minutes == 15
    assert str(imigrasi.rest) == "12:00-13:00"


def test_the_friday_break_is_fridays_alone():
    hours = fleet().hours
    assert str(hours.rest_on("friday")) == "11:30-13:30"
    assert str(hours.rest_on("monday")) == "12:00-13:00"


def test_a_half_day_agency_may_close_before_the_malls_break_is_over():
    mall = fleet()
    assert str(mall.hours_of(mall.agencies[1]).week["monday"]) == "09:00-12:00"


def test_a_kiosk_written_by_its_services_gets_buttons_and_lamps_on_pins_of_their_own():
    parts = device("kiosk-1").parts
    buttons = [part["means"] for part in parts.values() if part["type"] == "button"]
    lamps = [part["shows"] for part in parts.values() if part["type"] == "lamp"]
    assert buttons == ["ktp-baru", "paspor"]
    assert lamps == ["paper", "ktp-baru", "paspor"]
    pins = [part["pin"] for part in parts.values() if "pin" in part]
    assert len(pins) == len(set(pins)) == 5
    assert set(pins) <= set(range(2, 28))
    assert parts["printer"] == {"type": "printer", "port": "/dev/usb/lp0", "paper_mm": 80}
    assert parts["pembaca"] == {"type": "reader", "port": "/dev/ttyUSB0"}


def test_a_pad_has_a_button_for_each_action_and_three_lamps():
    parts = device("pad-1").parts
    assert [part["means"] for part in parts.values() if part["type"] == "button"] == [
        "call_next",
        "recall",
        "serve",
        "finish",
        "no_show",
        "park",
    ]
    assert [part["shows"] for part in parts.values() if part["type"] == "lamp"] == [
        "waiting",
        "called",
        "link",
    ]


def kiosk_with(buttons, extra=""):
    services = "".join(
        f'[services.s{n}]\nagency = "dukcapil"\nname = "S{n}"\nprefix = "{n % 10}{chr(65 + n // 10)}"\n'
        for n in range(buttons)
    )
    names = ", ".join(f'"s{n}"' for n in range(buttons))
    text = SOUND.replace('buttons = ["ktp-baru", "paspor"]', f"buttons = [{names}]")
    text = text.replace('services = ["ktp-baru"]', f'services = ["ktp-baru", {names}]')
    return text + services + extra


def test_a_dozen_buttons_fill_a_box_and_no_lamp_hangs_on_a_pin_with_a_pull_up_resistor():
    parts = fleet(kiosk_with(12)).devices[0].parts
    pins = {part["pin"]: part["type"] for part in parts.values() if "pin" in part}
    assert len(pins) == 25
    assert {pins[pin] for pin in (2, 3) if pin in pins} == {"button"}


def test_thirteen_buttons_are_more_than_a_box_has_pins_for():
    with pytest.raises(SiteError, match=r"\[devices.kiosk-1\]: 27 buttons and lamps are 1 more than the box"):
        fleet(kiosk_with(13))


def test_a_part_written_down_keeps_its_pin_and_the_others_avoid_it():
    extra = '[devices.kiosk-1.parts.tombol-1]\ntype = "button"\nmeans = "s0"\npin = 6\n'
    parts = fleet(kiosk_with(3, extra)).devices[0].parts
    assert parts["tombol-1"]["pin"] == 6
    pins = [part["pin"] for part in parts.values() if "pin" in part]
    assert len(pins) == len(set(pins)) == 7


def test_all_faults_of_a_file_are_told_at_once_with_file_table_and_key():
    assert faults(
        ('agency = "dukcapil"\nname = "KTP-el baru"', 'agency = "dukcapl"\nname = "KTP-el baru"'),
        ('prefix = "MA"', 'prefix = "M-A"'),
        ("number = 2", "number = 1"),
        ('counter = "loket-1"', 'counter = "loket-7"'),
        ('host = "localhost"', "host = 7"),
    ) == [
        "site.toml: [services.paspor] prefix: must be a letter, two, or a digit before them",
        "site.toml: [services.ktp-baru] agency: no agency 'dukcapl' (did you mean 'dukcapil'?)",
        "site.toml: [counters.loket-2] number: '1' is already taken by 'loket-1'",
        "site.toml: [broker] host: Expected `str`, got `int`",
        "site.toml: [devices.pad-1] counter: no counter 'loket-7' (did you mean 'loket-2'?)",
    ]


FAULTS = {
    "an unknown key": (
        ('prefix = "A"', 'prefix = "A"\nfe = "Rp1"'),
        "[services.ktp-baru] fe: no such key 'fe' (did you mean 'fee'?)",
    ),
    "a missing key": (("number = 1\n", ""), "[counters.loket-1] number: is missing"),
    "a table with a bad name": (
        ("[devices.display-1]", "[devices.Display_1]"),
        "[devices.Display_1] id: the table's name must be of small letters, digits and dashes",
    ),
    "a device with a reserved name": (
        ("[devices.pad-1]", "[devices.hub]"),
        "[devices.hub]: 'hub' is the name of",
    ),
    "an unknown role": (
        ('role = "display"', 'role = "displai"'),
        "[devices.display-1] role: no role 'displai' (did you mean 'display'?)",
    ),
    "a key of another role": (
        ('role = "display"', 'role = "display"\nbuttons = []'),
        "[devices.display-1] buttons: no such key 'buttons'",
    ),
    "two services with one prefix": (
        ('prefix = "MA"', 'prefix = "A"'),
        "[services.paspor] prefix: 'A' is already taken by 'ktp-baru'",
    ),
    "a counter with another agency's service": (
        ('services = ["ktp-baru"]', 'services = ["ktp-baru", "paspor"]'),
        "[counters.loket-1] services: 'paspor' is a service of 'imigrasi', not of 'dukcapil'",
    ),
    "a counter that names a service twice": (
        ('services = ["ktp-baru"]', 'services = ["ktp-baru", "ktp-baru"]'),
        "[counters.loket-1] services: 'ktp-baru' stands there twice",
    ),
    "a zone that is not there": (
        (
            '[devices.display-1]\nrole = "display"\nzone = "utama"',
            '[devices.display-1]\nrole = "display"\nzone = "x"',
        ),
        "[devices.display-1] zone: no zone 'x'",
    ),
    "a screen of no display": (
        ("[devices.kiosk-1]", "[screens]\ndisplay-2 = { inches = 55 }\n\n[devices.kiosk-1]"),
        "[screens.display-2]: no display 'display-2' (did you mean 'display-1'?)",
    ),
    "a screen of another box": (
        ("[devices.kiosk-1]", "[screens]\npad-1 = { inches = 55 }\n\n[devices.kiosk-1]"),
        "[screens.pad-1]: 'pad-1' is no display",
    ),
    "a button for what nobody serves": (
        ('services = ["paspor"]', "services = []"),
        "[devices.kiosk-1] buttons: no counter serves 'paspor'",
    ),
    "a button for no service": (
        ('buttons = ["ktp-baru", "paspor"]', 'buttons = ["ktp-bru"]'),
        "[devices.kiosk-1] buttons: no service 'ktp-bru' (did you mean 'ktp-baru'?)",
    ),
    "a kiosk without a printer": (
        ('printer = { port = "/dev/usb/lp0", paper_mm = 80 }\n', ""),
        "[devices.kiosk-1] printer: is missing: a kiosk needs a printer",
    ),
    "paper of a width that is not made": (
        ("paper_mm = 80", "paper_mm = 76"),
        "[devices.kiosk-1.printer] paper_mm: must be one of 58, 80",
    ),
    "two parts at one port": (
        ('reader = { port = "/dev/ttyUSB0" }', 'reader = { port = "/dev/usb/lp0" }'),
        "[devices.kiosk-1.parts.pembaca] port: '/dev/usb/lp0' is already taken by 'printer'",
    ),
    "hours that are no span of time": (
        ('monday = "08:00-15:30"\nf', 'monday = "08.00-15.30"\nf'),
        "[hours.week] monday: '08.00-15.30' is not a span of time such as 08:00-15:30",
    ),
    "a break that runs past closing": (
        ('friday_break = "11:30-13:30"', 'friday_break = "14:00-15:30"'),
        "[hours] friday_break: 14:00-15:30 runs past the end of friday, 08:00-15:00",
    ),
    "a break when nobody works anyway": (
        ('break = "12:00-13:00"', 'break = "16:00-17:00"'),
        "[hours] break: 16:00-17:00 is outside the hours of every day",
    ),
    "a cut-off as long as the day": (
        ("cutoff_minutes = 15", "cutoff_minutes = 180"),
        "[agencies.imigrasi.hours] cutoff_minutes: 180 leaves nothing of monday, 09:00-12:00",
    ),
    "hours that end before they start": (
        ('break = "12:00-13:00"', 'break = "13:00-12:00"'),
        "[hours] break: '13:00-12:00' ends before it starts",
    ),
    "an agency that opens while the mall is closed": (
        ('monday = "09:00-12:00"', 'sunday = "09:00-12:00"'),
        "[agencies.imigrasi.hours.week] sunday: the mall is closed on this day",
    ),
    "an agency that stays longer than the mall": (
        ('monday = "09:00-12:00"', 'monday = "09:00-16:00"'),
        "[agencies.imigrasi.hours.week] monday: 09:00-16:00 is outside the mall's 08:00-15:30",
    ),
    "a day that ends while the mall is open": (
        ('timezone = "Asia/Jakarta"', 'timezone = "Asia/Jakarta"\nday_ends = "15:00"'),
        "[mall] day_ends: 15:00 is before the mall closes on monday, 15:30",
    ),
    "a time zone that Indonesia does not have": (
        ("Asia/Jakarta", "Asia/Tokyo"),
        "[mall] timezone: must be one of Asia/Jakarta, Asia/Makassar, Asia/Jayapura",
    ),
    "an observer with a device's name": (
        ('host = "localhost"', 'host = "localhost"\nobservers = ["pad-1"]'),
        "[broker] observers: 'pad-1' is the name of something else",
    ),
    "hub and broker at one port": (
        ('host = "localhost"', 'host = "localhost"\nport = 8080'),
        "[hub] port: 8080 is the broker's",
    ),
    "no zones at all": (
        ('utama = { name = "Utama" }\ntimur = { name = "Timur" }\n', ""),
        "[zones]: the mall needs at",
    ),
    "a missing part of the file": (('[broker]\nhost = "localhost"\n', ""), "[broker]: is missing"),
}


@pytest.mark.parametrize(("change", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told(change, expected):
    assert any(line.startswith(f"site.toml: {expected}") for line in faults(change)), faults(change)


EXTRA = {
    "a second pad at a counter": (
        '[devices.pad-2]\nrole = "counter_pad"\ncounter = "loket-1"\n',
        "[devices.pad-2] counter: 'loket-1' already has the pad 'pad-1'",
    ),
    "a second voice in a zone": (
        '[devices.display-2]\nrole = "display"\nzone = "utama"\n',
        "[devices.display-2] voice: 'display-1' already speaks in 'utama': enabled = false",
    ),
    "a pin taken twice": (
        "".join(f'[devices.pad-1.parts.{x}]\ntype = "lamp"\nshows = "link"\npin = 5\n' for x in "ab"),
        "[devices.pad-1.parts.b] pin: 5 is already taken by 'a'",
    ),
    "a pin that a board does not have": (
        '[devices.pad-1.parts.a]\ntype = "lamp"\nshows = "link"\npin = 28\n',
        "[devices.pad-1.parts.a] pin: 28 is no pin; BCM numbers 2 to 27 are",
    ),
    "a part of an unknown type": (
        '[devices.pad-1.parts.a]\ntype = "lmp"\n',
        "[devices.pad-1.parts.a] type: no type of part 'lmp' (did you mean 'lamp'?)",
    ),
    "a lamp that shows what a pad does not know": (
        '[devices.pad-1.parts.a]\ntype = "lamp"\nshows = "calld"\n',
        "[devices.pad-1.parts.a] shows: no meaning 'calld' (did you mean 'called'?)",
    ),
}


@pytest.mark.parametrize(("extra", "expected"), EXTRA.values(), ids=EXTRA)
def test_a_fault_of_a_box_is_told(extra, expected):
    assert faults(extra=extra) == [f"site.toml: {expected}"]


def test_a_service_with_a_fault_of_its_own_is_still_there_for_those_who_name_it():
    assert faults(('prefix = "MA"', 'prefix = "toolong"')) == [
        "site.toml: [services.paspor] prefix: must be a letter, two, or a digit before them"
    ]


def test_a_second_display_that_keeps_silent_is_welcome():
    extra = '[devices.display-2]\nrole = "display"\nzone = "utama"\nvoice = { enabled = false }\n'
    assert len(fleet(SOUND + extra).devices) == 4


def test_a_new_type_of_part_needs_no_change_here():
    extra = '[devices.pad-1.parts.a]\ntype = "code_lock"\nlayout = "4x4"\n'
    mall = read(tomllib.loads(SOUND + extra), "site.toml", {**PART_TYPES, "code_lock": ("layout",)})
    assert mall.devices[1].parts["a"] == {"type": "code_lock", "layout": "4x4"}
