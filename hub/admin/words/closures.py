"""What is said of closures."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "closures": ("Penutupan", "Closures"),
    "cl_text": (
        "Loket yang tidak dapat buka pada jamnya, dengan alasannya. Menit yang disetujui tidak dihitung kosong.",
        "Counters that cannot be open in hours, and why. Minutes that are approved do not count as unattended.",
    ),
    "cl_ask": ("Ajukan penutupan", "Ask for a closure"),
    "cl_set": ("Tutup loket", "Close a counter"),
    "cl_waiting": ("Menunggu keputusan", "Waiting for a decision"),
    "cl_now": ("Sedang dan akan tutup", "Closed now and soon"),
    "cl_past": ("Sudah lewat", "Past"),
    "cl_none": ("Tidak ada.", "None."),
    "cl_none_waiting": ("Tidak ada yang menunggu keputusan.", "Nothing waits for a decision."),
    "cl_asked": ("Diajukan", "Asked"),
    "cl_approved": ("Disetujui", "Approved"),
    "cl_refused": ("Ditolak", "Refused"),
    "cl_asked_by": ("diajukan oleh {}", "asked by {}"),
    "cl_decided_by": ("diputuskan oleh {}", "decided by {}"),
    "cl_approve": ("Setujui", "Approve"),
    "cl_refuse": ("Tolak", "Refuse"),
    "cl_withdraw": ("Tarik kembali", "Withdraw"),
    "cl_end": ("Batalkan", "Cancel it"),
    "cl_afterwards": ("Untuk waktu yang sudah lewat", "For a time that is past"),
    "cl_whole_mall": ("Seluruh mal", "The whole mall"),
    "cl_where": ("Apa yang tutup", "What is closed"),
    "cl_counters": ("Loket", "Counters"),
    "cl_agencies": ("Seluruh loket sebuah instansi", "All counters of an agency"),
    "cl_reason": ("Alasan", "Reason"),
    "cl_reason_hint": (
        "Misalnya: rapat dinas, petugas sakit, alat rusak. Tampil di anjungan.",
        "Such as: staff meeting, officer ill, device broken. It is shown at kiosks.",
    ),
    "cl_from": ("Mulai", "From"),
    "cl_until": ("Sampai", "Until"),
    "cl_date_of": ("{}: tanggal", "{}: date"),
    "cl_time_of": ("{}: pukul", "{}: time"),
    "cl_send": ("Ajukan", "Ask"),
    "cl_send_manager": ("Tutup", "Close"),
    "cl_as_manager": ("Berlaku segera, atas nama Anda.", "It holds at once, in your name."),
    "cl_as_others": (
        "Manajer memutuskan. Anda dapat menariknya kembali.",
        "The manager decides. You can withdraw it.",
    ),
    "cl_past_too": (
        "Waktu yang sudah lewat juga boleh: menitnya dihitung ulang setelah disetujui.",
        "A time that is past will do as well: its minutes are judged again once it is approved.",
    ),
    "cl_bad_time": ("Bukan tanggal dan jam yang dapat dibaca.", "No date and time that can be read."),
    "cl_no_place": ("Pilih apa yang tutup.", "Choose what is closed."),
    "cl_no_reason": ("Tulis alasannya.", "Say why."),
    "cl_saved": ("Sudah dicatat.", "Noted."),
    "cl_stale": (
        "Permintaan ini sudah diubah orang lain. Lihat keadaannya sekarang di bawah.",
        "Somebody else has changed this request. See below how it is now.",
    ),
}
