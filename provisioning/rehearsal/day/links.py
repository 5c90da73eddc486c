"""When the pads of a rehearsed day could be heard: what their lamps and processes tell of it, for the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config.contract import HUB

if TYPE_CHECKING:
    from provisioning.rehearsal.day.people import Company
    from provisioning.rehearsal.mall import Mall

SERVES = "the hub serves"  # what it says when it is up


class Links:
    """Notes in the diary when a pad can be heard, and when not; `hear` is to be told the mall's news."""

    def __init__(self, mall: Mall, company: Company) -> None:
        self._mall, self._company = mall, company
        self._counters = {
            box.device.id: box.device.counter for box in mall.boxes.values() if box.device.counter
        }
        self._up: set[str] = set()
        self._hub_serves = False

    def hear(self, kind: str, what: dict[str, Any]) -> None:
        """Something happened."""
        if kind == "line" and what["name"] == HUB and SERVES in what["line"]:
            self._hub_serves = True
        elif kind == "process" and not what["running"]:
            self._hub_serves = self._hub_serves and what["name"] != HUB
            for device in [what["name"]] if what["name"] != HUB else list(self._counters):
                if device in self._up:
                    self._up.discard(device)
                    self._company.note("down", counter=self._counters[device], who=device)
        elif kind == "lamp" and self._hub_serves and what["level"]:
            self._see_lamp(what["device"], what["pin"])

    def _see_lamp(self, device: str, pin: int) -> None:
        # What a lamp does while no hub is there is the last of a blinking, and no sign of one.
        if (
            device in self._counters
            and device not in self._up
            and pin == self._mall.boxes[device].lamps["link"]
        ):
            self._up.add(device)
            self._company.note("up", counter=self._counters[device], who=device)
