"""The hub's front desk: a message or a command in, events and answers out. Pure.

Two times are passed in: `now`, the mall's clock in UTC seconds, for what is recorded; and `mono`, real monotonic
seconds, for the protocol's deadlines. What the desk itself remembers (who is online, whose print is awaited) is
volatile: after a restart the devices introduce themselves again.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config import contract as c
from broker_config.localtime import service_day
from hub import admission, commands
from hub import events as e
from hub.decisions import decide
from hub.devices import Presence
from hub.evolution import evolve
from hub.refused import Refused
from hub.shown import TOLD_S, Shown, outcome_of_card
from hub.signage.floor import Floor, groups
from hub.signage.pictures import Seen
from hub.signage.usher import Usher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from broker_config.codec import Heard
    from hub.hall import Hall
    from hub.tickets import Ticket

SILENCE_S = 10.0  # after so long without a word about its print, a ticket may be called with a flag
PROOF_S = 5.0  # a device that is said to be online must show it within this time
STALE_S = 5.0  # a press older than this was stuck in a broken network
LONGEST_TEXT = 400  # of what the contract takes
NOTED_S = 60.0  # a press that was refused shows that somebody is there; so often is enough


class Out(NamedTuple):
    """Something to be said, after the commit."""

    message: c.Message
    to: str = ""
    zone: str = ""


class Station(NamedTuple):
    """What the fleet says of a device: its role, and the counter or the zone it stands at."""

    role: c.Role
    counter: str = ""
    zone: str = ""


class Happened(NamedTuple):
    """An event, and the ticket that it happened to as it was and as it is; `None` for what concerns no ticket."""

    event: e.Event
    before: Ticket | None
    after: Ticket | None


class Desk:
    """Work that was taken in is in `events` (already folded into the hall) and `answers` until `take`."""

    def __init__(self, hall: Hall, stations: dict[str, Station], *, rate: float = 1.0) -> None:
        self.hall, self.stations = hall, stations
        self.presence: dict[str, Presence] = {}
        self.heard: dict[str, float] = {}  # when each was heard last
        self.up: set[str] = set()  # those that are known to be there, because they were heard
        self.health: dict[str, tuple[c.Part, ...]] = {}
        self.versions: dict[str, str] = {}  # of the programs, as they were told at birth
        self.faults: dict[str, tuple[float, c.Part]] = {}  # the last part that was not well, and since when
        self._storms: dict[str, admission.Storm] = {}
        self.shown = Shown()
        self.usher = Usher(_displays(stations))
        self._floor = Floor()
        self.rate = rate
        # Each one's boot, and when it was heard before that.
        self.heard_before: dict[str, tuple[int, float]] = {}
        # Both in the order in which they fall due, for each is given the same time from when it was asked.
        self._awaited: dict[str, float] = {}  # uid -> when its print's silence ends
        self._unproven: dict[str, float] = {}  # device -> when its proof of life is due
        self._events: list[Happened] = []
        self._answers: dict[object, Out] = {}

    def take(self) -> tuple[list[Happened], list[Out]]:
        """What was decided since the last time: to be committed, and then to be said."""
        events, answers = self._events, list(self._answers.values())
        self._events, self._answers = [], {}
        return events, answers

    def hear(self, heard: Heard, now: float, mono: float) -> None:
        """Take a device's message."""
        if heard.sender not in self.stations:
            return  # the broker admits only the fleet; this one left it since
        self._turn_day(now, mono)  # first: what is taken now belongs to the day that begins now
        handle = _HANDLERS.get(type(heard.message))
        if handle is not None:
            handle(self, heard.sender, heard.message, now, mono)
        if not isinstance(heard.message, c.DeviceState):  # a retained state proves nothing
            self._unproven.pop(heard.sender, None)
            presence = self.presence.get(heard.sender)
            if presence is not None and not presence.online:  # its will was late
                self.presence[heard.sender] = presence._replace(online=True)
            self.heard[heard.sender] = now
            if heard.sender not in self.up:
                self.up.add(heard.sender)
                self.happen([e.DeviceUp(at=now, device=heard.sender)], mono)

    def do(self, command: commands.Command, now: float, mono: float) -> list[e.Event]:
        """Decide a command and let it happen.

        Raises:
            Refused: nothing happened.
        """
        events = decide(self.hall, command, now)
        self.happen(events, mono)
        return events

    def happen(self, events: list[e.Event], mono: float) -> None:
        """Fold events into the hall, and remember whose print is awaited."""
        tickets = self.hall.tickets
        for event in events:
            uid = event.uid if isinstance(event, e.TicketEvent) else ""
            before = tickets.get(uid)
            evolve(self.hall, event)
            self._events.append(Happened(event, before, tickets.get(uid)))
            if isinstance(event, e.Reserved | e.Bound):
                if tickets[event.uid].state in ("reserved", "printing"):
                    _expect(self._awaited, event.uid, mono + SILENCE_S)
            elif isinstance(event, e.TicketEvent):
                self._awaited.pop(event.uid, None)

    def answer(self, message: c.Message, to: str, key: object = None) -> None:
        """Say something to a device after the commit; with a key, only the last such thing."""
        self._answers[key if key is not None else len(self._answers)] = Out(message, to)

    def tick(self, now: float, mono: float) -> None:
        """What time alone does: days end, silence ends, devices fail to prove that they live."""
        self._turn_day(now, mono)
        for uid in _due(self._awaited, mono):
            del self._awaited[uid]
            self.do(commands.Presume(uid, "silence"), now, mono)
        for device in _due(self._unproven, mono):
            del self._unproven[device]
            self.lose(device, now, mono, since=self.heard.get(device, now))
        for command in self.usher.due(self.hall, self.presence, self.health, now, mono):
            self.do(command, now, mono)
        self._give_floor(self._floor.grants(mono))

    def _turn_day(self, now: float, mono: float) -> None:
        mall = self.hall.register.mall
        day = service_day(now, mall.timezone, mall.day_ends).isoformat()
        if day > self.hall.day:
            self.do(commands.BeginDay(day), now, mono)

    def deadline(self) -> float | None:
        """The next monotonic time at which `tick` has something to do, days apart."""
        heads = (next(iter(row.values()), None) for row in (self._awaited, self._unproven))
        return min((head for head in heads if head is not None), default=None)

    def await_prints(self, mono: float) -> None:
        """After a restart: give every open print its time again."""
        for ticket in self.hall.tickets.values():
            if ticket.state in ("reserved", "printing"):
                self._awaited[ticket.uid] = mono + SILENCE_S

    def doubt(self, mono: float) -> None:
        """The session with the broker is new: whoever was online must prove it."""
        self.usher.listen(mono)
        self._floor.listen(mono)
        for device, presence in self.presence.items():
            if presence.online:
                _expect(self._unproven, device, mono + PROOF_S)
                self.answer(c.DeviceProbe(nonce=presence.boot), device, ("probe", device))

    def lose(self, device: str, now: float, mono: float, since: float) -> None:
        """A device is gone, `since` when it was surely there: what it was printing may be called, with a flag."""
        presence = self.presence.get(device)
        if presence is not None:
            self.presence[device] = presence._replace(online=False)
        self._floor.lose(device)
        self._gone(device, now, mono, since)
        for ticket in self.hall.of_device(device, frozenset({"reserved", "printing"})):
            self.do(commands.Presume(ticket.uid, "kiosk lost"), now, mono)

    def deafen(self, now: float, mono: float) -> None:
        """The session with the broker is over: nobody can be heard."""
        for device in sorted(self.up):
            self._gone(device, now, mono, now)

    def _gone(self, device: str, now: float, mono: float, since: float) -> None:
        if device in self.up:
            self.up.discard(device)
            self.happen([e.DeviceDown(at=now, device=device, since=since)], mono)

    # --- messages ---------------------------------------------------------------------------------------

    def _state(self, device: str, message: c.DeviceState, now: float, mono: float) -> None:
        current = self.presence.get(device)
        if message.status == "online":
            if current is None:  # retained from before we came: to be proved
                self.presence[device] = Presence(message.boot, online=True, seen_at=now)
                _expect(self._unproven, device, mono + PROOF_S)
        elif current is None or current.boot == message.boot:
            self.presence.setdefault(device, Presence(message.boot, online=False, seen_at=now))
            self.lose(device, now, mono, since=now)  # until just now the broker had its sign of life

    def _birth(self, device: str, message: c.Birth, now: float, mono: float) -> None:
        storm = self._storms.setdefault(device, admission.Storm())
        self.happen(storm.birth(device, now, mono), mono)
        if admission.is_strange(self.hall, device, message) and not storm.may_admit(mono):
            return
        self.happen(admission.admit(self.hall, device, message, now), mono)
        self.versions[device] = message.version
        record = self.hall.device(device)
        welcome = c.Welcome(
            boot=record.boot, epoch=self.hall.epoch, acked=record.log_seq, letter=record.letter, at=now
        )
        self.answer(welcome, device, ("welcome", device))
        self.presence[device] = Presence(record.boot, online=True, seen_at=now)
        if self.heard_before.get(device, (0, 0.0))[0] != record.boot:
            self.heard_before[device] = record.boot, self.heard.get(device, 0.0)

    def _probe(self, device: str, message: c.HubProbe, now: float, _mono: float) -> None:
        self.answer(c.HubAlive(nonce=message.nonce, at=now), device, ("alive", device))

    def _alive(self, device: str, message: c.DeviceAlive, now: float, _mono: float) -> None:
        self.presence[device] = Presence(message.boot, online=True, seen_at=now)

    def _health(self, device: str, message: c.Health, now: float, _mono: float) -> None:
        before = {(part.name, part.state, part.detail) for part in self.health.get(device, ())}
        for part in message.parts:  # a figure that changes is no other fault
            if part.state != "ok" and (part.name, part.state, part.detail) not in before:
                self.faults[device] = now, part
        self.health[device] = message.parts

    def _picture(self, device: str, message: c.Picture, now: float, _mono: float) -> None:
        self.usher.pictures.keep(device, Seen(now, message.jpeg))

    def _ask_floor(self, device: str, message: c.FloorRequest, _now: float, mono: float) -> None:
        self._floor.groups = groups(self.hall.register.zones.values())
        self._give_floor(self._floor.ask(device, self.stations[device].zone, message, mono))

    def _give_floor(self, given: Iterable[tuple[str, c.FloorGranted]]) -> None:
        for device, granted in given:
            self.answer(granted, device, ("floor", device))

    def _request(self, device: str, message: c.TicketRequest, now: float, mono: float) -> None:
        if int(message.uid.split(".")[1]) < self.hall.device(device).boot:
            return  # of a life that is over: its birth has ended what it had asked for
        try:
            self.do(commands.Issue(device, message), now, mono)
        except Refused as refused:
            reason = _REASONS.get(refused.reason, "unknown_service")
            text, english = str(refused)[:LONGEST_TEXT], refused.text("en")[:LONGEST_TEXT]
            self.answer(c.Refusal(uid=message.uid, reason=reason, text=text, english=english), device)
            return
        ticket = self.hall.tickets[message.uid]
        outlook = self.hall.outlook(ticket, now)
        self.answer(
            c.Proposal(
                uid=ticket.uid, label=ticket.label, ahead=outlook.ahead, wait_s=outlook.wait_s, at=now,
            ),
            device,
        )  # fmt: skip

    def _log(self, device: str, entry: Any, now: float, mono: float) -> None:
        record = self.hall.device(device)
        # Only what follows on what we hold: a gap means that some were lost on the way and come again. We may
        # hold more than the device: a power cut takes entries that it had sent, but not synced.
        if record.journal and entry.prev <= record.log_seq < entry.seq:
            events = self.do(_COMMANDS[type(entry)](self, device, entry, now), now, mono)
            # If whoever showed the card may still stand there.
            if isinstance(entry, c.CardShown) and entry.at and now - entry.at <= TOLD_S * self.rate:
                self.answer(outcome_of_card(self.hall, device, events), device, ("card", device))
        self.answer(c.LogAck(acked=self.hall.device(device).log_seq), device, ("ack", device))

    def _command(self, device: str, message: c.CounterCommand, now: float, mono: float) -> None:
        counter = self.stations[device].counter
        try:
            if message.at is not None and now - message.at > STALE_S * self.rate:
                raise Refused("stale")  # noqa: TRY301 - answered like any refusal
            command = commands.Operate(counter, message.action, device, message.uid, at=message.at)
            self.do(command, now, mono)
        except Refused as refused:
            self.answer(c.CommandOutcome(uid=message.uid, done=False, text=str(refused)), device)
            # It was pressed all the same: somebody is there.
            if refused.reason != "stale" and now - self.hall.acted.get(counter, 0.0) > NOTED_S:
                self.happen([e.Attended(at=now, counter=counter, how="button", device=device)], mono)
            return
        record, active = self.hall.device(device), self.hall.tickets.get(self.hall.active.get(counter, ""))
        # A call that was the same as the one before changed nothing, and is about whoever stands called.
        label = active.label if active and record.command != message.uid else record.command_label
        self.answer(c.CommandOutcome(uid=message.uid, done=True, label=label or None), device)


