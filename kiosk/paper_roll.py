"""How much paper is left, reckoned from what was printed since the roll was changed. Pure.

Nobody tells a kiosk that there is a new roll. It is seen when the paper was out and is there again; or when the paper
was near its end and is not any more after the cover was open or the printer was away. The sensor near the end knows
better than any reckoning: when it speaks, so much is left as is usual at that point on this printer.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

MM_PER_M = 1000.0
NEAR_END_M = (0.5, 3.0, 15.0)  # what is left when the sensor speaks: at least, as a rule, at most
# No roll is so long; but one that no sensor ever sees changed grows for as long as the kiosk prints.
Length = Annotated[float, msgspec.Meta(ge=0, le=1e12)]


class Roll(msgspec.Struct, frozen=True):
    """One roll in one printer; lengths in millimetres.

    `used` since it was put in. `low` or `out`: what the sensor said last. `low_at` is what had been used when it
    began to say that the paper is near its end, None before. `rest` is what was left then on the last roll that ended.
    """

    used: Length = 0.0
    low: bool = False
    out: bool = False
    low_at: Length | None = None
    rest: Length = NEAR_END_M[1] * MM_PER_M

    def left_m(self, length_m: float) -> float:
        """How many metres there still are on a roll that had so many.

        >>> Roll(used=10_000.0).left_m(70.0)
        60.0
        """
        if self.out:
            return 0.0
        known, since = (length_m * MM_PER_M, 0.0) if self.low_at is None else (self.rest, self.low_at)
        return max(0.0, known - (self.used - since)) / MM_PER_M

    def after_print(self, length_mm: float) -> Roll:
        """Something was printed."""
        return msgspec.structs.replace(self, used=self.used + length_mm)

    def seen(self, *, low: bool, out: bool, opened: bool) -> Roll:
        """What the sensors say; `opened`: somebody may have changed the roll since they said something else."""
        if (self.out and not out) or (self.low and not (low or out) and opened):
            return Roll(low=low, out=out, low_at=0.0 if low else None, rest=self.rest)
        rest, low_at = self.rest, self.low_at
        if low and low_at is None:
            low_at = self.used
        if out and not self.out and low_at:
            # the end itself: now it is known what was left when the sensor began to speak
            least, _, most = (bound * MM_PER_M for bound in NEAR_END_M)
            rest = min(max(self.used - low_at, least), most)
        # a sensor at the edge of a roll speaks and falls silent again: nobody has come, so it stays low
        return msgspec.structs.replace(self, low=low or self.low, out=out, low_at=low_at, rest=rest)
