"""One kiosk or pad: its devices, its role, its link, and the one loop that owns them all.

Whatever happens comes through the inbox; the loop lets the clerk act on it and feeds the watchdog after that. A
device that fails is reported and done without; a network thread that died ends the process.
"""

from __future__ import annotations

import contextlib
import logging
import math
import queue
import time
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from broker_config import contract as c
from broker_config.box import alike
from broker_config.box_sensors import Box, Places
from broker_config.codec import Heard
from broker_config.link import Down, Link, Undelivered, Up
from broker_config.localtime import local
from broker_config.outbox import Outbox
from broker_config.runtime import MallClock, notify, ready
from broker_config.settings import ConfigError
from kiosk import devices, roles, thread_watch
from kiosk.clerk import Clerk, Outlets, owed, remembered_time
from kiosk.hub_watch import HubWatch, LinkDown, LinkUp, NobodyHeard
from kiosk.no_panel import find_panel
from kiosk.receipt import Ticket, compose, compose_slip, height_mm, qr_text
from kiosk.rounds import Rounds

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.known_papers import KnownPapers
    from kiosk.receipt import Operation
    from kiosk.settings import KioskSettings

log = logging.getLogger(__name__)

HEARTBEAT_S = 1.0
HEALTH_EVERY_S = 60.0
HAND_OVER_S = 0.0005
CHORES_S = 0.05  # after whatever happened
COPY, SLIP = "copy:", "slip:"  # how the jobs are called that are no tickets


class Stop(NamedTuple):
    """End the loop."""


