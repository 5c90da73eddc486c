"""Pages of figures: what visitors said of the last month, and how today goes. Pure.

Few votes say nothing, and a day that has hardly begun says the wrong thing: until there is enough, there is no page.
The one touch at the counter is no index of satisfaction, and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.contract import Row
from broker_config.signage import Page
from hub.signage.lately import last_month
from hub.signage.page_text import dates, month, number, per_cent
from hub.storage.durations import quantile_s
from hub.tickets import IN_LINE

if TYPE_CHECKING:
    from datetime import date

    from hub.hall import Hall

FEWEST_VOTES = 30
FEWEST_SERVED = 10
_FACES = (
    (4, "Sangat puas", "Very satisfied"),
    (3, "Puas", "Satisfied"),
    (2, "Kurang puas", "Not quite satisfied"),
    (1, "Tidak puas", "Not satisfied"),
)


def satisfaction(hall: Hall, today: date) -> list[Page]:
    """The share of those who were satisfied last month, and then of each of the four answers."""
    before = last_month(today)
    votes = hall.lately.votes.get(before, {})
    every = sum(votes.get(score, 0) for score, _, _ in _FACES)
    if every < FEWEST_VOTES:
        return []
    told, english = month(before)
    good = Row(
        left="Puas atau sangat puas",
        right=per_cent(votes.get(4, 0) + votes.get(3, 0), every),
        english="Satisfied or very satisfied",
    )
    each = (
        Row(left=text, right=per_cent(votes.get(score, 0), every), english=english)
        for score, text, english in _FACES
    )
    return [
        Page(
            kind="satisfaction",
            title=f"Kata pengunjung, {told}",
            english=f"What visitors said in {english}",
            rows=(good, *each),
            note=f"{number(every)} penilaian dengan satu sentuhan di loket; bukan indeks SKM.",
        )
    ]


def today_in_figures(hall: Hall, today: date) -> list[Page]:
    """How many took a number, were called, were served, and wait; and how long half of them waited at most."""
    tally = hall.tally
    served = tally["finished"]
    if served < FEWEST_SERVED:
        return []
    taken = sum(tally.values()) - tally["void"] - tally["failed"]
    waiting = sum(tally[state] for state in IN_LINE)
    rows = [
        Row(left="Nomor diambil", right=number(taken), english="Numbers taken"),
        Row(left="Dipanggil", right=number(sum(hall.waits.values())), english="Called"),
        Row(left="Selesai dilayani", right=number(served), english="Served"),
        Row(left="Sedang menunggu", right=number(waiting), english="Waiting now"),
    ]
    median = quantile_s(hall.waits, 0.5)
    if median is not None:
        text = f"{number(round(median / 60))} menit" if median >= 60.0 else "di bawah 1 menit"
        rows.append(
            Row(left="Separuh menunggu paling lama", right=text, english="Half of them waited at most")
        )
    told, english = dates(today, today)
    return [Page(kind="today", title=f"Hari ini, {told}", english=f"Today, {english}", rows=tuple(rows))]
