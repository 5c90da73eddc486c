"""Where one ESC/POS command ends and the next begins. Pure; knows lengths, not meanings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provisioning.rehearsal.ticket import RealTime

if TYPE_CHECKING:
    from collections.abc import Iterator

ESC, FS, GS, DLE = 0x1B, 0x1C, 0x1D, 0x10
EOT, ENQ, DC4 = 0x04, 0x05, 0x14
CLEAR_BUFFER = bytes((8, 1, 3, 20, 1, 6, 2, 8))  # the arguments of DLE DC4 that empty every buffer

_ARGUMENTS = {  # bytes after the two of the command, where that is not 1
    b"\x1b@": 0, b"\x1b2": 0, b"\x1bL": 0, b"\x1bS": 0, b"\x1b\x0c": 0, b"\x1c.": 0, b"\x1c&": 0,
    b"\x1bB": 2, b"\x1bc": 2, b"\x1b$": 2, b"\x1b\\": 2, b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x1cS": 2,
    b"\x1bp": 3,
}  # fmt: skip


def real_time_size(data: bytes | bytearray) -> int:
    """How long the DLE command at the start of `data` is; 0 if it is none.

    More than `len(data)` if it is cut short: then that is how many bytes are needed to say more.
    """
    if len(data) < 3:
        return 2 if len(data) < 2 else 3 if data[1] in (EOT, ENQ, DC4) else 0
    code, kind = data[1], data[2]
    if code == EOT:
        return (4 if kind in (7, 8, 18) else 3) if 1 <= kind <= 18 else 0
    if code == ENQ:
        return 3
    return {1: 5, 2: 5, 3: 5, 7: 4, 8: 10}.get(kind, 0) if code == DC4 else 0


def command_size(data: bytes | bytearray) -> int:
    """How long the command at the start of `data` is; a plain character is 1.

    More than `len(data)` if it is cut short: then that is how many bytes are needed to say more.
    """
    if data[0] == DLE:
        return real_time_size(data) or 1
    if data[0] not in (ESC, FS, GS):
        return 1
    if len(data) < 2:
        return 2
    head = bytes(data[:2])
    if head in _LONG:
        return _LONG[head](data)
    return 2 + _ARGUMENTS.get(head, 1)


def _extended(data: bytes | bytearray) -> int:
    return 5 + data[3] + 256 * data[4] if len(data) >= 5 else 5


def _raster(data: bytes | bytearray) -> int:
    return 8 + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7]) if len(data) >= 8 else 8


def _columns(data: bytes | bytearray) -> int:
    return 5 + (data[3] + 256 * data[4]) * (3 if data[2] >= 32 else 1) if len(data) >= 5 else 5


def _cut(data: bytes | bytearray) -> int:
    return 3 if len(data) < 3 or data[2] not in (65, 66, 97, 98, 103, 104) else 4


def _to_nul(data: bytes | bytearray, start: int) -> int:
    end = data.find(0, start)
    return end + 1 if end >= 0 else len(data) + 1


def _barcode(data: bytes | bytearray) -> int:
    if len(data) < 4:
        return 4
    return 4 + data[3] if data[2] >= 65 else _to_nul(data, 3)


_LONG = {
    b"\x1d(": _extended,
    b"\x1c(": _extended,
    b"\x1dv": _raster,
    b"\x1b*": _columns,
    b"\x1dV": _cut,
    b"\x1dk": _barcode,
    b"\x1bD": lambda data: _to_nul(data, 2),
}


class RealTimeScanner:
    """Finds `DLE …` commands in bytes as they arrive, as a printer's interface does before any buffer."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, RealTime]]:
        """Give each command with the number of bytes of `data` that were there when it was whole."""
        data, known = self._tail + data, len(self._tail)
        self._tail, at = b"", data.find(DLE)
        while at >= 0:
            size = real_time_size(data[at : at + 10])
            if at + size > len(data):
                self._tail = data[at:]
                return
            if size:
                yield at + size - known, RealTime(data[at + 1], data[at + 2 : at + size])
            at = data.find(DLE, at + max(size, 1))
