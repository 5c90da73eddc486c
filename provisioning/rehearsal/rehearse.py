"""`python -m provisioning rehearse`: a whole mall on this machine, for the browser or unattended."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from broker_config.localtime import local, time_text
from broker_config.settings import ConfigError
from provisioning.apply import read_site
from provisioning.rehearsal import people
from provisioning.rehearsal.audit import Findings, audit
from provisioning.rehearsal.booked import bring_booking
from provisioning.rehearsal.crowd import Crowd
from provisioning.rehearsal.day import options as day_options
from provisioning.rehearsal.mall import Mall
from provisioning.rehearsal.mechanism import Character
from provisioning.rehearsal.record import Record
from provisioning.rehearsal.trouble import Trouble
from provisioning.rehearsal.when import opening, practice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provisioning.fleet import Fleet

log = logging.getLogger(__name__)

EXAMPLE = Path(__file__).parent.parent / "examples" / "small.toml"
MARK = ".rehearsal"  # says that a directory is ours to overwrite
READY_S = 60.0
DRAIN_S = 30.0
QUIET_S = 2.0


def options(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--site", type=Path, default=EXAMPLE, help="the mall to rehearse (the small example)")
    parser.add_argument(
        "--visitors",
        type=_count,
        default=0,
        help="run unattended until so many were served (0: with the page)",
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, help="how much faster the mall's clock runs (%(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="which visitors come, and what goes wrong (%(default)s)"
    )
    parser.add_argument(
        "--trouble", action="store_true", help="kill processes and end paper rolls, by the seed"
    )
    parser.add_argument(
        "--faults", action="store_true", help="the same, and every fault that printers and readers can have"
    )
    parser.add_argument(
        "--printers",
        choices=get_args(Character),
        default="epson",
        help="what the printers can answer: their proofs, only the paper in turn, or nothing (%(default)s)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("rehearsal"), help="where an unattended run leaves its files"
    )
    day_options.add(parser)
    parser.add_argument("--port", type=int, default=8000, help="of the rehearsal page (%(default)s)")


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 5000:
        raise argparse.ArgumentTypeError("so many visitors no mall has a day: 0 to 5000")
    return number


def _speed(text: str) -> float:
    number = float(text)
    if not 0.1 <= number <= 200:
        raise argparse.ArgumentTypeError("a clock can be rehearsed at 0.1 to 200 times its pace")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Run the command; 0 if an unattended run lost and doubled nothing, or when the page was left with Ctrl-C."""
    logging.basicConfig(level="INFO", format="%(message)s")
    fleet = read_site(arguments.site)
    if arguments.day:
        return _day(fleet, arguments)
    return _unattended(fleet, arguments) if arguments.visitors else _attended(fleet, arguments)


# --- with a page, until Ctrl-C ----------------------------------------------------------------------------


def _attended(fleet: Fleet, arguments: argparse.Namespace) -> int:
    from provisioning.rehearsal.page import RehearsalPage  # noqa: PLC0415 - an unattended run needs no Flask

    stopped = threading.Event()
    with _directory() as directory, _stopping(stopped.set):
        mall = Mall(
            fleet,
            directory,
            start_at=practice(fleet, time.time()),
            rate=arguments.speed,
            printers=arguments.printers,
        )
        page = RehearsalPage(mall, port=arguments.port)
        try:
            print(f"{fleet.mall.name} opens: broker, hub and {len(fleet.devices)} devices ...", flush=True)
            mall.open()
            page.open()
            if _wait(lambda: stopped.is_set() or _ready(mall), READY_S) and not stopped.is_set():
                manager = mall.door.manager()
                _bring_booking(mall)
                print(f"\n  rehearsal   {page.url}   press the buttons, see the paper, make trouble")
                print(f"  the floor   http://127.0.0.1:{mall.web_port}/   what the mall's manager sees")
                print(f"  sign in     {manager.login} / {manager.password}")
                print(f"  files       {directory}\n\nCtrl-C ends it, and leaves nothing behind.", flush=True)
            elif not stopped.is_set():
                print(f"not everything came up within {READY_S:.0f} s; see {directory}/log", file=sys.stderr)
            stopped.wait()
        finally:
            page.close()
            mall.close()
    return 0


