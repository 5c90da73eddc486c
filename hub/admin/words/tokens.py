"""What is said about the tokens with which other programs read."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "tokens": ("Token", "Tokens"),
    "tokens_text": (
        "Dengan token, sistem lain membaca data mal ini. Yang dapat dikirim hanya pemesanan.",
        "With a token, another system reads this mall's data. All that it can give is bookings.",
    ),
    "no_tokens": ("Belum ada token.", "There is no token yet."),
    "add_token": ("Buat token", "Make a token"),
    "token_name": ("Sistem yang memakainya", "The system that uses it"),
    "token_name_hint": (
        "Misalnya: Portal data kabupaten. Nama membantu mengenali token yang tidak dipakai lagi.",
        "For example: the regency's data portal. A name helps to know a token that nobody needs any more.",
    ),
    "token_name_missing": ("Tulis sistem mana yang memakainya.", "Write which system uses it."),
    "token_scopes": ("Boleh membaca atau mengirim", "May read, or give"),
    "token_scopes_missing": ("Pilih paling sedikit satu.", "Choose at least one."),
    "token_used": ("Terakhir dipakai", "Last used"),
    "token_made": ("Dibuat", "Made"),
    "token_made_by": ("{} oleh {}", "{} by {}"),
    "token_never": ("Belum pernah dipakai", "Never used"),
    "token_used_ago": ("Dipakai {}", "Used {}"),
    "token_ago": ("{} lalu", "{} ago"),
    "token_days_ago": ("{} hari lalu", "{} days ago"),
    "token_revoke": ("Cabut", "Revoke"),
    "token_revoke_one": ("Cabut token {}", "Revoke the token of {}"),
    "token_revoked": ("Dicabut", "Revoked"),
    "token_revoked_done": ("Token sudah dicabut.", "The token was revoked."),
    "token_new_title": ("Token untuk {}", "Token for {}"),
    "token_new_text": (
        "Salin sekarang: token hanya ditampilkan satu kali. Siapa pun yang memegangnya dapat membaca data itu.",
        "Copy it now: it is shown once, and cannot be looked up. Whoever holds it can read what was chosen.",
    ),
    "token_secret": ("Token", "Token"),
    "token_try": ("Untuk mencoba", "To try it"),
    "back_to_tokens": ("Kembali ke daftar token", "Back to the list"),
    "api_help": ("Uraian API untuk pemrogram", "The API's description for programmers"),
    # scopes, by what they open
    "scope_floor_read": ("Lantai dan katalog", "Floor and catalogue"),
    "scope_floor_read_text": (
        "Keadaan sekarang, peringatan, instansi, layanan, dan loket.",
        "The hall just now, alerts, agencies, services and counters.",
    ),
    "scope_tickets_read": ("Tiket", "Tickets"),
    "scope_tickets_read_text": (
        "Setiap nomor dengan waktunya, dan angka harian per layanan.",
        "Every number with its times, and figures a day by service.",
    ),
    "scope_counters_read": ("Menit loket", "Counter minutes"),
    "scope_counters_read_text": (
        "Kehadiran per loket dengan buktinya, dan angka harian per loket.",
        "Presence at each counter with its evidence, and figures a day by counter.",
    ),
    "scope_journal_read": ("Jurnal", "Journal"),
    "scope_journal_read_text": (
        "Semua kejadian menurut urutannya, tanpa nama orang.",
        "Everything that happened, in order, without names of people.",
    ),
    "scope_people_read": ("Nama petugas", "Names of officers"),
    "scope_people_read_text": (
        "Data pribadi: pilih hanya bila sistem itu memang memerlukan nama.",
        "Personal data: choose it only if that system needs the names.",
    ),
    "scope_bookings_write": ("Mengirim pemesanan", "Give bookings"),
    "scope_bookings_write_text": (
        "Untuk sistem pemesanan: kodenya ditukar dengan nomor di anjungan. Hanya jumlahnya yang dapat dibaca.",
        "For a booking system: its codes become numbers at a kiosk. Only how many there are can be read.",
    ),
}
