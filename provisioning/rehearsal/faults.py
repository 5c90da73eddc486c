"""What can go wrong with a box's hardware: how each fault is made, and how it is mended.

The page offers them one by one; a run with `--faults` draws them by the seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.boxes import Box
    from provisioning.rehearsal.printer import VirtualPrinter

SLOWNESS = 6.0
NOISE = (
    bytes(range(0x80, 0x100)) + b"\x12\x16\x37\x22\x00\x1e"
)  # among it what looks like the beginning of an answer


class Fault(NamedTuple):
    """A fault; one that is over by itself has nothing to mend."""

    make: Callable[[Box], object]
    mend: Callable[[Box], object]


def _printer(make: Callable[[VirtualPrinter], object], mend: Callable[[VirtualPrinter], object]) -> Fault:
    def on(box: Box, do: Callable[[VirtualPrinter], object]) -> None:
        if box.printer is not None:
            do(box.printer)

    return Fault(lambda box: on(box, make), lambda box: on(box, mend))


def _nothing(_thing: object) -> None:
    pass


PRINTER: dict[str, Fault] = {
    "paper_out": _printer(lambda printer: printer.paper_out(), lambda printer: printer.refill()),
    "paper_out_next": _printer(
        lambda printer: printer.paper_out_in_next_ticket(), lambda printer: printer.refill()
    ),
    "jam": _printer(lambda printer: printer.jam(), lambda printer: printer.clear_jam()),
    "cover": _printer(lambda printer: printer.open_cover(), lambda printer: printer.close_cover()),
    "hot": _printer(lambda printer: printer.overheat(), lambda printer: printer.overheat(on=False)),
    "mute": _printer(lambda printer: printer.mute(), lambda printer: printer.mute(on=False)),
    "slow": _printer(lambda printer: printer.slow(SLOWNESS), lambda printer: printer.slow(1)),
    "printer_unplugged": _printer(lambda printer: printer.unplug(), lambda printer: printer.plug()),
    "power_cycle": _printer(lambda printer: printer.power_cycle(), _nothing),
    "garbage": _printer(lambda printer: printer.babble(NOISE), _nothing),
}


OTHERS: dict[str, Fault] = {
    "reader_unplugged": Fault(
        lambda box: [reader.unplug() for reader in box.readers.values()],
        lambda box: [reader.plug() for reader in box.readers.values()],
    ),
    "reader_noise": Fault(lambda box: [reader.noise(NOISE) for reader in box.readers.values()], _nothing),
}
FAULTS: dict[str, Fault] = PRINTER | OTHERS