# --- a whole day ------------------------------------------------------------------------------------------


def _bring_booking(mall: Mall) -> None:
    """So that there is one to practise with; without it everything else can be practised."""
    today = local(mall.now(), mall.fleet.mall.timezone).date().isoformat()
    service = mall.fleet.services[0].id
    try:
        bring_booking(f"http://127.0.0.1:{mall.web_port}", mall.door.manager(), today, service)
    except OSError:
        log.exception("no booking to practise with")


def _day(fleet: Fleet, arguments: argparse.Namespace) -> int:
    from provisioning.rehearsal.day.run import run  # noqa: PLC0415 - the others need no browsers

    _clear(arguments.out)
    fleet = msgspec.structs.replace(fleet, hub=msgspec.structs.replace(fleet.hub, port=0))
    stopped = threading.Event()
    with _directory() as directory, _stopping(stopped.set):
        return run(fleet, day_options.plan(arguments), directory, arguments.out, stopped)


# --- unattended -------------------------------------------------------------------------------------------


def _unattended(fleet: Fleet, arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    # Nobody looks at the pages: any port will do, so that two runs on one machine do not fight over one.
    fleet = msgspec.structs.replace(fleet, hub=msgspec.structs.replace(fleet.hub, port=0))
    _clear(out)
    random = Random(arguments.seed)  # noqa: S311 - a rehearsal must be repeatable
    visitors = people.visitors(fleet, arguments.visitors, random)
    stopped = threading.Event()
    with _directory() as directory, _stopping(stopped.set):
        mall = Mall(
            fleet,
            directory,
            start_at=opening(fleet, time.time()),
            rate=arguments.speed,
            keep=out / "paper",
            printers=arguments.printers,
        )
        record = Record(mall, out)
        trouble = Trouble(mall, random, hardware=arguments.faults)
        crowd = Crowd(mall, visitors)
        try:
            mall.open()
            if not _wait(lambda: stopped.is_set() or _ready(mall), READY_S):
                print(f"the mall did not open within {READY_S:.0f} s; see {out}/log", file=sys.stderr)
                return 1
            crowd.start()
            if arguments.trouble or arguments.faults:
                trouble.start()
            _follow(mall, crowd, record, stopped)
            trouble.stop()
            finished = _drain(mall, record, stopped)
            crowd.stop()
        finally:
            trouble.stop()
            mall.close()
            faults = record.close()
            shutil.copytree(directory / "log", out / "log", dirs_exist_ok=True)
        findings = Findings(
            visitors=len(visitors), presses=crowd.presses, interrupted=crowd.interrupted, papers=record.papers,
            held=list(crowd.held), shown=[one.label for one in record.shown],
            heard=[one.label for one in record.heard], paper_outs=trouble.paper_outs,
            hardware_faults=trouble.faults,
        )  # fmt: skip
        if stopped.is_set() or not finished:
            faults.append("stopped before everybody was served")
        restarted = {name for name in mall.warden.running() if mall.warden.starts(name) > 1}
        return _close_books(directory, out, findings, faults, restarted)


def _close_books(
    directory: Path, out: Path, findings: Findings, faults: list[str], restarted: set[str]
) -> int:
    """Compare what people experienced with what the hub wrote down; 0 if they agree."""
    verified = _hub(directory, "verify")
    if verified.returncode:
        faults.append(f"hub verify: {verified.stdout.strip()}{verified.stderr.strip()}")
    exported = _hub(directory, "export", "journal").stdout
    (out / "journal.jsonl").write_text(exported, encoding="utf-8")
    for suffix in ("", "-wal"):
        source = directory / f"hub.db{suffix}"
        if source.exists():
            shutil.copy(source, out)
    journal = [json.loads(line) for line in exported.splitlines()]
    summary, found = audit(journal, findings, restarted)
    summary["faults"] = [*found, *faults]
    (out / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({key: value for key, value in summary.items() if key != "faults"}))
    for fault in summary["faults"]:
        print(f"fault: {fault}", file=sys.stderr)
    return 1 if summary["faults"] else 0


def _follow(mall: Mall, crowd: Crowd, record: Record, stopped: threading.Event) -> None:
    """Wait until the last visitor holds paper, telling now and then how it goes."""
    told = 0.0
    while crowd.waiting_for_paper() and not stopped.wait(0.1):
        if time.monotonic() - told > 5:
            told = time.monotonic()
            clock = time_text(local(mall.now(), mall.fleet.mall.timezone))
            print(f"{clock}  {len(record.papers)} papers, {len(record.shown)} calls", flush=True)


def _drain(mall: Mall, record: Record, stopped: threading.Event) -> bool:
    """Wait until nobody waits or is served any more and everything was said; False if that does not come."""
    pads = [mall.boxes[pad] for pad in mall.of_role("counter_pad")]
    quiet_since = time.monotonic()
    busy_until = time.monotonic() + DRAIN_S + 3600 / mall.rate
    seen = (0, 0)
    while time.monotonic() < busy_until and not stopped.wait(0.1):
        idle = all(
            pad.lamp("link") != "off" and pad.lamp(shows) == "off"
            for pad in pads
            for shows in ("waiting", "called")
        )
        now_seen = (len(record.shown), len(record.heard))
        if not idle or now_seen != seen:
            quiet_since, seen = time.monotonic(), now_seen
        elif time.monotonic() - quiet_since > QUIET_S:
            return True
    return False


def _hub(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "hub", "--log-level", "WARNING", *command, "hub.toml"),
        cwd=directory, capture_output=True, text=True, check=False,
    )  # fmt: skip


