"""When there is light on the screen: by the hours of light, and for a while after anything happened. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.nouns import DAYS

if TYPE_CHECKING:
    from datetime import datetime

    from broker_config.signage import Light

WAKE_S = 600.0  # real seconds of light after a call outside the hours: somebody is in the hall after all


class Lights:
    """The hours of one screen. Without hours there is always light, and so there is while nobody knows the time.

    Attributes:
        hours: when it is lit; None: always.
    """

    def __init__(self, hours: Light | None) -> None:
        self.hours = hours
        self._awake_until = 0.0

    def wake(self, real: float) -> None:
        """Something was to be seen just now."""
        self._awake_until = real + WAKE_S

    def lit(self, moment: datetime | None, real: float) -> bool:
        """Whether there is to be light.

        Args:
            moment: the mall's local time, from the hub; None while it has told none.
            real: monotonic seconds.
        """
        hours = self.hours
        if moment is None or hours is None or real < self._awake_until:
            return True
        open_today = DAYS[moment.weekday()] in hours.days
        return open_today and hours.on <= f"{moment.hour:02d}:{moment.minute:02d}" < hours.off
