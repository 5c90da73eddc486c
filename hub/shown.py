"""Cards and codes that were shown to a box: whose they are, and what a box is answered. Pure.

Only what stands for a card or code is here; it is never told anybody, and of those that nobody knows only the last one
of each pad is remembered, until a manager gives it to a person or the hub stops.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config import contract as c
from hub import commands
from hub import events as e
from hub.accounts.private import Booking, Gone, StaffCard
from hub.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.accounts.private import Change
    from hub.hall import Hall

TOLD_S = 10.0  # whoever showed a card is gone from the pad after so long
NAME_LETTERS = 20  # a line of a pad's text display
SHOWN = 0  # in place of a press's number: the outcome is that of the card that was shown last


class Stranger(NamedTuple):
    """A card that nobody knows, and when it was shown (UTC seconds)."""

    card: str
    at: float


class Shown:
    """What the writer knows of cards and codes.

    Attributes:
        cards: what stands for a staff card -> the card.
        bookings: what stands for a booking's code on its day -> the booking.
        strangers: per pad, the last card that nobody knew.
    """

    def __init__(self) -> None:
        self.cards: dict[str, StaffCard] = {}
        self.bookings: dict[str, Booking] = {}
        self.strangers: dict[str, Stranger] = {}

    def know(self, changes: Iterable[Change]) -> None:
        """Follow what is written to the private tables; most of it is of no concern here."""
        for change in changes:
            if isinstance(change, StaffCard):
                self.cards[change.card] = change
                kept = self.strangers.items()
                self.strangers = {pad: one for pad, one in kept if one.card != change.card}
            elif isinstance(change, Booking):
                self.bookings[change.code] = change
            elif isinstance(change, Gone) and change.kind is StaffCard:
                self.cards.pop(change.key, None)
            elif isinstance(change, Gone) and change.kind is Booking:
                self.bookings.pop(change.key, None)

    def past(self, day: str) -> list[Change]:
        """What is to be forgotten when a service day begins: the bookings of those before it."""
        return [Gone(Booking, code) for code, booking in self.bookings.items() if booking.day < day]

    def whose(
        self, hall: Hall, device: str, counter: str, entry: c.CardShown, now: float
    ) -> commands.TakeCard:
        """Whose card it is, for the command that takes it from the log of a counter's pad."""
        card = self.cards.get(entry.card)
        user = hall.register.users.get(card.user) if card else None
        if user is None or user.archived:
            at = now if entry.at is None else min(entry.at, now)
            self.strangers[device] = Stranger(entry.card, at)
            return commands.TakeCard(device, counter, "", entry)
        return commands.TakeCard(device, counter, user.id, entry)

    def booking(self, hall: Hall, asked: c.BookingAsked, now: float) -> c.BookingFound | c.Refusal:
        """Whether a code is a booking of today that nobody has used, for the kiosk that asks."""
        try:
            booking = self._find(hall, asked.code)
        except Refused as refused:
            text, english = str(refused), refused.text("en")
            return c.Refusal(uid=asked.uid, reason="no_booking", text=text, english=english)
        return c.BookingFound(uid=asked.uid, service=booking.service, at=now)

    def _find(self, hall: Hall, code: str) -> Booking:
        booking = self.bookings.get(code)
        if booking is None or booking.day != hall.day:
            raise Refused("no_booking")
        used_by = hall.tickets.get(hall.booked.get(code, ""))
        if used_by is not None:
            raise Refused("booking_used", label=used_by.label)
        if booking.service not in hall.services:
            raise Refused("unknown_service")
        return booking


def outcome_of_card(hall: Hall, device: str, events: list[e.Event]) -> c.CommandOutcome:
    """What the pad is told of a card: who came or went, or that nobody knows it."""
    came = next((each for each in reversed(events) if isinstance(each, e.Attended)), None)
    if came is None:
        done, text = False, "Belum terdaftar. Hubungi manajer."
    else:
        name = _short(hall.register.users[came.by].name)
        done, text = True, f"Selamat bekerja, {name}" if came.how == "card" else f"Sampai jumpa, {name}"
    uid = f"{device}.{hall.device(device).boot}.{SHOWN}"
    return c.CommandOutcome(uid=uid, done=done, text=text)


def _short(name: str) -> str:
    """As many words of a name as a line of a pad's text display has room for.

    >>> _short("Siti Nur Rahayuningsih"), _short("Raditya")
    ('Siti Nur', 'Raditya')
    """
    while len(name) > NAME_LETTERS:
        name = name.rpartition(" ")[0] or name[:NAME_LETTERS]
    return name
