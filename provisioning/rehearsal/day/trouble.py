"""What happens to a rehearsed day's machines, and the closures that are asked for: by the script, at its times.

`HubKiller` is beside the script: it kills the hub with -9 at moments of its own, and measures how long the consoles
need to be live again.
"""

from __future__ import annotations

import contextlib
import logging
import random
import re
import threading
import time
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from broker_config.contract import HUB
from broker_config.localtime import ZONES
from provisioning.rehearsal.day.links import SERVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.day import ClosurePlan, Day, Outage
    from provisioning.rehearsal.day.door import Browser
    from provisioning.rehearsal.day.live import LiveStage
    from provisioning.rehearsal.mall import Mall

log = logging.getLogger(__name__)

EVERY_S = (8.0, 40.0)  # real seconds between two kills
AWAY_S = 1.5  # real seconds a killed hub stays away: at sixty times the pace, minutes that nobody can know
_DEVICE_UP = re.compile(r"device_up (\S+)")
BACK_S = 30.0  # a hub that is not back by then is not coming
AGAIN_S = 0.5


class Machines:
    """Breaks and mends devices, and has closures asked for and decided: a thread that follows the script.

    `manager` decides, `officers` (by login) ask.
    """

    def __init__(
        self, mall: Mall, day: Day, stage: LiveStage, manager: Browser, officers: dict[str, Browser]
    ) -> None:
        self._mall, self._day, self._stage, self._manager, self._officers = (
            mall,
            day,
            stage,
            manager,
            officers,
        )
        self._stopping = threading.Event()
        self.faults: list[str] = []
        deeds: list[tuple[float, Callable[[], None]]] = []
        for outage in day.outages:
            deeds.append((outage.start, lambda outage=outage: self._break(outage)))
            deeds.append((outage.end, lambda outage=outage: self._mend(outage)))
        for plan in day.closures:
            deeds.append((plan.asked_at, lambda plan=plan: self._ask(plan)))
            deeds.append((plan.decided_at, lambda plan=plan: self._decide(plan)))
        self._deeds = sorted(deeds, key=lambda deed: deed[0])
        self._thread = threading.Thread(target=self._run, name="machines", daemon=True)

    def start(self) -> None:
        """Follow the script."""
        self._thread.start()

    def stop(self) -> None:
        """Leave the rest of it."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def done(self) -> bool:
        """Whether nothing more is to come."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        for at, deed in self._deeds:
            if self._stopping.wait(max(0.0, (at - self._stage.now) / self._mall.rate)):
                return
            try:
                deed()
            except Exception as error:
                log.exception("the script could not be followed")
                self.faults.append(f"the script could not be followed: {error}")

    def _break(self, outage: Outage) -> None:
        log.info("%s: %s", outage.device, "no paper" if outage.kind == "paper" else "dead")
        if outage.kind == "paper":
            printer = self._mall.boxes[outage.device].printer
            assert printer is not None  # noqa: S101 - a kiosk has one
            printer.paper_out()
        else:
            self._mall.warden.kill(outage.device, stay_down=True)

    def _mend(self, outage: Outage) -> None:
        if outage.kind == "paper":
            printer = self._mall.boxes[outage.device].printer
            assert printer is not None  # noqa: S101 - as above
            printer.refill()
        else:
            self._mall.warden.bring_back(outage.device)

    def _ask(self, plan: ClosurePlan) -> None:
        who = next(row.who for row in self._day.officers if row.counter == plan.counter)
        fields = {"place": f"counter:{plan.counter}", "reason": plan.reason}
        for edge, at in (("start", plan.start), ("end", plan.end)):
            moment = self._local(at)
            fields |= {f"{edge}.date": moment.date().isoformat(), f"{edge}.time": f"{moment:%H:%M}"}
        self._persist(lambda: self._officers[who].fill_in("/penutupan/ajukan", fields))

    def _decide(self, plan: ClosurePlan) -> None:
        def decide() -> None:
            page = self._manager.get("/penutupan")
            entry = next(row for row in page.split('<li class="closing')[1:] if plan.reason in row)
            address = re.search(r'action="(/penutupan/[^"/]+/putuskan)', entry)
            was = re.search(r'name="was" value="([^"]*)"', entry)
            if address is None or was is None:
                raise LookupError(f"{plan.id} cannot be decided")
            do = "approve" if plan.approved else "refuse"
            self._manager.fill_in(address[1], {"was": was[1], "do": do}, page="/penutupan")

        self._persist(decide)

    def _local(self, at: float) -> datetime:
        zone = timezone(timedelta(hours=ZONES[self._mall.fleet.mall.timezone][1]))
        return datetime.fromtimestamp(self._day.midnight + at, zone)

    def _persist(self, deed: Callable[[], Any]) -> None:
        """Do it, and again if the hub is away just now."""
        end = time.monotonic() + BACK_S
        while True:
            try:
                deed()
            except OSError:
                if time.monotonic() > end:
                    raise
                self._stopping.wait(AGAIN_S)
            else:
                return


