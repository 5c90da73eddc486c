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
    kind="services", title="Dukcapil", english="Civil registry: what is done here",
    rows=_rows(
        ("Perekaman dan pencetakan KTP-el", "Loket 4--5", "Identity card"),
        ("Kartu Keluarga", "Loket 4--5", "Family card"),
        ("Kartu Identitas Anak", "Loket 5", "Identity card for children"),
        ("Akta kelahiran", "Loket 6", "Birth certificate"),
        ("Akta kematian", "Loket 6", "Death certificate"),
        ("Surat pindah antarkabupaten atau antarprovinsi", "Loket 7", "Moving to another regency or province"),
        ("Aktivasi Identitas Kependudukan Digital", "Loket 4", "Digital identity"),
    ),
)  # fmt: skip
HOURS = Page(
    kind="hours", title="Jam pelayanan", english="Opening hours",
    rows=_rows(
        ("Hari ini, Senin", "08.00--15.30", "Today, Monday"),
        ("Senin--Kamis", "08.00--15.30", "Monday to Thursday"),
        ("Jumat", "08.00--15.00", "Friday"),
        ("Sabtu, Minggu", "tutup", "Saturday, Sunday: closed"),
    ),
    note=_dashed("Istirahat 12.00--13.00, Jumat 11.30--13.30. Nomor antrean sampai 15.00."),
)  # fmt: skip
REQUIREMENTS = Page(
    kind="requirements", title="Akta kelahiran", english="Birth certificate: what to bring",
    rows=_rows(
        ("Surat keterangan lahir dari rumah sakit, bidan, atau kepala desa", "", "Notice of birth"),
        ("Kartu Keluarga asli", "", "Family card"),
        ("KTP-el kedua orang tua", "", "Identity cards of both parents"),
        ("Buku nikah atau akta perkawinan", "", "Marriage certificate"),
    ),
    note="Tanpa biaya.",
)  # fmt: skip
HOTLINES = Page(
    kind="hotlines", title="Pengaduan dan informasi", english="Complaints and questions",
    rows=_rows(
        ("Mal Pelayanan Publik", "0811-2000-118", ""),
        ("Dukcapil", "0811-2000-121", ""),
        ("BPJS Kesehatan", "165", ""),
        ("Samsat", "0811-2000-135", ""),
        ("Imigrasi", "0811-2000-140", ""),
    ),
)  # fmt: skip
SATISFACTION = Page(
    kind="satisfaction", title="Kepuasan pengunjung", english="How content visitors were, October 2026",
    rows=_rows(
        ("puas atau sangat puas", "94 %", "content or very content"),
        ("Sangat puas", "61 %", ""),
        ("Puas", "33 %", ""),
        ("Kurang puas", "4 %", ""),
        ("Tidak puas", "2 %", ""),
    ),
    note="Oktober 2026, 1.234 penilaian di loket. Bukan indeks SKM.",
)  # fmt: skip
TODAY = Page(
    kind="today", title="Hari ini", english="Today until now",
    rows=_rows(
        ("nomor diambil", "128", "numbers taken"),
        ("dipanggil", "106", "called"),
        ("dilayani", "97", "served"),
        ("menunggu", "22", "waiting"),
        ("menit menunggu", "7", "minutes of waiting"),
    ),
)  # fmt: skip
PAGES = {page.kind: page for page in (SERVICES, HOURS, REQUIREMENTS, HOTLINES, SATISFACTION, TODAY)}
CLIP = Clip(id="batik", kind="picture", sha256="0" * 64, size=1)
