"""What a display and its player say to each other, a line of JSON each. Pure.

Pixels go another way: the player writes them into memory that both see, says `Frame`, and writes no other before it has
heard `Copied`. So nobody ever sees half a frame, and a screen that is busy is not kept waiting.
"""

from __future__ import annotations

import msgspec

HUSH_S = 0.1  # how long a clip takes to become soft
LET_GO_S = 0.3  # and to let go of the sound device

# --- the display to the player ---


class Show(msgspec.Struct, frozen=True, kw_only=True, tag="show"):
    """Play a file in a place of so many pixels, with a colour around it. `turn` is in all that is said of it."""

    turn: int
    path: str
    width: int
    height: int
    colour: tuple[int, int, int]
    sound: bool


class Copied(msgspec.Struct, frozen=True, tag="copied"):
    """The frame is on the screen: the memory is free for the next."""


class Loud(msgspec.Struct, frozen=True, tag="loud"):
    """How loud from now on, 0 to 1."""

    volume: float


class Hush(msgspec.Struct, frozen=True, tag="hush"):
    """Somebody speaks: be soft; or, when it is over, as before. `alone`: they need the sound device to themselves."""

    on: bool
    alone: bool = False


class Clear(msgspec.Struct, frozen=True, tag="clear"):
    """Stop playing."""


# --- the player to the display ---


class Frame(msgspec.Struct, frozen=True, tag="frame"):
    """A frame is in the memory."""

    turn: int


class Alive(msgspec.Struct, frozen=True, tag="alive"):
    """It goes on, though the picture stands still."""

    turn: int


class Over(msgspec.Struct, frozen=True, tag="over"):
    """The file is at its end, or cannot be played: `error` says why."""

    turn: int
    error: str = ""


class Unable(msgspec.Struct, frozen=True, tag="unable"):
    """The player cannot work on this box, and ends."""

    error: str


Order = Show | Copied | Loud | Hush | Clear
Said = Frame | Alive | Over | Unable

_orders: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
_said: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)


def line(what: Order | Said) -> bytes:
    """As it goes through the pipe."""
    return msgspec.json.encode(what) + b"\n"


def order(read: bytes) -> Order:
    """What the display wants.

    Raises:
        msgspec.DecodeError: nothing that is known here.
    """
    return _orders.decode(read)


def said(read: bytes) -> Said:
    """What the player says.

    Raises:
        msgspec.DecodeError: nothing that is known here.
    """
    return _said.decode(read)
