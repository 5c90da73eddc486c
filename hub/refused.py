"""What the hub says no with: a reason for machines, a sentence for the person, and nothing has changed. Pure."""

from __future__ import annotations

from typing import Any

# reason: Indonesian, English. What a pad can be refused with has two lines of twenty letters there.
_TEXTS: dict[str, tuple[str, str]] = {
    "unknown_service": (
        "Layanan ini tidak lagi tersedia di sini. Silakan ke meja informasi.",
        "This service is no longer offered here. Please ask at the information desk.",
    ),
    "closed": ("{text}", "{english}"),
    "no_booking": (
        "Kode ini bukan pemesanan untuk hari ini. Silakan ambil nomor dengan tombol, atau tanyakan di meja informasi.",
        "This code is no booking for today. Please take a number, or ask at the information desk.",
    ),
    "booking_used": (
        "Pemesanan ini sudah dipakai untuk nomor {label}. Silakan ke meja informasi.",
        "This booking was used already, for number {label}. Please ask at the information desk.",
    ),
    "stale_number": (
        "Nomor lama sudah tidak berlaku. Silakan ambil nomor baru.",
        "The old number is no longer valid. Please take a new one.",
    ),
    "unknown_counter": (
        "Loket tidak dikenal. Hubungi teknisi.",
        "Nobody knows this counter. Call a technician.",
    ),
    "stale": (
        "Perintah terlambat, tidak dijalankan.",
        "This command came too late and was not carried out.",
    ),
    "changed": (
        "Loket ini baru saja berubah. Periksa layar, lalu ulangi bila perlu.",
        "This counter has just changed. Look at the screen, and repeat if need be.",
    ),
    "nobody_called": (
        "Belum ada nomor yang dipanggil.",
        "No number has been called at this counter yet.",
    ),
    "nobody_waits": ("Tidak ada yang menunggu.", "Nobody is waiting."),
    "serving": ("Nomor {label} sedang dilayani.", "Number {label} is being served."),
    "unknown_ticket": (
        "Nomor itu tidak ada hari ini. Periksa kembali nomornya.",
        "There is no such number today. Please check it.",
    ),
    "not_here": (
        "Nomor {label} bukan untuk loket ini. Alihkan dahulu bila perlu.",
        "Number {label} is not for this counter. Transfer it first if need be.",
    ),
    "elsewhere": (
        "Pengunjung dengan nomor {label} sedang berada di loket {counter}.",
        "The visitor with number {label} is at counter {counter} just now.",
    ),
    "impossible": (
        "Nomor {label} sudah {state}; itu tidak dapat dilakukan lagi.",
        "Number {label} is {state} already; that cannot be done any more.",
    ),
    "same_service": (
        "Nomor {label} sudah menunggu untuk layanan itu.",
        "Number {label} already waits for that service.",
    ),
    "unserved": ("Tidak ada loket yang melayani layanan itu.", "No counter serves that service."),
    "unknown_group": ("Kelompok prioritas itu tidak dikenal.", "There is no such priority group."),
    "both_engaged": (
        "Kedua nomor sedang berada di loket; keduanya tidak dapat digabungkan sekarang.",
        "Both numbers are at counters; they cannot be joined now.",
    ),
    "bad_roll": (
        "Nomor gulungan harus berurutan dari kecil ke besar, paling banyak {most}, dengan waktu yang sudah lewat.",
        "The numbers of a roll go from small to large, {most} at most, with times that are past.",
    ),
    "roll_known": ("Nomor {label} sudah pernah dimasukkan.", "Number {label} was entered before."),
    "faulty": ("{text}", "{english}"),
    "people_wait": (
        "Masih ada {count} orang menunggu. Layani atau alihkan dahulu.",
        "{count} people still wait. Serve or transfer them first.",
    ),
    "bad_announcement": (
        "Pengumuman perlu teks, paling banyak {most} huruf.",
        "An announcement needs a text, of {most} letters at most.",
    ),
    "bad_minutes": (
        "Lamanya harus antara 1 dan {most} menit.",
        "It must last between 1 and {most} minutes.",
    ),
    "unknown_zone": ("Zona itu sudah tidak ada.", "There is no such zone any more."),
    "many_announcements": (
        "Sudah terlalu banyak pengumuman. Akhiri salah satu dahulu.",
        "There are too many announcements already. End one of them first.",
    ),
    "unknown_alert": ("Peringatan itu sudah selesai.", "That alert is over."),
}

_STATES = {
    "reserved": "dipesan", "printing": "dicetak", "waiting": "menunggu", "called": "dipanggil",
    "serving": "dilayani", "parked": "ditunda", "finished": "selesai", "no_show": "dinyatakan tidak hadir",
    "failed": "gagal dicetak", "void": "tidak berlaku", "cancelled": "dibatalkan",
}  # fmt: skip


class Refused(Exception):
    """A command that cannot be done; nothing has changed. `str` is Indonesian, `reason` is for machines.

    >>> str(Refused("serving", label="A012"))
    'Nomor A012 sedang dilayani.'
    """

    def __init__(self, reason: str, **values: Any) -> None:
        self.reason, self.values = reason, values
        super().__init__(self.text("id"))

    def text(self, language: str) -> str:
        """The sentence for a person, in `id` or `en`."""
        values = dict(self.values)
        if language == "id" and "state" in values:
            values["state"] = _STATES[values["state"]]
        return _TEXTS[self.reason][language == "en"].format(**values)
