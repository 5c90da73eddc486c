"""What a visitor's own page says."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    # a visitor's turn
    "your_number": ("Nomor antrean Anda", "Your number"),
    "ahead": ("orang di depan Anda", "people ahead of you"),
    "ahead_one": ("orang di depan Anda", "person ahead of you"),
    "next": ("Segera giliran Anda", "Your turn is near"),
    "next_text": ("Silakan bersiap di dekat loket.", "Please be ready near the counters."),
    "about": ("Perkiraan tunggu", "Expected wait"),
    "about_minutes": ("sekitar {} menit", "about {} min"),
    "about_hours": ("sekitar {} jam", "about {} h"),
    "about_both": ("sekitar {} jam {} menit", "about {} h {} min"),
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
    "set_aside": ("Ditunda sebentar", "Set aside for a while"),
    "set_aside_text": (
        "Nomor Anda tetap berlaku. Lengkapi yang diminta petugas, lalu kembali ke loket {}.",
        "Your number stays valid. Complete what the officer asked for, then come back to counter {}.",
    ),
    "set_aside_anywhere": (
        "Nomor Anda tetap berlaku. Lengkapi yang diminta petugas, lalu kembali ke loket.",
        "Your number stays valid. Complete what the officer asked for, then come back to the counter.",
    ),
    "struck_off": ("Nomor ini dibatalkan", "This number was cancelled"),
    "struck_off_text": (
        "Jika ini keliru, silakan ke meja informasi hari ini juga: tempat Anda dapat dikembalikan.",
        "If that is a mistake, please ask at the information desk today: you can have your place back.",
    ),
    "moved_on": (
        "Anda dialihkan ke layanan di bawah ini. Nomor dan tempat Anda tetap.",
        "You were transferred to the service below. Number and place stay the same.",
    ),
    "moved_here": ("Nomor dan tempat Anda tetap.", "Number and place stay the same."),
    "moved_counter": ("Anda akan dipanggil di loket {}.", "Counter {} will call you."),
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
}
