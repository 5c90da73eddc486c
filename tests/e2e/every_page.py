"""Every page there is, by an address of it in the small example mall; a contract test holds the list to the routes.

Those that need a ticket, a link or nobody signed in have tests of their own (`ELSEWHERE`).
"""

from __future__ import annotations

PAGES = (
    *("/", "/loket", "/loket/loket-1", "/nomor", "/nomor/gulungan", "/perangkat", "/perangkat?jenis=display"),
    *(
        "/layar",
        "/tayangan",
        "/tayangan/tambah",
        "/tayangan/logo",
        "/siaran",
        "/pengaturan/layar",
        "/pengaturan/layar/display-1",
        "/pengaturan/pengumuman",
        "/pengaturan/tambah/pengumuman",
        "/pengaturan/jeda",
        "/pengaturan/nyala",
        "/pengaturan/warna",
        "/pengaturan/suara",
    ),
    *("/penutupan", "/penutupan/ajukan", "/jurnal", "/jurnal?jenis=devices", "/jurnal/1"),
    *("/pengaturan", "/pengaturan/mal", "/pengaturan/jam", "/pengaturan/hari-khusus", "/pengaturan/zona"),
    *("/pengaturan/instansi", "/pengaturan/layanan", "/pengaturan/loket", "/pengaturan/prioritas"),
    *("/pengaturan/loket/loket-1", "/pengaturan/instansi/dukcapil", "/pengaturan/tambah/hari-khusus"),
    *("/pengaturan/layanan/nib", "/pengaturan/berkas", "/pengaturan/token", "/pengaturan/token/tambah"),
    *("/pengguna", "/pengguna/tambah", "/kata-sandi", "/konfirmasi"),
)
# Where axe looks at the rest: the test, by the route.
ELSEWHERE = {
    "/masuk": "test_door.py",
    "/tautan/<secret>": "test_door.py",
    "/pengguna/<user_id>": "test_door.py",
    "/t/<token>": "test_live_floor.py",
    "/tayangan/<slug>": "test_media.py",
    "/pengaturan/berkas/<key>": "test_settings_reach_the_hall.py",
}
