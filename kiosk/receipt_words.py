"""What stands on a ticket beside names and numbers, in both languages. Pure. Everything fits 32 characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from broker_config.localtime import ENGLISH_DAYS, ENGLISH_MONTHS, date_text, rough, time_text

if TYPE_CHECKING:
    from datetime import datetime

Language = Literal["id", "en"]


class ReceiptWords(NamedTuple):
    """The texts of one language. Blanks are for a number or a label."""

    number: str
    replaces: str
    copy: str
    ahead: str
    person: str
    people: str
    wait: str
    hours: str
    minutes: str
    no_time: str
    watch: str
    fee: str
    complaints: str
    scan: str
    free: str
    priority: str


WORDS: dict[Language, ReceiptWords] = {
    "id": ReceiptWords(
        number="NOMOR ANTREAN", replaces="Pengganti nomor {}", copy="CETAK ULANG",
        ahead="Di depan Anda", person="{} orang", people="{} orang",
        wait="Perkiraan tunggu", hours="{} jam", minutes="{} menit", no_time="< 1 menit",
        watch="Tunggu panggilan di layar", fee="Biaya resmi", complaints="Pengaduan",
        scan="Pindai untuk memantau antrean", free="Gratis", priority="Prioritas",
    ),
    "en": ReceiptWords(
        # the mark of a copy stays Indonesian: it is for the officer, too
        number="QUEUE NUMBER", replaces="In place of number {}", copy="CETAK ULANG",
        ahead="Ahead of you", person="{} person", people="{} people",
        wait="Expected wait", hours="{} h", minutes="{} min", no_time="< 1 min",
        watch="Watch the screen for your call", fee="Official fee", complaints="Complaints",
        scan="Scan to follow the queue", free="Free", priority="Priority",
    ),
}  # fmt: skip

# What a slip says to a visitor whose card or code gave no paper. The hub's refusals have words of their own.
SLIPS: dict[str, str] = {
    "unknown_code": "Kode ini tidak dikenal. Silakan ambil nomor dengan tombol layanan, atau ke meja informasi.",
    "unknown_card": "Kartu ini belum dikenal. Silakan ambil nomor dengan tombol layanan, atau ke meja informasi.",
    "no_answer": "Belum ada jawaban dari pusat antrean. Silakan coba beberapa saat lagi, atau ke meja informasi.",
    "no_copy": "Nomor ini sudah dicetak ulang. Silakan ke meja informasi.",
}  # fmt: skip


def wait_text(words: ReceiptWords, minutes: int) -> str:
    """How long, no closer than anybody knows.

    >>> wait_text(WORDS["en"], 87)
    '1 h 30 min'
    """
    hours, rest = rough(minutes)
    said = [words.hours.format(hours)] * bool(hours) + [words.minutes.format(rest)] * bool(rest)
    return " ".join(said) or words.no_time


def people_text(words: ReceiptWords, count: int) -> str:
    """How many are ahead.

    >>> people_text(WORDS["en"], 1)
    '1 person'
    """
    return (words.person if count == 1 else words.people).format(count)


def moment_text(language: Language, at: datetime) -> tuple[str, str]:
    """Day and time of day. The zone's name is the mall's: WIB, WITA or WIT."""
    if language == "id":
        return date_text(at), f"{time_text(at)} {at:%Z}".strip()
    day = f"{ENGLISH_DAYS[at.weekday()]}, {at.day} {ENGLISH_MONTHS[at.month - 1]} {at.year}"
    return day, f"{at.hour:02d}:{at.minute:02d} {at:%Z}".strip()
