"""The header of a Raspberry Pi: forty pins in two rows, and what each is. Pure."""

from __future__ import annotations

GPIO = {  # BCM number -> pin of the header
    2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22, 11: 23,
    8: 24, 7: 26, 0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40,
}  # fmt: skip
POWER = {"3V3": (1, 17), "5V": (2, 4), "GND": (6, 9, 14, 20, 25, 30, 34, 39)}
ALSO = {14: "TXD", 15: "RXD"}


def ground_beside(pin: int) -> int:
    """The pin with ground that lies nearest to a pin of the header.

    >>> ground_beside(29), ground_beside(7), ground_beside(40)
    (30, 9, 39)
    """
    row, column = divmod(pin - 1, 2)
    return min(POWER["GND"], key=lambda one: ((one - 1) // 2 - row) ** 2 + ((one - 1) % 2 - column) ** 2)
