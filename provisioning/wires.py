"""Which wire of a kiosk or a pad goes to which pin of its header: a page for who solders, to keep with the box. Pure.

It speaks the words of the self-test, which asks for the same buttons and lamps by the same names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from broker_config.header import GPIO, ground_beside

if TYPE_CHECKING:
    from collections.abc import Mapping

# What a button or a lamp means that is no service. A word that is not here stands as it is in site.toml.
WORDS = {
    "call_next": "Panggil",
    "recall": "Panggil ulang",
    "serve": "Layani",
    "finish": "Selesai",
    "no_show": "Tidak hadir",
    "park": "Tunda",
    "waiting": "Ada yang menunggu",
    "called": "Sedang dipanggil",
    "link": "Terhubung ke hub",
    "paper": "Kertas",
    "thanks": "Terima kasih",
    "face-1": "Wajah 1: sangat tidak puas",
    "face-2": "Wajah 2: tidak puas",
    "face-3": "Wajah 3: puas",
    "face-4": "Wajah 4: sangat puas",
}
HEADINGS = ("pin", "BCM", "ground", "bagian", "arti")
_TOP = """\
{name}: kabel di header Raspberry Pi (dibuat dari site.toml; gambar tiap jenis bagian: docs/devices.md)

Pin 1: di ujung header yang jauh dari soket USB, di baris dalam; pin 2 di sampingnya, di tepi papan.
Pin 1: at the header's end away from the USB sockets, in the inner row; pin 2 is beside it, at the board's edge.
Satu pin ground boleh dipakai beberapa bagian. Several parts may share one ground pin.
"""


class Wire(NamedTuple):
    """One part's wire: the header's pin, the BCM number, the ground beside it; whose it is and what that means."""

    pin: int
    bcm: int
    ground: int
    part: str
    means: str


def wires(parts: Mapping[str, Mapping[str, Any]], services: Mapping[str, str]) -> list[Wire]:
    """The wires of a box in the order of the header's pins; `services` are names by id."""
    found = []
    for name, part in parts.items():
        for key in ("pin", "headphones_pin"):
            bcm = part.get(key)
            if bcm in GPIO:
                means = "Colokan headphone" if key != "pin" else _means(part, services)
                found.append(Wire(GPIO[bcm], bcm, ground_beside(GPIO[bcm]), name, means))
    return sorted(found)


def page(name: str, parts: Mapping[str, Mapping[str, Any]], services: Mapping[str, str]) -> str:
    """The text of `<name>-wiring.txt`."""
    rows = [HEADINGS, *((str(w.pin), f"GPIO{w.bcm}", str(w.ground), *w[3:]) for w in wires(parts, services))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return _TOP.format(name=name) + "\n" + "\n".join(lines) + "\n"


def _means(part: Mapping[str, Any], services: Mapping[str, str]) -> str:
    said = [_word(part.get("means", part.get("shows", "")), services)]
    said += [
        f"{how}: {_word(part[key], services)}"
        for key, how in (("long", "tekan lama"), ("double", "tekan dua kali"))
        if part.get(key)
    ]
    return "; ".join(said)


def _word(word: str, services: Mapping[str, str]) -> str:
    return f"{services[word]} ({word})" if word in services else WORDS.get(word, word)
