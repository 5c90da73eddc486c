"""`python -m broker_config`: the broker's files, their proof, live traffic, message reference."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from broker_config.check import check, identity
from broker_config.conf import BrokerFile, render, template
from broker_config.reference import documents
from broker_config.settings import ConfigError, load
from broker_config.tail import line, now, tail

if TYPE_CHECKING:
    from collections.abc import Sequence


def _render(arguments: argparse.Namespace) -> int:
    files = render(load(arguments.broker, BrokerFile), template())
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (arguments.out / name).write_text(text, encoding="utf-8")
        print(arguments.out / name)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    faults = 0
    for finding in check(load(arguments.broker, BrokerFile), arguments.broker.parent):
        faults += bool(finding.todo)
        print(
            f"FAULT  {finding.what}: {finding.todo}" if finding.todo else f"ok     {finding.what}", flush=True
        )
    return 1 if faults else 0


def _tail(arguments: argparse.Namespace) -> int:
    file = load(arguments.broker, BrokerFile)
    who = arguments.observer or next(iter(file.observers), "")
    if not who:
        raise ConfigError(
            f"{arguments.broker}: observers: nobody may listen in; name one in site.toml, [broker]"
        )
    if who not in file.observers:
        known = ", ".join(file.observers) or "none"
        raise ConfigError(
            f"--as {who}: that is no observer, and would throw the one of that name off (there is {known})"
        )
    tls = identity(file, who, arguments.broker.resolve().parent)
    width = 0 if arguments.full else 200
    try:
        tail(
            tls,
            who,
            arguments.host,
            arguments.port or file.listener.port,
            file.listener.site,
            lambda topic, payload: print(line(topic, payload, now(), width), flush=True),
        )
    except KeyboardInterrupt:
        print(file=sys.stderr)
    return 0


def _reference(arguments: argparse.Namespace) -> int:
    samples = {path.stem: json.loads(path.read_bytes()) for path in arguments.samples.glob("*.json")}
    try:
        files = documents(samples)
    except KeyError as missing:
        raise ConfigError(f"{arguments.samples}: there is no golden sample {missing.args[0]}.json") from None
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (arguments.out / name).write_text(text, encoding="utf-8")
        print(arguments.out / name)
    return 0


def parser() -> argparse.ArgumentParser:
    """All the commands, each with an example in its help."""
    top = argparse.ArgumentParser(
        prog="python -m broker_config",
        description="The broker's files, their proof, live traffic, message reference.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, summary: str, example: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=f"{summary}.",
            epilog=f"Example: python -m broker_config {example}",
        )

    def broker_file(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "broker", type=Path, metavar="broker.toml", help="as `python -m provisioning plan` writes it"
        )

    sub = command("render", "Write mosquitto.conf and acl", "render /etc/mpp/broker.toml --out /etc/mpp")
    broker_file(sub)
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write them")
    sub.set_defaults(run=_render)

    sub = command(
        "check", "Prove the files beside broker.toml on a mosquitto of our own", "check /etc/mpp/broker.toml"
    )
    broker_file(sub)
    sub.set_defaults(run=_check)

    sub = command(
        "tail", "Show the live traffic, one line a message", "tail /etc/mpp/broker.toml --as teknisi"
    )
    broker_file(sub)
    sub.add_argument(
        "--as", dest="observer", default="", metavar="ID", help="an observer (the first in the file)"
    )
    sub.add_argument("--host", default="localhost", help="where the broker is (%(default)s)")
    sub.add_argument("--port", type=int, default=0, help="its port (the file's)")
    sub.add_argument("--full", action="store_true", help="do not cut long lines")
    sub.set_defaults(run=_tail)

    sub = command("reference", "Write messages.md and asyncapi.json", "reference --out docs")
    sub.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write them")
    sub.add_argument(
        "--samples",
        type=Path,
        default=Path("tests/contract/golden"),
        metavar="DIR",
        help="golden samples (%(default)s)",
    )
    sub.set_defaults(run=_reference)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all is well, 1 with the reason on stderr when not."""
    parsed = parser().parse_args(arguments)
    try:
        return parsed.run(parsed)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