# --- helpers ----------------------------------------------------------------------------------------------


def _ready(mall: Mall) -> bool:
    """Every kiosk is open and every pad knows the hub."""
    kiosks = [mall.boxes[kiosk] for kiosk in mall.of_role("ticket_kiosk")]
    pads = [mall.boxes[pad] for pad in mall.of_role("counter_pad")]
    return (
        all(box.lamp(service) == "on" for box in kiosks for service in box.device.buttons)
        and all(box.lamp("link") == "on" for box in pads)
        and all(eye.latest is not None for eye in mall.eyes.values())
        and all(
            (mall.directory / "var" / display / "voice" / "manifest.json").exists()
            for display in mall.of_role("display")
        )
    )


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _clear(out: Path) -> None:
    """Make the directory ready. An earlier run's files would pass for this one's; anybody else's stay.

    Raises:
        ConfigError: it holds files that are not a rehearsal's, or cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()) and not (out / MARK).exists():
            raise ConfigError(f"--out {out}: holds files of something else; name an empty or a new directory")
        (out / MARK).write_text("This directory is overwritten by `make demo`.\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--out {out}: {error.strerror}") from None
    for name in ("paper", "screen", "voice", "log", "media"):
        shutil.rmtree(out / name, ignore_errors=True)
    for name in (
        "journal.jsonl",
        "summary.json",
        "minutes.csv",
        "minutes.svg",
        "diary.csv",
        "hub.db",
        "hub.db-wal",
    ):
        (out / name).unlink(missing_ok=True)
    (out / "paper").mkdir()


@contextlib.contextmanager
def _directory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mpp-mall-", ignore_cleanup_errors=True) as directory:
        yield Path(directory)


@contextlib.contextmanager
def _stopping(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM ask for an orderly end."""

    def handle(_number: int, _frame: Any) -> None:
        stop()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
