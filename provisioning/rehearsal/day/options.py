"""The options of `rehearse --day`. Light: the command's help needs no more than this."""

from __future__ import annotations

import argparse
from typing import NamedTuple

DAY_S = 86_400.0


class DayPlan(NamedTuple):
    """What is asked for: `tickets` of a whole day, which part of it (seconds after midnight), killing the hub."""

    tickets: int
    seed: int
    speed: float
    since: float
    until: float
    kill_hub: bool


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options to the command's."""
    parser.add_argument(
        "--day", action="store_true", help="a whole scripted Friday, every minute compared with the record"
    )
    parser.add_argument("--tickets", type=_tickets, default=1500, help="of that day (%(default)s)")
    parser.add_argument(
        "--from", type=_clock, default=0.0, dest="since", metavar="HH:MM", help="begin that day later"
    )
    parser.add_argument("--until", type=_clock, default=DAY_S, metavar="HH:MM", help="leave that day early")
    parser.add_argument("--kill-hub", action="store_true", help="kill the hub now and then on that day")


def plan(arguments: argparse.Namespace) -> DayPlan:
    """What the command's arguments ask for."""
    return DayPlan(
        tickets=arguments.tickets, seed=arguments.seed, speed=arguments.speed, since=arguments.since,
        until=arguments.until, kill_hub=arguments.kill_hub,
    )  # fmt: skip


def _tickets(text: str) -> int:
    number = int(text)
    if not 10 <= number <= 4000:
        raise argparse.ArgumentTypeError("a day has 10 to 4000 tickets")
    return number


def _clock(text: str) -> float:
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60):
        raise argparse.ArgumentTypeError("a time of the day is meant, such as 09:30")
    return int(hours) * 3600.0 + int(minutes) * 60.0
