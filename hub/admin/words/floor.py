"""What the floor says."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "floor": ("Lantai", "Floor"),
    "floor_title": ("Keadaan lantai", "The floor now"),
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
}
