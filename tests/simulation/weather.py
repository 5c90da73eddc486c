"""What goes wrong in a run, drawn from its seed: which faults, how many, when; and how all of it heals.

A fault that makes the design give up a promise says which one (`audit.excused`), and only for the uids it touches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import contract as c
from broker_config.outbox import Outbox
from tests.simulation.boxes import Kiosk
from tests.simulation.disk import Disk
from tests.simulation.network import Weather
from tests.simulation.world import CLOSING, MORNING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.world import World

CALM = Weather()
ROUGH = Weather(delay=0.001, spread=0.02, slow=0.02)
FOUL = Weather(delay=0.001, spread=0.05, slow=0.03, lost=0.05, doubled=0.05, ordered=False)


class Storm:
    """The faults of one seed."""

    def __init__(self, world: World, seconds: float) -> None:
        self._world, self._seconds = world, seconds
        dice = world.dice
        world.broker.weather = dice.choice((CALM, CALM, ROUGH, FOUL))
        world.wills = dice.choice((1.0, 1.0, 0.5, 0.0))
        for kiosk in world.kiosks:
            kiosk.printer.mute = dice.random() < 0.1
        everyday = (
            self._kill,
            self._kill,
            self._fuse,
            self._fuse,
            self._broker,
            self._unplug,
            self._paper,
            self._jam,
        )
        rare: tuple[Callable[[], None], ...] = (
            self._wipe,
            self._old_card,
            self._backup,
            self._clock,
            self._blackout,
        )
        self._clones: list[tuple[Kiosk, Kiosk]] = []
        if dice.random() < 0.04:
            world.after(dice.uniform(0.0, seconds), self._clone)
        for _ in range(dice.choice((0, 2, 4, 8, 12))):
            world.after(dice.uniform(0.0, seconds), dice.choice(everyday))
        for fault in rare:
            if dice.random() < 0.15:
                world.after(dice.uniform(0.0, seconds), fault)

    # --- every day ----------------------------------------------------------------------------------------

    def _kill(self) -> None:
        dice = self._world.dice
        dice.choice(self._world.parties).die(power=dice.random() < 0.4)

    def _fuse(self) -> None:
        """Kill somebody at a step, rather than at a time: between a commit and what follows it."""
        dice = self._world.dice
        party = dice.choice(self._world.parties)
        party.fuse, party.power_fails = dice.randrange(12), dice.random() < 0.4

    def _broker(self) -> None:
        world = self._world
        if world.broker.up:
            world.note("broker", "is killed")
            world.broker.die()
            world.after(world.dice.uniform(0.1, 5.0), self._broker_back)

    def _broker_back(self) -> None:
        self._world.broker.up = True
        self._world.note("broker", "is back")

    def _unplug(self) -> None:
        dice = self._world.dice
        dice.choice(self._world.parties).unplug(dice.choice((0.3, 2.0, 12.0, 20.0)))

    def _paper(self) -> None:
        kiosk = self._world.dice.choice(self._world.kiosks)
        kiosk.printer.run_out()
        self._world.after(self._world.dice.uniform(2.0, 15.0), kiosk.printer.refill)

    def _jam(self) -> None:
        self._world.dice.choice(self._world.kiosks).printer.jams += 1

    # --- now and then -------------------------------------------------------------------------------------

    def _blackout(self) -> None:
        """The power of the whole hall fails."""
        self._world.note("mall", "the power fails")
        for party in self._world.parties:
            party.die(power=True)

    def _wipe(self) -> None:
        """A new card: what the old one had not yet told the hub is lost with it."""
        kiosk = self._world.dice.choice(self._world.kiosks)
        kiosk.die(power=True, back=1e9)
        kiosk.note("gets a new card")
        kiosk.cards += 1
        self._excuse(kiosk, "was only on a card that is gone")
        kiosk.disk.wipe()
        self._world.after(3.0, kiosk.start)

    def _old_card(self) -> None:
        """The card is replaced by a copy of it that was made now; then time goes by, then the copy is put in."""
        kiosk = self._world.dice.choice(self._world.kiosks)
        image = kiosk.disk.images[-1]
        self._world.after(self._world.dice.uniform(1.0, 20.0), self._put_old_card, kiosk, image)

    def _put_old_card(self, kiosk: Kiosk, image: bytes) -> None:
        kiosk.die(power=True, back=1e9)
        kiosk.note("gets an old copy of its card")
        kiosk.cards += 1
        self._excuse(kiosk, "was only on a card that is gone")
        kiosk.disk.images = [image]
        kiosk.old_card = True
        self._world.after(3.0, kiosk.start)

    def _clone(self) -> None:
        """A second box runs from a copy of a kiosk's card, in its name: what either prints meanwhile is not safe."""
        original = self._world.dice.choice(self._world.kiosks)
        if not original.alive or original.cloned:
            return
        self._clones.append((original, clone(original)))

    def _remove_clones(self) -> None:
        """A technician takes the second box away, and starts the first one again."""
        for original, twin in self._clones:
            twin.die(power=True, back=1e9)
            original.die(power=True, back=1.0)
            for box in (original, twin):
                self._excuse(box, "of two logs in one name, the hub could take only one")
            original.cloned, original.old_card = False, True

    def _excuse(self, kiosk: Kiosk, why: str) -> None:
        """The rows of these may be missing: nobody alive knows them."""
        if not kiosk.disk.images[-1]:
            return
        copy = Disk(lambda: None)
        copy.images = kiosk.disk.images[-1:]
        card = Outbox("card", connect=copy.connect)
        for entry in card.pending(after=0, limit=1_000_000):
            if isinstance(entry, c.Bound):
                row = self._world.audit.rows.get(entry.uid)
                if row is None or not row.bound:
                    self._world.audit.excused[entry.uid] = why

    def _backup(self) -> None:
        """The hub's machine breaks; another one starts from a backup of a while ago."""
        backup = self._world.hub.back_up()
        self._world.after(self._world.dice.uniform(0.5, 15.0), self._world.hub.restore, backup)

    def _clock(self) -> None:
        """Somebody sets the hub's clock, and later sets it right."""
        hub, dice = self._world.hub, self._world.dice
        hub.clock_error = dice.choice((-86400.0, -3600.0, -30.0, 30.0, 3600.0, 43200.0, 86400.0))
        hub.clock_was_wrong = True
        hub.note(f"has a clock that is {hub.clock_error:+.0f} s off")

    # --- and in the end -----------------------------------------------------------------------------------

    def heal(self) -> None:
        """Everything works again."""
        world = self._world
        world.note("mall", "all is mended")
        world.broker.weather = CALM
        world.broker.up = True
        world.hub.clock_error = 0.0
        self._remove_clones()
        for party in world.parties:
            party.fuse = None
            party.plug()
            party.start()
        for kiosk in world.kiosks:
            kiosk.printer.mute = False
            kiosk.printer.refill()


def begins(world_dice_roll: float) -> float:
    """When the run begins: in the morning, or some seconds before the mall closes."""
    return MORNING if world_dice_roll > 0.15 else CLOSING - 300.0 * world_dice_roll


def clone(original: Kiosk) -> Kiosk:
    """Switch on a second box from a copy of a kiosk's card."""
    original.note("has a twin")
    twin = Kiosk(original.world, f"{original.name}-twin")
    twin.id = original.id
    twin.disk.images = [original.disk.images[-1]]
    original.cloned = twin.cloned = True
    twin.start()
    return twin
