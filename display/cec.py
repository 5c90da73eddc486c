"""What is said to a television over the HDMI cable (CEC), as the kernel's structs. Pure.

The numbers are those of Linux' `linux/cec.h` and of the CEC chapter of HDMI 1.4; a test has their bytes written out.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

# _IOC(direction, 'a', number, size): the structs below are 92 and 56 bytes long, an address two.
ADAP_G_PHYS_ADDR = 0x80026101
ADAP_G_LOG_ADDRS = 0x805C6103
ADAP_S_LOG_ADDRS = 0xC05C6104
TRANSMIT = 0xC0386105

TELEVISION, UNREGISTERED, EVERYBODY = 0x0, 0xF, 0xF
NO_ADDRESS = 0xFFFF  # physical: nothing at the other end of the cable tells where we are

IMAGE_VIEW_ON, STANDBY, ACTIVE_SOURCE = 0x04, 0x36, 0x82
GIVE_POWER_STATUS, REPORT_POWER_STATUS = 0x8F, 0x90
POWER = {0: "on", 1: "standby", 2: "on", 3: "standby"}  # 2 and 3 are on the way there

_PLAYBACK_TYPE, _PLAYBACK_PRIMARY, _PLAYBACK_ALL = 3, 4, 0x10  # what we claim to be: a player
_CEC_1_4 = 5
_TX_OK, _RX_OK = 0x01, 0x01
_ADDRESSES = struct.Struct("=4sHBBII15s4s4s4s48sx")
_MESSAGE = struct.Struct("=QQIIII16sBBBBBBBx")


class Answer(NamedTuple):
    """What became of a message: taken by the other end, and what it said to it, if it had to say something."""

    taken: bool
    reply: bytes


def player(name: str) -> bytearray:
    """The claim of a logical address, as a player with this name (at most 14 letters of ASCII)."""
    shown = name.encode("ascii", "replace")[:14]
    first = bytes([_PLAYBACK_PRIMARY, 0, 0, 0]), bytes([_PLAYBACK_TYPE, 0, 0, 0])
    every = bytes([_PLAYBACK_ALL, 0, 0, 0])
    return bytearray(
        _ADDRESSES.pack(bytes(4), 0, _CEC_1_4, 1, 0xFFFFFFFF, 0, shown, *first, every, bytes(48))
    )


def logical_address(claimed: bytes | bytearray) -> int:
    """The address that the kernel has for us; unregistered if it has none."""
    addresses, mask, *_ = _ADDRESSES.unpack(claimed)
    return addresses[0] if mask else UNREGISTERED


def message(source: int, to: int, opcode: int, *operands: int, reply: int = 0) -> bytearray:
    """One message; with `reply` the kernel waits for that answer, a second at most."""
    said = bytes([source << 4 | to, opcode, *operands])
    timeout_ms = 1000 if reply else 0
    return bytearray(_MESSAGE.pack(0, 0, len(said), timeout_ms, 0, 0, said, reply, 0, 0, 0, 0, 0, 0))


def answer(sent: bytes | bytearray) -> Answer:
    """What the kernel has made of a message that was handed to it."""
    fields = _MESSAGE.unpack(sent)
    length, said, rx_status, tx_status = fields[2], fields[6], fields[8], fields[9]
    return Answer(bool(tx_status & _TX_OK), said[:length] if rx_status & _RX_OK else b"")


def power(reply: bytes) -> str:
    """`on` or `standby`; empty if a television has not said."""
    known = len(reply) > 2 and reply[1] == REPORT_POWER_STATUS
    return POWER.get(reply[2], "") if known else ""
