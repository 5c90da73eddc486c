"""Short, long and double presses of one button, told apart. Pure.

Times are seconds of any one clock, the edges' own. A long press counts while the finger is still down, a double one as
the second press begins; a short one must wait as long as it could still become either. Where nothing has to be told
apart (no `long`, no `double`) nobody should ask here: such a press counts at its first edge.
"""

from __future__ import annotations

LONG_S = 0.8  # held so long it is a long press
DOUBLE_S = 0.35  # from the end of the first press to the beginning of the second


class Gestures:
    """What the presses of a button mean. An empty `long` or `double` is no gesture of this button.

    >>> button = Gestures("call_next", long="no_show")
    >>> button.press(10.0), button.tick(10.5), button.tick(10.8)
    ([], [], ['no_show'])
    """

    def __init__(self, short: str, *, long: str = "", double: str = "") -> None:
        self._short, self._long, self._double = short, long, double
        self._pressed: float | None = None  # since when a press lasts that has not counted yet
        self._released: float | None = None  # since when a press is over that may be half of a double one

    def press(self, at: float) -> list[str]:
        """The finger came down."""
        meant = self.tick(at)  # whatever was due and not asked for
        if self._released is not None:
            self._released = None
            return [*meant, self._double]
        self._pressed = at
        return meant

    def release(self, at: float) -> list[str]:
        """The finger went up."""
        meant = self.tick(at)
        if self._pressed is None:
            return meant  # it has counted already
        self._pressed = None
        if not self._double:
            return [*meant, self._short]
        self._released = at
        return meant

    def tick(self, now: float) -> list[str]:
        """What time alone has decided."""
        if self._pressed is not None and self._long and now >= self._pressed + LONG_S:
            self._pressed = None
            return [self._long]
        if self._released is not None and now >= self._released + DOUBLE_S:
            self._released = None
            return [self._short]
        return []

    def due(self) -> float | None:
        """When `tick` will have something to say."""
        if self._pressed is not None and self._long:
            return self._pressed + LONG_S
        return None if self._released is None else self._released + DOUBLE_S

    def forget(self) -> None:
        """What was under way means nothing."""
        self._pressed = self._released = None
