"""What people have on them to hold to a reader: codes and cards that belong to nobody. Pure."""

from __future__ import annotations

from typing import Literal

Item = Literal["own_ticket", "booking", "strange_code", "visitor_card", "staff_card"]

# What may be tried at a reader: by the box's role, and by what the reader reads.
ITEMS: dict[tuple[str, str], tuple[Item, ...]] = {
    ("ticket_kiosk", "code"): ("own_ticket", "booking", "strange_code"),
    ("ticket_kiosk", "card"): ("visitor_card",),
    ("counter_pad", "card"): ("staff_card",),
}
READS: dict[str, Literal["code", "card"]] = {
    "reader": "code", "gm65": "code", "rdm6300": "card", "pn532": "card",
}  # fmt: skip
BOOKING = "LATIHAN-PESAN-01"

_CODES: dict[Item, str] = {"booking": BOOKING, "strange_code": "LATIHAN-0009"}
_CARDS: dict[Item, int] = {"visitor_card": 0xC1, "staff_card": 0xD2}


def items(role: str, reader_type: str) -> tuple[Item, ...]:
    """What may be tried at a reader of this type on a box in this role.

    >>> items("counter_pad", "rdm6300")
    ('staff_card',)
    """
    return ITEMS.get((role, READS.get(reader_type, "")), ())


def held(item: Item, reader_type: str, box: str, last_code: str = "") -> str:
    """What the reader gets to read, as its virtual twin wants it; empty if nobody has that on them.

    Every pad has an officer with a card of their own. `last_code` is the QR code of the newest paper.

    >>> held("staff_card", "rdm6300", "pad-2")
    '0A00D20002'
    >>> held("visitor_card", "pn532", "kiosk-1")
    'a:04C100010A0B0C'
    """
    if item == "own_ticket":
        return last_code
    if item in _CODES:
        return _CODES[item]
    number = int(box.rpartition("-")[2] or 0) if box.rpartition("-")[2].isdecimal() else 0
    if reader_type == "rdm6300":
        return f"0A00{_CARDS[item]:02X}{number:04X}"
    return f"a:04{_CARDS[item]:02X}{number:04X}0A0B0C"
