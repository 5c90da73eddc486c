"""The broker's two files, `mosquitto.conf` and `acl`, from what differs from mall to mall (`broker.toml`).

Must never hold a secret: it names key files, it does not contain them. Jinja2 is imported only where a
template is rendered, because the boxes do not carry it.
"""

from __future__ import annotations

from importlib import resources
from typing import Annotated

from msgspec import Meta

from broker_config.acl import Client, acl
from broker_config.contract import ROUTES, DeviceId, Role, Slug
from broker_config.settings import Settings

LARGEST = max(route.max_bytes for route in ROUTES)
# Fixed header, topic and properties of one PUBLISH: a topic of this contract has less than 200 bytes.
OVERHEAD = 1024


class Listener(Settings, frozen=True, kw_only=True, omit_defaults=True):
    """What the template needs. Paths should be absolute: mosquitto takes others from where it is started.

    `bind` narrows the listener to one address, `user` is whom a broker started by root turns into.
    """

    site: Slug
    ca: str
    certificate: str
    key: str
    acl: str
    port: Annotated[int, Meta(ge=1, le=65535)] = 8883
    bind: str = ""
    user: str = ""
    max_connections: Annotated[int, Meta(ge=1, le=65535)] = 500


class ClientTable(Settings, frozen=True, kw_only=True, omit_defaults=True):
    """One who may connect; `zone` is set for displays."""

    role: Role
    zone: Slug = ""


class BrokerFile(Settings, frozen=True, kw_only=True, omit_defaults=True):
    """`broker.toml`: the listener, and all who may connect. The hub always may, and is not named."""

    listener: Listener
    clients: dict[DeviceId, ClientTable]
    observers: tuple[DeviceId, ...] = ()

    def who(self) -> tuple[Client, ...]:
        """The clients as the access list knows them."""
        return tuple(Client(name, table.role, table.zone) for name, table in self.clients.items())


def render(file: BrokerFile, template: str) -> dict[str, str]:
    """File name to text, for the two files that mosquitto reads."""
    return {
        "mosquitto.conf": conf(file.listener, template),
        "acl": acl(file.listener.site, file.who(), file.observers),
    }


def template() -> str:
    """The text of the template, as it was installed."""
    return (resources.files("broker_config") / "mosquitto.conf.j2").read_text(encoding="utf-8")


def conf(listener: Listener, template: str) -> str:
    """The text of mosquitto.conf.

    >>> settings = Listener(site="contoh", ca="ca.pem", certificate="b.pem", key="b.key", acl="acl")
    >>> conf(settings, "listener {{ port }}, packets to {{ max_packet_size }} bytes")
    'listener 8883, packets to 4001024 bytes'
    """
    import jinja2  # noqa: PLC0415 - in the provisioning extra; a kiosk imports this package without it

    environment = jinja2.Environment(  # a configuration file, not a page
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - see above
    )
    return environment.from_string(template).render(
        **{name: getattr(listener, name) for name in listener.__struct_fields__},
        message_size_limit=LARGEST,
        max_packet_size=LARGEST + OVERHEAD,
    )
