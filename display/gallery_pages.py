"""An idle page of each kind, as a mall might have them: for the gallery and for tests."""

from __future__ import annotations

from broker_config.signage import Clip, Page, Row


def _rows(*rows: tuple[str, str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(left=_dashed(left), right=_dashed(right), english=english) for left, right, english in rows
    )


def _dashed(text: str) -> str:
    """With the dash that KBBI wants between the ends of a span."""
    return text.replace("--", "\N{EN DASH}")


SERVICES = Page(
    kind="services", title="Dinas Kependudukan dan Pencatatan Sipil", english="Served here",
    rows=_rows(
        ("Perekaman dan pencetakan KTP-el", "Gratis", ""),
        ("Kartu Keluarga", "Gratis", ""),
        ("Kartu Identitas Anak", "Gratis", ""),
        ("Akta kelahiran", "Gratis", ""),
        ("Akta kematian", "Gratis", ""),
        ("Surat pindah antarkabupaten atau antarprovinsi", "Gratis", ""),
        ("Aktivasi Identitas Kependudukan Digital", "Gratis", ""),
    ),
    note=_dashed("Loket 4--7"),
)  # fmt: skip
HOURS = Page(
    kind="hours", title="Jam buka", english="Opening hours",
    rows=_rows(
        ("Hari ini, Senin, 23 November", "08.00--15.30", "Today, Monday, 23 November"),
        ("Senin--Kamis", "08.00--15.30", "Monday to Thursday"),
        ("Jumat", "08.00--15.00", "Friday"),
        ("Sabtu, Minggu", "tutup", "Saturday, Sunday: closed"),
        ("Istirahat", "12.00--13.00", "Break"),
    ),
    note="Beberapa instansi buka pada hari atau jam lain.",
)  # fmt: skip
REQUIREMENTS = Page(
    kind="requirements", title="Akta kelahiran", english="What to bring",
    rows=_rows(
        ("Surat keterangan lahir dari rumah sakit, bidan, atau kepala desa", "", ""),
        ("Kartu Keluarga asli", "", ""),
        ("KTP-el kedua orang tua", "", ""),
        ("Buku nikah atau akta perkawinan", "", ""),
    ),
    note="Dukcapil · Loket 6 · Gratis · selesai hari itu juga",
)  # fmt: skip
HOTLINES = Page(
    kind="hotlines", title="Hubungi kami", english="How to reach us",
    rows=_rows(
        ("Pengaduan dan bantuan", "0811-2000-118", "Help and complaints"),
        ("Dukcapil", "0811-2000-121", ""),
        ("BPJS Kesehatan", "165", ""),
        ("Samsat", "0811-2000-135", ""),
        ("Imigrasi", "0811-2000-140", ""),
    ),
)  # fmt: skip
SATISFACTION = Page(
    kind="satisfaction", title="Kata pengunjung, Oktober 2026", english="What visitors said in October 2026",
    rows=_rows(
        ("Puas atau sangat puas", "94 %", "Satisfied or very satisfied"),
        ("Sangat puas", "61 %", "Very satisfied"),
        ("Puas", "33 %", "Satisfied"),
        ("Kurang puas", "4 %", "Not quite satisfied"),
        ("Tidak puas", "2 %", "Not satisfied"),
    ),
    note="1.234 penilaian dengan satu sentuhan di loket; bukan indeks SKM.",
)  # fmt: skip
TODAY = Page(
    kind="today", title="Hari ini, Senin, 23 November", english="Today, Monday, 23 November",
    rows=_rows(
        ("Nomor diambil", "128", "Numbers taken"),
        ("Dipanggil", "106", "Called"),
        ("Selesai dilayani", "97", "Served"),
        ("Sedang menunggu", "22", "Waiting now"),
        ("Separuh menunggu paling lama", "7 menit", "Half of them waited at most"),
    ),
)  # fmt: skip
PAGES = {page.kind: page for page in (SERVICES, HOURS, REQUIREMENTS, HOTLINES, SATISFACTION, TODAY)}
CLIP = Clip(id="batik", kind="picture", sha256="0" * 64, size=1)
