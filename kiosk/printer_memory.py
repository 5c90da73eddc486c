"""What a kiosk remembers of its printer across restarts: its abilities, its roll, its knife. One small JSON file.

Written seldom, for cards wear out, and never trusted: a file that is broken, or not there, is one that says nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from broker_config.whole_file import write_whole
from kiosk.paper_roll import Roll
from kiosk.printer_questions import Kind

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

MOST_CUTS = 1_000_000_000  # a knife is good for two million: more was never written by us
Debt = Literal[
    "", "cut", "void"
]  # nothing; the knife has to fall; and what hangs there is to be marked void first


class Abilities(msgspec.Struct, frozen=True):
    """What one printer is able to answer, found by asking.

    `proof` is the best proof of print that it gives, `clears` whether it can be made to forget what it has not
    printed, `model` what it calls itself, if it does.
    """

    talks: bool
    proof: Kind
    clears: bool
    model: str = ""

    @property
    def holds_knife(self) -> bool:
        """Whether the knife waits until the text is on paper."""
        return self.proof != "status"


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. `cuts` are those of the printer's life with this kiosk."""

    abilities: Abilities | None = None
    debt: Debt = ""
    roll: Roll = Roll()
    cuts: Annotated[int, Meta(ge=0, le=MOST_CUTS)] = 0


def recall(path: Path | None) -> Memory:
    """What was kept; nothing, if there is no file, or none that can be read."""
    if path is None:
        return Memory()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except (OSError, ValueError, RecursionError) as error:  # also what is no text, or is nested too deep
        log.warning("%s is of no use: %s", path, error)
        return Memory()


def keep(path: Path | None, memory: Memory) -> None:
    """Write it down, whole or not at all. A disk that fails costs the memory, not the printer."""
    if path is None:
        return
    try:
        write_whole(path, msgspec.json.encode(memory))
    except OSError as error:
        log.warning("%s could not be written: %s", path, error)
