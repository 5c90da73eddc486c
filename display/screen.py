"""The display's window: shows a view, touching only what has changed. Must never decide what is to be seen."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pygame

from broker_config.drawing.brush import Brush
from broker_config.drawing.ink import Rect
from broker_config.drawing.window import Inlay, ScreenFault, Window
from broker_config.settings import ConfigError
from broker_config.signage import NIGHT
from display.hanging import Logo, hang
from display.layout import compose, media_place, page_parts, shortfall, ticker_line
from display.ticker import Ticker

if TYPE_CHECKING:
    from broker_config.contract import ScreenPlan, Theme
    from broker_config.drawing.ink import Colour
    from broker_config.signage import Page
    from display.board import View
    from display.media.player import Pixels
    from display.settings import ScreenSettings

__all__ = ["Screen", "ScreenFault"]

SAMPLED = 12  # times as many: colours of a logo that are looked at
HALF = 127  # of what covers wholly

log = logging.getLogger(__name__)


class Screen:
    """One window, or the whole screen of a box without a desktop. A fault is a `ScreenFault`; `open` it again.

    Attributes:
        warning: what could not be read from the farthest seat since the picture is laid out like this, and what would
            help; or nothing.
    """

    def __init__(self, settings: ScreenSettings) -> None:
        self._own = settings.plan("display")
        self._hung = hang(settings.width, settings.height, self._own)
        self._window = Window(
            "Layar antrean", (settings.width, settings.height), fullscreen=settings.fullscreen,
            ground=self._hung.inks.ground, turned=settings.turned,
        )  # fmt: skip
        self._brush = Brush()
        self._view: View | None = None
        self._ticker = Ticker()
        self._logo: Logo | None = None
        self.warning = ""

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

    def arrange(self, plan: ScreenPlan | None, theme: Theme | None) -> None:
        """Lay the picture out as the hub wants it; None: as this screen's own settings say, in the usual colours."""
        wide, high, theme = self._hung.width, self._hung.height, theme or NIGHT
        logo = self._logo if self._logo and self._logo.name == theme.logo else None
        try:
            hung = hang(wide, high, plan or self._own, theme, logo)
        except ConfigError as error:
            log.warning("%s; the usual colours are used", error)
            hung = hang(wide, high, plan or self._own, logo=logo)
        if hung != self._hung:
            self._hung, self._view, self.warning = hung, None, ""

    def use_logo(self, name: str, picture: pygame.Surface) -> None:
        """Have the picture of a logo, for every theme that has it from now on."""
        self._brush.lend({name: picture})
        self._logo = Logo(name, *picture.get_size(), colours=_colours(picture))

    def media_place(self, view: View) -> Rect | None:
        """Where the frames of a view's clip go."""
        return media_place(view, self._hung, self._brush.measure)

    @property
    def around(self) -> Colour:
        """What is seen around a clip that does not fill its place."""
        return self._hung.inks.panel

    def show(self, view: View, *, anew: bool = False, clip: tuple[Rect, Pixels] | None = None) -> bool:
        """Bring a view to the screen, and a clip's frame with it; True if a frame was flipped.

        `anew` flips even if nothing looks different: a call that is repeated is a frame of its own.
        """
        if not self._window.is_open or (view == self._view and not anew):
            return False
        hung = self._hung
        panels = compose(view, hung, self._brush.measure)
        flipped = self._window.show(
            panels, self._brush, anew=anew, ground=hung.inks.ground, inlay=_inlay(clip)
        )
        self._ticker.lay(ticker_line(view, hung, self._brush.measure), view.notices, hung)
        self._view, self.warning = view, self.warning or shortfall(panels, hung)
        return flipped

    def put(self, clip: tuple[Rect, Pixels]) -> None:
        """Copy a frame to its place, between two pictures.

        Raises:
            ScreenFault: the screen went away; `open` it again.
        """
        if inlay := _inlay(clip):
            self._window.patch(*inlay)

    def parts(self, page: Page) -> int:
        """Into how many parts a page is divided here, at least one; as things were when they were last shown."""
        return page_parts(page, self._view, self._hung, self._brush.measure) if self._view else 1

    def picture(self) -> pygame.Surface | None:
        """A copy of what is shown; None if nothing is."""
        return self._window.picture()

    def dark(self) -> bool:
        """Whether the television is off or unplugged, as far as the kernel can tell."""
        return self._window.dark()

    def tick(self, now: float) -> None:
        """Move the ticker, if there is one; `now` in real seconds.

        Raises:
            ScreenFault: the screen went away; `open` it again.
        """
        if self._window.is_open and (step := self._ticker.step(now)):
            self._window.patch(*step)

    def rest(self, now: float) -> float:
        """Real seconds until the ticker moves."""
        return self._ticker.rest(now) if self._window.is_open else self._ticker.STILL

    def pump(self) -> bool:
        """Let SDL tend its window; False once somebody has closed it."""
        return not any(event.type == pygame.QUIT for event in self._window.pump())

    def close(self) -> None:
        """Give the screen back."""
        self._window.close()


def _inlay(clip: tuple[Rect, Pixels] | None) -> Inlay | None:
    if clip is None:
        return None
    rect, (memory, row, wide, high) = clip
    source = pygame.image.frombuffer(memory, (row, high), "BGRA")
    source.set_alpha(None)  # the fourth byte says nothing: copied, not mixed
    return Inlay(rect, source, Rect(0, 0, wide, high))


def _colours(picture: pygame.Surface) -> tuple[Colour, ...]:
    """A handful of those that are seen in a picture."""
    small = pygame.transform.smoothscale(picture, (SAMPLED, SAMPLED))
    seen = (small.get_at((x, y)) for x in range(SAMPLED) for y in range(SAMPLED))
    return tuple(
        (one.r * 255 // one.a, one.g * 255 // one.a, one.b * 255 // one.a) for one in seen if one.a > HALF
    )
