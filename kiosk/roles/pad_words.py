"""What a pad's text display says: two lines of twenty letters, in Indonesian. Pure.

The hub's sentences for a pad fit; a longer one is cut at a word, with dots where something is missing.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from kiosk.receipt import fold

if TYPE_CHECKING:
    from broker_config.contract import CounterView

WIDTH = 20
Lines = tuple[str, str]

STARTING: Lines = ("Menghubungi hub", "Mohon tunggu")
NO_HUB: Lines = ("Hub tidak terhubung", "Mohon tunggu")
NO_ANSWER: Lines = ("Belum dijalankan", "Tekan sekali lagi")
THANKS: Lines = ("Terima kasih", "atas penilaian Anda")
NOT_YET: Lines = ("Mohon menilai", "setelah selesai")
RATED: Lines = ("Sudah dinilai", "Terima kasih")
NO_RATING: Lines = ("Maaf, penilaian", "belum dapat dicatat")
CARD_READ: Lines = ("Kartu terbaca", "Mohon tunggu")
CARD_KEPT: Lines = ("Kartu dicatat", "Hub tidak terhubung")
CARD_UNKNOWN: Lines = ("Kartu tidak dikenal", "alat ini")
_AT_COUNTER = {"called": "Dipanggil", "serving": "Dilayani"}


def standing(view: CounterView) -> Lines:
    """How a counter stands.

    >>> from broker_config.contract import CounterView
    >>> standing(CounterView(epoch=1, rev=1, state="called", label="A012", waiting=7))
    ('Dipanggil: A012', 'Menunggu: 7')
    """
    waiting = f"Menunggu: {view.waiting}"
    if view.label and view.state in _AT_COUNTER:
        return f"{_AT_COUNTER[view.state]}: {view.label}"[:WIDTH], waiting
    return waiting if view.waiting else "Tidak ada antrean", fold(view.officer)[:WIDTH].rstrip()


def two_lines(text: str) -> Lines:
    """A sentence over both lines.

    >>> two_lines("Loket ini baru saja berubah. Periksa layar.")
    ('Loket ini baru saja', 'berubah. Periksa..')
    """
    lines = textwrap.wrap(fold(text), WIDTH)[:3] or [""]
    if len(lines) > 2:
        lines[1:] = [_cut(lines[1])]
    return lines[0], lines[1] if len(lines) == 2 else ""


def _cut(line: str) -> str:
    while len(line) > WIDTH - 2:
        line = line.rpartition(" ")[0] or line[: WIDTH - 2]
    return line.rstrip(" .,;:") + ".."
