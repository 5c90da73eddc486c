"""Run a ticket kiosk or a counter pad from its settings file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from broker_config.runtime import on_stop, set_up_logging
from broker_config.settings import ConfigError, load
from kiosk.agent import Agent, Stop
from kiosk.settings import KioskSettings


def main(arguments: list[str] | None = None) -> int:
    """Run until stopped; 2 if the settings cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk", description=__doc__, epilog="example: python -m kiosk /etc/mpp/kiosk-1.toml"
    )
    parser.add_argument(
        "settings", type=Path, help="the device's settings file, as `provisioning plan` writes it"
    )
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING"))
    options = parser.parse_args(arguments)
    set_up_logging(options.log_level)
    try:
        agent = Agent(load(options.settings, KioskSettings), options.settings)
    except ConfigError as error:
        print(f"kiosk: {error}", file=sys.stderr)
        return 2
    on_stop(lambda: agent.inbox.put(Stop()))
    agent.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
