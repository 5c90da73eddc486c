"""Everything the self-test can find wrong, and what a technician does about it. Pure.

The manual (`docs/technician.md`) is made from this table, so that paper, terminal and manual say the same.
"""

from __future__ import annotations

from broker_config.troubles import NETWORK, Fault

FAULTS: dict[str, Fault] = {
    # --- the box itself -----------------------------------------------------------------------------------
    "power_low": Fault(
        ("daya listrik kurang", "the power supply is too weak"),
        (
            "Pakai adaptor resmi 5 V 3 A dengan kabel pendek; cabut alat USB yang tidak perlu.",
            "Use the official 5 V 3 A adapter with a short cable; unplug USB devices that are not needed.",
        ),
    ),
    "hot": Fault(
        ("terlalu panas", "too hot"),
        (
            "Buka lubang angin, bersihkan debu, jauhkan dari matahari; periksa kipasnya.",
            "Clear the vents, remove dust, keep it out of the sun; check its fan.",
        ),
    ),
    "disk_full": Fault(
        ("penyimpanan hampir penuh", "the disk is nearly full"),
        (
            "Hapus berkas yang bukan milik antrean, atau pakai kartu yang lebih besar.",
            "Delete files that are not the queue's, or use a larger card.",
        ),
    ),
    "disk_read_only": Fault(
        ("penyimpanan tidak dapat ditulisi", "the disk cannot be written"),
        (
            "Kartu rusak atau terkunci: ganti kartunya (lihat: ganti anjungan).",
            "The card is worn out or locked: change it (see: swap a kiosk).",
        ),
    ),
    "memory_low": Fault(
        ("memori hampir habis", "there is little memory left"),
        (
            "Nyalakan ulang kotaknya; jika terulang, hentikan program lain di kotak ini.",
            "Restart the box; if it happens again, stop other programs on this box.",
        ),
    ),
    "restarts": Fault(
        ("menyala ulang berkali-kali", "it starts again and again"),
        (
            "Lihat sebabnya dengan: journalctl -u 'mpp-*' -n 20. Periksa juga adaptornya.",
            "See why with: journalctl -u 'mpp-*' -n 20. Check its adapter, too.",
        ),
    ),
    # --- network, broker, hub -----------------------------------------------------------------------------
    **NETWORK,
    "hub_away": Fault(
        ("hub tidak menjawab", "the hub does not answer"),
        (
            "Di mesin hub: systemctl status mpp-hub. Sementara itu anjungan tetap memberi nomor sendiri.",
            "On the hub's machine: systemctl status mpp-hub. Meanwhile a kiosk gives numbers of its own.",
        ),
    ),
    "hub_stranger": Fault(
        ("hub tidak mengenal kotak ini", "the hub does not know this box"),
        (
            "Tambahkan kotak ini ke site.toml, buat lagi berkas hub dengan provisioning plan, dan mulai ulang hub.",
            "Add this box to site.toml, make the hub's files again with provisioning plan, and restart the hub.",
        ),
    ),
    "hub_slow": Fault(
        ("hub menjawab terlalu lambat", "the hub answers too slowly"),
        (
            "Pakai kabel, bukan Wi-Fi; periksa beban dan penyimpanan mesin hub.",
            "Use a cable, not Wi-Fi; look at the load and the disk of the hub's machine.",
        ),
    ),
    "clock_off": Fault(
        ("jam kotak ini berbeda dari jam hub", "this box's clock differs from the hub's"),
        (
            "Tidak mengganggu nomor. Agar log benar: timedatectl set-ntp true, dengan hub sebagai server waktu.",
            "Numbers do not suffer. For the log: timedatectl set-ntp true, with the hub as the time server.",
        ),
    ),
    # --- printer ------------------------------------------------------------------------------------------
    "printer_missing": Fault(
        ("printer tidak ditemukan", "the printer is not there"),
        (
            "Nyalakan printer; pasang kabelnya sampai masuk; periksa port di berkas pengaturan (ls /dev/usb).",
            "Switch it on; push its cable in; check the port in the settings file (ls /dev/usb).",
        ),
    ),
    "port_busy": Fault(
        ("dipakai program lain", "another program uses it"),
        (
            "Hentikan dulu layanannya: systemctl stop 'mpp-kiosk@*'.",
            "Stop the service first: systemctl stop 'mpp-kiosk@*'.",
        ),
    ),
    "port_denied": Fault(
        ("tidak boleh dibuka", "it may not be opened"),
        (
            "Jalankan sebagai pengguna mpp, anggota grup audio, dialout, gpio, input, lp, render dan video.",
            "Run this as the user mpp, a member of the groups audio, dialout, gpio, input, lp, render and video.",
        ),
    ),
    "paper_out": Fault(
        ("kertas habis", "paper out"),
        (
            "Pasang gulungan baru, sisi termal ke kepala cetak, lalu tutup penutupnya.",
            "Put in a new roll, thermal side to the head, and close the cover.",
        ),
    ),
    "paper_low": Fault(
        ("kertas hampir habis", "paper near its end"),
        (
            "Siapkan gulungan baru, dan ganti sebelum jam buka.",
            "Have a new roll ready, and change it before opening.",
        ),
    ),
    "cover_open": Fault(
        ("penutup printer terbuka", "the printer's cover is open"),
        ("Tutup penutupnya sampai berbunyi klik.", "Close the cover until it clicks."),
    ),
    "cutter": Fault(
        ("pemotong kertas macet", "the cutter is stuck"),
        (
            "Matikan printer, keluarkan sisa kertas di pemotong, nyalakan lagi.",
            "Switch the printer off, take scraps out of the cutter, switch it on again.",
        ),
    ),
    "printer_silent": Fault(
        ("printer tidak menjawab", "the printer does not answer"),
        (
            "Matikan dan nyalakan printer; jika tetap, ganti kabel datanya.",
            "Switch it off and on; if that does not help, change its data cable.",
        ),
    ),
    "print_failed": Fault(
        ("laporan tidak tercetak", "the report was not printed"),
        (
            "Periksa kertas dan penutup, matikan dan nyalakan printer, lalu ulangi pemeriksaan ini.",
            "Check paper and cover, switch the printer off and on, then run this test again.",
        ),
    ),
    # --- buttons, lamps, readers --------------------------------------------------------------------------
    "gpio_missing": Fault(
        ("pin tidak dapat dipakai", "the pin cannot be used"),
        (
            "Pasang python3-lgpio; hentikan dulu layanannya; periksa nomor pin di berkas pengaturan.",
            "Install python3-lgpio; stop the service first; check the pin's number in the settings file.",
        ),
    ),
    "button_silent": Fault(
        ("tombol tidak bereaksi", "the button does not react"),
        (
            "Periksa kedua kabelnya di tombol dan di pin (lihat gambar kabel); lalu ganti tombolnya.",
            "Check both its wires at the button and at the pin (see the wiring); then change the button.",
        ),
    ),
    "button_stuck": Fault(
        ("tombol tertekan terus", "the button is pressed all the time"),
        (
            "Lepaskan tombol yang tersangkut; jika tetap, kabelnya bersentuhan dengan ground.",
            "Free the button; if that does not help, its wire touches ground.",
        ),
    ),
    "lamp_dark": Fault(
        ("lampu tidak menyala", "the lamp does not light up"),
        (
            "Periksa kabel dan arah LED (kaki panjang ke pin); lalu ganti lampunya.",
            "Check the wires and the LED's direction (long leg to the pin); then change the lamp.",
        ),
    ),
    "port_missing": Fault(
        ("alatnya tidak ditemukan", "the device is not there"),
        (
            "Pasang kabelnya sampai masuk; periksa port di berkas pengaturan (ls /dev/serial/by-id /dev/input/by-id).",
            "Push its cable in; check the port in the settings file (ls /dev/serial/by-id /dev/input/by-id).",
        ),
    ),
    "screen_dark": Fault(
        ("layar tidak dapat dipakai", "the screen cannot be used"),
        (
            "Pasang kabel gambar dan daya layarnya sebelum kotak dinyalakan; lalu nyalakan ulang kotaknya.",
            "Connect the screen's picture and power cables before the box is switched on; then restart the box.",
        ),
    ),
    "touch_silent": Fault(
        ("layar tidak merasakan sentuhan", "the screen feels no touch"),
        (
            "Pasang kabel USB layarnya; periksa touch di berkas pengaturan (ls /dev/input/by-id).",
            "Connect the screen's USB cable; check touch in the settings file (ls /dev/input/by-id).",
        ),
    ),
    "button_chatters": Fault(
        ("tombol bergetar sendiri", "the button chatters"),
        (
            "Kencangkan kabelnya; jika tetap, sakelarnya aus: ganti tombolnya.",
            "Tighten its wires; if that does not help, its switch is worn: change the button.",
        ),
    ),
    "reader_silent": Fault(
        ("pembaca tidak membaca apa pun", "the reader reads nothing"),
        (
            "Coba kartu lain; periksa baud di berkas pengaturan dan kabel datanya.",
            "Try another card; check the baud in the settings file and the data wires.",
        ),
    ),
    "part_other": Fault(
        ("bagian ini tidak baik", "this part is not well"),
        (
            "Periksa daya dan kabelnya, lalu ulangi; catat kata-kata di atas untuk pusat bantuan.",
            "Check its power and cable, then try again; note the words above for whoever helps you.",
        ),
    ),
}
