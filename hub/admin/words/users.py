"""What is said about the people who work with the hub."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "users": ("Pengguna", "People"),
    "users_text": (
        "Siapa yang bekerja dengan hub ini, dan apa yang boleh mereka lakukan.",
        "Who works with this hub, and what they may do.",
    ),
    "add_user": ("Tambah pengguna", "Add a person"),
    "edit_user": ("Ubah", "Edit"),
    "user_name": ("Nama", "Name"),
    "user_role": ("Peran", "Role"),
    "user_where": ("Tempat kerja", "Works at"),
    "user_state": ("Keadaan", "State"),
    "signed_in_now": ("Sedang masuk", "Signed in"),
    "seen_ago": ("terakhir {} lalu", "last seen {} ago"),
    "no_password": ("Belum punya kata sandi", "No password yet"),
    "link_waits": ("Tautan menunggu dibuka", "A link waits to be opened"),
    "not_signed_in": ("Tidak masuk", "Not signed in"),
    "archived": ("Diarsipkan", "Archived"),
    "you": ("Anda", "You"),
    "agency_of": ("Instansi", "Agency"),
    "no_agency": ("Tanpa instansi", "No agency"),
    "counters_of": ("Loket yang boleh dikerjakan", "Counters to work at"),
    "counter_n": ("Loket {}", "Counter {}"),
    "role_missing": ("Peran belum dipilih.", "Choose a role."),
    "counters_missing": ("Pilih paling sedikit satu loket.", "Choose at least one counter."),
    "not_yourself": (
        "Peran dan akun Anda sendiri hanya dapat diubah oleh manajer lain.",
        "Only another manager can change your own role or account.",
    ),
    "only_officers": ("Hanya untuk petugas.", "For officers only."),
    "manager_does": (
        "Menjalankan mal: semua halaman, pengaturan, dan pengguna.",
        "Runs the mall: every page, the settings, and the people.",
    ),
    "officer_does": ("Bekerja di loketnya sendiri.", "Works at the own counters."),
    "technician_does": ("Merawat alat; tidak melihat laporan.", "Looks after the devices; sees no reports."),
    "observer_does": (
        "Melihat lantai, laporan, dan jurnal; tidak mengubah apa pun.",
        "Sees the floor, reports and journal; changes nothing.",
    ),
    "saved": ("Sudah disimpan.", "Saved."),
    "create_and_link": ("Simpan dan buat tautan", "Save and make a link"),
    # what may be done with somebody
    "access": ("Akses", "Access"),
    "make_link": ("Buat tautan kata sandi", "Make a password link"),
    "make_link_text": (
        "Dengan tautan sekali pakai, {} memilih kata sandi sendiri.",
        "With a link that works once, {} chooses a password.",
    ),
    "old_password_text": (
        "Kata sandi lama berlaku sampai saat itu.",
        "The old password works until then.",
    ),
    "end_sessions": ("Akhiri semua sesi", "End all sessions"),
    "n_sessions": ("{} sesi terbuka", "{} sessions open"),
    "archive": ("Arsipkan", "Archive"),
    "archive_text": (
        "Untuk yang sudah tidak bekerja di sini. Tidak dapat masuk lagi; namanya tetap ada di jurnal.",
        "For whoever no longer works here. They cannot sign in any more; the journal keeps their name.",
    ),
    "restore": ("Aktifkan kembali", "Restore"),
    "restore_text": (
        "Setelah diaktifkan kembali, pengguna ini memerlukan tautan kata sandi baru.",
        "Once restored, this person needs a new password link.",
    ),
    "link_for": ("Tautan untuk {}", "A link for {}"),
    "link_text": (
        "Kirimkan alamat ini kepada {}. Berlaku satu jam, hanya satu kali, dan tidak akan ditampilkan lagi.",
        "Send this address to {}. It lives for an hour, works once, and will not be shown again.",
    ),
    "link_address": ("Alamat sekali pakai", "Address that works once"),
    "back_to_users": ("Kembali ke daftar pengguna", "Back to the list"),
    # the staff card
    "card": ("Kartu petugas", "Staff card"),
    "card_tag": ("Punya kartu", "Has a card"),
    "card_none": (
        "{} belum punya kartu. Dengan kartu yang ditempelkan di alat loket, petugas datang dan pulang.",
        "{} has no card. With a card that is held to a counter's pad an officer comes and goes.",
    ),
    "card_since": (
        "{} datang dan pulang dengan kartu sejak {}; didaftarkan oleh {}.",
        "{} comes and goes with a card since {}; it was given by {}.",
    ),
    "card_how": (
        "Untuk mendaftarkan kartu: tempelkan kartu di alat loket, lalu muat ulang halaman ini.",
        "To register a card: hold it to a counter's pad, then load this page again.",
    ),
    "card_stranger": ("Kartu belum terdaftar di {}, {}.", "An unknown card at {}, {}."),
    "card_stranger_counter": (
        "Kartu belum terdaftar di loket {}, {}.",
        "An unknown card at counter {}, {}.",
    ),
    "card_give": ("Daftarkan kartu ini", "Register this card"),
    "card_take": ("Cabut kartu", "Take the card away"),
    "card_gone": (
        "Kartu itu bukan lagi yang terakhir di alat tersebut. Tempelkan lagi, lalu muat ulang halaman.",
        "That card is not the last one there any more. Hold it to the pad again, and load the page again.",
    ),
    "card_waits": (
        "Ada kartu yang belum terdaftar. Buka pengguna pemiliknya untuk mendaftarkannya.",
        "There is an unknown card. Open the person it belongs to, to register it.",
    ),
}
