"""What the rehearsal page says, in Indonesian and in English. Every text that a person reads is here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provisioning.rehearsal.page.story import Happening

LANGUAGES = ("id", "en")

# key: Indonesian, English
_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Gladi", "Rehearsal"),
    "lead": ("Satu mal lengkap di satu komputer", "A whole mall on one machine"),
    "skip": ("Langsung ke anjungan", "Skip to the kiosks"),
    "other_language": ("English", "Bahasa Indonesia"),
    "floor": ("Keadaan lantai", "The floor now"),
    "new_tab": ("(tab baru)", "(new tab)"),
    "clock": ("Jam mal", "The mall's clock"),
    "visitors": ("Pengunjung otomatis", "Automatic visitors"),
    "lost": ("Gladi terputus. Dicoba lagi…", "The rehearsal is gone. Trying again…"),
    "noscript": (
        "Halaman ini memerlukan JavaScript untuk menggerakkan mal.",
        "This page needs JavaScript to move the mall.",
    ),
    # what to try
    "try": ("Coba", "Try"),
    "try_press": ("Tekan tombol yang menyala", "Press a lit button"),
    "try_paper": ("Klik kertasnya", "Click the paper"),
    "try_sound": ("Nyalakan suara", "Turn the sound on"),
    "try_call": ("Tekan Panggil di loket", "Press Call at a counter"),
    "try_finish": ("Tekan Layani, lalu Selesai", "Press Serve, then Finish"),
    "try_trouble": ("Matikan hub, lalu tekan lagi", "Kill the hub, press again"),
    "try_mend": ("Hidupkan kembali yang mati", "Bring back what is down"),
    "try_done": ("Anda sudah mencoba semuanya", "You have tried it all"),
    # kiosks
    "kiosks": ("Anjungan nomor antrean", "Ticket kiosks"),
    "take_number": ("Ambil nomor antrean", "Take a number"),
    "paper_lamp": ("Kertas", "Paper"),
    "slot": ("Ambil kertas di sini", "Take your paper here"),
    "reads_code": ("Pindai kode", "Scan a code"),
    "reads_card": ("Tempel kartu", "Hold a card"),
    "own_ticket": ("Karcis tadi", "Last ticket"),
    "booking": ("Pemesanan", "Booking"),
    "strange_code": ("Kode lain", "Other code"),
    "visitor_card": ("KTP-el", "ID card"),
    "staff_card": ("Kartu petugas", "Staff card"),
    "touch": ("Layar sentuh", "Touch screen"),
    "faces": ("Bagaimana pelayanan kami?", "How was it?"),
    "face-4": ("Sangat puas", "Very satisfied"),
    "face-3": ("Puas", "Satisfied"),
    "face-2": ("Kurang puas", "Not quite satisfied"),
    "face-1": ("Tidak puas", "Not satisfied"),
    "thanks": ("Terima kasih", "Thank you"),
    "faults": ("Gangguan", "Faults"),
    "paper_out": ("Kertas habis", "Paper out"),
    "paper_out_next": ("Habis di tengah", "Out mid-ticket"),
    "jam": ("Pisau macet", "Knife jammed"),
    "hot": ("Kepala panas", "Head too hot"),
    "cover": ("Tutup terbuka", "Cover open"),
    "mute": ("Printer bisu", "Printer mute"),
    "slow": ("Printer lambat", "Printer slow"),
    "printer_unplugged": ("Cabut printer", "Printer out"),
    "reader_unplugged": ("Cabut", "Pull out"),
    # screen, voice, papers
    "displays": ("Layar ruang tunggu", "Waiting-room display"),
    "enlarge": ("Lihat layar ukuran penuh", "See the display full size"),
    "dark": ("Layar mati", "The display is dark"),
    "sound_on": ("Nyalakan suara", "Turn sound on"),
    "sound_off": ("Matikan suara", "Turn sound off"),
    "not_heard": ("Belum ada panggilan", "Nothing called yet"),
    "speaking": ("Memanggil {} ke loket {}…", "Calling {} to counter {}…"),
    "papers": ("Kertas di tangan pengunjung", "Papers in visitors' hands"),
    "no_papers": (
        "Belum ada. Kertas yang keluar dari anjungan terkumpul di sini.",
        "None yet. Papers gather here.",
    ),
    "paper_of": ("Kertas {}", "Paper {}"),
    "torn_paper": ("Kertas terpotong", "Torn paper"),
    "throw": ("Buang", "Throw away"),
    "close": ("Tutup", "Close"),
    # counters
    "counters": ("Loket", "Counters"),
    "counter": ("Loket", "Counter"),
    "call_next": ("Panggil", "Call"),
    "recall": ("Panggil ulang", "Recall"),
    "serve": ("Layani", "Serve"),
    "finish": ("Selesai", "Finish"),
    "no_show": ("Tidak hadir", "No-show"),
    "waiting": ("Menunggu", "Waiting"),
    "called": ("Dipanggil", "Called"),
    "link": ("Hub", "Hub"),
    "lit": ("menyala", "lit"),
    "unlit": ("padam", "dark"),
    "blinking": ("berkedip", "blinking"),
    # trouble
    "trouble": ("Buat gangguan", "Make trouble"),
    "machines": ("Mesin dan jaringan", "Machines and network"),
    "cable": ("Kabel jaringan", "Network cable"),
    "crash": ("Jatuhkan: kill -9, hidup lagi sendiri", "Crash: kill -9, comes back by itself"),
    "power": ("Listrik: kill -9, mati sampai dinyalakan", "Power: kill -9, down until switched on"),
    "key_cable": ("jaringan", "network"),
    "key_crash": ("jatuhkan", "crash"),
    "key_power": ("listrik", "power"),
    "down": ("mati", "down"),
    "restarts": ("{} kali mulai", "{} starts"),
    "story": ("Apa yang terjadi", "What happens"),
    "quiet": ("Belum terjadi apa-apa.", "Nothing has happened yet."),
}

# What happened. A ticket's number stands before the text, as a badge.
_LINES: Mapping[str, tuple[str, str]] = {
    "pressed": ("{device}: tombol {button} ditekan", "{device}: {button} pressed"),
    "pressed_dark": (
        "{device}: tombol {button} ditekan, tetapi padam",
        "{device}: {button} pressed, but it is dark",
    ),
    "bound": ("nomor untuk tekanan {uid}", "is the number of press {uid}"),
    "bound_offline": (
        "nomor luring {device}: hub tidak menjawab ({uid})",
        "is {device}'s own number: the hub does not answer ({uid})",
    ),
    "merged": ("sudah sampai di hub", "has reached the hub"),
    "paper": ("keluar dari {device}", "came out of {device}"),
    "torn": ("terpotong di {device}: nomor ini hangus", "torn at {device}: this number is burned"),
    "copied": ("dicetak ulang di {device}", "printed again at {device}"),
    "slip": ("{device}: keluar kertas tanpa nomor baru", "{device}: a paper without a new number came out"),
    "failed": ("gagal dicetak", "failed to print"),
    "replaced": ("diganti nomor baru, tempatnya tetap", "gave its place in the queue to a new number"),
    "called": ("dipanggil ke loket {counter}", "called to counter {counter}"),
    "recalled": ("dipanggil ulang ke loket {counter}", "called again to counter {counter}"),
    "shown": ("tampil di {device}", "shows on {device}"),
    "served": ("dilayani di loket {counter}", "served at counter {counter}"),
    "finished": ("selesai di loket {counter}", "finished at counter {counter}"),
    "no_show": ("tidak hadir di loket {counter}", "did not come to counter {counter}"),
    "heard": ("Terdengar: {words}", "Heard: {words}"),
    "up": ("{device} hidup", "{device} is up"),
    "down": ("{device} mati", "{device} is down"),
    "cut": ("{device}: kabel jaringan dicabut", "{device}: network cable pulled"),
    "joined": ("{device}: kabel jaringan dipasang", "{device}: network cable put back"),
    "own_ticket": ("{device}: karcis terakhir dipindai", "{device}: the last ticket was scanned"),
    "booking": ("{device}: kode pemesanan dipindai", "{device}: a booking was scanned"),
    "strange_code": ("{device}: sebuah kode dipindai", "{device}: a code was scanned"),
    "visitor_card": ("{device}: KTP-el ditempelkan", "{device}: an ID card was held to it"),
    "staff_card": ("{device}: kartu petugas ditempelkan", "{device}: a staff card was held to it"),
    "no_paper_to_show": (
        "{device}: belum ada karcis untuk dipindai",
        "{device}: there is no ticket to scan yet",
    ),
    "scanned_nothing": (
        "{device}: pembaca tercabut, tidak terbaca",
        "{device}: the reader is out, nothing read",
    ),
    "paper_out_made": ("{device}: kertas habis", "{device}: out of paper"),
    "paper_out_mended": ("{device}: kertas diisi", "{device}: paper refilled"),
    "paper_out_next_made": (
        "{device}: kertas akan habis saat mencetak",
        "{device}: paper will end mid-ticket",
    ),
    "paper_out_next_mended": ("{device}: kertas diisi", "{device}: paper refilled"),
    "hot_made": ("{device}: kepala cetak terlalu panas", "{device}: print head too hot"),
    "hot_mended": ("{device}: kepala cetak dingin kembali", "{device}: print head has cooled"),
    "jam_made": ("{device}: pisau macet", "{device}: knife jammed"),
    "jam_mended": (
        "{device}: pisau dibebaskan, printer dinyalakan ulang",
        "{device}: knife freed, printer restarted",
    ),
    "cover_made": ("{device}: tutup printer dibuka", "{device}: printer cover opened"),
    "cover_mended": ("{device}: tutup printer ditutup", "{device}: printer cover closed"),
    "mute_made": ("{device}: printer tidak menjawab lagi", "{device}: printer stopped answering"),
    "mute_mended": ("{device}: printer menjawab lagi", "{device}: printer answers again"),
    "slow_made": ("{device}: printer menjadi lambat", "{device}: printer became slow"),
    "slow_mended": ("{device}: printer normal lagi", "{device}: printer at its pace again"),
    "printer_unplugged_made": ("{device}: kabel printer dicabut", "{device}: printer cable pulled"),
    "printer_unplugged_mended": ("{device}: kabel printer dipasang", "{device}: printer cable put back"),
    "reader_unplugged_made": ("{device}: pembaca dicabut", "{device}: reader pulled out"),
    "reader_unplugged_mended": ("{device}: pembaca dipasang", "{device}: reader put back"),
    "visitors_on": ("Pengunjung mulai berdatangan", "Visitors begin to come"),
    "visitors_off": ("Pengunjung tidak datang lagi", "Visitors come no more"),
}

# What the page's scripts say; the other texts stand in the page.
SCRIPTED = "speaking paper_of torn_paper lit unlit blinking down restarts sound_on sound_off".split()
SCRIPTED += "try_press try_paper try_sound try_call try_finish try_trouble try_mend try_done".split()
SCRIPTED += "finish no_show counter".split()

_BOXES = {
    "kiosk": ("Anjungan", "Kiosk"),
    "pad": ("Papan loket", "Counter pad"),
    "display": ("Layar", "Display"),
}
_CLIPS = {"nomor-antrean": "Nomor antrean", "silakan-menuju": "silakan menuju"}


class Words:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = LANGUAGES.index(language)

    def __getitem__(self, key: str) -> str:
        return _TEXTS[key][self._index]

    def scripted(self) -> dict[str, str]:
        """What the page's scripts need."""
        return {key: self[key] for key in SCRIPTED}

    def device(self, name: str) -> str:
        """What people call a box or a process: `kiosk-1` is Anjungan 1."""
        kind, _, number = name.rpartition("-")
        if kind in _BOXES and re.fullmatch(r"\d+", number):
            return f"{_BOXES[kind][self._index]} {number}"
        return {"hub": "Hub", "broker": "Broker"}.get(name, name)

    def told(self, line: Happening) -> dict[str, Any]:
        """A line of what happens, for the page."""
        text = self.line(line)
        return {"n": line.number, "at": line.at, "key": line.key, "label": line.label, "text": text}

    def line(self, happening: Happening) -> str:
        """One line of what happens."""
        more = dict(happening.more)
        if "device" in more:
            more["device"] = self.device(more["device"])
        if "button" in more:
            more["button"] = more["service"] or (
                self[more["button"]] if more["button"] in _TEXTS else more["button"]
            )
        if "words" in more:
            more["words"] = heard(more["words"]) or "?"
        return _LINES[happening.key][self._index].format(**more)


def heard(words: Sequence[str]) -> str:
    """What the voice said, as it is written; it speaks Indonesian to everybody.

    >>> heard(["gong", "nomor-antrean", "A", "nol", "satu", "silakan-menuju", "loket", "dua"])
    'Nomor antrean A nol satu, silakan menuju loket dua'
    """
    said = " ".join(_CLIPS.get(word, word) for word in words if word != "gong")
    return said.replace(" silakan", ", silakan")
