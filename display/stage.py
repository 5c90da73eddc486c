"""The screen as a device: its window, its light, its television, and pictures of it for those far away.

Whatever is away comes back by itself; until then it is in the health report. Must never decide what is to be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.signage import Clip
from display.lights import Lights
from display.screen import Screen, ScreenFault
from display.screenshot import Photographer
from display.television import Television

if TYPE_CHECKING:
    import queue
    from datetime import datetime

    from broker_config.contract import ScreenPlan, Theme
    from broker_config.drawing.ink import Rect
    from broker_config.signage import Light, Page
    from display.board import View
    from display.media.cinema import Cinema
    from display.media.logo import Drawn
    from display.media.player import Pixels
    from display.report import Report
    from display.settings import ScreenSettings, TelevisionSettings

REOPEN_S = 2.0
UNPLUGGED = "off or unplugged"


class Stage:
    """One screen with all that belongs to it; `name` is what the television is told. All times are monotonic seconds.

    On the inbox arrive the pictures that were wanted, and how the television is.
    """

    def __init__(
        self,
        screen: ScreenSettings,
        light: Light | None,
        television: TelevisionSettings,
        name: str,
        inbox: queue.SimpleQueue[Any],
        report: Report,
        cinema: Cinema | None = None,
    ) -> None:
        self._report, self._cinema = report, cinema
        self._screen = Screen(screen)
        self._lights, self._own_light = Lights(light), light
        self._television = Television(television.device, name, inbox) if television.cec else None
        self._photographer = Photographer(inbox)
        self._raised: View | None = None  # what was shown last
        self._unplugged = False
        self._look_due = 0.0

    @property
    def frames(self) -> int:
        """How often the picture was handed to SDL."""
        return self._screen.frames

    def arrange(self, plan: ScreenPlan | None, theme: Theme | None) -> None:
        """Look as the mall wants it."""
        self._screen.arrange(plan, theme)

    def light(self, hours: Light | None) -> None:
        """Be lit by the mall's hours; without any, by the box's own."""
        self._lights.hours = hours or self._own_light

    def wake(self, now: float) -> None:
        """Something is to be seen: let there be light, whatever the hour."""
        self._lights.wake(now)

    def lit(self, moment: datetime | None, now: float) -> bool:
        """Whether there is light, by the mall's local time; the television is told."""
        lit = self._lights.lit(moment, now)
        if self._television and moment and (self._lights.hours or self._television.asleep):
            self._television.want(on=lit)  # where there are no hours, it is not ours to switch
        return lit

    def want_picture(self, nonce: str) -> None:
        """Somebody far away wants to see the screen; the answer comes on the inbox."""
        self._photographer.want(nonce)

    def tend(self, now: float) -> bool:
        """Look after all of it; False once somebody has closed the window."""
        alive = self._screen.pump()
        if now >= self._look_due:
            self._look_due = now + REOPEN_S
            self._look()
        return alive

    def show(self, view: View, now: float, *, anew: bool = False) -> bool:
        """Bring a view to the screen, and the ticker on its way; True if a frame was flipped."""
        view, place = self._curtain(view, now)
        try:
            shown = self._screen.show(view, anew=anew, clip=self._frame(place))
            self._screen.tick(now)
            if fresh := self._frame(place, fresh=True):
                self._screen.put(fresh)
        except ScreenFault as fault:
            self._report("layar", "screen", "fault", str(fault))
            return False
        finally:
            if self._cinema:
                self._cinema.copied()
        if shown:
            self._report("layar", "screen", "ok", self._screen.warning)
        return shown

    def use_logo(self, drawn: Drawn) -> None:
        """Have the mall's logo, for the next time that the screen is arranged."""
        self._screen.use_logo(drawn.sha256, drawn.picture)

    def _curtain(self, view: View, now: float) -> tuple[View, Rect | None]:
        """Play what is to be played; what was shown before it stays until its first frame is there."""
        clip = view.idle if self._cinema and isinstance(view.idle, Clip) else None
        place = self._screen.media_place(view) if clip else None
        begun = self._cinema and self._cinema.show(clip, place, self._screen.around, now)
        if place and not begun:
            before = self._raised
            return view._replace(
                idle=before.idle if before else None, part=before.part if before else 0
            ), None
        self._raised = view
        return view, place

    def _frame(self, place: Rect | None, *, fresh: bool = False) -> tuple[Rect, Pixels] | None:
        pixels = self._cinema.frame(fresh=fresh) if self._cinema and place else None
        return (place, pixels) if place and pixels else None

    def parts(self, page: Page) -> int:
        """Into how many parts the screen divides a page, at least one."""
        return self._screen.parts(page)

    def rest(self, now: float) -> float:
        """Real seconds until something moves on the screen by itself."""
        return self._screen.rest(now)

    def photograph(self, now: float) -> None:
        """Take the picture that is wanted, if one is; after the frame."""
        self._photographer.tend(now, self._screen.picture)

    def close(self) -> None:
        """Give the screen back."""
        if self._television:
            self._television.stop()
        self._screen.close()

    def _look(self) -> None:
        before, self._unplugged = self._unplugged, self._screen.dark()
        if self._unplugged:
            self._report("televisi", "television", "warning", UNPLUGGED)
        elif before:  # another television, or the same that has forgotten its mode: SDL does not notice
            self._report("televisi", "television", "ok", "")
            self._screen.close()
            if self._television:
                self._television.again()
        if not self._screen.is_open:
            self._open()

    def _open(self) -> None:
        try:
            self._screen.open()
        except ScreenFault as fault:
            self._report("layar", "screen", "fault", str(fault))
        else:
            self._report("layar", "screen", "ok", "")
