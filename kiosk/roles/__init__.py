"""What a ticket kiosk and a counter pad decide: (event, now) -> actions. Pure.

`now` is real monotonic seconds. The shell (`kiosk.clerk`) carries the actions out in the order given; a `BindAndPrint`
is on the disk before a byte of it goes to the printer.
"""

from kiosk.roles.actions import (
    BindAndPrint,
    Lamps,
    LogCard,
    LogCopy,
    LogPrint,
    LogRating,
    Pattern,
    PrintCopy,
    PrintSlip,
    Stage,
    Tell,
    Words,
)
from kiosk.roles.counter_pad import CounterPad
from kiosk.roles.events import (
    CopyEnded,
    Owed,
    PaperCode,
    Pressed,
    PrintEnded,
    PrinterIs,
    RatingKept,
    Shown,
    Wanted,
)
from kiosk.roles.ticket_kiosk import ASK_AGAIN_S, GIVE_UP_S, OWED_S, TicketKiosk

__all__ = [
    "ASK_AGAIN_S",
    "GIVE_UP_S",
    "OWED_S",
    "BindAndPrint",
    "CopyEnded",
    "CounterPad",
    "Lamps",
    "LogCard",
    "LogCopy",
    "LogPrint",
    "LogRating",
    "Owed",
    "PaperCode",
    "Pattern",
    "Pressed",
    "PrintCopy",
    "PrintEnded",
    "PrintSlip",
    "PrinterIs",
    "RatingKept",
    "Shown",
    "Stage",
    "Tell",
    "TicketKiosk",
    "Wanted",
    "Words",
]
