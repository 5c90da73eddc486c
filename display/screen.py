"""The window: shows a view, touching only what has changed. Must never decide what is to be seen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pygame

from display.brush import Brush
from display.ink import NIGHT
from display.layout import compose

if TYPE_CHECKING:
    from display.board import View
    from display.ink import Panel
    from display.settings import ScreenSettings

_WITHOUT_GPU = ("offscreen", "dummy")


class ScreenFault(Exception):
    """No picture can be shown: television off, cable out, no driver."""


class Screen:
    """One window, or the whole screen of a box without a desktop.

    Attributes:
        frames: how often the picture was handed to SDL, the empty one of the opening window included; SDL's
            drivers without a screen number the files of their frames in the same way.
    """

    def __init__(self, settings: ScreenSettings) -> None:
        self._settings = settings
        self._surface: pygame.Surface | None = None
        self._brush = Brush()
        self._shown: tuple[Panel, ...] = ()
        self._view: View | None = None
        self.frames = 0

    @property
    def is_open(self) -> bool:
        """Whether there is something to draw on."""
        return self._surface is not None

    def open(self) -> None:
        """Open the window; again, after a fault.

        Raises:
            ScreenFault: with SDL's reason.
        """
        if os.environ.get("SDL_VIDEODRIVER") in _WITHOUT_GPU:
            # SDL would emulate the window's surface with a texture, for a GPU that these drivers do not have.
            os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        size = self._settings.width, self._settings.height
        try:
            pygame.display.init()
            self._surface = pygame.display.set_mode(
                size, pygame.FULLSCREEN if self._settings.fullscreen else 0
            )
            pygame.display.set_caption("Layar antrean")
            pygame.mouse.set_visible(False)
        except pygame.error as error:
            self.close()
            raise ScreenFault(str(error)) from None
        self.frames += 1
        self._shown, self._view = (), None

    def show(self, view: View, *, anew: bool = False) -> bool:
        """Bring a view to the screen; True if a frame was flipped.

        `anew` flips even if nothing looks different: a call that is repeated is a frame of its own.

        Raises:
            ScreenFault: the screen went away; `open` it again.
        """
        surface = self._surface
        if surface is None or (view == self._view and not anew):
            return False
        panels = compose(view, *surface.get_size(), self._brush.measure)
        known = set(self._shown)
        if [panel.rect for panel in panels] == [panel.rect for panel in self._shown]:
            changed = [panel for panel in panels if panel not in known]
        else:  # the picture is divided in another way: all of it is new
            surface.fill(NIGHT)
            changed, self._shown = list(panels), ()
        if not changed and not anew:
            self._view, self._shown = view, panels
            return False
        try:
            self._brush.paint(surface, changed)
            if self._shown:
                pygame.display.update([panel.rect for panel in changed or panels[:1]])
            else:
                pygame.display.flip()
        except pygame.error as error:
            self.close()
            raise ScreenFault(str(error)) from None
        self._view, self._shown = view, panels
        self.frames += 1
        return True

    def pump(self) -> bool:
        """Let SDL tend its window; False once somebody has closed it."""
        if self._surface is None:
            return True
        pygame.event.pump()
        closed = pygame.event.get(pygame.QUIT)
        pygame.event.clear()
        return not closed

    def close(self) -> None:
        """Give the screen back."""
        self._surface = None
        pygame.display.quit()
