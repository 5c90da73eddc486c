"""Which pictogram stands for a service or an agency, by its words. Pure.

The catalogue has no pictures. A few words of a public service's name tell enough for one; whoever cannot read well
finds the line for the driving licence by the car. What no word tells of is a paper.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_config.drawing.pictograms import Kind

_WORDS: tuple[tuple[Kind, str], ...] = (  # the first that is found counts
    ("chat", "pengaduan konsultasi informasi"),
    ("passport", "paspor imigrasi"),
    ("vehicle", "sim kendaraan motor mobil stnk samsat kir trayek perhubungan andalalin"),
    ("shield", "skck polres kepolisian kehilangan narkotika bnn bea"),
    ("family", "keluarga nikah perkawinan anak kia"),
    ("card", "ktp-el ktp identitas kependudukan sipil"),
    ("heart", "kesehatan jkn sehat apotek dokter perawat bidan obat bpom rumah-sakit"),
    ("scales", "pengadilan kejaksaan tilang cerai gugatan hukum waris"),
    ("land", "tanah pertanahan sertipikat roya hak bidang ruang"),
    ("building", "bangunan gedung terpadu usaha izin modal reklame"),
    ("work", "kerja ketenagakerjaan lowongan pelatihan pensiun taspen koperasi"),
    ("coin", "pajak pbb-p2 bphtb npwp spt pendapatan bank retribusi"),
    ("school", "pendidikan ijazah sekolah siswa perpustakaan penelitian"),
    ("bolt", "listrik pln daya"),
    ("drop", "air pdam"),
    ("leaf", "lingkungan limbah sppl"),
    ("parcel", "pos kirim kiriman barang"),
    ("pray", "agama haji umrah madrasah"),
    ("person", "sosial disabilitas"),
    ("paper", "akta surat legalisasi dokumen pindah"),
)


@lru_cache(maxsize=512)
def sign_of(*texts: str) -> Kind:
    """The pictogram for what these words tell of; the earlier words count more.

    >>> sign_of("SIM A perpanjangan"), sign_of("Lainnya", "Dinas Sosial"), sign_of("Surat")
    ('vehicle', 'person', 'paper')
    """
    for text in texts:
        words = {word.strip("(),.;:") for word in text.lower().split()}
        for kind, meant in _WORDS:
            if words & set(meant.split()):
                return kind
    return "paper"
