"""What can go wrong with a kiosk's printer, and what must be true of every paper, outcome and row all the same."""

from __future__ import annotations

import argparse
import random
from typing import TYPE_CHECKING, NamedTuple

from hub.tickets import ENDED
from provisioning.rehearsal.ticket import advance_of
from tests.simulation.audit import Broken
from tests.simulation.printer_world import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from provisioning.rehearsal.mechanism import Character

CHARACTERS: tuple[Character, ...] = ("epson", "midrange", "mute")
CHANGE_S = 2.0  # nobody changes a roll faster
PRESS_AT, HANDS_AFTER_S, PLAYS_S = 12.0, 8.0, 45.0
NOISE = bytes(range(0x80, 0x100)) + b"A\x10\x00\x03"


class Fault(NamedTuple):
    """A fault by name: when it comes, how it is made, how hands mend it some seconds later."""

    when: str
    make: Callable[[Stage], object]
    mend: Callable[[Stage], object] = lambda _stage: None


def _set(**changes: object) -> Callable[[Stage], None]:
    def change(stage: Stage) -> None:
        for name, value in changes.items():
            setattr(stage.mechanism, name, value)

    return change


def _refill(stage: Stage) -> None:
    if stage.mechanism.left_mm > 0:
        stage.mechanism._paper_end_in = None  # the roll that was running out is a full one, after all
    else:
        stage.world.after(CHANGE_S, stage.mechanism.refill)


def _speak_again(stage: Stage) -> None:
    stage.mechanism.silent = stage.mechanism.character == "mute"


FAULTS: dict[str, Fault] = {
    "paper out before the job": Fault("before", lambda s: s.mechanism.end_paper(), _refill),
    "paper out at its first line": Fault(
        "before job", lambda s: s.mechanism.end_paper_in_next_ticket(2), _refill
    ),
    "paper out in its middle": Fault(
        "before job", lambda s: s.mechanism.end_paper_in_next_ticket(40), _refill
    ),
    "paper out after the job": Fault("after", lambda s: s.mechanism.end_paper(), _refill),
    "cover opened in the job": Fault("during", _set(cover_open=True), _set(cover_open=False)),
    "cutter jammed at the cut": Fault("before job", _set(jam_at_next_cut="recoverable")),
    "cutter jammed for good": Fault(
        "before job", _set(jam_at_next_cut="unrecoverable"), lambda s: s.power_cycle(port_stays=True)
    ),
    "head too hot in the job": Fault("during", _set(hot=True), _set(hot=False)),
    "mechanical error in the job": Fault("during", _set(mechanical=True), lambda s: s.power_cycle()),
    "unplugged in the job": Fault("during", lambda s: s.unplug(), lambda s: s.plug()),
    "power cycle in the job": Fault("during", lambda s: s.power_cycle()),
    "power cycle behind an adapter": Fault("during", lambda s: s.power_cycle(port_stays=True)),
    "mute in the job": Fault("during", _set(silent=True), _speak_again),
    "five times as slow": Fault("before job", _set(slowness=5.0), _set(slowness=1.0)),
    "garbage back": Fault("during", lambda s: s.babble(NOISE)),
    "kiosk killed in the job": Fault("during", lambda s: s.kill()),
}


def one_fault(character: Character, name: str, log: Callable[[str], None] | None = None) -> Stage:
    """A visitor presses once, the fault comes, hands mend it, and everything comes to rest."""
    stage, fault = Stage(character, log=log), FAULTS[name]
    world = stage.world
    for party in (world.hub, stage.kiosk):
        party.start()
    if fault.when == "before":
        world.at(PRESS_AT - 2.0, fault.make, stage)
    elif fault.when == "before job":
        world.at(PRESS_AT - 0.5, fault.make, stage)
    world.at(PRESS_AT, stage.press)
    if fault.when == "during":
        stage.when(_is_printing(stage), lambda: world.after(0.3, fault.make, stage))
    elif fault.when == "after":
        stage.when(lambda: stage.outcomes, lambda: world.after(0.5, fault.make, stage))
    world.at(PRESS_AT + HANDS_AFTER_S, fault.mend, stage)
    stage.play(PLAYS_S)
    return stage


# --- what must be true ------------------------------------------------------------------------------------------


def audit(stage: Stage) -> None:
    """Papers, outcomes and rows agree.

    Raises:
        Broken: they do not.
    """
    hall = stage.world.hub.desk.hall
    papers = stage.papers
    _holds(len(papers) == len(set(papers)), f"a number on two papers: {papers}")
    for label, uid in stage.uids.items():
        said = stage.outcomes.get(uid, [])
        _holds(len(said) <= 1, f"{label} ended more than once: {said}")
        row = hall.tickets.get(uid)
        _holds(row is not None and row.label == label, f"{label} has the row {row}")
        assert row is not None
        result = said[0].result if said else "?"
        if result == "printed":
            _holds(label in papers, f"{label} was said to be printed")
        if result == "failed":
            _holds(label not in papers, f"{label} failed, and came out whole all the same")
            _holds(row.state in ("void", "failed"), f"{label} failed, and is {row.state} at the hub")
            _holds(row.replaced_by, f"{label} failed, and nobody took its place")
        else:
            _holds(row.state not in ENDED | {"failed"}, f"{label} ({result}) is {row.state} at the hub")
    for label in papers:
        _one_paper_of_a_place(stage, label)


