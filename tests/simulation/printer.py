"""A kiosk's printer: paper that really comes out, or does not, and what it says about that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.roles import BindAndPrint
    from tests.simulation.boxes import Kiosk


class Printer:
    """Prints, one ticket after the other.

    Attributes:
        paper: whether there is any.
        mute: it cannot confirm; what it says is that the job was sent.
        jobs: all that it was ever sent.
        jams: how many of the next tickets are torn by the cutter, with proof.
    """

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk, self._world = kiosk, kiosk.world
        self.paper = True
        self.mute = False
        self.jams = 0
        self.jobs: list[BindAndPrint] = []
        self._free_at = 0.0
        self._power = 0

    @property
    def ok(self) -> bool:
        """What the printer says of itself; a mute one says nothing bad."""
        return self.paper or self.mute

    def print(self, bind: BindAndPrint) -> None:
        """Take a ticket's bytes."""
        self.jobs.append(bind)
        if self._kiosk.old_card or self._kiosk.cloned:
            self._world.audit.excused[bind.uid] = (
                "a copied card gives numbers twice until the hub has seen it"
            )
        begins = max(self._world.time, self._free_at)
        self._free_at = begins + self._world.dice.uniform(0.4, 1.6)
        self._world.at(self._free_at, self._end, self._power, self._kiosk.life, self._world.time, bind)

    def run_out(self) -> None:
        """The roll is at its end."""
        self.paper = False
        self._kiosk.note("the paper is out")
        self._tell()

    def refill(self) -> None:
        """Somebody puts a roll in, and clears what was jammed."""
        if not self.paper:
            self._kiosk.note("has paper again")
        self.paper, self.jams = True, 0
        self._tell()

    def lose_power(self) -> None:
        """What was not printed never will be."""
        self._power += 1
        self._free_at = 0.0

    def _tell(self) -> None:
        if self._kiosk.alive:
            self._kiosk.later(0.02, lambda: self._kiosk.printer_is(ok=self.ok))

    def _end(self, power: int, life: int, taken_at: float, bind: BindAndPrint) -> None:
        if power != self._power:
            return
        torn = self.jams > 0
        self.jams -= torn
        out = self.paper and not torn
        if out:
            self._world.audit.paper(self._kiosk, bind, taken_at)
        if life == self._kiosk.life:  # the process that sent it is still there to be told
            result = "unconfirmed" if self.mute else "printed" if out else "failed"
            self._kiosk.later(0.0, self._kiosk.print_ended, bind.uid, result)
