"""How an officer of a scripted day works, whoever plays it. Pure: a generator of pauses in mall seconds.

An officer calls who waits, serves, gives up on who does not come, puts aside, sends on, and goes when it is time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from provisioning.rehearsal.day.people import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from provisioning.rehearsal.day import Officer, Stint
    from provisioning.rehearsal.day.people import Company

LOOK_S = 4.0  # how often somebody with nothing to do looks up
COMING_S = 45.0  # until an officer calls again, and then gives up
AGAIN_S = 20.0  # until a refused call is tried again
LAST_S = 2.5 * 3600.0  # so long after closing will anybody stay at most
FORM_SHARE, SENT_ON_SHARE = 0.3, 0.5  # of a visit, until somebody is put aside, or sent on


class Work:
    """An officer's day. `wants_next` tells whether this one calls the next without finishing the last."""

    def __init__(self, officer: Officer, company: Company, closes: float, habit: Callable[[], float]) -> None:
        self._me, self._company, self._closes, self._habit = officer, company, closes, habit
        self._acted = -1e9
        self._refused = -1e9
        self._touches = list(officer.touches)
        self._over_since: float | None = None

    def day(self) -> Iterator[float]:
        """Every stint."""
        stage, counter = self._company.stage, self._me.counter
        for stint in self._me.stints:
            while (left := stint.comes - stage.now) > 0:
                yield left
            self._company.note("came", counter=counter, who=self._me.who)
            yield from self._begin(stint)
            yield from self._work(stint)
            if stint.signs_out and self._me.console:
                stage.attend(self._me, "sign_out")
            self._company.note("went", counter=counter, who=self._me.who)

    def _begin(self, stint: Stint) -> Iterator[float]:
        """Show that somebody is here: sign in, or press a button that does nothing."""
        stage = self._company.stage
        if self._me.console:
            stage.attend(self._me, "sign_in")
        else:
            while (view := stage.look(self._me)) is None and stage.now < stint.ends:
                yield LOOK_S
            if view is not None and view.state == "idle":
                stage.press(self._me, "recall")
        self._acted = stage.now

    def _work(self, stint: Stint) -> Iterator[float]:
        stage, company = self._company.stage, self._company
        hours = company.day.hours[self._me.counter]
        assert hours is not None  # noqa: S101 - who works there has hours
        rest = hours.rest or (0.0, 0.0)
        while True:
            view = stage.look(self._me)
            over = stage.now >= stint.ends
            if over and stage.now >= self._closes:  # the last ones are served, however late it is
                left = view is None or view.waiting or company.back.get(self._me.counter)
                over = not left or stage.now > self._closes + LAST_S
            if not over or (view is not None and view.state != "idle"):
                self._over_since = None
            if view is not None and view.state != "idle":
                yield from self._serve(view)
            elif over:
                self._over_since = stage.now if self._over_since is None else self._over_since
                if stage.now - self._over_since >= stage.lag_s:
                    return
                yield LOOK_S
            elif view is None or stage.now < hours.opens or rest[0] <= stage.now < rest[1]:
                yield LOOK_S
            elif (label := self._is_back()) is not None:
                yield from self._call(label)
            elif view.waiting and stage.now - self._refused > AGAIN_S:
                yield from self._call("")
            else:
                self._touch()
                yield LOOK_S

    def _touch(self) -> None:
        now = self._company.stage.now
        due = bool(self._touches) and now >= self._touches[0]
        if not due and now - self._acted < self._me.restless_s:
            return
        if due:
            del self._touches[0]
        self._acted = now
        if self._me.console:
            self._company.stage.attend(self._me, "activity")
        else:
            self._company.stage.press(self._me, "recall")

    def _is_back(self) -> str | None:
        """Somebody who was put aside here, and stands before the counter again."""
        waiting = self._company.back.get(self._me.counter, [])
        for row in waiting:
            if row[0] <= self._company.stage.now:
                waiting.remove(row)
                return row[1]
        return None

    def _call(self, label: str) -> Iterator[float]:
        stage = self._company.stage
        done = stage.press(self._me, "call" if label else "call_next", label=label)
        self._acted = stage.now
        if done is None:
            self._refused = stage.now
            if label:
                self._company.back.setdefault(self._me.counter, []).append((stage.now + AGAIN_S, label))
            yield LOOK_S
        else:
            yield from self._serve(View("called", stage.on_screen(self._me.counter), waiting=False))

    def _serve(self, view: View) -> Iterator[float]:
        """Somebody was called here: wait, serve, or give up."""
        stage, company, counter = self._company.stage, self._company, self._me.counter
        for attempt in ("wait", "recall"):
            if attempt == "recall" and view.state == "called":
                stage.press(self._me, "recall")
            end = stage.now + COMING_S
            while stage.now < end and not company.is_at_counter(view.label):
                yield 2.0
            if company.is_at_counter(view.label):
                if view.state == "called":
                    stage.press(self._me, "serve")
                yield from self._attend_to(view.label)
                self._acted = stage.now
                return
        at = stage.press(self._me, "no_show")
        if at is not None:
            self._acted = at
            company.leaves(view.label, counter, "no_show", at)
        yield LOOK_S

    def _attend_to(self, label: str) -> Iterator[float]:
        stage, company, counter = self._company.stage, self._company, self._me.counter
        guest = company.guests[label]
        one = guest.visitor
        # A pad has no button to send somebody on with, and nobody could call by number afterwards.
        if one.story == "parks" and self._me.console and guest.service == one.service and one.away_s:
            yield one.service_s * FORM_SHARE
            if (at := stage.press(self._me, "park")) is not None:
                company.leaves(label, counter, "park", at)
                company.back.setdefault(counter, []).append((stage.now + one.away_s, label))
                company.guests[label] = guest._replace(visitor=one._replace(story=""))
                return
        if one.story == "moves" and self._me.console and guest.service == one.service:
            yield one.service_s * SENT_ON_SHARE
            if (at := stage.press(self._me, "transfer", service=one.to)) is not None:
                company.leaves(label, counter, "transfer", at)
                company.moves(label, one.to)
                return
        yield one.service_s
        yield from self._end(label)

    def _end(self, label: str) -> Iterator[float]:
        stage, company = self._company.stage, self._company
        view = stage.look(self._me)
        action = "call_next" if view is not None and view.waiting and self._habit() < 0.25 else "finish"
        if action == "call_next" and stage.now > self._me.stints[-1].ends:
            action = "finish"
        while (at := stage.press(self._me, action)) is None:
            yield LOOK_S  # the pad is dead, or the hub is away: the visitor is served all the same
            action = "finish"
            view = stage.look(self._me)
            if view is not None and (view.state == "idle" or view.label != label):
                at = stage.now
                break
        company.leaves(label, self._me.counter, "finish", at)
        self._acted = at
        following = stage.on_screen(self._me.counter)
        if action == "call_next" and following != label:
            yield from self._serve(View("called", following, waiting=False))
        else:
            yield LOOK_S
