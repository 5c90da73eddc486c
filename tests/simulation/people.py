"""Visitors who want a paper, and officers who work the counters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.simulation.boxes import Kiosk, Pad
    from tests.simulation.world import World

PATIENCE_S = (12.0, 25.0)
CARD = "ca" * 16  # what stands for the one staff card of the mall


class Visitor:
    """Presses a button, waits, and presses again elsewhere if nothing comes out."""

    def __init__(self, world: World, name: str, service: str) -> None:
        self._world, self.name, self._service = world, name, service
        self.paper = ""
        self.presses = 0
        self._since = 0
        self._at: Kiosk | None = None

    def come(self) -> None:
        """Take a number, or try to."""
        if self._has_paper():
            return
        world = self._world
        open_ = [
            kiosk
            for kiosk in world.kiosks
            if kiosk.alive and kiosk.lamps.get(self._service) in ("on", "fast")
        ]
        if open_:
            self._at = open_[world.dice.randrange(len(open_))]
            self._since = len(world.audit.all_papers)
            self.presses += 1
            world.note(self.name, f"presses at {self._at.name}")
            self._at.press(self._service)
        world.after(world.dice.uniform(*PATIENCE_S) if open_ else 2.0, self.come)

    def _has_paper(self) -> bool:
        """The first paper of this service that came out at this kiosk since, and that nobody has taken."""
        if not self.paper and self._at is not None:
            taken = self._world.people.taken
            for paper in self._world.audit.all_papers[self._since :]:
                here = (paper.kiosk, paper.service) == (self._at.name, self._service)
                if here and id(paper) not in taken:
                    self.paper = paper.uid
                    taken.add(id(paper))
                    break
        return bool(self.paper)


class Officer:
    """Works a counter's pad, more or less sensibly."""

    def __init__(self, world: World, pad: Pad) -> None:
        self._world, self._pad = world, pad
        self.pace = (0.8, 5.0)

    def work(self) -> None:
        """Press something."""
        dice = self._world.dice
        action = dice.choices(
            ("call_next", "recall", "serve", "finish", "no_show", "face", "card"), weights=(5, 1, 2, 2, 1, 2, 1)
        )[0]  # fmt: skip
        if action == "card":
            self._pad.show(CARD)
        else:  # the visitor's finger is no other than the officer's
            self._pad.press(f"face-{dice.randint(1, 4)}" if action == "face" else action)
        self._world.after(dice.uniform(*self.pace), self.work)


class People:
    """Everybody in the hall."""

    def __init__(self, world: World, visitors: int, seconds: float, services: Iterable[str]) -> None:
        self._world = world
        self.taken: set[int] = set()
        names = list(services)
        self.visitors = [
            Visitor(world, f"visitor-{number}", names[world.dice.randrange(len(names))])
            for number in range(visitors)
        ]
        self.officers = [Officer(world, pad) for pad in world.pads]
        for visitor in self.visitors:
            world.after(world.dice.uniform(0.0, seconds), visitor.come)
        for officer in self.officers:
            world.after(world.dice.uniform(0.0, seconds / 4), officer.work)

    def hurry(self, pace: tuple[float, float]) -> None:
        """Let the officers press a button every so many seconds."""
        for officer in self.officers:
            officer.pace = pace

    def waits_for(self) -> str:
        """Why the day is not over yet; empty: everybody holds a paper, nobody waits or stands at a counter."""
        hall = self._world.hub.desk.hall
        reasons = [f"{visitor.name} has no paper" for visitor in self.visitors if not visitor._has_paper()]
        reasons += [
            f"{box.name} still has something to say"
            for box in (*self._world.kiosks, *self._world.pads)
            if not box.settled
        ]
        reasons += [f"{uid} is at {counter}" for counter, uid in hall.active.items()]
        reasons += [
            f"{uid} is {hall.tickets[uid].state}"
            for service in hall.services
            for uid in hall.lines.of(service)
        ]
        return ", ".join(reasons[:5])
