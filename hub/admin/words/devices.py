"""What the page of the devices says."""

from __future__ import annotations

# key: Indonesian, English
TEXTS: dict[str, tuple[str, str]] = {
    "all_devices": ("Perangkat", "Devices"),
    "devices_text": (
        "Setiap alat di mal: keadaan, tempat, dan bagian-bagiannya.",
        "Every device: how it is, where it stands, its parts.",
    ),
    "box_gone": ("Terputus", "Gone"),
    "box_fault": ("Rusak", "Fault"),
    "box_warning": ("Peringatan", "Warning"),
    "box_never": ("Belum terhubung", "Not heard yet"),
    "box_ok": ("Baik", "Well"),
    "box_all": ("Semua", "All"),
    "box_n": ("{} alat", "{} devices"),
    "part_ok": ("baik", "well"),
    "part_warning": ("peringatan", "warning"),
    "part_fault": ("rusak", "fault"),
    "box_parts": ("Bagian", "Parts"),
    "box_no_parts": ("Belum ada kabar tentang bagiannya.", "Nothing was told of its parts yet."),
    "box_version": ("Versi", "Version"),
    "box_seen": ("Terakhir terdengar", "Last heard"),
    "box_seen_now": ("sekarang", "now"),
    "box_since": ("Sejak", "Since"),
    "box_last_fault": ("Gangguan terakhir", "Last fault"),
    "box_no_fault": ("belum pernah tercatat", "none on record"),
    "box_letter": ("Seri luring", "Offline series"),
    "box_history": ("Riwayat alat ini", "History of this device"),
    "box_unknown": ("belum diketahui", "not known yet"),
    "box_versions": ("Versi program: {}", "Program versions: {}"),
    "no_boxes": ("Tidak ada alat.", "There are no devices."),
    "no_boxes_text": (
        "Alat ditambahkan saat mal disiapkan, dalam site.toml.",
        "Devices are added when the mall is set up, in site.toml.",
    ),
    # figures of a part, by their names on the wire
    "fact_paper_m": ("kertas tersisa", "paper left"),
    "fact_cuts": ("potongan kertas", "cuts"),
    "fact_presses": ("ditekan", "presses"),
    "fact_edges": ("perubahan kontak", "contact changes"),
    "fact_celsius": ("suhu", "temperature"),
    "fact_disk_free_percent": ("penyimpanan kosong", "disk free"),
    "fact_memory_free_percent": ("memori kosong", "memory free"),
    "fact_clock_offset_s": ("selisih jam", "clock off by"),
    "fact_restarts": ("menyala ulang sehari ini", "restarts in a day"),
    "fact_uptime_s": ("menyala selama", "up for"),
    "fact_under_voltage": ("daya listrik", "power"),
    "fact_power_low": ("kurang", "too weak"),
    "fact_power_well": ("cukup", "enough"),
}
