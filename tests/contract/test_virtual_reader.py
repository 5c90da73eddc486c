"""pyserial reads what the virtual reader scans, as from a USB serial adapter."""

from __future__ import annotations

import pytest
import serial

from provisioning.rehearsal.reader import NOISE, VirtualReader


@pytest.fixture
def reader(tmp_path):
    reader = VirtualReader(tmp_path / "ttyUSB0", 9600)
    yield reader
    reader.close()


def test_a_code_arrives_as_a_line(reader, tmp_path):
    with serial.Serial(str(tmp_path / "ttyUSB0"), 9600, timeout=5, exclusive=True) as port:
        assert reader.scan("https://antrean.example/t/abcdefghijklmnop")
        assert port.readline() == b"https://antrean.example/t/abcdefghijklmnop\r\n"


def test_noise_arrives_as_it_is(reader, tmp_path):
    with serial.Serial(str(tmp_path / "ttyUSB0"), 9600, timeout=5) as port:
        reader.noise()
        reader.scan("0012345678")
        assert port.readline() == NOISE + b"0012345678\r\n"


def test_what_the_product_says_to_it_is_heard(reader, tmp_path):
    with serial.Serial(str(tmp_path / "ttyUSB0"), 9600, timeout=5) as port:
        port.write(b"\x16T\r")
        reader.scan("x")
        assert port.readline() == b"x\r\n"
    assert reader.heard == b"\x16T\r"


def test_an_unplugged_reader_is_an_error_then_no_file_then_there_again(reader, tmp_path):
    path = tmp_path / "ttyUSB0"
    with serial.Serial(str(path), 9600, timeout=5) as port:
        reader.unplug()
        with pytest.raises(serial.SerialException):
            port.read(1)
    assert not path.exists()
    assert not reader.scan("nobody hears this")
    reader.plug()
    with serial.Serial(str(path), 9600, timeout=5) as port:
        reader.scan("0012345678")
        assert port.readline() == b"0012345678\r\n"
