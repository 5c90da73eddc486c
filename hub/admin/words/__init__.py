"""What the pages say, in Indonesian and in English; and the one way to write a number or a length of time.

Every text that a person reads is in this package, except what comes from the register: a file a page, with a
`TEXTS` of its own. A key means one thing in the whole house: a file that gives it again does not start.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from broker_config.localtime import date_text, local, rough

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LANGUAGES = ("id", "en")


def _gather() -> dict[str, tuple[str, str]]:
    gathered: dict[str, tuple[str, str]] = {}
    for found in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        texts = importlib.import_module(f"{__name__}.{found}").TEXTS
        if twice := gathered.keys() & texts.keys():
            raise ValueError(f"words/{found}.py gives {min(twice)!r}, which another page has already")
        gathered |= texts
    return gathered


TEXTS: Mapping[str, tuple[str, str]] = _gather()

# What devices say of their parts, which is English on the wire.
_DETAILS: Mapping[str, str] = {
    "paper out": "kertas habis",
    "paper low, reckoned from what was printed": "kertas hampir habis (hitungan)",
    "cutter jammed": "pemotong macet",
    "print head too hot": "kepala cetak terlalu panas",
    "mechanical error": "gangguan mekanis",
    "broken: switch it off and on": "rusak: matikan lalu nyalakan",
    "getting ready": "sedang bersiap",
    "takes no data": "tidak menerima data",
    "the sound device has stopped playing": "perangkat suara macet",
    "another program uses it": "dipakai program lain",
    "missing: another program has its port open": "dipakai program lain",
    "missing: the screen is off or unplugged": "layar mati atau tercabut",
    "touch: looking for it": "sentuhan layar sedang dicari",
    "missing in the network": "tidak ada di jaringan",
    "does not tell about itself": "tidak melaporkan keadaannya",
    "paper near its end": "kertas hampir habis",
    "cover open": "penutup terbuka",
    "looking for it": "sedang dicari",
    "does not answer": "tidak menjawab",
    "identity.key is missing or damaged": "identity.key tidak ada atau rusak",
    "its driver has stopped": "penggeraknya berhenti",
    "cutter": "pemotong macet",
    "too hot": "terlalu panas",
    "hot": "panas",
    "power supply too weak": "daya listrik kurang",
    "disk full": "penyimpanan penuh",
    "disk nearly full": "penyimpanan hampir penuh",
    "disk cannot be written": "penyimpanan tidak dapat ditulisi",
    "no memory left": "memori habis",
    "little memory left": "memori hampir habis",
    "clock wrong": "jam tidak tepat",
    "starts again and again": "menyala ulang berkali-kali",
    "pressed all the time: free it, or look for a pinched wire": (
        "tertekan terus: lepaskan tombolnya, atau cari kabel yang terjepit"
    ),
    "chatters, and is muted: tighten its wires or change it": (
        "bergetar sendiri dan dibisukan: kencangkan kabelnya atau ganti tombolnya"
    ),
}
# What stands before the system's own words for an error, which nobody at a mall can do anything with.
_BEGINNINGS: Mapping[str, str] = {
    "missing": "tercabut: periksa colokannya",
    "no GPIO": "pin GPIO tidak dapat dipakai",
    "cannot be opened": "tidak dapat dibuka",
    "touch": "sentuhan layar tidak berfungsi: periksa colokannya",
    "no sound device": "tidak ada perangkat suara: periksa televisi dan kabelnya",
    "the voice cannot start": "suara tidak dapat dijalankan",
}
# What stands before names, figures or a technician's words, which are kept.
_NAMED: Mapping[str, str] = {
    "no clips are shown": "gambar dan video tidak tampil",
    "cannot be played": "tidak dapat diputar",
    "no address of the hub": "alamat hub tidak diketahui",
    "hub does not answer": "hub tidak menjawab",
    "hub too slow": "hub terlalu lambat",
    "hub cuts the line": "hub memutus sambungan",
    "wrong bytes from the hub": "isi dari hub keliru",
    "disk too full": "penyimpanan terlalu penuh",
    "files to come": "berkas yang belum sampai",
}
_KINDS: Mapping[str, str] = {
    "printer": "printer",
    "reader": "pembaca",
    "gm65": "pemindai",
    "pn532": "pembaca kartu",
    "rdm6300": "pembaca kartu",
    "button": "tombol",
    "lamp": "lampu",
    "keypad": "papan tombol",
    "text_display": "layar teks",
    "panel": "panel layar",
    "box": "kotak",
    "sound": "suara",
    "screen": "layar",
}

_SWAPPED = str.maketrans(",.", ".,")


class Words:
    """The texts of one language, and how it writes."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return TEXTS[key][self._index]

    def in_language(self, language: str, key: str) -> str:
        """A text in another language than the reader's: what visitors are told."""
        return TEXTS[key][LANGUAGES.index(language)]

    def __call__(self, key: str, *values: object) -> str:
        """A text with its blanks filled; numbers are written as the language does."""
        return self[key].format(*(self.number(v) if isinstance(v, int) else v for v in values))

    def number(self, value: int) -> str:
        """1.234 or 1,234."""
        text = f"{value:,}"
        return text.replace(",", ".") if self.language == "id" else text

    def has(self, key: str) -> bool:
        """Whether there is a text of this name."""
        return key in TEXTS

    def decimal(self, value: float, digits: int) -> str:
        """1.234,5 or 1,234.5; a figure that is whole has nothing behind the point."""
        text = f"{value:,.{0 if value == round(value) else digits}f}"
        return text.translate(_SWAPPED) if self.language == "id" else text

    def lasting(self, seconds: float) -> str:
        """A length of time as short as a glance needs it, `12 mnt`, `1 j 05`; `floor.js` writes alike."""
        second, minute, hour = self["units"].split()
        whole = max(0, int(seconds))
        if whole < 60:
            return f"{whole} {second}"
        if whole < 3600:
            return f"{whole // 60} {minute}"
        return f"{whole // 3600} {hour} {whole // 60 % 60:02d}"

    def about(self, minutes: int) -> str:
        """A wait that is expected: `sekitar 45 menit`, `sekitar 1 jam 30 menit`."""
        hours, rest = rough(minutes)
        if not hours:
            return self("about_minutes", rest)
        return self("about_both", hours, rest) if rest else self("about_hours", hours)

    def clock(self, at: float, zone: str) -> str:
        """08.14 or 08:14, at the mall."""
        moment = local(at, zone)
        return f"{moment.hour:02d}{'.' if self.language == 'id' else ':'}{moment.minute:02d}"

    def date(self, day: date) -> str:
        """The day in full."""
        return date_text(day) if self.language == "id" else f"{day:%A, %-d %B %Y}"

    def detail(self, text: str) -> str:
        """What a device said of a part: one thing, or some with semicolons between."""
        said = text.split("; ")
        return "; ".join(map(_detail, said)) if self.language == "id" else text

    def kind(self, text: str) -> str:
        """A kind of part."""
        return _KINDS.get(text, text) if self.language == "id" else text


def _detail(said: str) -> str:
    begins, _, rest = said.partition(":")
    if begins in _NAMED:
        return f"{_NAMED[begins]}:{rest}"
    return _DETAILS.get(said) or _BEGINNINGS.get(begins, said)
