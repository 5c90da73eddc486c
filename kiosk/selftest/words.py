"""What the self-test says beside its faults, in Indonesian and in English. Pure."""

from __future__ import annotations

from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("PEMERIKSAAN MANDIRI", "SELF-TEST"),
    "ok": ("baik", "ok"),
    "failed": ("GAGAL", "FAILED"),
    "untried": ("tak diuji", "untried"),
    "all_well": ("SEMUA BAIK", "ALL IS WELL"),
    "not_well": ("{} HAL PERLU DIPERBAIKI", "TO BE MENDED: {}"),
    "power": ("Daya listrik", "Power"),
    "heat": ("Suhu", "Temperature"),
    "disk": ("Penyimpanan bebas", "Disk free"),
    "memory": ("Memori bebas", "Memory free"),
    "restarts": ("Nyala ulang sehari", "Restarts in a day"),
    "name": ("Nama broker", "Broker's name"),
    "port": ("Port broker", "Broker's port"),
    "files": ("Sertifikat kotak ini", "This box's certificate"),
    "broker_certificate": ("Sertifikat broker", "Broker's certificate"),
    "session": ("Sesi dengan broker", "Session with the broker"),
    "hub": ("Jawaban hub", "The hub's answer"),
    "clock": ("Selisih jam", "Clock offset"),
    "days": ("hari", "days"),
    "printer": ("Printer", "Printer"),
    "paper": ("Laporan tercetak", "Report printed"),
    "proven": ("terbukti", "proven"),
    "unproven": ("printer tak dapat memberi bukti", "the printer cannot prove it"),
    "button": ("Tombol '{}'", "Button '{}'"),
    "lamp": ("Lampu '{}'", "Lamp '{}'"),
    "reader": ("Pembaca '{}'", "Reader '{}'"),
    "screen": ("Layar '{}'", "Screen '{}'"),
    "part": ("Bagian '{}'", "Part '{}'"),
    "running": (
        (
            "Layanan {} masih berjalan (proses {}). Hentikan dulu: systemctl stop mpp-kiosk@{}; "
            "setelah selesai: systemctl start mpp-kiosk@{}."
        ),
        (
            "The service {} is still running (process {}). Stop it first: systemctl stop mpp-kiosk@{}; "
            "afterwards: systemctl start mpp-kiosk@{}."
        ),
    ),
    "press": (
        "Tekan tombol '{}' sekarang … (tidak bereaksi: Enter)",
        "Press the button '{}' now … (it does not react: Enter)",
    ),
    "show": (
        "Dekatkan kartu atau kode ke pembaca '{}' sekarang … (tidak bereaksi: Enter)",
        "Hold a card or a code to the reader '{}' now … (it does not react: Enter)",
    ),
    "touch": (
        "Sentuh layar '{}' sekarang … (tidak bereaksi: Enter)",
        "Touch the screen '{}' now … (it does not react: Enter)",
    ),
    "look": (
        "Lampu '{}' berkedip sekarang? (ya: Enter, tidak: t lalu Enter)",
        "Does the lamp '{}' blink now? (yes: Enter, no: n and Enter)",
    ),
    "came_out": (
        "Apakah laporan keluar dari printer? (ya: Enter, tidak: t lalu Enter)",
        "Did the report come out of the printer? (yes: Enter, no: n and Enter)",
    ),
    "not_printed": ("Laporan ini tidak dicetak.", "This report is not printed."),
    # what buttons and lamps of a pad, and the lamps that every kiosk has, are called
    "call_next": ("Panggil", "Call next"),
    "recall": ("Panggil ulang", "Recall"),
    "serve": ("Layani", "Serve"),
    "finish": ("Selesai", "Finish"),
    "no_show": ("Tidak hadir", "No-show"),
    "park": ("Tunda", "Park"),
    "waiting": ("Ada yang menunggu", "Somebody waits"),
    "called": ("Sedang dipanggil", "Called"),
    "link": ("Terhubung ke hub", "Hub is there"),
    "paper_lamp": ("Kertas", "Paper"),
}


def words(language: Language) -> dict[str, str]:
    """All texts of one language."""
    index = LANGUAGES.index(language)
    return {key: texts[index] for key, texts in _TEXTS.items()}
