"""What a counter pad decides: (event, now) -> actions. Pure. An officer's buttons and card, and a visitor's faces.

Commands need the hub, because only it knows who is next; a vote and a card do not, they are written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from broker_config import contract as c
from kiosk.hub_watch import Admitted, HubWatch, LinkDown, NobodyHeard, Send
from kiosk.roles import pad_words
from kiosk.roles.actions import Lamps, LogCard, LogRating, Pattern, Words
from kiosk.roles.events import Pressed, RatingKept, Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.roles.pad_words import Lines

# What has to do with the hub and with lamps is in real seconds; what people do, in the mall's.
ASK_AGAIN_S = (0.150, 0.400)
GIVE_UP_S = 0.800
UNDERSTOOD_S = 1.5  # how long a lamp shows that a command was not done
TWICE_S = 3.0  # a call within so long after another one is the same one
TOLD_S = 4.0  # how long words stay that somebody is to read
THANKS_S = 2.0
TOLD_VISITOR_S = 2.0  # why a face was not taken
RATE_S = 180.0  # whoever was served so long ago is gone; the hub says so itself, as long as it is there
CARD_AGAIN_S = 3.0  # a card within so long after itself was not meant to go again
FACE = "face-"
_CALLED: dict[str, Pattern] = {"called": "slow", "serving": "on"}
_OF_A_CARD = ".0"  # how the uid of an outcome ends that is about the last card, not about a press


class CounterPad:
    """An officer's buttons: each press is one command, asked until the hub has answered or is given up."""

    def __init__(self, device: str, boot: int, watch: HubWatch) -> None:
        self._device, self._boot, self._watch = device, boot, watch
        self._sequence = 0
        self._command: c.CounterCommand | None = None
        self._given_up: c.CounterCommand | None = None  # may have been done all the same
        self._next = ""  # pressed while the one before was still asked
        self._asked, self._began = 0, 0.0
        self._called_at = float("-inf")
        self._view: c.CounterView | None = None
        self._rate_since = 0.0  # when we first heard of the ticket that may be rated
        self._rated = ""
        self._card, self._card_at = "", float("-inf")
        self._until: dict[str, float] = {}  # what is shown for a while: failed, understood, thanks, words
        self._words: Lines = pad_words.STARTING

    def deadline(self) -> float | None:
        """When `tick` has something to do."""
        due = [self._watch.deadline(), *self._until.values(), self._next_due() if self._command else None]
        return min((at for at in due if at is not None), default=None)

    def handle(self, event: object, now: float) -> list[object]:
        """Take what happened; gives what to do about it."""
        actions = self._watch.handle(event, now)
        for action in actions:
            if isinstance(action, Admitted):
                self._boot = max(self._boot, action.welcome.boot)
        take = _TAKE.get(type(event))
        if take is not None:
            actions += take(self, event, now)
        elif isinstance(event, LinkDown) or (
            isinstance(event, NobodyHeard) and self._command == event.message
        ):
            self._give_up(now)
        return actions + self.tick(now)

    def tick(self, now: float) -> list[object]:
        """Ask again, or give the command up."""
        actions = self._watch.tick(now)
        self._until = {what: until for what, until in self._until.items() if now < until}
        if self._command is not None and now >= self._began + GIVE_UP_S:
            self._watch.doubt(now)
            self._give_up(now)
        elif self._command is not None and now >= self._next_due():
            self._asked += 1
            actions.append(Send(self._command))
        return [*actions, Lamps(self.lamps()), Words(*self.words())]

    def lamps(self) -> dict[str, Pattern]:
        """Whether people wait, a number is called (blinking) or served, the hub is there, a vote was taken."""
        view = self._view
        link: Pattern = "fast" if "failed" in self._until else "on" if self._watch.alive else "off"
        called: Pattern = _CALLED.get(view.state, "off") if view else "off"
        waiting: Pattern = "on" if view and view.waiting and self._watch.alive else "off"
        thanks: Pattern = "on" if "thanks" in self._until else "off"
        return {
            "waiting": waiting, "called": "double" if "understood" in self._until else called, "link": link,
            "thanks": thanks,
        }  # fmt: skip

    def words(self) -> Lines:
        """What the text display says, where there is one."""
        if "words" in self._until:
            return self._words
        if not self._watch.alive:
            return pad_words.STARTING if self._view is None else pad_words.NO_HUB
        return pad_words.standing(self._view) if self._view else pad_words.STARTING

    def _tell(self, words: Lines, now: float, seconds: float = TOLD_S) -> None:
        self._words, self._until["words"] = words, now + seconds

    def _fail(self, words: Lines, now: float) -> None:
        self._until["failed"] = now + UNDERSTOOD_S
        self._tell(words, now)

    # --- the officer --------------------------------------------------------------------------------------

    def _next_due(self) -> float:
        waits = (*ASK_AGAIN_S, GIVE_UP_S)
        return self._began + waits[min(self._asked - 1, len(ASK_AGAIN_S))]

    def _take_press(self, event: Pressed, now: float) -> list[object]:
        if event.means.startswith(FACE):
            return self._take_face(event.means.removeprefix(FACE), now)
        return self._press(event.means, now)

    def _press(self, action: str, now: float) -> list[object]:
        if self._command is not None:
            self._next = action if action != self._command.action else self._next  # twice the same is once
            return []
        self._next = ""
        if action == "call_next" and now < self._called_at + self._watch.lasts(TWICE_S):
            self._until["understood"] = now + UNDERSTOOD_S  # nobody means to pass over whom they just called
            return []
        if not self._watch.alive:
            self._fail(pad_words.NO_HUB, now)
            return []
        self._sequence += 1
        uid = f"{self._device}.{self._boot}.{self._sequence}"
        self._command = c.CounterCommand(uid=uid, action=action, at=self._watch.hub_time(now))  # type: ignore[arg-type] - the settings were checked
        self._asked, self._began = 1, now
        return [Send(self._command)]

    def _give_up(self, now: float) -> None:
        if self._command is not None:
            self._given_up, self._command, self._next = self._command, None, ""
            self._fail(pad_words.NO_ANSWER, now)

    def _take_outcome(self, event: c.CommandOutcome, now: float) -> list[object]:
        command = self._command
        if event.uid.endswith(_OF_A_CARD):
            (self._tell if event.done else self._fail)(pad_words.two_lines(event.text), now)
        if self._given_up is not None and event.uid == self._given_up.uid:
            self._take_late(self._given_up, event, now)
            return []
        if command is None or event.uid != command.uid:
            return []
        self._command = None
        if not event.done:
            self._next = ""
            self._fail(pad_words.two_lines(event.text), now)
            return []
        self._until.pop("words", None)  # what was wrong before is not any more
        if command.action == "call_next":
            self._called_at = now
        return self._press(self._next, now) if self._next else []

    def _take_late(self, command: c.CounterCommand, event: c.CommandOutcome, now: float) -> None:
        """An answer after we had said that there is none: nobody is to press again what was done."""
        self._given_up = None
        if not event.done:
            self._fail(pad_words.two_lines(event.text), now)
            return
        self._until.pop("failed", None)
        self._until.pop("words", None)
        if command.action == "call_next":
            self._called_at = now

    def _take_shown(self, event: Shown, now: float) -> list[object]:
        if event.kind != "card":
            return []
        if not event.staff:
            self._fail(pad_words.CARD_UNKNOWN, now)
            return []
        again = event.staff == self._card and now < self._card_at + self._watch.lasts(CARD_AGAIN_S)
        self._card, self._card_at = event.staff, now
        if again:
            return []
        self._tell(pad_words.CARD_READ if self._watch.alive else pad_words.CARD_KEPT, now)
        return [LogCard(event.staff, self._watch.hub_time(now))]

    # --- the visitor --------------------------------------------------------------------------------------

    def _take_view(self, event: c.CounterView, now: float) -> list[object]:
        view = self._view
        if view is None or (event.epoch, event.rev) >= (view.epoch, view.rev):
            if view is None or view.rate != event.rate:
                self._rate_since = now
            if view is not None and event.state == "called" and event.label != view.label:
                self._called_at = now  # whether or not we were told that it was our press
            self._view = event
        return []

    def _take_face(self, score: str, now: float) -> list[object]:
        uid = self._view.rate if self._view is not None else None
        known = uid is not None and uid != self._rated and now < self._rate_since + self._watch.lasts(RATE_S)
        if score not in ("1", "2", "3", "4"):
            return []
        if not known:  # nobody shall take the officer's words for the hub's absence as the answer to a face
            rated = uid is not None and uid == self._rated
            unrated = pad_words.NOT_YET if self._watch.alive else pad_words.NO_RATING
            self._tell(pad_words.RATED if rated else unrated, now, TOLD_VISITOR_S)
            return []
        return [LogRating(uid or "", int(score), self._watch.hub_time(now))]

    def _take_kept(self, event: RatingKept, now: float) -> list[object]:
        """It is on the disk, or was there before: only the first one is thanked for."""
        self._rated = event.ticket
        if event.new:
            self._until["thanks"] = now + THANKS_S
            self._tell(pad_words.THANKS, now, THANKS_S)
        return []


_TAKE: dict[type, Callable[[Any, Any, float], list[object]]] = {
    Pressed: CounterPad._take_press,  # noqa: SLF001 - the table of the class above
    Shown: CounterPad._take_shown,  # noqa: SLF001
    RatingKept: CounterPad._take_kept,  # noqa: SLF001
    c.CommandOutcome: CounterPad._take_outcome,  # noqa: SLF001
    c.CounterView: CounterPad._take_view,  # noqa: SLF001
}
