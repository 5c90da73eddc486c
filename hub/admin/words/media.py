"""What the pages of the mall's pictures and videos say."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "media": ("Media", "Media"),
    "all_clip": ("Media", "Media"),
    "one_clip": ("Media", "Media"),
    "media_text": (
        "Gambar dan video yang ditayangkan selagi tidak ada panggilan.",
        "Pictures and videos that are shown while nobody is being called.",
    ),
    "med_add": ("Tambah gambar atau video", "Add a picture or a video"),
    "med_none": (
        "Belum ada media. Tambahkan gambar atau video; layar menayangkannya bergantian di sela panggilan.",
        "There are no media yet. Add a picture or a video; the displays show them in turn between calls.",
    ),
    "med_none_archived": ("Arsip kosong.", "The archive is empty."),
    "med_state_today": ("Tayang hari ini", "Shown today"),
    "med_state_other": ("Pada hari lain", "On other weekdays"),
    "med_state_later": ("Belum mulai", "Not yet begun"),
    "med_state_over": ("Sudah selesai", "Over"),
    "med_state_missing": ("Berkas tidak ada", "File missing"),
    "med_state_missing_text": (
        "Barisnya diimpor tanpa berkasnya. Unggah berkas yang sama di sini, atau hapus.",
        "Their rows were imported without the files. Upload the same files here, or delete them.",
    ),
    "med_state_archived": ("Arsip", "Archive"),
    "med_archive": ("Lihat arsip ({})", "See the archive ({})"),
    "med_back": ("Kembali ke yang ditayangkan", "Back to what is shown"),
    "med_room": ("{} dari {} terpakai", "{} of {} used"),
    "med_new": (
        "{} ditayangkan mulai sekarang, sesuai waktunya.",
        "{} is shown from now on, when its time is.",
    ),
    "med_saved": (
        "Perubahan disimpan. Layar mengikutinya sekarang juga.",
        "Saved. The displays follow at once.",
    ),
    "med_edit": ("Ubah", "Edit"),
    "med_edit_of": ("Ubah {}", "Edit {}"),
    "med_picture": ("Gambar", "Picture"),
    "med_video": ("Video", "Video"),
    "med_seconds": ("{} detik", "{} seconds"),
    "med_everywhere": ("Semua zona", "All zones"),
    "med_always": ("Setiap hari", "Every day"),
    "med_between": ("{} sampai {}", "{} to {}"),
    "med_from": ("mulai {}", "from {}"),
    "med_to": ("sampai {}", "until {}"),
    "med_has_sound": ("bersuara", "with sound"),
    "med_no_sound": ("tanpa suara", "without sound"),
    # the form
    "med_what": ("Apa", "What"),
    "med_file": ("Berkas", "File"),
    "med_file_hint": (
        "Gambar JPEG, PNG, atau WebP; video MP4 atau WebM. Paling pas: mendatar, 1920 × 1080.",  # noqa: RUF001 - as it is written
        "Pictures as JPEG, PNG or WebP, videos as MP4 or WebM. Best: wide, 1920 × 1080.",  # noqa: RUF001 - as it is written
    ),
    "med_no_script": (
        "Tanpa JavaScript hanya berkas sampai 2 MB yang dapat diunggah.",
        "Without JavaScript only files of up to 2 MB can be uploaded.",
    ),
    "med_other_file": ("Ganti dengan berkas lain", "Take another file instead"),
    "med_sending": ("Mengunggah", "Uploading"),
    "med_checking": ("Memeriksa berkas…", "Looking at the file…"),
    "med_waiting": (
        "Sambungan terputus; dicoba lagi…",
        "The connection was lost; trying again…",
    ),
    "med_whole": ("Sudah diunggah dan dapat ditayangkan.", "It is uploaded, and can be shown."),
    "med_failed": ("Berkas tidak dapat diunggah. Coba lagi.", "The file could not be uploaded. Try again."),
    "med_name": ("Nama", "Name"),
    "med_name_hint": ("Hanya untuk daftar ini; tidak ditayangkan.", "For this list alone; it is not shown."),
    "med_how_long": ("Tampil berapa detik", "Shown for how many seconds"),
    "med_sound": ("Putar suaranya", "Play its sound"),
    "med_sound_hint": (
        "Suaranya mengecil selagi ada panggilan. Tanpa ini video diputar tanpa suara.",
        "It is turned down while somebody is called. Without this the video is played mute.",
    ),
    "med_where": ("Di mana", "Where"),
    "med_where_hint": ("Tanpa pilihan: semua zona.", "None chosen: all zones."),
    "med_when": ("Kapan", "When"),
    "med_first": ("Mulai tanggal", "From"),
    "med_last": ("Sampai tanggal", "To"),
    "med_days": ("Hari", "Weekdays"),
    "med_since": ("Dari pukul", "From the hour"),
    "med_until": ("Sampai pukul", "To the hour"),
    "med_publish": ("Tayangkan", "Show it"),
    "med_no_file": ("Pilih gambar atau video.", "Choose a picture or a video."),
    "med_gone": (
        "Unggahan ini sudah tidak ada. Pilih berkasnya sekali lagi.",
        "This upload is gone. Choose the file once more.",
    ),
    "med_busy": (
        "Terlalu banyak berkas sedang diunggah. Coba lagi sebentar lagi.",
        "Too many files are being uploaded. Try again in a moment.",
    ),
    "med_stale": (
        "Orang lain baru saja mengubahnya. Periksa isinya, lalu simpan lagi.",
        "Somebody else has just changed this. Look at it, and save it again.",
    ),
    "med_archive_row": ("Berhenti menayangkan", "Stop showing it"),
    "med_archive_text": (
        "Pindah ke arsip; berkasnya tetap ada dan dapat ditayangkan lagi kapan saja.",
        "It goes into the archive; the file stays, and it can be shown again at any time.",
    ),
    "med_restore": ("Tayangkan lagi", "Show it again"),
    "med_restore_text": (
        "Layar menayangkannya lagi, sesuai waktunya.",
        "The displays show it again, when its time is.",
    ),
    "med_delete": ("Hapus berkas", "Delete the file"),
    "med_delete_text": (
        "Berkasnya hilang dari hub dan dari semua layar. Ini tidak dapat dibatalkan.",
        "The file goes from the hub and from all displays. This cannot be undone.",
    ),
    "med_deleted": ("Berkasnya sudah dihapus.", "Its file was deleted."),
    # the logo
    "logo": ("Logo mal", "The mall's logo"),
    "logo_text": (
        "Tampil di kepala setiap layar. PNG dengan latar transparan paling baik; paling besar 2 MB.",
        "It is at the head of every display. Best as PNG with a transparent ground; at most 2 MB.",
    ),
    "logo_none": ("Belum ada logo.", "There is no logo yet."),
    "logo_alt": ("Logo sekarang, di atas warna dasar layar", "The logo now, on the displays' ground"),
    "logo_gone": (
        "Berkas logo tidak ada di hub ini: unggah lagi.",
        "The logo's file is not on this hub: upload it again.",
    ),
    "logo_file": ("Berkas PNG atau JPEG", "A PNG or JPEG file"),
    "logo_set": ("Pakai logo ini", "Use this logo"),
    "logo_remove": ("Hapus logo", "Remove the logo"),
}