def _one_paper_of_a_place(stage: Stage, label: str) -> None:
    tickets, labels = stage.world.hub.desk.hall.tickets, {uid: name for name, uid in stage.uids.items()}
    uid = tickets[stage.uids[label]].replaced_by
    while uid:
        _holds(labels.get(uid) not in stage.papers, f"{label} and {labels.get(uid)} are papers of one place")
        uid = tickets[uid].replaced_by


def _holds(what: object, otherwise: str) -> None:
    if not what:
        raise Broken(otherwise)


def held(stage: Stage, label: str) -> str:
    """What the visitor holds of a number: its paper, pieces of it, one that is marked void, or nothing."""
    if label in stage.papers:
        return "paper"
    if any(label in piece.ticket.text and "BATAL" in piece.ticket.text for piece in stage.pieces):
        return "void"
    return "piece" if any(label in piece.ticket.text for piece in stage.pieces) else "nothing"


def story(stage: Stage) -> str:
    """What the visitor holds and what the hub says, number by number."""
    told = []
    for number, label in enumerate(stage.uids, 1):
        row = stage.row(label)
        told.append(f"{number}: {held(stage, label)}, {row.flag or row.state}")
    return "; ".join(told) or "no number"


def table() -> str:
    """The fault table of docs/printers.md."""
    lines = ["| fault | Epson-like | midrange | mute |", "|---|---|---|---|"]
    for name in FAULTS:
        cells = []
        for character in CHARACTERS:
            stage = one_fault(character, name)
            cells.append(story(stage))
            stage.close()
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


# --- chance -----------------------------------------------------------------------------------------------------
TROUBLE_S, MENDED_AFTER_S, HEALS_S = 25.0, 8.0, 20.0


def random_faults(seed: int, log: Callable[[str], None] | None = None) -> Stage:
    """A minute of presses and troubles, overlapping as they like; then all is mended and comes to rest."""
    dice = random.Random(seed)
    stage = Stage(CHARACTERS[seed % 3], seed, log=log, port_knows=dice.random() < 0.3)
    world = stage.world
    for party in (world.hub, stage.kiosk):
        party.start()
    for _ in range(dice.randrange(2, 8)):
        world.at(dice.uniform(5.0, TROUBLE_S), stage.press)
    for _ in range(dice.randrange(1, 6)):
        name, at = dice.choice(list(FAULTS)), dice.uniform(0.0, TROUBLE_S)
        world.at(at, _begin, stage, name, dice.random())
        world.at(at + dice.uniform(0.1, 8.0), FAULTS[name].mend, stage)
    world.at(TROUBLE_S + MENDED_AFTER_S, _heal, stage)
    stage.play(TROUBLE_S + MENDED_AFTER_S + HEALS_S)
    return stage


def _begin(stage: Stage, name: str, chance: float) -> None:
    stage.world.note("fault", name)
    if FAULTS[name].when == "during" and chance < 0.7:  # wait for a job to come
        busy, deadline = _is_printing(stage), min(stage.world.time + 10.0, TROUBLE_S + 5.0)
        stage.when(
            lambda: busy() or stage.world.time > deadline,
            lambda: stage.world.after(chance, FAULTS[name].make, stage),
        )
    else:
        FAULTS[name].make(stage)


def _is_printing(stage: Stage) -> Callable[[], bool]:
    return lambda: any(map(advance_of, stage.mechanism._head))


def _heal(stage: Stage) -> None:
    stage.world.note("fault", "all is mended")
    stage.plug()
    mechanism = stage.mechanism
    mechanism.jam_at_next_cut, mechanism.slowness, mechanism.hot, mechanism.cover_open = "", 1.0, False, False
    _speak_again(stage)
    if mechanism.mechanical or mechanism.cutter_error:
        stage.power_cycle()
    stage.world.after(CHANGE_S, mechanism.refill)


def main() -> None:
    """Play one seed and tell its story."""
    options = argparse.ArgumentParser(prog="python -m tests.simulation.printer_faults")
    options.add_argument("--table", action="store_true", help="print the table of docs/printers.md")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    if chosen.table:
        print(table())
        return
    try:
        stage = random_faults(chosen.seed, print)
        print(story(stage))
        audit(stage)
    except Broken as broken:
        print(f"BROKEN: {broken}")


if __name__ == "__main__":
    main()
