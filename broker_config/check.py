"""Does the broker's configuration do what it should? Looked at in its files, and then on a real mosquitto.

Every finding says what to do. Must never touch the broker that is in service: the trial runs on a free port.
"""

from __future__ import annotations

import contextlib
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from broker_config.conf import BrokerFile, render, template
from broker_config.contract import HUB, DeviceState, HubState, topic_of
from broker_config.link import tls_context
from broker_config.settings import BrokerSettings, ConfigError
from broker_config.trial import HOST, Arrival, TrialClient, mosquitto

if TYPE_CHECKING:
    from collections.abc import Iterator


class Finding(NamedTuple):
    """One thing that was looked at: `todo` is empty if it is as it should be."""

    what: str
    todo: str = ""


def check(file: BrokerFile, directory: Path) -> Iterator[Finding]:
    """Look at the files in a directory, then prove them; each finding as soon as it is known."""
    sound = True
    for finding in _files(file, directory):
        sound &= not finding.todo
        yield finding
    if not sound:
        yield Finding("a trial run", "mend the above first")
        return
    try:
        with mosquitto(file) as port:
            yield Finding("mosquitto starts with this configuration")
            yield from _trial(file, directory, port)
    except ConfigError as error:
        yield Finding("a trial run", f"{error}")


def identity(file: BrokerFile, name: str, directory: Path) -> ssl.SSLContext:
    """The TLS identity of a client whose certificate lies in the directory.

    Raises:
        ConfigError: it does not, or cannot be used.
    """
    files = BrokerSettings(
        host=HOST, port=file.listener.port, ca=file.listener.ca, certificate=f"{name}.pem", key=f"{name}.key"
    )
    return tls_context(files, directory)


def _files(file: BrokerFile, directory: Path) -> Iterator[Finding]:
    for name, text in render(file, template()).items():
        path = directory / name
        what = f"{path} is what broker.toml gives"
        if not path.exists():
            yield Finding(what, "it is missing: run `python -m broker_config render`")
        elif path.read_text(encoding="utf-8") != text:
            yield Finding(what, "it differs: change site.toml or broker.toml, and render again")
        else:
            yield Finding(what)
    for path in map(Path, (file.listener.ca, file.listener.certificate, file.listener.key)):
        try:
            path.read_bytes()
        except OSError as error:
            yield Finding(
                f"{path} can be read", f"{error.strerror}: run as the broker's user, or make certificates"
            )
        else:
            yield Finding(f"{path} can be read")
    key = Path(file.listener.key)
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding(f"{key} is the broker's alone", f"others can read it: chmod 600 {key}")


def _trial(file: BrokerFile, directory: Path, port: int) -> Iterator[Finding]:
    yield _stranger(file, port)
    names = [name for name in (HUB, *file.clients, *file.observers) if (directory / f"{name}.key").exists()]
    if not names:
        yield Finding("clients", f"no client's key is in {directory}: what they may do was not tried")
    for name in names:
        with contextlib.ExitStack() as stack:
            what = f"{name} may say its own state, and nobody else's"
            try:
                client = stack.enter_context(TrialClient(port, identity(file, name, directory), name))
                own, other = client.publish(_states(file, name))
            except ConfigError as error:
                yield Finding(what, f"{error}; make its certificate again if it is of another authority")
                continue
            if name in file.observers:
                yield Finding(f"{name} may say nothing", "it may: render again" if own or other else "")
            else:
                right = own and not other
                yield Finding(
                    what,
                    ""
                    if right
                    else "it is not so: make its certificate again, or render and reload the broker",
                )


def _states(file: BrokerFile, name: str) -> tuple[Arrival, Arrival]:
    """The state of this client, and that of another."""
    site = file.listener.site
    hub = topic_of(HubState, site)
    device = topic_of(DeviceState, site, device=next(iter(file.clients), "nobody") if name == HUB else name)
    own, other = (hub, device) if name == HUB else (device, hub)
    return Arrival(own, b""), Arrival(other, b"")


def _stranger(file: BrokerFile, port: int) -> Finding:
    what = "a client without a certificate is refused"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(file.listener.ca)
    try:
        TrialClient(port, context, "stranger").__exit__()
    except ConfigError as error:
        # The broker's own certificate may be at fault; that is another finding than the one hoped for.
        return Finding(
            what, f"{error}: make the broker's certificate again" if "verify failed" in str(error) else ""
        )
    return Finding(what, "it was let in: the template must say require_certificate true")
