"""What stands for a card or a code outside its reader: 16 bytes of an HMAC, as 32 hex digits. Pure.

The mall has one identity key of 32 bytes. Kiosks, pads and the hub hold it; nothing else does, and it is never sent.
Whoever lacks it cannot tell from a token what was shown. Whoever has it can try every card number there is: a UID of
four bytes is no secret of its own, so the key has to be.

Each use has a key of its own, derived from the mall's, so that no token of one use ever equals one of another.
"""

from __future__ import annotations

import hashlib
import hmac

KEY_BYTES = 32
TOKEN_BYTES = 16
Value = bytes | bytearray | memoryview
# What a reader takes for a code: so many printable characters of ASCII, without the blanks around it.
SHORTEST_CODE, LONGEST_CODE = 4, 512

_STAFF = b"mpp-queue/staff/1"
_BOOKING = b"mpp-queue/booking/1"


def staff_token(key: Value, uid: Value) -> str:
    """What stands for a staff card, for as long as the mall keeps its identity key.

    Args:
        key: the identity key; empty where the mall has none, and then so is the token.
        uid: the card's number as `card` gives it.

    >>> staff_token(bytes(32), card("em4100", bytes.fromhex("0a00b1c2d3")))
    '3df5f39a4d259d6b187246ce2cfcf18b'
    """
    return token(_derived(key, _STAFF), uid)


def booking_token(key: Value, day: str, code: Value) -> str:
    """What stands for the code of a booking, at every box of the mall, for one service day.

    Args:
        key: the identity key; empty where the mall has none, and then so is the token.
        day: the mall's service day, `2026-11-28`; empty where it is not known, and then so is the token.
        code: what the QR code holds, without a line's end and the blanks around it.

    >>> booking_token(bytes(32), "2026-11-28", b"MPP-7F3K2")
    '56338b56ae95ce37adbec40517607793'
    >>> booking_token(bytes(32), "", b"MPP-7F3K2")
    ''
    """
    return token(_derived(key, _BOOKING, day.encode()), code) if day else ""


def card(technology: str, uid: Value) -> bytearray:
    """A card's number as it goes into a token: readers of one technology agree on it, whatever their make.

    >>> card("iso14443a", bytes.fromhex("04a1b2c3")).hex()
    '69736f3134343433613a04a1b2c3'
    """
    number = bytearray(technology.encode("ascii"))
    number += b":"
    number += uid
    return number


def token(key: Value, value: Value) -> str:
    """16 bytes of HMAC-SHA256 as 32 hex digits; empty without a key. Makes no copy of `value`."""
    if not key:
        return ""
    mac = hmac.new(key, digestmod=hashlib.sha256)  # type: ignore[arg-type] - any buffer is a key
    mac.update(value)
    return mac.digest()[:TOKEN_BYTES].hex()


def _derived(key: Value, *purpose: bytes) -> bytes:
    """The key of one purpose; its parts cannot run into each other, because none holds a NUL."""
    return hmac.new(key, b"\0".join(purpose), hashlib.sha256).digest() if key else b""  # type: ignore[arg-type]