# As the contract names them.
_REASONS: dict[str, Any] = {"stale_number": "stale", "closed": "closed", "booking_used": "no_booking"}


def _bound(desk: Desk, device: str, entry: c.Bound, _now: float) -> commands.Command:
    # What a boot wrote without any time of ours is not from before we heard the boot before it.
    _boot, heard_before = desk.heard_before.get(device, (0, 0.0))
    return commands.TakeBound(device, entry, heard_before)


_COMMANDS: dict[type[c.Durable], Callable[[Desk, str, Any, float], commands.Command]] = {
    c.Bound: _bound,
    c.Printed: lambda _desk, device, entry, _now: commands.TakePrinted(device, entry),
    c.Reprinted: lambda _desk, device, entry, _now: commands.TakeReprinted(device, entry),
    c.Rated: lambda desk, device, entry, _now: commands.TakeRated(
        device, desk.stations[device].counter, entry
    ),
    c.CardShown: lambda desk, device, entry, now: desk.shown.whose(
        desk.hall, device, desk.stations[device].counter, entry, now
    ),
}


def _displays(stations: dict[str, Station]) -> dict[str, tuple[str, ...]]:
    """Per zone, the displays that stand there."""
    found: dict[str, tuple[str, ...]] = {}
    for device, station in stations.items():
        if station.role == "display":
            found[station.zone] = (*found.get(station.zone, ()), device)
    return found


