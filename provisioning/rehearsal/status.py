"""The status bytes of an ESC/POS printer, from its sensors. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Sensors(NamedTuple):
    """What a printer knows of itself."""

    paper_end: bool = False
    near_end: bool = False
    cover_open: bool = False
    cutter_error: bool = False
    unrecoverable: bool = False
    mechanical: bool = False
    hot: bool = False

    @property
    def error(self) -> bool:
        """Whether something is the matter that function 3 names."""
        return self.cutter_error or self.mechanical or self.hot

    @property
    def offline(self) -> bool:
        """Whether it has stopped printing."""
        return self.paper_end or self.cover_open or self.error


def _bits(base: int, *flags: tuple[bool, int]) -> int:
    return base + sum(bits for on, bits in flags if on)


@lru_cache(maxsize=256)
def real_time_status(what: int, sensors: Sensors) -> bytes:
    """The answer to `DLE EOT n`: one byte, or none to an n that is not known."""
    s = sensors
    answers = {
        1: _bits(0x12, (s.offline, 0x08)),
        2: _bits(0x12, (s.cover_open, 0x04), (s.paper_end, 0x20), (s.error, 0x40)),
        3: _bits(0x12, (s.mechanical, 0x04), (s.cutter_error, 0x08), (s.unrecoverable, 0x20), (s.hot, 0x40)),
        4: _bits(0x12, (s.near_end, 0x0C), (s.paper_end, 0x60)),
    }
    return bytes((answers[what],)) if what in answers else b""


@lru_cache(maxsize=256)
def automatic_status(sensors: Sensors) -> bytes:
    """The four bytes that `GS a` lets it send by itself."""
    s = sensors
    return bytes(
        (
            _bits(0x10, (s.offline, 0x08), (s.cover_open, 0x20)),
            _bits(0x00, (s.mechanical, 0x04), (s.cutter_error, 0x08), (s.unrecoverable, 0x20), (s.hot, 0x40)),
            _bits(0x00, (s.near_end, 0x03), (s.paper_end, 0x0C)),
            0x00,
        )
    )


def paper_status(what: int, sensors: Sensors) -> bytes:
    """The answer to `GS r n`: 1 is the paper, 2 the drawer that nobody has."""
    if what == 1:
        return bytes((_bits(0x00, (sensors.near_end, 0x03), (sensors.paper_end, 0x0C)),))
    return b"\x00" if what == 2 else b""


def identity(what: int) -> bytes:
    """The answer to `GS I n`."""
    return {
        1: b"\x20",  # model
        2: b"\x02",  # has a knife
        65: b"_1.00 MPP\x00",
        66: b"_EPSON\x00",
        67: b"_TM-T82\x00",
        68: b"_REHEARSAL\x00",
    }.get(what, b"")
