"""Runs the self-test of one device: in which order, and what of it comes out of the printer."""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from broker_config import contract as c
from broker_config.box import Judge
from broker_config.box_sensors import STARTS, Places, read
from broker_config.localtime import local
from broker_config.runtime import MallClock, set_up_logging
from broker_config.settings import ConfigError, load
from kiosk import devices
from kiosk.selftest import network
from kiosk.selftest.findings import Finding, all_well, failed, of_box, untried
from kiosk.selftest.prompt import Prompt
from kiosk.selftest.sheet import compose, lines, verdict
from kiosk.selftest.walk import Walk
from kiosk.selftest.words import LANGUAGES, words
from kiosk.settings import KioskSettings

if TYPE_CHECKING:
    from kiosk.selftest.words import Language

PROC = Path("/proc")


class Kept(NamedTuple):
    """What the device's memory says, read without counting a start: the boot, and the mall as it was told."""

    boot: int = 1
    catalogue: c.Catalogue | None = None
    starts: tuple[float, ...] = ()


def parser() -> argparse.ArgumentParser:
    """The options of `python -m kiosk selftest`."""
    made = argparse.ArgumentParser(
        prog="python -m kiosk selftest",
        description="Walk through printer, buttons, lamps, readers, network, hub and clock; print the result on the "
        "kiosk's own printer and say for each failure what to do. 0: all is well; 1: something is to be mended; "
        "2: it could not begin, for instance because the kiosk's service runs.",
        epilog="example: python -m kiosk selftest /etc/mpp/kiosk-1.toml",
    )
    made.add_argument("settings", type=Path, help="the device's settings file")
    made.add_argument("--print", action=argparse.BooleanOptionalAction, default=True, help="print the report")
    made.add_argument("--yes", action="store_true", help="ask nothing: only what needs no hands")
    made.add_argument("--language", choices=LANGUAGES, default="id", help="of all that is said (%(default)s)")
    made.add_argument("--log-level", default="ERROR", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
    return made


def main(arguments: list[str]) -> int:
    """Run it; 0 only if all is well."""
    options = parser().parse_args(arguments)
    set_up_logging(options.log_level)
    prompt = Prompt()
    try:
        settings = load(options.settings, KioskSettings)
        other = _running(options.settings)
        if other:
            say = words(options.language)["running"]
            device = settings.device.id
            print(say.format(f"mpp-kiosk@{device}", other, device, device), file=sys.stderr)
            return 2
        found = _Test(settings, options, prompt).run()
    except ConfigError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    return 0 if all_well(found) else 1


class _Test:
    """One run; what is found is said at once."""

    def __init__(self, settings: KioskSettings, options: Any, prompt: Prompt) -> None:
        self._settings, self._file, self._prompt = settings, options.settings, prompt
        self._language: Language = options.language
        self._say = words(self._language)
        self._hands, self._wanted = not options.yes, options.print
        self._found: list[Finding] = []
        base = self._file.parent
        self._storage = base / settings.storage.directory
        self._kept = _recall(self._storage / "outbox.db")
        self._clock = MallClock(settings.clock)
        self._told = network.Told(self._clock.rate)

    def run(self) -> list[Finding]:
        """All of it, from the box to the paper."""
        self._prompt.say(f"{self._say['title']}: {self._settings.device.id}")
        self._note(
            *network.look(
                self._settings, self._file.parent, self._kept.boot, self._say, self._clock.now, self._told
            )
        )
        seen = Judge()
        reading = read(Places(self._storage if self._storage.is_dir() else self._file.parent))
        seen.voltage(0.0, low=bool(reading.under_voltage))
        self._note(*of_box(seen.part(reading, self._kept.starts, self._told.now(), 0.0), self._say))
        self._parts()
        self._prompt.say(verdict(self._found, self._language))
        return self._found

    def _parts(self) -> None:
        inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        parts = devices.open_parts(self._settings.parts, inbox, str(self._file))
        try:
            walk = Walk(parts, inbox, self._say)
            walk.settle()
            names = self._names()
            tasks = walk.tasks(names)
            handled = {task.part for task in tasks}
            broken: dict[str, Finding] = {}
            for name, finding in walk.asked(names):
                if finding.verdict == "failed" and finding.fault != "button_stuck":
                    broken[name] = finding
                if name not in handled or name in broken:
                    self._note(finding)
            for task in tasks:
                if task.part not in broken:
                    self._note(walk.do(task, self._prompt) if self._hands else untried(task.title(self._say)))
            if self._wanted and walk.printer is not None:
                self._print(walk)
        finally:
            for part in parts.values():
                part.close()

    def _print(self, walk: Walk) -> None:
        health = walk.printer.health()
        if health.state == "fault":  # what cannot print was said already
            self._prompt.say(self._say["not_printed"])
            return
        mall = self._kept.catalogue.mall if self._kept.catalogue is not None else None
        hub_now = self._told.now()
        at = None if hub_now is None or mall is None else local(hub_now, mall.timezone)
        paper_mm = walk.printer.options.paper_mm
        name = "" if mall is None else mall.name
        finding = walk.print(
            compose(self._settings.device.id, name, at, self._found, paper_mm, self._language)
        )
        unproven = finding.verdict == "ok" and finding.value == self._say["unproven"]
        if unproven and self._hands and not self._prompt.yes(self._say["came_out"], lambda: None):
            finding = failed(self._say["paper"], "print_failed")
        self._note(finding)

    def _note(self, *findings: Finding) -> None:
        for finding in findings:
            self._found.append(finding)
            for line in lines(finding, self._language):
                self._prompt.say(line)

    def _names(self) -> dict[str, str]:
        """What services, actions and lamps are called."""
        names = {**self._say, "paper": self._say["paper_lamp"]}
        catalogue = self._kept.catalogue
        return names | ({} if catalogue is None else {one.id: one.name for one in catalogue.services})


def _recall(outbox: Path) -> Kept:
    """Look into the device's memory without opening it as the device does."""
    if not outbox.exists():
        return Kept()
    with contextlib.suppress(sqlite3.Error, msgspec.MsgspecError):
        with contextlib.closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
            kept = dict(
                db.execute("SELECT key, value FROM meta WHERE key IN ('boot', 'catalogue', 'starts')")
            )
        catalogue = kept.get("catalogue")
        decoded = None if catalogue is None else msgspec.json.decode(catalogue, type=c.Catalogue)
        starts = msgspec.json.decode(kept.get(STARTS, b"[]"), type=tuple[float, ...])
        return Kept(int(kept.get("boot", 1)), decoded, starts)
    return Kept()


def _running(settings: Path) -> int:
    """The process that runs this very device; 0 if there is none. Two of them would fight for printer and session."""
    wanted = settings.resolve()
    for entry in PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words_of_it = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
            here = (entry / "cwd").resolve()
        except OSError:  # it has ended, or is somebody else's
            continue
        if "kiosk" in words_of_it and "selftest" not in words_of_it:
            files = (word for word in words_of_it if word.endswith(".toml"))
            if any((here / word).resolve() == wanted for word in files):
                return int(entry.name)
    return 0
