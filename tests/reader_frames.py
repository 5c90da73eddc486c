"""What readers say, made and recognised without a line of the product's code: to test its parsers against."""

from __future__ import annotations

import re

RDM_FRAME = re.compile(rb"(?=\x02([0-9A-Fa-f]{12})\x03)")
LINE_END = re.compile(rb"[\r\n]")
UNPRINTABLE = re.compile(rb"[^\x20-\x7e]")


def rdm6300(uid: bytes) -> bytes:
    """The frame of a 125 kHz card with five bytes."""
    check = 0
    for byte in uid:
        check ^= byte
    return b"\x02" + (uid + bytes((check,))).hex().upper().encode() + b"\x03"


def rdm6300_cards(stream: bytes) -> list[bytes]:
    """Every card whose frame is somewhere in a stream."""
    found = []
    for match in RDM_FRAME.finditer(stream):
        *uid, check = bytes.fromhex(match[1].decode())
        total = 0
        for byte in uid:
            total ^= byte
        if total == check:
            found.append(bytes(uid))
    return found


def pn532(body: bytes) -> bytes:
    """A frame of the chip around a body that begins with D5."""
    size = len(body)
    return b"\x00\x00\xff" + bytes((size, (256 - size) % 256)) + body + bytes(((256 - sum(body)) % 256, 0))


PN532_ACK = bytes.fromhex("0000ff00ff00")
PN532_NO_CARD = pn532(b"\xd5\x4b\x00")
PN532_SAM = pn532(b"\xd5\x15")
PN532_CONFIGURED = pn532(b"\xd5\x33")


def pn532_type_a(uid: bytes, more: bytes = b"") -> bytes:
    """The answer that there is a card of type A."""
    return pn532(b"\xd5\x4b\x01\x01\x00\x04\x08" + bytes((len(uid),)) + uid + more)


def pn532_type_b(pupi: bytes) -> bytes:
    """The answer that there is a card of type B."""
    return pn532(b"\xd5\x4b\x01\x01\x50" + pupi + bytes.fromhex("00000000718581") + b"\x01\x00")


def pn532_bodies(stream: bytes) -> list[bytes]:
    """The bodies of all frames of a stream, from left to right; what is no frame is passed over byte by byte."""
    found, at = [], 0
    while at < len(stream):
        size = stream[at + 2] if len(stream) > at + 4 else 0
        body = stream[at + 4 : at + 4 + size]
        rest = stream[at + 4 + size : at + 6 + size]
        if (
            stream[at : at + 2] == b"\x00\xff"
            and 0 < size <= 64
            and (size + stream[at + 3]) % 256 == 0
            and len(rest) == 2
            and body[0] in (0xD5, 0x7F)
            and (sum(body) + rest[0]) % 256 == 0
            and rest[1] == 0
        ):
            found.append(body)
            at += 6 + size
        elif stream[at : at + 4] in (b"\x00\xff\x00\xff", b"\x00\xff\xff\x00"):
            at += 4
        else:
            at += 1
    return found


def pn532_uid(body: bytes) -> bytes | None:
    """The number of the card in the body of an answer; None if it names none."""
    if body[:2] != b"\xd5\x4b" or len(body) < 12 or body[2] != 1:
        return None
    if body[4] == 0x50 and len(body) >= 16:
        return body[5:9]
    size = body[7]
    return body[8 : 8 + size] if size in (4, 7, 10) and len(body) >= 8 + size else None


def crc16(data: bytes) -> bytes:
    """CRC-16 with the polynomial 1021h, from 0, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x11021 if crc & 0x8000 else 0)
    return crc.to_bytes(2, "big")


def gm65(data: bytes = b"\x00") -> bytes:
    """A GM65's answer to a command."""
    told = b"\x00" + bytes((len(data),)) + data
    return b"\x02\x00" + told + crc16(told)


def without_gm65_answers(stream: bytes) -> bytes:
    """What is left of a stream when the answers to commands are cut out, from left to right."""
    left, at = bytearray(), 0
    while at < len(stream):
        size = stream[at + 3] if len(stream) > at + 3 else 99
        end = at + 6 + size
        whole = stream[at : at + 2] == b"\x02\x00" and size <= 16 and end <= len(stream)
        if whole and crc16(stream[at + 2 : end - 2]) == stream[end - 2 : end]:
            at = end
            continue
        left.append(stream[at])
        at += 1
    return bytes(left)


def lines(stream: bytes) -> list[bytes]:
    """The lines of text in a stream: 4 to 512 printable bytes each, without the rest and the blanks around it."""
    texts = (UNPRINTABLE.sub(b"", line).strip(b" ") for line in LINE_END.split(stream))
    return [text for text in texts if 4 <= len(text) <= 512]
