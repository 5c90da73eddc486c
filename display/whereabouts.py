"""Which display this is and where it is in the network, with the QR code that a technician scans off its screen."""

from __future__ import annotations

import fcntl
import importlib.metadata
import socket
import struct
from functools import lru_cache
from typing import TYPE_CHECKING

from broker_config.troubles import NETWORK
from display.board import Place

if TYPE_CHECKING:
    from display.settings import DisplaySettings

_SIOCGIFADDR = 0x8915
_LOOPBACK = "127."


def whereabouts(
    settings: DisplaySettings, layout: str = "", trouble: str = "", *, with_code: bool = False
) -> Place:
    """All of it; `trouble` is the link's. The code holds the address of the hub's page, or who and where we are."""
    device, broker, here = settings.device.id, settings.broker, addresses()
    plain = " ".join((device, *here, f"broker {broker.host}:{broker.port}", version()))
    return Place(
        device,
        settings.screen.zone,
        f"{broker.host}:{broker.port}",
        version(),
        layout,
        here,
        NETWORK[trouble].what if trouble else ("", ""),
        qr_code(settings.screen.page or plain) if with_code else (),
    )


@lru_cache
def version() -> str:
    """Of this program."""
    try:
        return importlib.metadata.version("mpp-queue")
    except importlib.metadata.PackageNotFoundError:  # run from a checkout
        return "checkout"


def addresses() -> tuple[str, ...]:
    """Our IPv4 addresses with their interfaces, `192.168.1.40 (eth0)`; none without a network."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _, name in socket.if_nameindex():
            request = struct.pack("16s24x", name.encode()[:15])
            try:
                answer = fcntl.ioctl(sock, _SIOCGIFADDR, request)
            except OSError:  # an interface that is down has none
                continue
            address = socket.inet_ntoa(answer[20:24])
            if not address.startswith(_LOOPBACK):
                found.append(f"{address} ({name})")
    return tuple(found)


@lru_cache(maxsize=1)
def qr_code(text: str) -> tuple[str, ...]:
    """The rows of the text's QR code without its margin, a 1 for each dark square."""
    import segno  # noqa: PLC0415 - a display that finds its hub at once never needs it

    code = segno.make(text, error="m", micro=False, boost_error=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix)