class Agent:
    """A device of the mall. `base` is the directory of its settings file, which relative paths start from.

    Raises:
        ConfigError: the settings cannot be used.
    """

    def __init__(self, settings: KioskSettings, path: Path) -> None:
        base = path.parent
        storage = base / settings.storage.directory
        storage.mkdir(parents=True, exist_ok=True)
        self._settings, self._base = settings, base
        self.inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._outbox = Outbox(storage / "outbox.db")
        self._catalogue = _kept_catalogue(self._outbox)
        self._clock = MallClock(settings.clock)
        self._watch = HubWatch(self._clock.rate, remembered_time(self._outbox))
        self._box = Box(self._outbox, Places(storage), rate=self._clock.rate)
        self._parts = devices.open_parts(settings.parts, self.inbox, str(path), storage / "parts")
        self._rounds = Rounds(self._parts, HEARTBEAT_S)
        self._threads = thread_watch.Watch(self._rounds.hurry, self._busy)
        self._panel = find_panel(self._parts, self._watch.hub_time)
        self._role = self._make_role()
        self._paper = "unknown"
        self._clerk = Clerk(self._role, self._watch, self._outbox, self._outlets())
        self._link = self._make_link()
        self._health: tuple[c.Part, ...] = ()
        self._health_due = 0.0
        self._lamps: dict[str, roles.Pattern] = {}
        self._known = self._known_papers()
        self._words: roles.Words | None = None
        self._chores_at = 0.0
        if self._catalogue is not None:
            self._clerk.take(self._catalogue, time.monotonic())
            self._panel.take(self._catalogue, time.monotonic())

    def run(self) -> None:
        """Work until `Stop`."""
        self._link.start()
        thread_watch.tell_at_once(lambda: self.inbox.put(None))  # nothing to take, but a turn
        ready()
        try:
            while self._turn():
                if not self._link.alive:
                    raise RuntimeError("the network thread has ended")
                self._threads.look(time.monotonic())
                notify("WATCHDOG=1")
        finally:
            self.close()

    def close(self) -> None:
        """Give everything back; what was bound is on the disk."""
        self._link.stop()
        for part in self._parts.values():
            part.close()
        self._hear_of_last_papers(time.monotonic())
        self._outbox.close()

    def _hear_of_last_papers(self, now: float) -> None:
        """What became of the papers that nobody heard of yet: who got none, is owed one at the next start."""
        with contextlib.suppress(queue.Empty):
            while True:
                item = self.inbox.get_nowait()
                what = item.what if isinstance(item, devices.Happened) else None
                ended = _ended(what) if isinstance(what, devices.PrintDone) else None
                if ended is not None:
                    self._clerk.write_down(ended, now)

    # --- setting up ---------------------------------------------------------------------------------------

    def _make_role(self) -> roles.TicketKiosk | roles.CounterPad:
        device, outbox = self._settings.device, self._outbox
        if device.role == "counter_pad":
            if self._panel.there:
                raise ConfigError("[parts]: a counter_pad gives no numbers, and has no use for a panel")
            return roles.CounterPad(device.id, outbox.boot, self._watch)
        if device.role != "ticket_kiosk":
            raise ConfigError(
                f"[device] role: this program is a ticket_kiosk or a counter_pad, not a {device.role}"
            )
        if self._printer() is None:
            raise ConfigError('[parts]: a ticket_kiosk needs a part with type = "printer"')
        outbox.stretch()
        from kiosk.escpos_bytes import to_bytes  # noqa: PLC0415 - a pad has no printer to pay for

        self._to_bytes = to_bytes
        return roles.TicketKiosk(
            device.id, outbox.boot, self._watch, letter=outbox.recall("letter", ""),
            number=outbox.recall("number", 0), secret=outbox.secret,
            owed=owed(outbox), slips=not self._panel.there,
        )  # fmt: skip

    def _known_papers(self) -> KnownPapers | None:
        """What readers need from us: keys and the date; None without a reader."""
        reads = {reads for part in self._parts.values() if (reads := getattr(part, "reads", None))}
        if not reads:
            return None
        from kiosk.known_papers import KnownPapers, give_key  # noqa: PLC0415 - most pads have no reader

        give_key(self._settings.device, self._base)
        # Only a reader of codes can be shown a ticket, and only a kiosk prints one.
        kept = self._outbox if "code" in reads and self._printer() is not None else None
        return KnownPapers(self._watch, kept, lambda event: self._clerk.take(event, time.monotonic()))

    def _outlets(self) -> Outlets:
        return Outlets(
            send=lambda message: self._link.send(message),  # noqa: PLW0108 - a reborn kiosk has another link
            print=self._print,
            light=self._light,
            reborn=self._reborn,
            copy=self._print_copy,
            slip=self._print_slip,
            words=self._write,
            tell=self._panel.tell,
        )

    def _make_link(self) -> Link:
        will = c.DeviceState(status="offline", boot=self._outbox.boot)
        return Link(self._settings.broker, self._settings.device, self.inbox, will=will, base=self._base)

    def _printer(self) -> Any:
        return next((part for part in self._parts.values() if hasattr(part, "print")), None)

    def _busy(self) -> bool:
        return isinstance(self._role, roles.TicketKiosk) and self._role.busy

    # --- the loop -----------------------------------------------------------------------------------------

    def _turn(self) -> bool:
        """Wait for something and take it, or for time to bring something. False: stop."""
        now = time.monotonic()
        due = [self._rounds.go(now), self._chores_at]
        due += [at for at in (self._clerk.deadline(), self._health_deadline()) if at is not None]
        try:
            item = self.inbox.get(timeout=max(0.0, min(due) - time.monotonic()))
        except queue.Empty:
            self._clerk.tick(time.monotonic())
            self._chores_at = -math.inf
        else:
            if isinstance(item, Stop):
                self._link.send(c.DeviceState(status="offline", boot=self._outbox.boot))
                return False
            self._take(item, time.monotonic())
        now = time.monotonic()
        self._tell_panel(now)
        self._do_chores(now)
        return True

    def _do_chores(self, now: float) -> None:
        """What nobody waits for: never in the moments in which a press is asked for and bound."""
        if now < self._chores_at:
            self._chores_at = min(self._chores_at, now + CHORES_S)
            return
        self._chores_at = math.inf
        self._tell_health(now)
        if self._known is not None:
            self._known.turn(self._catalogue, now)

    def _take(self, item: Any, now: float) -> None:
        if isinstance(item, devices.Happened):
            self._take_from_part(item, now)
        elif isinstance(item, Heard):
            self._take_message(item.message, now)
        elif isinstance(item, Up):
            self._link.send(c.DeviceState(status="online", boot=self._outbox.boot))
            self._clerk.take(LinkUp(), now)
        elif isinstance(item, Down):
            self._clerk.take(LinkDown(), now)
        elif isinstance(item, Undelivered):
            self._clerk.take(NobodyHeard(item.message), now)

    def _take_from_part(self, happened: devices.Happened, now: float) -> None:
        what = happened.what
        self._rounds.soon(happened.part)
        if isinstance(what, devices.Meant):
            if not self._panel.meant(what, now):
                self._clerk.take(roles.Pressed(what.means), now)
        elif isinstance(what, devices.Touched):
            self._panel.take(what, now)
        elif isinstance(what, devices.Asked):
            self._clerk.take(roles.Wanted(what.service, what.priority, language=what.language), now)
        elif isinstance(what, devices.PrinterState):
            paper = "out" if what.cover_open and what.paper == "unknown" else what.paper
            self._paper = paper
            self._clerk.take(roles.PrinterIs(what.ok, paper), now)
        elif isinstance(what, devices.PrintDone):
            if (ended := _ended(what)) is not None:
                self._clerk.take(ended, now)
        elif isinstance(what, devices.Scanned):
            log.info("%s: a %s was shown", happened.part, what.kind)  # and nothing of it
            self._panel.reading(now)
            self._clerk.take(roles.Shown(what.kind, what.token, what.staff, what.booking), now)

    def _take_message(self, message: c.Message, now: float) -> None:
        if isinstance(message, c.DeviceProbe):
            self._link.send(c.DeviceAlive(nonce=message.nonce, boot=self._outbox.boot))
        elif isinstance(message, c.Catalogue):
            self._keep_catalogue(message, now)
        else:
            self._clerk.take(message, now)
            if isinstance(message, c.Offers):
                self._panel.take(message, now)

    def _keep_catalogue(self, catalogue: c.Catalogue, now: float) -> None:
        known = self._catalogue
        if known is not None and (catalogue.epoch, catalogue.rev) < (known.epoch, known.rev):
            return
        if catalogue == known:  # as at every reconnect: a card wears out
            return
        self._catalogue = catalogue
        with self._outbox.transaction(sync=False):  # retained at the broker: lost, it comes again
            self._outbox.write("catalogue", msgspec.json.encode(catalogue))
        self._clerk.take(catalogue, now)
        self._panel.take(catalogue, now)

    def _tell_panel(self, now: float) -> None:
        role, alive = self._role, self._watch.alive
        if isinstance(role, roles.TicketKiosk):
            self._panel.condition(now, alive=alive, giving=role.open, paper=self._paper, owed=role.owed(now))
        if self._panel.stirred:
            self._rounds.soon(self._panel.name)

    # --- ways out -----------------------------------------------------------------------------------------

    def _print(self, bind: roles.BindAndPrint) -> None:
        wait_min = None if bind.wait_s is None else round(bind.wait_s / 60)
        ticket = self._ticket(bind.service, bind.label, bind.token, bind.at if bind.trusted else None)
        self._hand_to_printer(
            bind.uid,
            compose(
                replace(
                    ticket,
                    ahead=bind.ahead,
                    wait_min=wait_min,
                    offline=bind.number > 0,
                    language=bind.language,
                    priority=bool(bind.priority),
                    replaces=self._label_of(bind.replaces),
                ),
                self._printer().options.paper_mm,
            ),
        )
        # The visitor waits for the printer's thread, and nobody for what we would do next: let it go first.
        time.sleep(HAND_OVER_S)
        if self._known is not None:
            self._known.printed(bind.uid)
        self._panel.bound(bind, wait_min)

    def _print_copy(self, bound: c.Bound) -> None:
        """The same number once more. How many were ahead was true then, and is left out."""
        ticket = self._ticket(bound.service, bound.label, bound.token, bound.at if bound.trusted else None)
        ticket = replace(ticket, copy=True, priority=bool(bound.priority))
        self._hand_to_printer(COPY + bound.uid, compose(ticket, self._printer().options.paper_mm))

    def _print_slip(self, slip: roles.PrintSlip) -> None:
        if self._catalogue is None:
            return  # whose slip would it be
        service = next((one.name for one in self._catalogue.services if one.id == slip.service), "")
        operations = compose_slip(
            self._catalogue.mall.name, service, slip.text, self._printer().options.paper_mm
        )
        self._hand_to_printer(SLIP + slip.service, operations)

    def _hand_to_printer(self, job: str, operations: list[Operation]) -> None:
        self._printer().print(job, self._to_bytes(operations), height_mm(operations))

    def _ticket(self, service_id: str, label: str, token: str, at: float | None) -> Ticket:
        catalogue = self._catalogue
        assert catalogue is not None  # noqa: S101 - without one there is no service to press
        mall = catalogue.mall
        # A service may have left the catalogue since it was pressed: its number is a number all the same.
        service = next((one for one in catalogue.services if one.id == service_id), None)
        agency = next((one for one in catalogue.agencies if service and one.id == service.agency), None)
        return Ticket(
            mall=mall.name,
            regency=mall.regency,
            agency=agency.name if agency else "",
            service=service.name if service else "",
            label=label,
            at=None if at is None else local(at, mall.timezone),
            hotline=(agency.hotline if agency else "") or mall.hotline,
            fee=service.fee if service else "",
            qr=qr_text(mall, token),
        )

    def _label_of(self, uid: str | None) -> str:
        """What stands on a paper that failed: its visitor may still hold a piece of it."""
        bound = self._outbox.find(c.Bound, uid) if uid else None
        return "" if bound is None else bound.label

    def _light(self, patterns: dict[str, roles.Pattern]) -> None:
        if patterns == self._lamps:
            return
        self._lamps = patterns
        for name, part in self._parts.items():
            shows = getattr(part.options, "shows", None)
            if shows is not None:
                part.set(patterns.get(shows, "off"))  # type: ignore[attr-defined] - what shows something is a lamp
                self._rounds.soon(name)

    def _write(self, words: roles.Words) -> None:
        if words != self._words:
            self._words = words
            for part in self._parts.values():
                if hasattr(part, "write"):  # what is written on is a text display
                    part.write((words.top, words.bottom))  # type: ignore[attr-defined] - see above

    def _reborn(self, _boot: int) -> None:
        """The will must carry the boot that the hub knows: begin a new session under it."""
        self._link.stop()
        self._link = self._make_link()
        self._link.start()

    def _health_deadline(self) -> float | None:
        return self._health_due if self._watch.alive else None

    def _tell_health(self, now: float) -> None:
        box = self._box.part(now, self._watch.hub_time(now), self._clock.now())
        if not self._watch.alive:
            return
        health = (*(part.health() for part in self._parts.values()), box)
        if not alike(health, self._health) or now >= self._health_due:
            self._health_due = now + HEALTH_EVERY_S
            if self._link.send(c.Health(parts=health)):
                self._health = health


def _ended(done: devices.PrintDone) -> roles.PrintEnded | roles.CopyEnded | None:
    """What the role is to hear of a job's end; nothing of a slip's."""
    if done.job.startswith(SLIP):
        return None
    if done.job.startswith(COPY):
        return roles.CopyEnded(done.job.removeprefix(COPY), done.result)
    return roles.PrintEnded(done.job, done.result, done.reason)


def _kept_catalogue(outbox: Outbox) -> c.Catalogue | None:
    kept = outbox.recall("catalogue", None)
    try:
        return None if kept is None else msgspec.json.decode(kept, type=c.Catalogue)
    except msgspec.MsgspecError:  # of an older version: the retained one comes soon
        return None
