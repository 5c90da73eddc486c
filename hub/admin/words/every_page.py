"""What every page may say: the frame around it, and that something is wrong."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "counter": ("Loket", "Counter"),
    "skip": ("Langsung ke isi", "Skip to content"),
    "other_language": ("English", "Bahasa Indonesia"),
    "menu": ("Menu", "Menu"),
    "account": ("Akun {}", "Account of {}"),
    "manager": ("Manajer", "Manager"),
    "officer": ("Petugas", "Officer"),
    "technician": ("Teknisi", "Technician"),
    "observer": ("Pengamat", "Observer"),
    "save": ("Simpan", "Save"),
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
