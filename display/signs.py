"""How this display is to look and whether it speaks, from the newest that the hub has said of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_config.contract import ScreenPlan, Signage, Speaker, Theme


class Signs:
    """What is laid down for one display.

    Attributes:
        signage: the newest, which may be from before the start; None if there never was one.
    """

    def __init__(self, device: str, zone: str) -> None:
        self._device, self._zone = device, zone
        self.signage: Signage | None = None
        self._recalled = True  # what is older than the start yields to anything that is said

    def recall(self, signage: Signage | None) -> None:
        """Go by what was known before the start, until the hub says how things are now."""
        self.signage = signage

    def take(self, signage: Signage) -> bool:
        """Believe a snapshot; False if it is not newer."""
        before = self.signage
        if before and not self._recalled and (signage.epoch, signage.rev) <= (before.epoch, before.rev):
            return False
        self.signage, self._recalled = signage, False
        return True

    @property
    def plan(self) -> ScreenPlan | None:
        """How the screen is laid out; None: as the box's own settings say."""
        screens = self.signage.screens if self.signage else ()
        return next((plan for plan in screens if plan.device == self._device), None)

    @property
    def theme(self) -> Theme | None:
        """The mall's colours; None: our own."""
        return self.signage.theme if self.signage else None

    @property
    def speaks(self) -> bool:
        """Whether it is for this box to speak in its zone: the hub names one, and if it never did, all speak."""
        return self.signage is None or self._speaker is not None

    @property
    def turns(self) -> bool:
        """Whether it asks before it speaks, for other zones hear it."""
        return self._speaker is not None and self._speaker.turns

    @property
    def _speaker(self) -> Speaker | None:
        ours = (self._zone, self._device)
        speakers = self.signage.speakers if self.signage else ()
        return next((one for one in speakers if (one.zone, one.device) == ours), None)