class HubKiller:
    """Kills the hub now and then, once the mall has opened at `opens` (seconds of the day).

    Attributes:
        back_s: after each kill, how long after its return everybody was live again.
        kills: when, in seconds of the day.
    """

    def __init__(self, mall: Mall, day: Day, stage: LiveStage, opens: float) -> None:
        self._mall, self._stage, self._opens = mall, stage, opens
        self._random = random.Random(day.seed + 2)  # noqa: S311 - it is to be repeatable
        self._stopping, self._serves = threading.Event(), threading.Event()
        self._heard: set[str] = set()  # the devices that the hub has heard since it was last killed
        self._thread = threading.Thread(target=self._run, name="hub killer", daemon=True)
        self.back_s: list[float] = []
        self.kills: list[float] = []
        mall.news.listen(self._hear)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Enough: the hub stays."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(BACK_S)

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "line" and what["name"] == HUB:
            if SERVES in what["line"]:
                self._serves.set()
            elif found := _DEVICE_UP.search(what["line"]):
                self._heard.add(found[1])

    def _run(self) -> None:
        self._stopping.wait(max(0.0, (self._opens - self._stage.now) / self._mall.rate))
        while not self._stopping.wait(self._random.uniform(*EVERY_S)):
            self._serves.clear()
            self._heard.clear()
            self.kills.append(self._stage.now)
            log.info("kill -9 hub")
            self._mall.warden.kill(HUB, stay_down=True)
            self._stopping.wait(AWAY_S)
            self._mall.warden.bring_back(HUB)
            if not self._serves.wait(BACK_S):
                log.error("the hub did not come back within %g s", BACK_S)
                return
            began = time.monotonic()
            last = missing = self._not_live()
            while missing and time.monotonic() - began < BACK_S:
                last = missing
                time.sleep(0.02)
                missing = self._not_live()
            self.back_s.append(time.monotonic() - began)
            log.info("live again after %.1f s, %s last", self.back_s[-1], ", ".join(missing or last))

    def _not_live(self) -> list[str]:
        pads = [self._mall.boxes[pad] for pad in self._mall.of_role("counter_pad")]
        alive = self._mall.warden.running()
        consoles = [f"console {name}" for name, row in self._stage.consoles.items() if not row.live]
        lamps = {pad.device.id: pad.lamp("link") for pad in pads if alive[pad.device.id]}
        # A lamp that blinks says that a press was refused: by the hub, if the hub has heard that pad.
        return consoles + [
            f"{pad} ({lamp})"
            for pad, lamp in lamps.items()
            if lamp != "on" and not (lamp == "blinking" and pad in self._heard)
        ]


def leave(killer: HubKiller, machines: Machines | None) -> None:
    """No more trouble."""
    with contextlib.suppress(RuntimeError):
        killer.stop()
    if machines is not None:
        machines.stop()
