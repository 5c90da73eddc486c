"""The last two rows of the design's failure table: a card is wiped, copied or cloned; a hub comes from a backup."""

from __future__ import annotations

from tests.simulation.boxes import Kiosk
from tests.simulation.scene import labels, serve_everybody, settle
from tests.simulation.weather import clone
from tests.simulation.world import CLOSING, World

# --- card wiped or cloned -----------------------------------------------------------------------------------


def test_card_wiped_gets_a_new_boot_counter_and_a_letter_that_nobody_had(mall):
    kiosk = mall.kiosks[0]
    kiosk.press("ktp")
    settle(mall)
    boot = mall.hub.desk.hall.devices[kiosk.id].boot
    kiosk.die(power=True, back=2.0)
    kiosk.disk.wipe()
    settle(mall)
    record = mall.hub.desk.hall.devices[kiosk.id]
    assert record.boot == kiosk.outbox.boot == boot + 1
    assert record.letter == kiosk.outbox.recall("letter", "") == "C"  # A and B went to the two kiosks
    kiosk.press("ktp")
    settle(mall)
    assert len(set(labels(mall))) == 2
    assert serve_everybody(mall) == ["A001", "A002"]


def test_old_copy_of_a_card_is_known_by_what_it_has_forgotten(mall):
    kiosk = mall.kiosks[0]
    image = kiosk.disk.images[-1]
    mall.hub.unplug(20.0)
    mall.run(11.0)
    kiosk.press("ktp")  # an offline number
    mall.run(3.0)
    settle(mall)
    kiosk.die(power=True, back=2.0)
    kiosk.disk.images = [image]
    settle(mall)
    assert kiosk.outbox.recall("letter", "") == "C"
    mall.hub.die(back=20.0)
    mall.run(1.0)
    kiosk.press("ktp")
    mall.run(3.0)
    assert labels(mall)[1] == "A-C001"
    settle(mall)
    serve_everybody(mall)


def test_cloned_card_raises_the_alarm_of_a_take_over_storm(mall):
    twin = clone(mall.kiosks[0])
    assert isinstance(twin, Kiosk)
    mall.run(30.0)
    assert ("take_over_storm", "kiosk-1") in {(alarm.kind, alarm.device) for alarm in mall.audit.alarms}
    letters = mall.hub.desk.hall.letters
    mall.run(120.0)  # nobody comes: it is told once, and does not use up the mall's letters
    assert len(mall.audit.alarms) == 1
    assert mall.hub.desk.hall.letters <= letters + 3
    assert "kiosk-2" not in {alarm.device for alarm in mall.audit.alarms}


# --- hub restored from a backup -----------------------------------------------------------------------------


def test_hub_restored_from_a_backup_gets_the_logs_again_and_numbers_in_a_new_series():
    mall = World(seed=3, begins=CLOSING - 200.0)
    mall.switch_on()
    mall.kiosks[0].press("ktp")
    mall.run(3.0)
    backup = mall.hub.back_up()
    for kiosk in mall.kiosks:
        kiosk.press("ktp")
        mall.run(3.0)
    mall.hub.restore(backup)
    mall.run(5.0)
    hall = mall.hub.desk.hall
    assert hall.epoch == 2
    assert {ticket.label for ticket in hall.tickets.values()} == {"A001", "A002", "A003"}
    mall.kiosks[0].press("ktp")
    mall.run(3.0)
    assert labels(mall)[-1].startswith("A-Z")
    assert sorted(serve_everybody(mall)) == sorted(labels(mall))
    mall.run(200.0)  # the mall has closed
    mall.kiosks[0].press("ktp")
    mall.run(3.0)
    assert labels(mall)[-1] == "A001"  # reconciled: plain numbers again
    assert mall.audit.alarms == []


def test_hub_restored_while_its_kiosks_were_off_is_still_found_out(mall):
    mall.kiosks[0].press("ktp")
    mall.run(3.0)
    backup = mall.hub.back_up()
    for _ in range(2):  # what the hub acknowledged of the first is on the disk with the second
        mall.kiosks[0].press("ktp")
        mall.run(3.0)
    for kiosk in mall.kiosks:  # the power failed for all of them
        kiosk.die(power=True, back=5.0)
    mall.hub.restore(backup)
    settle(mall)
    mall.kiosks[0].press("ktp")
    settle(mall)
    assert mall.hub.desk.hall.epoch == 2
    assert len(set(labels(mall))) == 4
    assert len(set(serve_everybody(mall))) == 4


def test_a_hub_that_lost_everything_is_told_everything(mall):
    backup = (0, 0)
    for kiosk in mall.kiosks:
        kiosk.press("npwp")
        mall.run(3.0)
    mall.hub.restore(backup)
    settle(mall)
    mall.kiosks[1].press("npwp")
    settle(mall)
    assert len(mall.hub.desk.hall.tickets) == 3
    assert len(set(labels(mall))) == 3
    serve_everybody(mall)
