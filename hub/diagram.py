"""The page on a ticket's states, drawn from the table that the hub runs by: `python -m hub.diagram --out docs`.

Never says anything that is not in `tickets.TRANSITIONS`, but for what a state and an event mean to people.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from hub import events as e
from hub.tickets import AT_COUNTER, ENDED, IN_LINE, TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "ticket-states.md"

STATES = {
    "reserved": "the hub has proposed a label; nothing is promised yet",
    "printing": "the kiosk has bound a label; its paper is on the way",
    "waiting": "the paper is out, or nobody knows and it carries a flag: it can be called",
    "called": "a counter has called it",
    "serving": "the visitor is at the counter",
    "parked": "put aside by its counter: a form is being filled in, a copy fetched",
    "finished": "the counter is done",
    "no_show": "called, and nobody came",
    "failed": "the paper did not come out; its place waits for the one that replaces it",
    "void": "it never reached paper",
    "cancelled": "struck off by a person, or its day ended before it was called",
}

HEAD = """# The states of a ticket

*Written by `python -m hub.diagram --out docs` (`make docs`) from `TRANSITIONS` in `hub/tickets.py`. Do not edit.*

A ticket is one press of a button: one uid, one row. What happens to it is an event of the journal; an event that
the table does not allow in a state cannot happen, and changes nothing. What a kiosk says of its paper is believed
in every state: those events are in the second table, because they lead nowhere else.
"""


def page() -> str:
    """Write the page, in Markdown with a Mermaid diagram."""
    return "\n".join([HEAD, *_diagram(), "", *_states(), "", *_news(), ""])


def _diagram() -> Iterator[str]:
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (before, event), after in TRANSITIONS.items():
        if before != after:
            edges[before, after].append(_tag(event))
    yield "```mermaid"
    yield "stateDiagram-v2"
    for (before, after), events in edges.items():
        yield f"    {'[*]' if before == 'absent' else before} --> {after}: {', '.join(events)}"
    for state in STATES:
        if state in ENDED:
            yield f"    {state} --> [*]"
    yield "```"


def _states() -> Iterator[str]:
    yield "| state | what it means | where it stands | events that leave it |"
    yield "|---|---|---|---|"
    for state, meaning in STATES.items():
        place = "in line" if state in IN_LINE else "at a counter" if state in AT_COUNTER else ""
        place = place or ("ended" if state in ENDED else "out of line")
        leaving = [
            f"{_tag(event)} → {after}"
            for (before, event), after in TRANSITIONS.items()
            if before == state != after
        ]
        yield f"| `{state}` | {meaning} | {place} | {', '.join(leaving) or 'none'} |"


def _news() -> Iterator[str]:
    yield "| event | changes the row, and leaves it |"
    yield "|---|---|"
    for event in e.TICKET_EVENTS:
        staying = [
            f"`{before}`"
            for (before, kind), after in TRANSITIONS.items()
            if kind is event and before == after
        ]
        if staying:
            yield f"| {_tag(event)} | {', '.join(staying)} |"


def _tag(event: type[e.Event]) -> str:
    return str(event.__struct_config__.tag)


def main() -> None:
    """Write the page into a directory."""
    parser = argparse.ArgumentParser(prog="python -m hub.diagram", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs"), help="the directory (default: docs)")
    (parser.parse_args().out / NAME).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
