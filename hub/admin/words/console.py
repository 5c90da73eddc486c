"""What an officer's console says."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "console": ("Konsol loket", "Counter console"),
    "console_of": ("Konsol Loket {}", "Console of counter {}"),
    "choose_counter": ("Pilih loket", "Choose a counter"),
    "choose_counter_text": ("Di loket mana Anda bekerja?", "At which counter do you work?"),
    "no_own_counter": (
        "Belum ada loket untuk akun ini. Hubungi manajer.",
        "No counter is assigned to this account. Ask the manager.",
    ),
    # the ticket
    "now_idle": ("Loket bebas", "Counter free"),
    "now_called": ("Dipanggil", "Called"),
    "now_serving": ("Sedang dilayani", "Being served"),
    "nobody_here": ("Belum ada nomor", "No number"),
    "next_waits": ("{} menunggu untuk dipanggil", "{} waiting to be called"),
    "nobody_to_call": ("Tidak ada nomor yang dapat dipanggil.", "There is no number to call."),
    "times_called": ("Panggilan ke-{}", "Call {}"),
    "same_visitor": ("Pengunjung yang sama dengan {}", "Same visitor as {}"),
    # what can be done
    "do_call_next": ("Panggil berikutnya", "Call next"),
    "do_recall": ("Panggil ulang", "Recall"),
    "do_serve": ("Layani", "Serve"),
    "do_finish": ("Selesai", "Finish"),
    "do_no_show": ("Tidak hadir", "No-show"),
    "do_park": ("Tunda", "Park"),
    "do_transfer": ("Alihkan", "Transfer"),
    "do_cancel": ("Batalkan", "Cancel"),
    "do_call": ("Panggil nomor ini", "Call this number"),
    "do_find": ("Panggil nomor…", "Call a number…"),
    "do_resume": ("Kembali ke antrean", "Back in line"),
    "call_short": ("Panggil", "Call"),
    "back_short": ("Ke antrean", "To the line"),
    "actions": ("Tindakan", "Actions"),
    # who waits
    "who_waits": ("Menunggu", "Waiting"),
    "why_paper": ("kertas belum keluar", "paper still coming"),
    "why_only": ("untuk loket {}", "for counter {}"),
    "why_elsewhere": ("sedang di loket {}", "at counter {} now"),
    "aside": ("Ditunda dan tidak hadir", "Parked and no-shows"),
    "aside_none": ("Tidak ada.", "None."),
    "aside_parked": ("ditunda", "parked"),
    "aside_parked_at": ("ditunda di loket {}", "parked at counter {}"),
    "aside_no_show": ("tidak hadir", "no-show"),
    "priority": ("Prioritas", "Priority"),
    "no_priority": ("Tanpa prioritas", "No priority"),
    "priority_of": ("Prioritas: {}", "Priority: {}"),
    # today's figures
    "figure_called": ("Dipanggil hari ini", "Called today"),
    "figure_finished": ("Selesai", "Finished"),
    "figure_no_show": ("Tidak hadir", "No-shows"),
    "figure_mean": ("Rata-rata layanan", "Mean service"),
    # presence
    "i_am_here": ("Saya hadir", "I am here"),
    "i_leave": ("Tinggalkan loket", "Leave the counter"),
    "here_now": ("Anda tercatat hadir di loket ini", "You are recorded as present at this counter"),
    "not_here_now": ("Anda belum tercatat hadir", "You are not recorded as present"),
    "good_break": ("Anda tercatat meninggalkan loket.", "You are recorded as away from the counter."),
    # dialogs
    "find_title": ("Panggil nomor tertentu", "Call a given number"),
    "find_label": ("Nomor antrean", "Number"),
    "find_hint": ("Misalnya A012 atau cukup 12", "Such as A012, or just 12"),
    "transfer_title": ("Alihkan nomor {} ke…", "Transfer number {} to…"),
    "transfer_hint": (
        "Nomor dan tempat di antrean tetap. Tekan angka, atau ketik untuk mencari layanan atau loket.",
        "Number and place in line stay the same. Press a digit, or type to look for a service or counter.",
    ),
    "transfer_search": ("Cari layanan atau loket", "Look for a service or counter"),
    "cancel_title": ("Batalkan nomor {}?", "Cancel number {}?"),
    "cancel_text": (
        "Pengunjung pergi tanpa dilayani. Hari ini juga nomor masih dapat dikembalikan.",
        "The visitor leaves without being served. The number can still be restored today.",
    ),
    "cancel_reason": ("Alasan (boleh kosong)", "Reason (may be left out)"),
    "close": ("Tutup", "Close"),
    "not_now": ("Jangan batalkan", "Do not cancel"),
    # keys
    "keys": ("Tombol", "Keys"),
    "keys_title": ("Tombol papan ketik", "Keyboard keys"),
    "keys_text": (
        "Setiap tindakan paling banyak dua tekanan tombol. Semua tombol juga dapat diklik atau disentuh.",
        "Every action takes two keystrokes at most. Every key can be clicked or touched as well.",
    ),
    "keys_on": ("Tombol huruf dan angka aktif", "Letter and digit keys are on"),
    "key_row": (
        "pilih nomor ke-1 sampai ke-9 yang menunggu, lalu:",
        "choose the 1st to 9th who waits, then:",
    ),
    "key_row_call": ("panggil nomor itu", "call that number"),
    "key_row_group": ("jadikan prioritas (0: tanpa prioritas)", "give it priority (0: none)"),
    "key_aside": (
        "lalu angka: panggil kembali yang ditunda atau tidak hadir; dengan Shift: kembalikan ke antrean",
        "then a digit: call a parked or missed number again; with Shift: put it back in line",
    ),
    "key_aside_armed": (
        "Tekan angka untuk memanggil, Shift dan angka untuk mengembalikan ke antrean, Esc untuk batal.",
        "Press a digit to call, Shift and a digit to put back in line, Esc to leave.",
    ),
    "key_transfer": ("lalu angka: tujuan", "then a digit: where to"),
    "key_cancel": ("lalu Enter", "then Enter"),
    "key_find": ("ketik nomor, lalu Enter", "type the number, then Enter"),
    "key_here": ("hadir, atau tinggalkan loket", "here, or leave the counter"),
    "key_help": ("daftar ini", "this list"),
    # the connection
    "asking_hub": ("Menghubungi hub…", "Asking the hub…"),
    "hub_gone": (
        "Hub tidak terhubung. Halaman ini menyambung kembali sendiri.",
        "No connection to the hub. This page comes back by itself.",
    ),
    "too_quick": ("Nomor ini baru saja dipanggil.", "This number was called just now."),
}
