"""The display's window: shows a view, touching only what has changed. Must never decide what is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import NIGHT
from broker_config.drawing.window import ScreenFault, Window
from display.layout import compose

if TYPE_CHECKING:
    from broker_config.contract import ScreenPlan, Theme
    from display.board import View
    from display.settings import ScreenSettings

__all__ = ["Screen", "ScreenFault"]


class Screen:
    """One window, or the whole screen of a box without a desktop. A fault is a `ScreenFault`; `open` it again."""

    def __init__(self, settings: ScreenSettings) -> None:
        self._size = settings.width, settings.height
        self._window = Window("Layar antrean", self._size, fullscreen=settings.fullscreen, ground=NIGHT)
        self._brush = Brush()
        self._view: View | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is something to draw on."""
        return self._window.is_open

    @property
    def frames(self) -> int:
        """How often the picture was handed to SDL."""
        return self._window.frames

    def open(self) -> None:
        """Open the window; again, after a fault."""
        self._window.open()
        self._view = None

    def show(self, view: View, *, anew: bool = False) -> bool:
        """Bring a view to the screen; True if a frame was flipped.

        `anew` flips even if nothing looks different: a call that is repeated is a frame of its own.
        """
        if not self._window.is_open or (view == self._view and not anew):
            return False
        flipped = self._window.show(compose(view, *self._size, self._brush.measure), self._brush, anew=anew)
        self._view = view
        return flipped

    def arrange(self, plan: ScreenPlan | None, theme: Theme | None) -> None:
        """Lay the picture out as the mall wants it; None: as this box's own settings say."""

    def picture(self) -> pygame.Surface | None:
        """A copy of what is shown; None if nothing is."""
        return self._window.picture()

    def dark(self) -> bool:
        """Whether the television is off or unplugged, as far as the kernel can tell."""
        return self._window.dark()

    def pump(self) -> bool:
        """Let SDL tend its window; False once somebody has closed it."""
        return not any(event.type == pygame.QUIT for event in self._window.pump())

    def close(self) -> None:
        """Give the screen back."""
        self._window.close()
