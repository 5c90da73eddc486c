"""Another system brings the hub a booking, so that there is one to practise with: by the documented door, as it would.

The token is made on the manager's page; the booking is put over the API, and forgotten here.
"""

from __future__ import annotations

import html
import json
import re
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

from provisioning.rehearsal.wallet import BOOKING

if TYPE_CHECKING:
    from provisioning.rehearsal.door import Practitioner

PATIENCE_S = 10.0
_PAGE = "/pengaturan/token/tambah"
_KEY = re.compile(r'name="_key" value="([^"]+)"')
_TOKEN = re.compile(r'value="(mpp_[\w-]+)"')


def bring_booking(base: str, manager: Practitioner, day: str, service: str) -> None:
    """Give the hub at `base` one booking of a service for a date (`2026-11-30`), under the code of the wallet.

    Raises:
        OSError: the hub does not answer, or refuses.
    """
    key = _KEY.search(_ask(base + _PAGE, manager))
    if key is None:
        raise OSError("the page for tokens has no form")
    form = {
        "_key": html.unescape(key[1]),
        "_password": manager.password,
        "name": "Latihan",
        "scopes": "bookings:write",
    }
    token = _TOKEN.search(_ask(base + _PAGE, manager, urllib.parse.urlencode(form).encode()))
    if token is None:
        raise OSError("the page for tokens gave none")
    put = urllib.request.Request(  # noqa: S310 - the address is the rehearsal's own hub
        f"{base}/api/v1/bookings/{day}", json.dumps([{"code": BOOKING, "service": service}]).encode(),
        {"Authorization": f"Bearer {token[1]}", "Content-Type": "application/json"}, method="PUT",
    )  # fmt: skip
    with urllib.request.urlopen(put, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
        answer.read()


def _ask(address: str, manager: Practitioner, form: bytes | None = None) -> str:
    headers = {"Cookie": manager.cookie, "Accept": "text/html"}
    asked = urllib.request.Request(address, form, headers)  # noqa: S310 - as above
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310 - as above
        return answer.read().decode()