def _expect(row: dict[str, float], key: str, due: float) -> None:
    row.pop(key, None)  # to the end of the row
    row[key] = due


def _due(row: dict[str, float], mono: float) -> list[str]:
    if not row or next(iter(row.values())) > mono:
        return []
    return [key for key, _at in takewhile(lambda item: item[1] <= mono, row.items())]


_HANDLERS: dict[type[c.Message], Callable[..., None]] = {
    c.DeviceState: Desk._state,  # noqa: SLF001 - the table of the class above
    c.Birth: Desk._birth,  # noqa: SLF001
    c.HubProbe: Desk._probe,  # noqa: SLF001
    c.DeviceAlive: Desk._alive,  # noqa: SLF001
    c.Health: Desk._health,  # noqa: SLF001
    c.TicketRequest: Desk._request,  # noqa: SLF001
    **dict.fromkeys(_COMMANDS, Desk._log),  # noqa: SLF001
    c.BookingAsked: lambda desk, device, asked, now, _mono: desk.answer(
        desk.shown.booking(desk.hall, asked, now), device
    ),
    c.CounterCommand: Desk._command,  # noqa: SLF001
    c.Picture: Desk._picture,  # noqa: SLF001
    c.FloorRequest: Desk._ask_floor,  # noqa: SLF001
    c.FloorReleased: lambda desk, device, message, _now, _mono: desk._floor.release(device, message.nonce),  # noqa: SLF001
}
