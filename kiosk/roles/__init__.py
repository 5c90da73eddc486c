"""What a ticket kiosk and a counter pad decide: (event, now) -> actions. Pure.

`now` is real monotonic seconds. The shell (`kiosk.clerk`) carries the actions out in the order given; a `BindAndPrint`
is on the disk before a byte of it goes to the printer.
"""

from kiosk.roles.actions import (
    BindAndPrint,
    Lamps,
    LogCopy,
    LogPrint,
    Pattern,
    PrintCopy,
    PrintSlip,
    Stage,
    Tell,
)
from kiosk.roles.counter_pad import CounterPad
from kiosk.roles.events import CopyEnded, Owed, PaperCode, Pressed, PrintEnded, PrinterIs, Shown, Wanted
from kiosk.roles.ticket_kiosk import ASK_AGAIN_S, GIVE_UP_S, OWED_S, TicketKiosk

__all__ = [
    "ASK_AGAIN_S",
    "GIVE_UP_S",
    "OWED_S",
    "BindAndPrint",
    "CopyEnded",
    "CounterPad",
    "Lamps",
    "LogCopy",
    "LogPrint",
    "Owed",
    "PaperCode",
    "Pattern",
    "Pressed",
    "PrintCopy",
    "PrintEnded",
    "PrintSlip",
    "PrinterIs",
    "Shown",
    "Stage",
    "Tell",
    "TicketKiosk",
    "Wanted",
]
