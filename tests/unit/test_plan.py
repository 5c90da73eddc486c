"""From a fleet to files: both example malls, one machine at a time and all at once."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from broker_config.acl import Client, acl
from broker_config.conf import BrokerFile, render, template
from broker_config.contract import ROUTE_OF
from broker_config.days import day_hours
from broker_config.header import GPIO, POWER
from broker_config.mall import MallData
from broker_config.mall_file import read_mall
from broker_config.settings import ConfigError, convert
from broker_config.tables import SiteError
from provisioning.apply import part_types
from provisioning.fleet import read
from provisioning.plan import Places, machines, plan
from provisioning.wires import wires

EXAMPLES = Path(__file__).parents[2] / "provisioning/examples"
FLEETS = {
    path.stem: read(tomllib.loads(path.read_text()), path.name, part_types())
    for path in EXAMPLES.glob("*.toml")
}
SMALL, FULL = FLEETS["small"], FLEETS["full"]

each_example = pytest.mark.parametrize("fleet", FLEETS.values(), ids=FLEETS)


def files(fleet=SMALL, **more):
    return plan(fleet, template(), **more)


def settings(name, fleet=SMALL, **more):
    return tomllib.loads(files(fleet, **more)[name])


def directives(text):
    lines = [line.partition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: value for name, _, value in lines}


@each_example
def test_every_machine_has_its_settings_and_a_unit(fleet):
    for machine in machines(fleet):
        own = files(fleet, machine=machine)
        assert f"{machine}.toml" in own
        assert any(name.endswith(".service") for name in own)


@each_example
def test_all_machines_together_fit_into_one_directory(fleet):
    together = files(fleet)
    for machine in machines(fleet):
        for name, text in files(fleet, machine=machine).items():
            assert together[name] == text


def test_a_devices_machine_gets_nothing_of_the_hubs():
    assert set(files(machine="kiosk-1")) == {"kiosk-1.toml", "kiosk-1-wiring.txt", "mpp-kiosk@.service"}
    assert set(files(machine="display-1")) == {"display-1.toml", "mpp-display@.service"}


def test_a_machine_that_the_mall_does_not_have_is_refused():
    with pytest.raises(ConfigError, match="no machine 'kiosk-9' in this mall; it has hub, kiosk-1, "):
        files(machine="kiosk-9")
    with pytest.raises(ConfigError, match="no machine 'kiosk-9'"):
        files(overrides={"kiosk-9": {}})


def test_a_kiosk_knows_itself_its_broker_and_its_parts():
    kiosk = settings("kiosk-1.toml")
    assert kiosk["device"] == {
        "id": "kiosk-1", "role": "ticket_kiosk", "site": "tirtamarta", "identity": "identity.key",
    }  # fmt: skip
    assert kiosk["broker"] == {
        "host": "localhost",
        "port": 8883,
        "ca": "ca.pem",
        "certificate": "kiosk-1.pem",
        "key": "kiosk-1.key",
    }
    assert kiosk["storage"] == {"directory": "/var/lib/mpp/kiosk-1"}
    assert kiosk["parts"]["tombol-1"] == {"type": "button", "means": "ktp-baru", "pin": 5}
    assert kiosk["parts"]["printer"] == {"type": "printer", "port": "/dev/usb/lp0", "paper_mm": 80}


@each_example
def test_every_part_on_a_pin_is_on_the_page_of_its_boxs_wires_in_the_order_of_the_header(fleet):
    for device in fleet.devices:
        parts = {name: part["pin"] for name, part in device.parts.items() if "pin" in part}
        text = files(fleet, machine=device.id).get(f"{device.id}-wiring.txt", "")
        rows = [line.split()[:4] for line in text.splitlines() if re.match(r"\d+ +GPIO", line)]
        assert {part: int(bcm.removeprefix("GPIO")) for _, bcm, _, part in rows} == parts
        assert [int(pin) for pin, *_ in rows] == sorted(GPIO[bcm] for bcm in parts.values())
        assert {int(ground) for _, _, ground, _ in rows} <= set(POWER["GND"])
        assert bool(text) == (device.role != "display")


def test_a_wire_is_told_by_its_header_pin_its_ground_and_what_it_means_in_words():
    kiosk, pad = files()["kiosk-1-wiring.txt"], files()["pad-1-wiring.txt"]
    assert re.search(r"^29 +GPIO5 +30 +tombol-1 +KTP-el baru \(ktp-baru\)$", kiosk, re.MULTILINE)
    assert re.search(r"^7 +GPIO4 +9 +lampu-kertas +Kertas$", kiosk, re.MULTILINE)
    assert re.search(r" tombol-1 +Panggil$", pad, re.MULTILINE)
    assert all("Pin 1: at the header's end away from the USB sockets" in text for text in (kiosk, pad))


def test_a_wire_with_several_meanings_tells_them_all_and_a_headphone_switch_is_a_wire_too():
    parts = {
        "satu": {"type": "button", "pin": 3, "means": "call_next", "long": "park", "double": "panel-help"},
        "layar": {"type": "panel", "headphones_pin": 2},
        "lain": {"type": "panel", "headphones_pin": -1},
    }
    assert [wire[0:1] + wire[3:] for wire in wires(parts, {})] == [
        (3, "layar", "Colokan headphone"),
        (5, "satu", "Panggil; tekan lama: Tunda; tekan dua kali: panel-help"),
    ]


def test_a_display_has_a_screen_and_a_voice():
    assert settings("display-1.toml")["screen"] == {
        "zone": "utama",
        "width": 1920,
        "height": 1080,
        "fullscreen": True,
        "turned": 0,
    }
    assert settings("display-2.toml", FULL)["voice"]["enabled"] is False


def with_a_display(**tables):
    site = tomllib.loads((EXAMPLES / "small.toml").read_text(encoding="utf-8"))
    site["devices"]["display-1"].update(tables)
    site["hub"] = {"host": "192.168.1.10"}
    return site


def test_a_display_is_told_its_hours_of_light_and_where_the_hubs_page_is():
    told = settings(
        "display-1.toml",
        read(
            with_a_display(
                light={"on": "07:15", "off": "16:30", "days": ["monday"]}, television={"device": "/dev/cec1"}
            ),
            "site.toml",
            part_types(),
        ),
    )
    assert told["light"] == {"on": "07:15", "off": "16:30", "days": ["monday"]}
    assert told["television"] == {"cec": True, "device": "/dev/cec1"}
    assert told["screen"]["page"] == "http://192.168.1.10:8080/perangkat"
    assert told["media"] == {"hub": "http://192.168.1.10:8080", "most_mb": 2000}
    assert not {"light", "television"} & settings("display-1.toml").keys()


def test_hours_of_light_that_are_none_are_refused():
    with pytest.raises(SiteError, match=r"devices\.display-1\.light.*the earlier of the two"):
        read(with_a_display(light={"on": "16:30", "off": "07:15"}), "site.toml", part_types())


def test_the_hub_knows_every_device_and_where_it_stands():
    hub = settings("hub.toml")
    assert hub["device"] == {
        "id": "hub", "role": "hub", "site": "tirtamarta", "identity": "identity.key",
    }  # fmt: skip
    assert set(hub["devices"]) == {device.id for device in SMALL.devices}
    assert hub["devices"]["pad-3"] == {"role": "counter_pad", "counter": "loket-3"}
    assert hub["devices"]["display-1"] == {"role": "display", "zone": "utama"}
    assert hub["storage"]["url"] == "sqlite:////var/lib/mpp/hub.db"


@each_example
def test_the_hub_finds_the_whole_mall_beside_its_settings_and_nothing_of_the_boxes(fleet):
    text = files(fleet)["mall.toml"]
    data = read_mall(tomllib.loads(text), "mall.toml")
    assert data == MallData(**{name: getattr(fleet, name) for name in MallData.__struct_fields__})
    assert not {"devices", "broker", "hub"} & tomllib.loads(text).keys()
    assert settings("hub.toml", fleet)["catalogue"] == {"file": "mall.toml"}


def test_a_rehearsal_may_lay_anything_over_one_box_and_leaves_the_rest():
    over = {
        "kiosk-1": {
            "broker": {"port": 50001},
            "parts": {"printer": {"port": "/dev/pts/3"}},
            "clock": {"rate": 60.0},
        }
    }
    ours, plain = files(overrides=over), files()
    kiosk = tomllib.loads(ours["kiosk-1.toml"])
    assert kiosk["broker"]["port"] == 50001
    assert kiosk["broker"]["host"] == "localhost"
    assert kiosk["parts"]["printer"] == {"type": "printer", "port": "/dev/pts/3", "paper_mm": 80}
    assert kiosk["clock"] == {"rate": 60.0}
    assert {name for name in plain if plain[name] != ours[name]} == {"kiosk-1.toml"}


def test_the_broker_demands_certificates_and_takes_the_name_from_them():
    conf = directives(files()["mosquitto.conf"])
    assert conf["listener"] == "8883"
    assert (
        conf["require_certificate"]
        == conf["use_identity_as_username"]
        == conf["use_username_as_clientid"]
        == "true"
    )
    assert conf["allow_anonymous"] == conf["persistence"] == "false"
    assert conf["tls_version"] == "tlsv1.2"
    assert conf["set_tcp_nodelay"] == "true"
    assert "user" not in conf
    assert "pid_file" not in conf


def test_the_broker_reads_no_packet_that_is_larger_than_the_largest_message():
    conf = directives(files()["mosquitto.conf"])
    largest = max(route.max_bytes for route in ROUTE_OF.values())
    assert int(conf["message_size_limit"]) == largest
    assert largest < int(conf["max_packet_size"]) <= largest + 4096


def test_places_move_the_files_and_name_the_brokers_user():
    places = Places(settings="/tmp/mall", storage="var", broker_bind="127.0.0.1", broker_user="root")
    conf = directives(files(places=places)["mosquitto.conf"])
    assert (conf["listener"], conf["user"], conf["acl_file"]) == ("8883 127.0.0.1", "root", "/tmp/mall/acl")
    assert settings("hub.toml", places=places)["storage"]["url"] == "sqlite:///var/hub.db"
    assert settings("pad-1.toml", places=places)["storage"]["directory"] == "var/pad-1"


@each_example
def test_broker_toml_gives_the_very_files_beside_it(fleet):
    made = files(fleet)
    file = convert(tomllib.loads(made["broker.toml"]), BrokerFile, "broker.toml")
    assert render(file, template()) == {name: made[name] for name in ("mosquitto.conf", "acl")}


def test_a_display_without_a_zone_hears_no_zones_board_rather_than_every_one():
    rights = acl("contoh", [Client("display-1", "display")]).split("user display-1")[1]
    assert "all/board/+" not in rights
    assert "read mpp/v1/contoh/all/board/-\n" in rights


@each_example
def test_units_restart_what_dies_and_what_hangs(fleet):
    units = {name: text for name, text in files(fleet).items() if name.endswith(".service")}
    assert set(units) == {
        "mpp-broker.service",
        "mpp-hub.service",
        "mpp-kiosk@.service",
        "mpp-display@.service",
    }
    for name, text in units.items():
        assert "Restart=always" in text
        assert ("WatchdogSec=20" in text) == (name != "mpp-broker.service")


@each_example
def test_an_example_names_a_serial_port_by_what_is_plugged_in_and_not_by_who_came_first(fleet):
    ports = [part["port"] for device in fleet.devices for part in device.parts.values() if "port" in part]
    assert ports
    assert not [port for port in ports if port.startswith("/dev/tty")]


def count(fleet, role):
    return sum(device.role == role for device in fleet.devices)


def test_the_small_mall_is_what_the_demo_needs():
    assert (len(SMALL.zones), len(SMALL.agencies), len(SMALL.counters)) == (1, 6, 8)
    assert [count(SMALL, role) for role in ("ticket_kiosk", "counter_pad", "display")] == [2, 4, 1]
    kiosks = [device for device in SMALL.devices if device.role == "ticket_kiosk"]
    assert [len(kiosk.buttons) for kiosk in kiosks] == [8, 6]
    assert [kiosk.parts["printer"]["paper_mm"] for kiosk in kiosks] == [80, 58]


def test_whatever_a_kiosk_of_the_small_mall_offers_can_be_called_from_a_pad():
    padded = {device.counter for device in SMALL.devices if device.role == "counter_pad"}
    served = {service for counter in SMALL.counters if counter.id in padded for service in counter.services}
    offered = {service for device in SMALL.devices for service in device.buttons}
    assert offered
    assert offered <= served


def test_the_full_mall_is_a_full_mall():
    active = [agency for agency in FULL.agencies if agency.status == "active"]
    assert (len(FULL.zones), len(active), len(FULL.counters)) == (2, 29, 40)
    assert 140 <= len(FULL.services) <= 160
    assert count(FULL, "counter_pad") == 40
    assert {len(service.prefix) for service in FULL.services if service.place == "here"} == {1, 2}
    assert any(service.prefix[:1].isdigit() for service in FULL.services)
    assert str(FULL.hours.friday_rest) == "11:30-13:30"
    assert all(agency.hotline for agency in FULL.agencies)


def test_the_civil_registry_of_the_full_mall_has_the_most_counters():
    counters = [counter.agency for counter in FULL.counters]
    assert max(set(counters), key=counters.count) == "dukcapil"


def test_every_service_that_the_full_mall_offers_is_served_somewhere():
    served = {service for counter in FULL.counters for service in counter.services}
    active = {agency.id for agency in FULL.agencies if agency.status == "active"}
    assert served == {row.id for row in FULL.services if row.place == "here" and row.agency in active}


def test_some_agencies_of_the_full_mall_are_not_there_yet_and_some_services_are_served_elsewhere():
    assert {agency.status for agency in FULL.agencies} == {"active", "preparing", "signed", "not_signed"}
    assert {service.place for service in FULL.services} == {"here", "back_office", "referral"}
    assert {agency.type for agency in FULL.agencies} == {"opd", "vertical", "bumn", "bumd"}


@each_example
def test_every_counter_has_its_officers_and_every_role_somebody(fleet):
    officers = {counter for user in fleet.users if user.role == "officer" for counter in user.counters}
    assert officers == {counter.id for counter in fleet.counters}
    assert {user.role for user in fleet.users} == {"manager", "officer", "technician", "observer"}


@each_example
def test_holidays_close_the_mall_and_ramadan_shortens_its_days(fleet):
    def text(day):
        return str(day_hours(fleet.mall, None, fleet.overrides, day).opened)

    assert text(date(2026, 12, 25)) == text(date(2027, 3, 11)) == "None"
    assert text(date(2026, 11, 23)) == "08:00-15:30"
    assert text(date(2027, 2, 15)) == "08:00-15:00"


@each_example
def test_the_four_groups_that_are_called_first_are_there(fleet):
    assert [group.id for group in fleet.priority_groups] == ["disabilitas", "lansia", "hamil", "bayi"]
    assert fleet.mall.priority.one_in == 3


def test_media_lie_beside_the_database_and_with_a_server_of_databases_in_the_hubs_storage():
    assert "media" not in settings("hub.toml")
    served = msgspec.structs.replace(SMALL.hub, database="postgresql+psycopg://hub@db/mpp")
    fleet = msgspec.structs.replace(SMALL, hub=served)
    assert settings("hub.toml", fleet)["media"] == {"directory": "/var/lib/mpp/media"}
