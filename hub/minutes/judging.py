"""Every counter's minutes of one day, under the register of that day. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.localtime import local
from hub.minutes.presence import Interval, intervals
from hub.schedule import windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from hub.minutes.evidence import Fact
    from hub.minutes.presence import Rules
    from hub.register import Register
    from hub.schedule import Window

Windows = dict[str, tuple["Window", ...]]


def date_of(start: float, register: Register) -> date:
    """The local date of a midnight."""
    return local(start, register.mall.timezone).date()


def plan(register: Register, start: float) -> Windows:
    """When each counter is to be open on the day that begins at `start` (UTC seconds of the local midnight).

    Of a counter that was archived nothing is expected any more, and of a day that is over nothing changes.
    """
    day = date_of(start, register)
    return {name: windows(register, name, day) for name in register.counters}


def judge(
    facts: Mapping[str, Sequence[Fact]], planned: Windows, start: float, until: float, rules: Rules
) -> dict[str, tuple[Interval, ...]]:
    """Per counter that was planned for, or of which anything is known, its intervals from `start` until a time."""
    names: Iterable[str] = sorted({*planned, *facts})
    return {
        name: intervals(facts.get(name, ()), planned.get(name, ()), start, until, rules) for name in names
    }
