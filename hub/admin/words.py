"""What the pages say, in Indonesian and in English; and the one way to write a number or a length of time.

Every text that a person reads is here, except what comes from the catalogue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config.localtime import date_text, local

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LANGUAGES = ("id", "en")

# key: Indonesian, English
_TEXTS: Mapping[str, tuple[str, str]] = {
    "floor": ("Lantai", "Floor"),
    "floor_title": ("Keadaan lantai", "The floor now"),
    "skip": ("Langsung ke isi", "Skip to content"),
    "other_language": ("English", "Bahasa Indonesia"),
    "live": ("Langsung", "Live"),
    "connecting": ("Menghubungkan…", "Connecting…"),
    "stale": ("Terputus: angka di bawah mungkin sudah lama", "Disconnected: the figures below may be old"),
    "full": (
        "Tidak langsung: terlalu banyak halaman terbuka. Dicoba lagi sebentar lagi",
        "Not live: too many pages are open. Trying again shortly",
    ),
    "practice": ("Jam latihan, {} kali lebih cepat", "Practice clock, {} times as fast"),
    "no_broker": (
        "Hub tidak terhubung ke broker: tombol, printer, dan layar tidak terlihat dari sini.",
        "The hub has no connection to the broker: buttons, printers and displays cannot be seen from here.",
    ),
    # figures of the day
    "today": ("Angka hari ini", "Today's figures"),
    "issued": ("Nomor diambil", "Numbers taken"),
    "waiting": ("Menunggu", "Waiting"),
    "at_counter": ("Di loket", "At counters"),
    "finished": ("Selesai", "Finished"),
    "no_show": ("Tidak hadir", "No-show"),
    "longest": ("Tunggu terlama", "Longest wait"),
    "nobody": ("tidak ada", "nobody"),
    # what needs a hand
    "urgent": ("Perlu perhatian", "Needs attention"),
    "all_well": ("Semua lancar", "All is well"),
    "all_well_text": (
        "Tidak ada loket, antrean, atau alat yang perlu bantuan saat ini.",
        "No counter, line or device needs a hand just now.",
    ),
    "urgent_gone": ("Alat terputus", "Devices gone"),
    "urgent_broken": ("Alat bermasalah", "Devices in trouble"),
    "urgent_not_calling": ("Loket tidak memanggil", "Counters not calling"),
    "urgent_long": ("Menunggu lama", "Long waits"),
    "urgent_dark": ("Papan loket terputus", "Counter pads gone"),
    "urgent_slow": ("Lewat standar waktu", "Past standard time"),
    "urgent_not_coming": ("Dipanggil, belum datang", "Called, not there"),
    "more": ("+{} lagi", "+{} more"),
    # counters
    "counters": ("Loket", "Counters"),
    "counter": ("Loket", "Counter"),
    "idle": ("Bebas", "Free"),
    "called": ("Memanggil", "Calling"),
    "serving": ("Melayani", "Serving"),
    "no_pad": ("Tanpa papan", "No pad"),
    "n_waiting": ("{} menunggu", "{} waiting"),
    "trouble_dark": ("Terputus", "Gone"),
    "trouble_slow": ("Lewat waktu", "Overtime"),
    "trouble_not_coming": ("Belum datang", "Not there"),
    # lines
    "lines": ("Siapa menunggu", "Who waits"),
    "no_lines": ("Tidak ada yang menunggu.", "Nobody is waiting."),
    "agency": ("Instansi", "Agency"),
    "busy_of": ("{} dari {} loket sibuk", "{} of {} counters busy"),
    "quiet": ("{} instansi tanpa antrean", "{} agencies with no line"),
    "no_counter": ("tidak ada loket", "no counter"),
    # devices
    "devices": ("Alat", "Devices"),
    "ticket_kiosk": ("Anjungan nomor", "Ticket kiosk"),
    "counter_pad": ("Papan loket", "Counter pad"),
    "display": ("Layar", "Display"),
    "hub": ("Hub", "Hub"),
    "well": ("{} alat baik", "{} devices well"),
    "none_well": ("Tidak ada alat yang baik", "No device is well"),
    "gone": ("Terputus", "Gone"),
    "never": ("belum pernah terhubung", "never connected"),
    "ago": ("sejak {}", "for {}"),
    "fault": ("Rusak", "Fault"),
    "warning": ("Peringatan", "Warning"),
    "ok": ("Baik", "Well"),
    # a visitor's turn
    "your_number": ("Nomor antrean Anda", "Your number"),
    "ahead": ("orang di depan Anda", "people ahead of you"),
    "ahead_one": ("orang di depan Anda", "person ahead of you"),
    "next": ("Segera giliran Anda", "Your turn is near"),
    "next_text": ("Silakan bersiap di dekat loket.", "Please be ready near the counters."),
    "about": ("Perkiraan tunggu", "Expected wait"),
    "about_minutes": ("sekitar {} menit", "about {} min"),
    "unknown_wait": ("belum dapat diperkirakan", "cannot be told yet"),
    "go_now": ("Silakan menuju", "Please go to"),
    "called_again": ("Panggilan ke-{}", "Call {}"),
    "being_served": ("Sedang dilayani di", "Being served at"),
    "done": ("Selesai", "Finished"),
    "done_text": ("Terima kasih atas kunjungan Anda.", "Thank you for your visit."),
    "missed": ("Nomor Anda sudah dipanggil", "Your number was called"),
    "missed_text": (
        "Anda belum terlihat di loket. Silakan hubungi petugas di meja informasi.",
        "You were not seen at the counter. Please ask at the information desk.",
    ),
    "voided": ("Nomor ini tidak berlaku lagi", "This number is no longer valid"),
    "voided_text": ("Silakan ambil nomor baru di anjungan.", "Please take a new number at the kiosk."),
    "stays_live": ("Halaman ini memperbarui diri.", "This page keeps itself up to date."),
    "not_live": ("Sambungan terputus. Dicoba lagi…", "Connection lost. Trying again…"),
    "listen": (
        "Dengarkan juga panggilan dan lihat layar di ruang tunggu.",
        "Please also listen to the calls and watch the display.",
    ),
    "hotline": ("Pengaduan dan bantuan", "Help and complaints"),
    "unknown_ticket": ("Nomor ini sudah tidak berlaku", "This number is no longer valid"),
    "unknown_ticket_text": (
        "Nomor hanya berlaku pada hari diambil. Jika baru saja diambil, muat ulang sebentar lagi.",
        "A number is valid on the day it was taken. If you took it just now, reload in a moment.",
    ),
    "reload": ("Muat ulang", "Reload"),
    # when something is wrong
    "missing_title": ("Halaman tidak ada", "No such page"),
    "missing_text": ("Periksa kembali alamatnya.", "Please check the address."),
    "refused_title": ("Permintaan tidak dapat diterima", "That cannot be done"),
    "refused_text": ("Silakan kembali dan coba lagi.", "Please go back and try again."),
    "failed_title": ("Halaman ini sedang tidak dapat ditampilkan", "This page cannot be shown just now"),
    "failed_text": (
        "Antrean tetap berjalan. Muat ulang halaman ini sebentar lagi.",
        "The queue goes on. Please reload this page in a moment.",
    ),
    # lengths of time
    "units": ("dtk mnt j", "s min h"),
}

# What devices say of their parts, which is English on the wire.
_DETAILS: Mapping[str, str] = {
    "paper out": "kertas habis",
    "paper near its end": "kertas hampir habis",
    "cover open": "penutup terbuka",
    "looking for it": "sedang dicari",
    "its driver has stopped": "penggeraknya berhenti",
    "cutter": "pemotong macet",
}
_KINDS: Mapping[str, str] = {"printer": "printer", "reader": "pembaca", "button": "tombol", "lamp": "lampu"}


class Words:
    """The texts of one language, and how it writes."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return _TEXTS[key][self._index]

    def __call__(self, key: str, *values: object) -> str:
        """A text with its blanks filled; numbers are written as the language does."""
        return self[key].format(*(self.number(v) if isinstance(v, int) else v for v in values))

    def number(self, value: int) -> str:
        """1.234 or 1,234."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.language == "id" else text

    def lasting(self, seconds: float) -> str:
        """A length of time as short as a glance needs it, `12 mnt`, `1 j 05`; `floor.js` writes alike."""
        second, minute, hour = self["units"].split()
        whole = max(0, int(seconds))
        if whole < 60:
            return f"{whole} {second}"
        if whole < 3600:
            return f"{whole // 60} {minute}"
        return f"{whole // 3600} {hour} {whole // 60 % 60:02d}"

    def clock(self, at: float, zone: str) -> str:
        """08.14 or 08:14, at the mall."""
        moment = local(at, zone)
        return f"{moment.hour:02d}{'.' if self.language == 'id' else ':'}{moment.minute:02d}"

    def date(self, day: date) -> str:
        """The day in full."""
        return date_text(day) if self.language == "id" else f"{day:%A, %-d %B %Y}"

    def detail(self, text: str) -> str:
        """What a device said of a part."""
        return _DETAILS.get(text, text) if self.language == "id" else text

    def kind(self, text: str) -> str:
        """A kind of part."""
        return _KINDS.get(text, text) if self.language == "id" else text
