"""The devices' page: how each one is, where it stands, its last fault; and its stream says when to look again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from hub import events as e
from hub.admin.devices_page import _teller
from hub.admin.watch import Sight
from hub.desk import Station
from hub.fleet import boxes
from hub.floor import floor
from hub.storage.reading import last_faults
from tests.contract.house import HTML, NOON, House, hear, house

if TYPE_CHECKING:
    from hub.desk import Desk

OUT = c.Part(name="printer", kind="printer", state="fault", detail="paper out")
WELL = c.Part(name="reader", kind="reader", state="ok")
BOX = c.Part(name="kotak", kind="box", state="ok", facts={"celsius": 48.5, "restarts": 2.0})
BOXES: dict[str, Any] = {
    "kiosk-1": "ticket_kiosk",
    "kiosk-2": "ticket_kiosk",
    "pad-1": "counter_pad",
    "pad-10": "counter_pad",
}


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()

        def switch_on(desk: Desk, _now: float) -> None:
            counter = next(iter(desk.hall.register.counters))
            for device, role in BOXES.items():
                desk.stations[device] = Station(role, counter if role == "counter_pad" else "")
            for device in ("kiosk-1", "pad-1"):
                birth = c.Birth(
                    boot=1, journal=device.encode().hex().ljust(32, "0"), role=BOXES[device], version="0.9"
                )
                hear(desk, device, c.DeviceState(status="online", boot=1), birth)
            hear(desk, "kiosk-1", c.Health(parts=(OUT, WELL, BOX)))
            hear(desk, "pad-1", c.DeviceState(status="offline", boot=1))

        found.service.look(switch_on).result(5)
        yield found


def part_of(page: str, device: str) -> str:
    return page.partition(f'id="box-{device}"')[2].partition('id="box-')[0]


def test_a_technician_sees_what_is_wrong_first_and_where_it_stands(mall: House):
    page = mall.client("citra").get("/perangkat", headers=HTML).text
    order = [part.partition('"')[0] for part in page.split('id="box-')[1:]]
    assert order == ["pad-1", "kiosk-1", "kiosk-2", "pad-10"]
    kiosk, pad = part_of(page, "kiosk-1"), part_of(page, "pad-1")
    assert "Rusak" in kiosk
    assert kiosk.count("kertas habis") == 2  # now, and as its last fault
    assert "0.9" in kiosk
    assert "Terputus" in pad
    assert "Dukcapil" in pad
    assert "Belum terhubung" in part_of(page, "kiosk-2")


def test_the_list_alone_is_the_same_and_may_be_of_one_role(mall: House):
    citra = mall.client("citra")
    listed = citra.get("/perangkat/daftar?jenis=counter_pad", headers=HTML).text
    assert listed.lstrip().startswith('<div id="boxes"')
    assert "box-pad-1" in listed
    assert "box-kiosk-1" not in listed
    assert citra.get("/perangkat?jenis=%00", headers=HTML).status_code == 200


def test_whoever_only_looks_at_the_floor_does_not_see_it(mall: House):
    assert mall.client("budi").get("/perangkat", headers=HTML).status_code == 403
    assert mall.client("dewi").get("/perangkat", headers=HTML).status_code == 403


def test_the_page_is_told_when_a_device_changed_and_only_then(mall: House):
    tell = _teller(boot=7)

    def sight(number: int) -> Sight:
        view = mall.service.look(
            lambda desk, now: floor(desk, mall.service.catalogue, now, connected=True)
        ).result(5)
        return Sight(number, NOON, view)

    assert tell(sight(1)) is not None
    assert tell(sight(2)) is None
    mall.service.look(lambda desk, _now: hear(desk, "kiosk-1", c.Health(parts=(WELL,)))).result(5)
    assert tell(sight(3)) is not None
    states = mall.service.look(lambda desk, _now: {box.id: box.state for box in boxes(desk)}).result(5)
    assert states["kiosk-1"] == "ok"


def test_the_figures_of_a_part_stand_beside_it(mall: House):
    mall.service.look(lambda desk, _now: hear(desk, "kiosk-1", c.Health(parts=(OUT, WELL, BOX)))).result(5)
    page = part_of(mall.client("citra").get("/perangkat", headers=HTML).text, "kiosk-1")
    assert "suhu <b>48,5 °C</b>" in page
    assert "menyala ulang sehari ini <b>2</b>" in page


def test_a_figure_that_moves_is_no_other_fault(mall: House):
    def tell(desk: Desk, _now: float) -> Any:
        hear(desk, "kiosk-1", c.Health(parts=(OUT, WELL, BOX)))
        before = desk.faults["kiosk-1"]
        worse = msgspec.structs.replace(OUT, facts={"paper_m": 0.5})
        desk.hear(Heard("kiosk-1", c.Health(parts=(worse, WELL, BOX)), device="kiosk-1"), NOON + 60, 0.0)
        return before, desk.faults["kiosk-1"]

    before, after = mall.service.look(tell).result(5)
    assert before == after


def test_the_last_fault_is_known_after_a_restart(mall: House):
    opened = e.AlertOpened(
        at=NOON - 90, key="device_sick:pad-10", kind="device_sick", subject="pad-10",
        detail={"faults": {"printer": "paper out"}},
    )  # fmt: skip
    mall.service.look(lambda desk, _now: desk.happen([opened], 0.0)).result(5)
    mall.look(lambda _hall: None)
    at, part = last_faults(mall.store)["pad-10"]
    assert (at, part.name, part.detail) == (NOON - 90, "printer", "paper out")
