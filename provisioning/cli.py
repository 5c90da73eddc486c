"""`python -m provisioning`: from one site.toml to a running mall.

A new command is a module-level `Command` and its place in `COMMANDS`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from broker_config.settings import ConfigError
from provisioning.apply import certify, lay_out, read_site
from provisioning.plan import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Command(NamedTuple):
    """One subcommand; `run` returns the exit status."""

    name: str
    summary: str
    example: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _site_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("site", type=Path, metavar="site.toml", help="the mall's description")


def _check(arguments: argparse.Namespace) -> int:
    fleet = read_site(arguments.site)
    rows = ("zones", "agencies", "services", "counters", "devices")
    counts = ", ".join(f"{name} {len(getattr(fleet, name))}" for name in rows)
    print(f"{fleet.mall.name}: {counts}. No faults.")
    if fleet.broker.host in ("localhost", "127.0.0.1") and len(fleet.devices) > 1:
        print(
            "Note: [broker] host is this machine alone; boxes elsewhere need the hub's name or address there."
        )
    return 0


def _plan_options(parser: argparse.ArgumentParser) -> None:
    _site_option(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write the files")
    parser.add_argument(
        "--machine", default="", metavar="ID", help="only this device's files, or the hub's (hub)"
    )
    parser.add_argument(
        "--settings", default=Places().settings, metavar="PATH", help="where the files will lie (%(default)s)"
    )
    parser.add_argument(
        "--program", default=Places().program, metavar="PATH", help="where the code will lie (%(default)s)"
    )


def _plan(arguments: argparse.Namespace) -> int:
    places = Places(settings=arguments.settings, program=arguments.program)
    for path in lay_out(read_site(arguments.site), arguments.out, machine=arguments.machine, places=places):
        print(path)
    return 0


def _certificates_options(parser: argparse.ArgumentParser) -> None:
    _site_option(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the authority's directory")
    parser.add_argument(
        "--only", nargs="+", default=(), metavar="ID", help="only these: broker, hub, kiosk-1, identity"
    )


def _certificates(arguments: argparse.Namespace) -> int:
    made = certify(read_site(arguments.site), arguments.out, only=arguments.only)
    for name in made:
        print(arguments.out / name)
    print(f"{len(made)} made; what was there and still fits was kept. Keep {arguments.out / 'ca.key'} safe.")
    return 0


def _rehearse_options(parser: argparse.ArgumentParser) -> None:
    from provisioning.rehearsal import rehearse  # noqa: PLC0415 - the other commands need no virtual hardware

    rehearse.options(parser)


def _rehearse(arguments: argparse.Namespace) -> int:
    from provisioning.rehearsal import rehearse  # noqa: PLC0415 - the other commands need no virtual hardware

    return rehearse.run(arguments)


COMMANDS = (
    Command(
        "check",
        "look for faults in a site.toml, all at once",
        "python -m provisioning check provisioning/examples/small.toml",
        _site_option,
        _check,
    ),
    Command(
        "plan",
        "write the files of every machine, or of one",
        "python -m provisioning plan site.toml --machine kiosk-1 --out files/",
        _plan_options,
        _plan,
    ),
    Command(
        "certificates",
        "make the mall's own authority, and the certificates and the identity key that are missing",
        "python -m provisioning certificates site.toml --out keys/",
        _certificates_options,
        _certificates,
    ),
    Command(
        "rehearse",
        "run a whole mall on this machine: with a page in the browser, or unattended with --visitors",
        "python -m provisioning rehearse --visitors 60 --speed 60 --seed 1 --out rehearsal/",
        _rehearse_options,
        _rehearse,
    ),
)


def parser() -> argparse.ArgumentParser:
    """All the commands, each with an example in its help."""
    top = argparse.ArgumentParser(
        prog="python -m provisioning", description="Set up a mall from one site.toml."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    for command in COMMANDS:
        sub = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.summary[0].upper() + command.summary[1:] + ".",
            epilog=f"Example: {command.example}",
        )
        command.options(sub)
        sub.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did all it should, 1 with the reason on stderr when not."""
    parsed = parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:  # a directory that cannot be written, a full disk
        print(f"{error.filename or 'the system'}: {error.strerror}", file=sys.stderr)
        return 1
