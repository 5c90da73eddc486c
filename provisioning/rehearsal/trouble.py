"""Trouble by a seed: processes killed with -9, paper that ends, hardware that fails, at moments nobody chose."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from broker_config.contract import HUB
from provisioning.rehearsal.faults import FAULTS
from provisioning.rehearsal.mall import BROKER

if TYPE_CHECKING:
    from random import Random

    from provisioning.rehearsal.mall import Mall

log = logging.getLogger(__name__)

EVERY_S = (3.0, 9.0)
REFILL_S = (1.0, 4.0)
KINDS = ("kill hub", "kill broker", "kill kiosk", "paper out", "paper out in the next ticket")


class Trouble:
    """Makes trouble in a mall until it is stopped: processes and paper, or (`hardware`) all faults there are, too.

    `paper_outs` counts rolls that ended, `faults` what else went wrong with printers and readers.
    """

    def __init__(self, mall: Mall, random: Random, *, hardware: bool = False) -> None:
        self._mall, self._random = mall, random
        self._kinds = (*KINDS, *FAULTS) if hardware else KINDS
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="trouble", daemon=True)
        self.paper_outs = 0
        self.kills = self.faults = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Enough; all paper is refilled."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(self._random.uniform(*EVERY_S)):
            kind = self._random.choice(self._kinds)
            kiosk = self._random.choice(self._mall.of_role("ticket_kiosk"))
            log.info("trouble: %s (%s)", kind, kiosk)
            if kind.startswith("kill"):
                self.kills += 1
                self._mall.warden.kill({"kill hub": HUB, "kill broker": BROKER, "kill kiosk": kiosk}[kind])
                continue
            if kind in FAULTS:
                self.faults += 1
                FAULTS[kind].make(self._mall.boxes[kiosk])
                self._stopping.wait(self._random.uniform(*REFILL_S))
                FAULTS[kind].mend(self._mall.boxes[kiosk])
                continue
            printer = self._mall.boxes[kiosk].printer
            assert printer is not None  # noqa: S101 - a kiosk has one
            self.paper_outs += 1
            printer.paper_out() if kind == "paper out" else printer.paper_out_in_next_ticket(
                self._random.uniform(5, 60)
            )
            self._stopping.wait(self._random.uniform(*REFILL_S))
            printer.refill()
