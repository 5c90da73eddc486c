"""What a counter pad decides: (event, now) -> actions. Pure."""

from __future__ import annotations

from broker_config import contract as c
from kiosk.hub_watch import Admitted, HubWatch, LinkDown, NobodyHeard, Send
from kiosk.roles.actions import Lamps, Pattern
from kiosk.roles.events import Pressed

ASK_AGAIN_S = (0.150, 0.400)
GIVE_UP_S = 0.800
UNDERSTOOD_S = 1.5  # how long a lamp shows that a command was not done
_CALLED: dict[str, Pattern] = {"called": "slow", "serving": "on"}


class CounterPad:
    """An officer's buttons: each press is one command, asked until the hub has answered or is given up."""

    def __init__(self, device: str, boot: int, watch: HubWatch) -> None:
        self._device, self._boot, self._watch = device, boot, watch
        self._sequence = 0
        self._command: c.CounterCommand | None = None
        self._next = ""  # pressed while the one before was still asked
        self._asked, self._began = 0, 0.0
        self._failed_until: float | None = None
        self._view: c.CounterView | None = None

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        due = [self._watch.deadline(), self._failed_until, self._next_due() if self._command else None]
        return min((at for at in due if at is not None), default=None)

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened; gives what to do about it."""
        actions = self._watch.handle(event, now)
        for action in actions:
            if isinstance(action, Admitted):
                self._boot = max(self._boot, action.welcome.boot)
        if isinstance(event, Pressed):
            actions += self._press(event.means, now)
        elif isinstance(event, c.CommandOutcome) and self._command and event.uid == self._command.uid:
            self._command = None
            if not event.done:
                self._failed_until, self._next = now + UNDERSTOOD_S, ""
            elif self._next:
                actions += self._press(self._next, now)
        elif isinstance(event, c.CounterView):
            newest = self._view is None or (event.epoch, event.rev) >= (self._view.epoch, self._view.rev)
            self._view = event if newest else self._view
        elif isinstance(event, LinkDown) or (
            isinstance(event, NobodyHeard) and self._command == event.message
        ):
            self._give_up(now)
        return actions + self.tick(now)

    def tick(self, now: float) -> list[object]:
        """Ask again, or give the command up."""
        actions = self._watch.tick(now)
        if self._failed_until is not None and now >= self._failed_until:
            self._failed_until = None
        if self._command is not None and now >= self._began + GIVE_UP_S:
            self._watch.doubt(now)
            self._give_up(now)
        elif self._command is not None and now >= self._next_due():
            self._asked += 1
            actions.append(Send(self._command))
        return [*actions, Lamps(self.lamps())]

    def lamps(self) -> dict[str, Pattern]:
        """Whether people wait, whether a number is called (blinking) or served, whether the hub is there."""
        view = self._view
        link: Pattern = "fast" if self._failed_until is not None else "on" if self._watch.alive else "off"
        called: Pattern = _CALLED.get(view.state, "off") if view else "off"
        waiting: Pattern = "on" if view and view.waiting and self._watch.alive else "off"
        return {"waiting": waiting, "called": called, "link": link}

    def _next_due(self) -> float:
        waits = (*ASK_AGAIN_S, GIVE_UP_S)
        return self._began + waits[min(self._asked - 1, len(ASK_AGAIN_S))]

    def _press(self, action: str, now: float) -> list[object]:
        if self._command is not None:
            self._next = action if action != self._command.action else self._next  # twice the same is once
            return []
        self._next = ""
        if not self._watch.alive:
            self._failed_until = now + UNDERSTOOD_S
            return []
        self._sequence += 1
        uid = f"{self._device}.{self._boot}.{self._sequence}"
        self._command = c.CounterCommand(uid=uid, action=action, at=self._watch.hub_time(now))  # type: ignore[arg-type] - the settings were checked
        self._asked, self._began = 1, now
        return [Send(self._command)]

    def _give_up(self, now: float) -> None:
        if self._command is not None:
            self._command, self._next = None, ""
            self._failed_until = now + UNDERSTOOD_S
