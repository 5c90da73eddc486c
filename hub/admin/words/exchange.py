"""What is said of files: the mall in and out."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "exchange": ("Impor dan ekspor", "Import and export"),
    "ex_text": (
        "Seluruh mal sebagai berkas: untuk cadangan, untuk diisi bersama di Excel, untuk mal lain.",
        "The whole mall as files: to keep, to fill in together with a spreadsheet, for another mall.",
    ),
    "ex_down": ("Unduh", "Download"),
    "ex_xlsx": ("Semua daftar dalam satu buku Excel", "All lists in one workbook"),
    "ex_csv": ("Satu daftar sebagai CSV", "One list as CSV"),
    "ex_toml": ("Seluruh mal sebagai site.toml", "The whole mall as site.toml"),
    "ex_toml_text": (
        "Dengan jam buka, hari khusus, dan pengguna; tanpa kata sandi.",
        "With hours, special days and people; without passwords.",
    ),
    "ex_up": ("Unggah", "Upload"),
    "ex_up_text": (
        "Tidak ada yang ditulis sebelum Anda menyetujuinya. Yang tidak ada dalam berkas tetap seperti semula.",
        "Nothing is written before you have confirmed the changes. What is not in the file stays as it is.",
    ),
    "ex_file": ("Berkas .xlsx, .csv, atau .toml", "A file: .xlsx, .csv or .toml"),
    "ex_file_hint": (
        "CSV diberi nama seperti daftarnya: layanan.csv, loket.csv. Paling besar 2 MB.",
        "A CSV is named as its list: layanan.csv, loket.csv. At most 2 MB.",
    ),
    "ex_archive": ("Arsipkan yang tidak ada dalam berkas", "Archive what is not in the file"),
    "ex_archive_text": (
        "Hanya untuk daftar yang ada dalam berkas, dan hanya jika berkasnya lengkap.",
        "Only for lists that the file has, and only if the file is complete.",
    ),
    "ex_read": ("Periksa berkas", "Check the file"),
    "ex_no_file": ("Pilih berkas dahulu.", "Choose a file first."),
    "ex_stale": (
        "Tidak ada yang ditulis: sementara itu orang lain menyimpan baris yang sama. Unggah berkasnya sekali lagi.",
        "Nothing was written: somebody else saved one of these rows meanwhile. Upload the file once more.",
    ),
    "ex_gone": (
        "Unggahan itu sudah tidak ada. Unggah berkasnya sekali lagi.",
        "That upload is no longer there. Upload the file once more.",
    ),
    "ex_done": ("{} baris sudah ditulis.", "{} rows were written."),
    "ex_same": ("{}: tidak ada yang berubah.", "{}: nothing would change."),
    "ex_faults": (
        "{}: {} hal perlu diperbaiki. Tidak ada yang ditulis.",
        "{}: {} things are to be mended. Nothing was written.",
    ),
    "ex_faults_then": (
        "Perbaiki di berkasnya, lalu unggah lagi.",
        "Mend them in the file, then upload it again.",
    ),
    "ex_sheet": ("Lembar", "Sheet"),
    "ex_row": ("Baris", "Row"),
    "ex_column": ("Kolom", "Column"),
    "ex_problem": ("Masalah", "Problem"),
    "ex_warnings": ("Patut diperhatikan", "Worth a thought"),
    "ex_review": ("Perubahan dari {}", "Changes from {}"),
    "ex_review_text": ("Belum ada yang ditulis.", "Nothing is written yet."),
    "ex_confirm": ("Tulis {} perubahan", "Write {} changes"),
    "ex_new": ("baru", "new"),
    "ex_changed": ("berubah", "changed"),
    "ex_archived": ("diarsipkan", "archived"),
    "ex_more": ("dan {} lagi", "and {} more"),
    "all_user": ("Pengguna", "People"),
}
