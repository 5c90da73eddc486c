"""The broker's access list, derived from the contract: each box may say and hear its own, nothing else. Pure.

mosquitto checks a list of this form when a message is published and when one is delivered; a forbidden
subscription is answered "Granted" all the same and then stays silent. So a test of it has to look at what
arrives. A box that is no longer in the list may connect with its certificate and do nothing: taking a stanza
out is how a stolen box is shut out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.contract import EVERYWHERE, HUB, ROUTES, VERSION, Role, Route, topic_filter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Client(NamedTuple):
    """One who may connect: `id` is the common name of its certificate, `zone` is set for displays."""

    id: str
    role: Role
    zone: str = ""


def acl(site: str, clients: Iterable[Client], observers: Iterable[str] = ()) -> str:
    """The text of mosquitto's `acl_file`; `observers` may read all of the site and write nothing.

    The hub is always in it.

    >>> "topic read mpp/v1/contoh/all/board/utama" in acl("contoh", [Client("display-1", "display", "utama")])
    True
    """
    lines = ["# Made from the contract and site.toml: change those, not this."]
    for client in (Client(HUB, "hub"), *clients):
        lines += ["", f"user {client.id}", *_rights(client, site)]
    for observer in observers:
        lines += ["", f"user {observer}", f"topic read mpp/{VERSION}/{site}/#"]
    return "\n".join(lines) + "\n"


def may_write(route: Route, client: Client) -> bool:
    """Whether a client says this message at all."""
    return client.role in route.senders


def may_read(route: Route, client: Client) -> bool:
    """Whether a client hears this message at all."""
    return client.role in route.receivers


def _rights(client: Client, site: str) -> Iterator[str]:
    for route in ROUTES:
        topic = topic_filter(route, site, device=_own(client.id, client), zone=_own(client.zone, client))
        if may_write(route, client):
            yield f"topic write {topic}"
        if may_read(route, client):
            yield f"topic read {topic}"
            if "{zone}" in route.topic:  # what is of all zones, every display may show
                yield f"topic read {topic_filter(route, site, zone=EVERYWHERE)}"


def _own(value: str, client: Client) -> str | None:
    """What fills a place of the topic; the hub speaks to and hears all (`+`)."""
    if client.role == "hub":
        return None
    if not value:
        return "-"  # a display without a zone hears no board, rather than every zone's
    return value
