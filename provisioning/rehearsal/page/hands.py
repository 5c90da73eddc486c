"""What a person can do in the hall: press, scan, pull a plug, open a cover, end a process.

Each act is a row of one table. Must never do anything but to the rehearsal's own boxes and processes.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

import msgspec

from provisioning.rehearsal import faults, wallet
from provisioning.rehearsal.page.visitors import Visitors

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.boxes import Box
    from provisioning.rehearsal.mall import Mall
    from provisioning.rehearsal.page.stage import Stage

log = logging.getLogger(__name__)


class Unknown(LookupError):
    """There is no such act, device or process, or the device has no such part."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do: `act` with the box or process `device`; `what` is a button's meaning or a fault."""

    act: str
    device: str = ""
    what: str = ""


class Hands:
    """Obeys the page. What was done is told to the stage, and so to everybody who watches."""

    def __init__(self, mall: Mall, stage: Stage) -> None:
        self._mall, self._stage = mall, stage
        self._visitors = Visitors(mall, stage.told_visitors)
        self._lock = threading.Lock()
        self._acts: dict[str, Callable[[Order], bool]] = {
            "press": self._press,
            "break": lambda order: self._fault(order, made=True),
            "mend": lambda order: self._fault(order, made=False),
            "show": self._show,
            "touch": self._touch,
            "cut": lambda order: self._cable(order, cut=True),
            "join": lambda order: self._cable(order, cut=False),
            "crash": lambda order: self._kill(order, stay_down=False),
            "stop": lambda order: self._kill(order, stay_down=True),
            "start": self._start,
            "visitors": lambda order: self._visitors.let_in(on=order.what == "on"),
        }

    def obey(self, order: Order) -> bool:
        """Do it; False if it had no effect, as a button that nobody feels.

        Raises:
            Unknown: there is nothing to do it to.
        """
        if order.act not in self._acts:
            raise Unknown(order.act)
        done = self._acts[order.act](order)
        self._stage.look()
        return done

    def close(self) -> None:
        """Send the visitors home."""
        self._visitors.let_in(on=False)

    def _box(self, order: Order) -> Box:
        box = self._mall.boxes.get(order.device)
        if box is None:
            raise Unknown(order.device)
        return box

    def _press(self, order: Order) -> bool:
        box = self._box(order)
        if not box.can_press(order.what):
            raise Unknown(order.what)
        # An officer's button has no lamp in it; a service's is dark when nothing would come of it.
        dark = order.what in box.lamps and box.lamp(order.what) == "off"
        self._stage.story.tell("pressed_dark" if dark else "pressed", device=order.device, button=order.what)
        return box.press(order.what)

    def _fault(self, order: Order, *, made: bool) -> bool:
        box = self._box(order)
        has = box.printer is not None if order.what in faults.PRINTER else box.reader is not None
        if order.what not in faults.FAULTS or not has:
            raise Unknown(order.what)
        fault = faults.FAULTS[order.what]
        (fault.make if made else fault.mend)(box)
        if order.what.startswith("paper_out"):
            self._stage.arm(order.device, armed=made and order.what == "paper_out_next")
        self._stage.story.tell(f"{order.what}_{'made' if made else 'mended'}", device=order.device)
        return True

    def _show(self, order: Order) -> bool:
        """Hold something to a reader: `what` is the reader's name and the item, `pembaca:own_ticket`."""
        box = self._box(order)
        name, _, wanted = order.what.partition(":")
        kind = box.device.parts.get(name, {}).get("type", "")
        offered: dict[str, wallet.Item] = {item: item for item in wallet.items(box.device.role, kind)}
        if wanted not in offered or name not in box.readers:
            raise Unknown(order.what)
        item = offered[wanted]
        value = wallet.held(item, kind, order.device, self._stage.papers.newest_code(order.device))
        read = bool(value) and box.readers[name].scan(value)
        told = item if read else "no_paper_to_show" if not value else "scanned_nothing"
        self._stage.story.tell(told, device=order.device)
        return read

    def _touch(self, order: Order) -> bool:
        """Touch the screen of a kiosk: `what` is how far across and down, `0.25,0.8`."""
        touch = self._box(order).touch
        if touch is None:
            raise Unknown(order.device)
        try:
            x, y = (min(1.0, max(0.0, float(part))) for part in order.what.split(","))
        except ValueError:
            raise Unknown(order.what) from None
        return touch.tap(x, y)

    def _cable(self, order: Order, *, cut: bool) -> bool:
        relay = self._box(order).relay
        (relay.cut if cut else relay.mend)()
        self._stage.story.tell("cut" if cut else "joined", device=order.device)
        return True

    def _kill(self, order: Order, *, stay_down: bool) -> bool:
        self._known(order)
        with self._lock:
            self._mall.warden.kill(order.device, stay_down=stay_down)
        return True

    def _start(self, order: Order) -> bool:
        self._known(order)
        with self._lock:
            self._mall.warden.bring_back(order.device)
        return True

    def _known(self, order: Order) -> None:
        if order.device not in self._mall.warden.running():
            raise Unknown(order.device)
