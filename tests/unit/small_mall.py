"""A small mall as data for tests of the register and its hours; Monday 23 November 2026 is an ordinary day there."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

from broker_config.mall_file import read_mall
from hub.register import Register, from_mall

TEXT = """
[mall]
site = "contoh"
name = "MPP Contoh"
regency = "Kabupaten Contoh"
timezone = "Asia/Makassar"
notices = ["Selamat datang."]

[hours]
break = "12:00-13:00"
friday_break = "11:30-13:30"
cutoff_minutes = 30
issuing_opens = "07:30"

[hours.week]
monday = "08:00-15:30"
tuesday = "08:00-15:30"
wednesday = "08:00-15:30"
thursday = "08:00-15:30"
friday = "08:00-15:00"

[priority]
policy = "one_in"
n = 3
groups = { lansia = { name = "Lansia" }, disabilitas = { name = "Penyandang disabilitas" } }

[zones]
utama = { name = "Utama" }
timur = { name = "Timur" }

[agencies.dukcapil]
name = "Dinas Dukcapil"
short = "Dukcapil"
letterhead = "Jalan Merdeka 1"

[agencies.imigrasi]
name = "Kantor Imigrasi"
short = "Imigrasi"
type = "vertical"
hours = { week = { monday = "09:00-12:00", thursday = "09:00-15:00" }, cutoff_minutes = 15 }

[agencies.bnn]
name = "Badan Narkotika"
short = "BNN"
type = "vertical"
status = "preparing"

[services.ktp]
agency = "dukcapil"
name = "KTP-el"
prefix = "A"
quota = 50
standard_days = 1
requirements = "Kartu Keluarga."
procedure = "Ambil nomor; serahkan berkas."

[services.akta]
agency = "dukcapil"
name = "Akta"
prefix = "B"

[services.paspor]
agency = "imigrasi"
name = "Paspor"
prefix = "MA"
fee = "Rp350.000"

[services.naturalisasi]
agency = "imigrasi"
name = "Naturalisasi"
place = "referral"

[services.skhpn]
agency = "bnn"
name = "SKHPN"
prefix = "NA"

[counters]
loket-1 = { number = 1, zone = "utama", agency = "dukcapil", services = ["ktp", "akta"] }
loket-2 = { number = 2, zone = "utama", agency = "dukcapil", services = ["ktp"], direction = "left" }
loket-3 = { number = 3, zone = "timur", agency = "imigrasi", services = ["paspor"] }
loket-4 = { number = 4, zone = "timur", agency = "bnn", services = ["skhpn"] }

[users]
sri = { name = "Sri Wahyuni", role = "manager" }
budi = { name = "Budi Santoso", role = "officer", agency = "dukcapil", counters = ["loket-1", "loket-2"] }

[overrides.natal]
from = 2026-12-25
reason = "Hari Raya Natal"
closed = true

[overrides.ramadan]
from = 2027-02-08
to = 2027-03-09
reason = "Ramadan"
hours = { week = { monday = "08:00-15:00", thursday = "08:00-15:00" }, break = "12:00-12:30" }

[overrides.rapat]
from = 2027-02-10
reason = "Rapat kerja"
span = "08:00-12:00"

[overrides.paspor-keliling]
from = 2026-11-30
agency = "imigrasi"
reason = "Layanan keliling"
closed = true
"""


def tables():
    return tomllib.loads(TEXT)


def data():
    return read_mall(tables(), "mall.toml")


def register():
    return Register(from_mall(data()))


def at(text):
    """Local time in Makassar (UTC + 8), `2026-11-23 07:30`, as UTC seconds."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() - 8 * 3600
