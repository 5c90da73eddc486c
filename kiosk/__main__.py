"""Run a ticket kiosk or a counter pad from its settings file, or test it part by part."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from broker_config.runtime import on_stop, set_up_logging
from broker_config.settings import ConfigError, load

EXAMPLES = """\
examples:
  python -m kiosk /etc/mpp/kiosk-1.toml             run the kiosk or pad of that file
  python -m kiosk selftest /etc/mpp/kiosk-1.toml    walk through its parts, its network and its hub
"""


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped, or until tested; 2 if the settings cannot be used."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["selftest"]:
        from kiosk.selftest.command import main as test  # noqa: PLC0415 - a kiosk that serves does not pay for it

        return test(given[1:])
    options = _parser().parse_args(given)
    set_up_logging(options.log_level)
    from kiosk.agent import Agent, Stop  # noqa: PLC0415 - `--help` needs no hardware
    from kiosk.settings import KioskSettings  # noqa: PLC0415 - likewise

    try:
        agent = Agent(load(options.settings, KioskSettings), options.settings)
    except ConfigError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    on_stop(lambda: agent.inbox.put(Stop()))
    agent.run()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk",
        usage="python -m kiosk [--log-level LEVEL] SETTINGS.toml\n       python -m kiosk selftest SETTINGS.toml",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "settings", type=Path, help="the device's settings file, as `provisioning plan` writes it"
    )
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
