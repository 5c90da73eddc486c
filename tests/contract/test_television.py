"""The television at the end of the cable, spoken to as the kernel wants it: byte for byte, and never in the loop."""

from __future__ import annotations

import queue
import struct

import pytest

from display import cec, television
from display.television import ABSENT, SILENT, Television, TelevisionHealth

PLACE = 0x1200  # HDMI 2 of the television's input 1, so to say
ON, OFF = TelevisionHealth("ok", "on"), TelevisionHealth("ok", "standby")


class Adapter:
    """The kernel's side of /dev/cec0 with a television behind it. Knows the structs by their offsets alone."""

    def __init__(self) -> None:
        self.place, self.address, self.name = PLACE, 0xFF, b""
        self.power = 1
        self.obeys = True
        self.said: list[str] = []
        self.heard: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ioctl(self, handle, request, raw) -> int:
        assert isinstance(handle, int)
        match request:
            case 0x80026101:  # CEC_ADAP_G_PHYS_ADDR
                struct.pack_into("<H", raw, 0, self.place)
            case 0x805C6103:  # CEC_ADAP_G_LOG_ADDRS
                raw[0] = self.address
                struct.pack_into("<H", raw, 4, 0 if self.address == 0xFF else 1 << self.address)
            case 0xC05C6104:  # CEC_ADAP_S_LOG_ADDRS
                assert (raw[7], raw[31], raw[35], raw[39]) == (1, 4, 3, 0x10)  # one address, of a player
                self.name, self.address = bytes(raw[16:31]).rstrip(b"\0"), 4
                raw[0] = self.address
                struct.pack_into("<H", raw, 4, 1 << self.address)
            case 0xC0386105:  # CEC_TRANSMIT
                self._transmit(raw)
            case _:
                raise OSError(25, "Inappropriate ioctl for device")
        return 0

    def _transmit(self, raw) -> None:
        length, timeout_ms = struct.unpack_from("<II", raw, 16)
        said = bytes(raw[32 : 32 + length])
        assert len(raw) == 56
        self.said.append(said.hex())
        raw[50] = 0x01 if self.obeys else 0x24  # tx_status: ok; or not acknowledged, however often
        if raw[48] and self.obeys:
            assert timeout_ms == 1000
            answer = bytes([said[0] << 4 & 0xF0 | said[0] >> 4, raw[48], self.power])
            raw[32 : 32 + len(answer)] = answer
            struct.pack_into("<I", raw, 16, len(answer))
            raw[49] = 0x01
        if said[1] in (cec.IMAGE_VIEW_ON, cec.STANDBY) and self.obeys:
            self.power = 0 if said[1] == cec.IMAGE_VIEW_ON else 1
        self.heard.put(said.hex())


@pytest.fixture
def adapter():
    return Adapter()


@pytest.fixture
def inbox():
    return queue.SimpleQueue()


@pytest.fixture
def tv(adapter, inbox, tmp_path):
    (tmp_path / "cec0").touch()
    made = Television(str(tmp_path / "cec0"), "display-1", inbox, adapter.ioctl)
    yield made
    made.stop()


def test_the_structs_are_as_long_as_the_kernels():
    assert (len(cec.message(4, 0, 0x04)), len(cec.player("x"))) == (56, 92)


def test_it_is_switched_on_and_shown_our_picture(tv, adapter, inbox):
    tv.want(on=True)
    assert inbox.get(timeout=5) == ON
    assert adapter.said == ["4004", "4f821200"]  # image view on; active source, and where we are
    assert adapter.name == b"display-1"


def test_it_is_sent_to_standby_and_nothing_is_said_twice(tv, adapter, inbox):
    tv.want(on=False)
    tv.want(on=False)
    assert inbox.get(timeout=5) == OFF
    tv.want(on=True)
    assert inbox.get(timeout=5) == ON
    assert adapter.said == ["4036", "4004", "4f821200"]


def test_one_that_somebody_switched_off_within_the_hours_is_on_again_soon(tv, adapter, inbox, monkeypatch):
    monkeypatch.setattr(television, "LOOK_S", 0.02)
    tv.want(on=True)
    assert inbox.get(timeout=5) == ON
    adapter.power = 1
    heard = [adapter.heard.get(timeout=5) for _ in range(2)]
    while heard[-1] != "4004":
        heard.append(adapter.heard.get(timeout=5))
    assert heard[:2] == ["4004", "4f821200"]
    assert set(heard[2:-1]) == {"408f"}  # give device power status


def test_one_that_forgot_is_told_again(tv, adapter, inbox):
    tv.want(on=True)
    assert inbox.get(timeout=5) == ON
    tv.again()
    assert [adapter.heard.get(timeout=5) for _ in range(4)] == ["4004", "4f821200"] * 2


def test_one_that_hides_when_it_sleeps_is_woken_without_an_address(tv, adapter, inbox):
    adapter.place = cec.NO_ADDRESS
    tv.want(on=True)
    assert inbox.get(timeout=5) == ON
    assert adapter.said == ["f004"]


def test_one_that_does_not_obey_is_reported(tv, adapter, inbox):
    adapter.obeys = False
    tv.want(on=False)
    assert inbox.get(timeout=5) == TelevisionHealth("warning", SILENT)


def test_a_box_without_cec_is_no_fault(inbox, tmp_path):
    tv = Television(str(tmp_path / "none"), "display-1", inbox)
    tv.want(on=True)
    assert inbox.get(timeout=5) == TelevisionHealth("ok", ABSENT)
    tv.stop()


def test_a_device_that_is_none_is_reported_and_survived(inbox, tmp_path):
    (tmp_path / "cec0").touch()  # the real ioctl, on a file
    tv = Television(str(tmp_path / "cec0"), "display-1", inbox)
    tv.want(on=True)
    assert inbox.get(timeout=5) == TelevisionHealth("warning", SILENT)
    tv.stop()
