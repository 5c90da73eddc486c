"""`rehearse --day`: a scripted day with every process of a mall, every minute of it compared with the record."""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from broker_config.settings import ConfigError
from provisioning.rehearsal.audit import Findings
from provisioning.rehearsal.day import clock, cut_short
from provisioning.rehearsal.day import report as day_report
from provisioning.rehearsal.day.door import Browser, Console
from provisioning.rehearsal.day.draw import draw
from provisioning.rehearsal.day.links import Links
from provisioning.rehearsal.day.live import LiveStage
from provisioning.rehearsal.day.screen import Screen
from provisioning.rehearsal.day.trouble import HubKiller, Machines, leave
from provisioning.rehearsal.mall import Mall

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from provisioning.fleet import Fleet
    from provisioning.rehearsal.day import Day
    from provisioning.rehearsal.day.options import DayPlan

log = logging.getLogger(__name__)

LEADS = (1.5, 3.0)  # for each process that starts, and each officer's password: times what one takes now
APART_S = 0.4  # between two processes that are started
BEFORE_S = 60.0  # mall seconds before the first number is given out
MOST_S = 240.0  # real seconds after closing; no day takes longer
JUDGED_S = 3.0  # real seconds until the hub has judged the last minutes
LIVE_AGAIN_S = 3.0


def run(fleet: Fleet, plan: DayPlan, directory: Path, out: Path, stopped: threading.Event) -> int:
    """Live the day; 0 if nothing was lost or doubled and every minute is on record as it was lived.

    Raises:
        ConfigError: nobody may listen in this mall.
    """
    if not fleet.broker.observers:
        raise ConfigError("[broker] observers: a rehearsed day needs somebody who may listen")
    day = cut_short(draw(fleet, plan.tickets, plan.seed), fleet, plan.since, plan.until)
    for at, lead in enumerate(LEADS):
        house = _House(fleet, day, plan, directory / str(at), lead)
        try:
            opened = house.open(stopped)
            finished = opened and house.live(stopped)
        finally:
            house.close()
            shutil.copytree(house.directory / "log", out / "log", dirs_exist_ok=True)
        if opened or stopped.is_set():
            break
        print("the mall did not open in time", file=sys.stderr)
    else:
        print(f"see {out}/log, or try a lower --speed", file=sys.stderr)
        return 1
    stage, killer = house.stage, house.killer
    findings = Findings(
        visitors=sum(1 + bool(row.second) for row in stage.visitors if row.story != "turned_away"),
        presses=stage.presses + len(stage.unwanted), interrupted=stage.interrupted, papers=house.papers,
        held=stage.held, shown=(), heard=(), paper_outs=sum(row.kind == "paper" for row in day.outages),
    )  # fmt: skip
    if stage.unwanted and not plan.kill_hub:  # with the hub there, it knows better
        house.faults.append(f"papers for who should have got none: {', '.join(stage.unwanted)}")
    summary, faults = day_report.close(
        fleet, day, stage.company.acts, stage.slack_s, findings, house.directory, out, killer.kills, stage.unwanted
    )  # fmt: skip
    faults += house.faults
    if not finished:
        faults.append("stopped before everybody was served")
    if killer.kills:
        summary |= {"hub_killed": len(killer.kills), "live_again_s": max(killer.back_s, default=None)}
        summary["unwanted_papers"] = len(stage.unwanted)
        faults += [f"live again after {took:.1f} s" for took in killer.back_s if took > LIVE_AGAIN_S]
    return _tell(summary, faults, out)


def _start_s() -> float:
    """How long this machine takes to start a process just now: the mall's clock is set before they start."""
    began = time.monotonic()
    subprocess.run((sys.executable, "-m", "hub", "--help"), capture_output=True, check=True)
    return time.monotonic() - began


def _tell(summary: dict[str, Any], faults: list[str], out: Path) -> int:
    summary["faults"] = faults
    (out / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in summary.items() if key != "faults"}))
    for fault in faults[:50]:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if faults else 0


