"""The window: shows panels, touching only what has changed. Must never decide what is to be seen.

SDL has one picture a process. A box whose screen is mounted on its side has the picture turned here: SDL's driver
for boxes without a desktop cannot.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pygame

from broker_config.drawing.ink import Rect, overlap

if TYPE_CHECKING:
    from broker_config.drawing.brush import Brush
    from broker_config.drawing.ink import Colour, Panel

CONNECTORS = Path("/sys/class/drm")
STRIP = 240  # rows
_WITHOUT_GPU = ("offscreen", "dummy")


class Inlay(NamedTuple):
    """A part of a picture that lies at a place of the screen."""

    rect: Rect
    source: pygame.Surface
    part: Rect


class ScreenFault(Exception):
    """No picture can be shown: television off, cable out, no driver."""


class Window:
    """One window, or the whole screen of a box without a desktop.

    `size` is that of the picture, in pixels; `turned` how far the screen is turned clockwise, in degrees (0, 90, 180,
    270).

    Attributes:
        frames: how often the picture was handed to SDL, the empty one of the opening window included; SDL's
            drivers without a screen number the files of their frames in the same way.
    """

    def __init__(
        self, caption: str, size: tuple[int, int], *, fullscreen: bool, ground: Colour, turned: int = 0
    ) -> None:
        self._caption, self._size, self._fullscreen = caption, size, fullscreen
        self._ground, self._turned = ground, turned
        self._screen: pygame.Surface | None = None
        self._canvas: pygame.Surface | None = None  # the same surface, unless it is turned
        self._shown: tuple[Panel, ...] = ()
        self.frames = 0

    @property
    def is_open(self) -> bool:
        """Whether there is something to draw on."""
        return self._screen is not None

    def open(self) -> None:
        """Open the window; again, after a fault.

        Raises:
            ScreenFault: with SDL's reason.
        """
        if os.environ.get("SDL_VIDEODRIVER") in _WITHOUT_GPU:
            # SDL would emulate the window's surface with a texture, for a GPU that these drivers do not have.
            os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        size = self._size[::-1] if self._turned % 180 else self._size
        try:
            pygame.display.init()
            self._screen = pygame.display.set_mode(size, pygame.FULLSCREEN if self._fullscreen else 0)
            pygame.display.set_caption(self._caption)
            pygame.mouse.set_visible(not self._fullscreen)
        except pygame.error as error:
            self.close()
            raise ScreenFault(str(error)) from None
        self._canvas = pygame.Surface(self._size, depth=24) if self._turned else self._screen
        self.frames += 1
        self._shown = ()

    def show(
        self,
        panels: tuple[Panel, ...],
        brush: Brush,
        *,
        anew: bool = False,
        ground: Colour | None = None,
        inlay: Inlay | None = None,
    ) -> bool:
        """Bring panels to the screen; True if a frame was flipped.

        `anew` flips even if nothing looks different; `ground` is what shows between the panels from now on;
        `inlay` lies on the panels.

        Raises:
            ScreenFault: the screen went away; `open` it again.
        """
        if self._canvas is None:
            return False
        known = set(self._shown)
        if ground is not None and ground != self._ground:
            self._ground, self._shown = ground, ()
        if [panel.rect for panel in panels] == [panel.rect for panel in self._shown]:
            changed = [panel for panel in panels if panel not in known]
        else:  # the picture is divided in another way: all of it is new
            self._canvas.fill(self._ground)
            changed, self._shown = list(panels), ()
        if not changed and not anew:
            self._shown = panels
            return False
        try:
            brush.paint(self._canvas, changed)
            if inlay and (not self._shown or any(overlap(panel.rect, inlay.rect) for panel in changed)):
                self._canvas.blit(inlay.source, inlay.rect[:2], inlay.part)
            rects = [panel.rect for panel in changed or panels[:1]] if self._shown else self._strips()
            pygame.display.update([self._turn(rect) for rect in rects] if self._turned else rects)
        except pygame.error as error:
            self.close()
            raise ScreenFault(str(error)) from None
        self._shown = panels
        self.frames += 1
        return True

    def patch(self, rect: Rect, source: pygame.Surface, part: Rect) -> None:
        """Copy a part of a picture to a place of the screen, between two pictures.

        Raises:
            ScreenFault: the screen went away; `open` it again.
        """
        if self._canvas is None:
            return
        try:
            self._canvas.blit(source, rect[:2], part)
            pygame.display.update(self._turn(rect) if self._turned else rect)
        except pygame.error as error:
            self.close()
            raise ScreenFault(str(error)) from None
        self.frames += 1

    def pump(self) -> list[pygame.event.Event]:
        """Let SDL tend its window; gives what happened to it."""
        return pygame.event.get() if self._screen is not None else []

    def picture(self) -> pygame.Surface | None:
        """A copy of what is shown, as it stands before a viewer; None if nothing is."""
        return self._canvas.copy() if self._canvas is not None else None

    def dark(self) -> bool:
        """Whether the box draws for a screen that is off or unplugged: the kernel knows, SDL does not say."""
        if self._screen is None or pygame.display.get_driver() != "KMSDRM":
            return False
        found = [path.read_text(encoding="ascii").strip() for path in CONNECTORS.glob("card*-*/status")]
        return bool(found) and "connected" not in found

    def close(self) -> None:
        """Give the screen back."""
        self._screen = self._canvas = None
        pygame.display.quit()

    def _strips(self) -> list[Rect]:
        """The whole picture; in pieces where each has to be turned, which takes as much memory again."""
        wide, high = self._size
        step = STRIP if self._turned else high
        return [Rect(0, top, wide, min(step, high - top)) for top in range(0, high, step)]

    def _turn(self, rect: Rect) -> Rect:
        """Copy a part of the canvas to where it is on a screen that hangs on its side."""
        assert self._screen is not None  # noqa: S101 - for the type checker: `show` has looked
        assert self._canvas is not None  # noqa: S101
        wide, high = self._size
        part = pygame.transform.rotate(self._canvas.subsurface(rect), -self._turned)
        x, y = {
            90: (high - rect.bottom, rect.x),
            180: (wide - rect.right, high - rect.bottom),
            270: (rect.y, wide - rect.right),
        }[self._turned]
        self._screen.blit(part, (x, y))
        return Rect(x, y, *part.get_size())


def keep_no_spare_memory() -> None:
    """Have glibc give large blocks back at once.

    After the first picture it would keep pictures' worth of memory for the next, and for each thread apart:
    some 10 MiB of what a box with a screen may take. Other C libraries do not know the call.
    """
    arena_max, mmap_threshold, trim_threshold = -8, -3, -1
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(arena_max, 1)
        mallopt(mmap_threshold, 128 * 1024)
        mallopt(trim_threshold, 256 * 1024)
