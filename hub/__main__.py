"""The hub's command line: `serve` a mall, `verify` its books, `export` its journal, let somebody in with a `link`."""

from __future__ import annotations

import argparse
import json
import logging
import queue
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from broker_config.link import Link
from broker_config.runtime import MallClock, on_stop, set_up_logging
from broker_config.settings import ConfigError, read_identity_key
from hub.bookkeeper import Bookkeeper
from hub.commands import EditMany
from hub.desk import Desk, Station
from hub.hall import Hall
from hub.minutes.past import every_interval, minutes_again
from hub.minutes.presence import Rules
from hub.minutes.thread import Minutes
from hub.refused import Refused
from hub.register import Register, from_mall
from hub.schedule import date_at
from hub.service import Service, Stop
from hub.settings import HubSettings, database_url, media_directory, read_mall_file, read_settings
from hub.signage.lately import last_month
from hub.signage.programme import files
from hub.storage.books import verify
from hub.storage.reading import days_since, journal, last_faults
from hub.storage.store import Store

log = logging.getLogger("hub")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if the books do not balance, 2 for what the caller can mend."""
    options = _parser().parse_args(arguments)
    set_up_logging(options.log_level)
    try:
        settings = read_settings(options.settings)
        base = options.settings.parent
        store = Store(database_url(settings, base))
        return options.run(settings, base, store, options)
    except ConfigError as error:
        print(f"hub: {error}", file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"hub: the database cannot be used: {error}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hub", description=__doc__, epilog="example: python -m hub serve /etc/mpp/hub.toml"
    )
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, text in (
        ("serve", _serve, "run the hub until it is stopped"),
        ("verify", _verify, "fold the journal and compare it with every table"),
        ("link", _link, "print a link with which somebody chooses a password; the hub may run meanwhile"),
        ("export", _export, "write the journal or the counters' minutes, one JSON object a line"),
    ):
        command = commands.add_parser(
            name, help=text, description=text, epilog=f"example: python -m hub {name} hub.toml"
        )
        if name == "export":
            command.add_argument("what", choices=("journal", "minutes"))
            command.epilog = "example: python -m hub export journal hub.toml > journal.jsonl"
        command.add_argument("settings", type=Path, help="hub.toml")
        if name == "link":
            command.add_argument(
                "--user", default="", metavar="ID", help="whose; nobody's: the first manager's"
            )
            command.epilog = "example: python -m hub link hub.toml --user siti"
        command.set_defaults(run=run)
    return parser


def _serve(settings: HubSettings, base: Path, store: Store, _options: Any) -> int:
    from hub.accounts.first_start import open_gate  # noqa: PLC0415 - nor without what makes passwords
    from hub.admin import serve_pages  # noqa: PLC0415 - the books can be read without Flask
    from hub.media.shelf import Limits, open_shelf  # noqa: PLC0415 - and without media

    clock = MallClock(settings.clock)
    hall = Hall(Register())
    store.load(hall)
    stations = {name: Station(row.role, row.counter, row.zone) for name, row in settings.devices.items()}
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    desk = Desk(hall, stations, rate=clock.rate)
    desk.shown.know(store.load_shown())
    desk.faults.update(last_faults(store))
    if not hall.register.version:
        _seed(desk, store, base / settings.catalogue.file, clock.now())
    store.stretch()
    shelf = open_shelf(media_directory(settings, base), Limits.of(settings.media), files(hall.register))
    pages = serve_pages(settings.web)
    counters = {name: station.counter for name, station in stations.items() if station.counter}
    bookkeeper = Bookkeeper(store, Minutes(store, counters, clock, inbox.put))
    _remember_lately(hall, store, clock.now())
    service = Service(desk, store, clock, inbox, pages.changed, bookkeeper)
    key = settings.device.identity
    identity = read_identity_key(base / key) if key else b""
    pages.open(service, open_gate(service, settings.web), shelf, identity)
    link = Link(settings.broker, settings.device, inbox, will=service.publisher.will, base=base)
    on_stop(lambda: inbox.put(Stop()))
    link.start()
    log.info("the hub serves %s, epoch %d, boot %d", hall.register.mall.name, hall.epoch, service.boot)
    try:
        service.run(link)
    finally:
        link.stop()
        pages.close()
        store.close()
    return 0


def _remember_lately(hall: Hall, store: Store, now: float) -> None:
    """What screens tell of the days before this one; the books have come to the end of the journal by now."""
    today = date_at(now, hall.register.mall.timezone)
    day = hall.day or today.isoformat()
    hall.lately.remember(*days_since(store, f"{last_month(today)}-01", day), day)


def _seed(desk: Desk, store: Store, file: Path, now: float) -> None:
    """An empty database starts with the mall of the file; from then on it is the database that counts."""
    rows = tuple(from_mall(read_mall_file(file)))
    try:
        desk.do(EditMany("", rows), now, 0.0)
    except Refused as refused:
        raise ConfigError(f"{file}: {refused.text('en')}") from None
    store.write([each.event for each in desk.take()[0]], desk.hall)
    log.info("the mall of %s is the register's beginning: %d rows", file.name, len(rows))


def _link(settings: HubSettings, _base: Path, store: Store, options: Any) -> int:
    from hub.accounts.first_start import print_link  # noqa: PLC0415 - the books can be read without passwords

    hall = Hall(Register())
    store.load(hall)
    print_link(store, hall.register.users, settings.web, options.user)
    return 0


def _verify(settings: HubSettings, _base: Path, store: Store, _options: Any) -> int:
    counters = {name: row.counter for name, row in settings.devices.items() if row.counter}
    faults = [*verify(store, Hall(Register())), *minutes_again(store, counters, Rules())]
    for fault in faults:
        print(fault)
    print(f"{store.seq} events in the journal; {len(faults)} differences between its fold and the tables")
    return 1 if faults else 0


def _export(_settings: HubSettings, _base: Path, store: Store, options: Any) -> int:
    if options.what == "minutes":
        for interval in every_interval(store):
            print(json.dumps(interval, ensure_ascii=False))
        return 0
    for seq, event in journal(store):
        row = msgspec.to_builtins(event)
        at = datetime.fromtimestamp(row.pop("at"), UTC).isoformat(timespec="milliseconds")
        print(json.dumps({"seq": seq, "at": at, **row}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