class _House:
    """Everybody and everything of the day: opened in order, closed in order.

    `papers`: all that came out whole; `faults`: what of the script could not be done.
    """

    def __init__(self, fleet: Fleet, day: Day, plan: DayPlan, directory: Path, lead: float) -> None:
        self.directory = directory
        directory.mkdir()
        self._day, self._plan = day, plan
        first = min(hours.issuing[0] for hours in day.hours.values() if hours is not None)
        self._opens = max(first, plan.since)
        asking = {row.counter for row in day.closures}
        self._with_login = [row for row in day.officers if row.console or row.counter in asking]
        lead_s = lead * _start_s() * (len(fleet.devices) + len(self._with_login) + 8)
        start = day.midnight + self._opens - BEFORE_S - lead_s * plan.speed
        self._mall = Mall(fleet, directory, start_at=start, rate=plan.speed, watched=False)
        self._base = f"http://127.0.0.1:{self._mall.web_port}"
        self.papers: list[str] = []
        self._mall.news.listen(self._hear)
        self.stage = LiveStage(self._mall, day, plan.until)
        self._mall.news.listen(Links(self._mall, self.stage.company).hear)
        self.killer = HubKiller(self._mall, day, self.stage, self._opens)
        self.faults: list[str] = []
        self._screen: Screen | None = None
        self._machines: Machines | None = None

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "paper" and what["whole"]:
            self.papers.append(what["ticket"].label)

    def open(self, stopped: threading.Event) -> bool:
        """Start everything, and let everybody who has a login sign in; False: not by the time of the first number."""
        print(f"{self._mall.fleet.mall.name} opens: {len(self._mall.fleet.devices)} devices ...", flush=True)
        self._mall.open(between=lambda: time.sleep(APART_S))
        while not self._ready():
            if stopped.wait(0.2) or self.stage.now > self._opens:
                return False
        manager = self._mall.door.manager()
        browser = Browser(self._base)
        browser.sign_in(manager.login, manager.password)
        self.stage.information = Console(browser, self._mall.fleet.counters[0].id, lambda _up: None)
        self.stage.information.load()
        officers = {row.who: self._let_in(row.who) for row in self._with_login}
        for row in self._with_login:
            if row.console:
                self.stage.consoles[row.counter] = self._console(row.counter, officers[row.who])
        self._screen = Screen(self._mall.directory, self._mall.broker_port, self.stage.take_call)
        self._machines = Machines(self._mall, self._day, self.stage, browser, officers)
        self._machines.faults = self.faults
        print(f"everything is up at {clock(self.stage.now)} on the mall's clock", flush=True)
        return self.stage.now < self._opens and not stopped.is_set()

    def _ready(self) -> bool:
        boxes = self._mall.boxes
        kiosks = [boxes[kiosk] for kiosk in self._mall.of_role("ticket_kiosk")]
        return all(box.lamp(service) == "on" for box in kiosks for service in box.device.buttons) and all(
            boxes[pad].lamp("link") == "on" for pad in self._mall.of_role("counter_pad")
        )

    def _let_in(self, who: str) -> Browser:
        """Let an officer choose a password, with a link from the hub's own command."""
        told = subprocess.run(
            (sys.executable, "-m", "hub", "--log-level", "WARNING", "link", "hub.toml", "--user", who),
            cwd=self._mall.directory, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        link = re.search(r"http\S+/tautan/\S+", told)
        assert link is not None  # noqa: S101 - the command has just said so
        browser = Browser(self._base)
        browser.choose_password(link[0], f"kata sandi {secrets.token_urlsafe(9)}")
        return browser

    def _console(self, counter: str, browser: Browser) -> Console:
        def on_live(up: bool) -> None:  # noqa: FBT001 - the console's callback
            self.stage.company.note("up" if up else "down", counter=counter, who=f"console {counter}")

        console = Console(browser, counter, on_live)
        console.open()
        return console

    def live(self, stopped: threading.Event) -> bool:
        """The day; True if everybody was served."""
        assert self._machines is not None  # noqa: S101 - it was opened
        self.stage.begin()
        self._machines.start()
        if self._plan.kill_hub:
            self.killer.start()
        closes = min(self._plan.until, max(row.closes for row in self._day.hours.values() if row is not None))
        end = time.monotonic() + (closes - self.stage.now) / self._mall.rate + MOST_S
        told = 0.0
        while (working := self.stage.working()) or not self._machines.done():
            if stopped.wait(0.2) or time.monotonic() > end:
                log.error("still at work: %s", ", ".join(working))
                return False
            if self.stage.now > closes:
                leave(self.killer, None)
            if time.monotonic() - told > 10:
                told = time.monotonic()
                calls = sum(act.what == "called" for act in self.stage.company.acts)
                text = f"{len(self.stage.held)} papers, {calls} calls, {len(working)} at work"
                print(f"{clock(self.stage.now)[:5]}  {text}", flush=True)
        return not stopped.wait(JUDGED_S)

    def close(self) -> None:
        """Everybody goes home."""
        leave(self.killer, self._machines)
        self.stage.end()
        for console in self.stage.consoles.values():
            console.close()
        if self._screen is not None:
            self._screen.close()
        self._mall.close()
