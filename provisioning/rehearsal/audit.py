"""Does what people held, saw and heard agree with what the hub wrote down? Pure.

The journal is read as any outsider would read it: one JSON object a line. Nothing of the hub's code is used.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ENDINGS = {"finished": "finished", "no_show": "no_show", "lapsed": "lapsed"}


class Row(NamedTuple):
    """What became of one uid, from the journal."""

    label: str
    bound: bool
    ending: str
    calls: int


class Findings(NamedTuple):
    """What people experienced. `visitors` wanted one paper each; `presses` a kiosk felt."""

    visitors: int
    presses: int
    interrupted: int
    papers: Sequence[str]
    held: Iterable[str]
    shown: Sequence[str]
    heard: Sequence[str]
    paper_outs: int
    hardware_faults: int = 0


def fold(journal: Iterable[dict[str, Any]]) -> dict[str, Row]:
    """The last state of every uid."""
    rows: dict[str, Row] = {}
    for event in journal:
        uid = event.get("uid")
        if not uid:
            continue
        row = rows.get(uid, Row("", bound=False, ending="", calls=0))
        kind = event["event"]
        row = row._replace(label=event["label"])
        if kind == "bound":
            row = row._replace(bound=True)
        if kind in ("called", "recalled"):
            row = row._replace(calls=row.calls + 1)
        if kind in ENDINGS or kind in ("voided", "replaced", "failed"):
            row = row._replace(ending=ENDINGS.get(kind, "void"))
        rows[uid] = row
    return rows


def announcements(journal: Iterable[dict[str, Any]]) -> list[str]:
    """The labels of all calls and recalls, in order."""
    return [event["label"] for event in journal if event["event"] in ("called", "recalled")]


def audit(
    journal: list[dict[str, Any]], found: Findings, restarted: set[str]
) -> tuple[dict[str, Any], list[str]]:
    """The summary, and every disagreement.

    `restarted` names processes that were killed: a press may then have come to nothing, and its visitor pressed
    again; a display that was away has missed what was called meanwhile.
    """
    rows = fold(journal)
    live = {uid: row for uid, row in rows.items() if row.ending != "void"}
    labels = Counter(row.label for row in live.values())
    papers = Counter(found.papers)
    lost = [f"paper {label} has no ticket at the hub" for label in papers if label not in labels]
    lost += [
        f"ticket {row.label} ({uid}) was not called and ended"
        for uid, row in live.items()
        if not row.ending or not row.calls
    ]
    held = set(found.held)
    if len(held) < found.visitors:
        lost.append(f"{found.visitors - len(held)} of {found.visitors} visitors hold no paper")
    doubled = [f"label {label} is on {count} papers" for label, count in papers.items() if count > 1]
    doubled += [f"label {label} belongs to {count} tickets" for label, count in labels.items() if count > 1]
    doubled += [
        f"{count} {what} for {found.presses} presses"
        for what, count in (("papers", len(found.papers)), ("tickets", len(live)))
        if count > found.presses
    ]
    without_paper = [row.label for row in live.values() if row.label not in papers]
    faults = [*lost, *doubled]
    if not restarted and not found.paper_outs and not found.hardware_faults:
        counts = {"presses": found.presses, "papers": len(found.papers), "tickets": len(live)}
        faults += [
            f"{count} {name} for {found.visitors} visitors"
            for name, count in counts.items()
            if count != found.visitors
        ]
        faults += [f"ticket {label} has no paper" for label in without_paper]
    if not any(name.startswith("display") for name in restarted):
        faults += _sequence("shown", found.shown, announcements(journal))
        faults += _sequence("heard", found.heard, announcements(journal))
    summary = {
        "visitors": found.visitors,
        "presses": found.presses,
        "interrupted": found.interrupted,
        "papers": len(found.papers),
        "tickets": len(live),
        "called": sum(row.calls > 0 for row in live.values()),
        "finished": sum(row.ending == "finished" for row in live.values()),
        "no_show": sum(row.ending == "no_show" for row in live.values()),
        "void": len(rows) - len(live),
        "without_paper": len(without_paper),
        "paper_outs": found.paper_outs,
        "hardware_faults": found.hardware_faults,
        "shown": len(found.shown),
        "heard": len(found.heard),
        "lost": len(lost),
        "doubled": len(doubled),
        "faults": faults,
    }
    return summary, faults


def _sequence(what: str, found: Sequence[str], called: Sequence[str]) -> list[str]:
    if list(found) == list(called):
        return []
    missing, extra = Counter(called) - Counter(found), Counter(found) - Counter(called)
    return [
        f"{what}: missing {sorted(missing.elements())}, too many {sorted(extra.elements())}, or out of order"
    ]
