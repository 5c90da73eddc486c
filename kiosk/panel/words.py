"""All that a panel says, in Indonesian and English. Pure data; `{…}` are filled in by who says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.panel.events import Language

_WORDS: dict[str, tuple[str, str]] = {
    # idle
    "start": ("Sentuh layar untuk mulai", "Touch the screen to begin"),
    "start-more": ("atau tekan tombol apa saja", "or press any button"),
    "welcome": ("Selamat datang", "Welcome"),
    "welcome-more": ("Ambil nomor antrean Anda di sini.", "Take your queue number here."),
    "here": ("Yang dilayani di mal ini", "Served in this mall"),
    "services-count": ("{n} layanan", "{n} services"),
    "one-service": ("1 layanan", "1 service"),
    "notice-title": ("Pengumuman", "Notice"),
    "fees-title": ("Tarif resmi", "Official fees"),
    "hotline": ("Pusat bantuan {number}", "Help line {number}"),
    "alone": ("Sambungan terputus. Nomor tetap dapat diambil.", "No connection. Numbers are still given."),
    "paper-low": ("Kertas hampir habis", "Paper is running low"),
    # steps
    "agencies": ("Pilih instansi", "Choose an agency"),
    "services": ("Pilih layanan", "Choose a service"),
    "groups": ("Siapa yang didahulukan?", "Who is called first?"),
    "groups-lead": ("Jalur prioritas", "Priority lane"),
    "groups-none": ("Tidak perlu", "Not needed"),
    "groups-none-more": ("Antrean biasa", "The usual line"),
    "sheet": ("Halaman {n} dari {all}", "Page {n} of {all}"),
    # details
    "take": ("Ambil nomor", "Take a number"),
    "priority": ("Jalur prioritas", "Priority lane"),
    "priority-set": ("Prioritas: {group}", "Priority: {group}"),
    "priority-change": ("Tekan untuk mengubah", "Press to change"),
    "fee": ("Biaya resmi: {fee}", "Official fee: {fee}"),
    "left-short": ("Sisa {n} nomor", "{n} numbers left"),
    "left": ("Sisa nomor hari ini: {n}", "Numbers left today: {n}"),
    "bring": ("Yang perlu dibawa", "What to bring"),
    "bring-unknown": ("Tanyakan syaratnya kepada petugas.", "Ask the staff what to bring."),
    "another": ("Pilih layanan lain", "Choose another service"),
    "later": ("Buka {time}", "Opens {time}"),
    "closed": ("Tutup", "Closed"),
    "full": ("Kuota habis", "Fully booked"),
    "later-more": (
        "Layanan ini belum dibuka. Nomor dapat diambil mulai pukul {time}.",
        "This service is not open yet. Numbers are given from {time}.",
    ),
    "later-day-more": (
        "Layanan ini sedang tutup. Nomor dapat diambil mulai {day} pukul {time}.",
        "This service is closed now. Numbers are given from {day}, {time}.",
    ),
    "closed-more": ("Layanan ini sedang tutup.", "This service is closed now."),
    "full-more": (
        "Nomor untuk hari ini sudah habis. Silakan datang lagi besok.",
        "All numbers for today are taken. Please come again tomorrow.",
    ),
    # what became of it
    "waiting": ("Sebentar …", "One moment …"),
    "waiting-more": ("Nomor Anda sedang disiapkan.", "Your number is being prepared."),
    "reading-more": ("Kode Anda sedang diperiksa.", "Your code is being checked."),
    "number": ("NOMOR ANTREAN ANDA", "YOUR QUEUE NUMBER"),
    "first": ("Prioritas", "Priority"),
    "ahead": ("{n} orang di depan Anda", "{n} people are ahead of you"),
    "ahead-one": ("1 orang di depan Anda", "1 person is ahead of you"),
    "ahead-none": ("Anda berikutnya", "You are next"),
    "wait": ("perkiraan menunggu {n} menit", "about {n} minutes to wait"),
    "printing": ("Sedang dicetak …", "Printing …"),
    "out": ("Silakan ambil nomor Anda", "Please take your ticket"),
    "done": ("Selesai", "Done"),
    "refused": ("Nomor tidak dapat diberikan", "No number can be given"),
    "no_answer": ("Belum ada jawaban", "No answer yet"),
    "no_answer-more": (
        "Silakan coba lagi, atau ke meja informasi.",
        "Please try again, or go to the information desk.",
    ),
    "failed": ("Nomor Anda belum tercetak", "Your ticket was not printed"),
    "failed-more": (
        "Tempat Anda tetap terjaga. Tunggu di sini sampai petugas mengisi kertas.",
        "Your place is kept. Wait here until the staff put in paper.",
    ),
    "copying": ("Nomor Anda dicetak ulang", "Your ticket is printed again"),
    "copying-more": ("Sebentar, kertasnya segera keluar.", "One moment, the paper is coming."),
    "copied": ("Silakan ambil cetak ulangnya", "Please take the copy"),
    "copied-more": ("Nomor dan tempat Anda tetap sama.", "Your number and your place are the same."),
    "no_copy": ("Tidak dapat dicetak lagi", "It cannot be printed again"),
    "no_copy-more": (
        "Nomor ini sudah dicetak ulang. Silakan ke meja informasi.",
        "This number was printed again already. Please go to the information desk.",
    ),
    "linked": ("Kartu Anda dikenali", "Your card is known now"),
    "linked-more": (
        "Tempelkan lagi hari ini bila nomor Anda hilang.",
        "Show it again today if you lose your ticket.",
    ),
    "unknown_code": ("Kode tidak dikenal", "This code is not known"),
    "unknown_code-more": (
        "Silakan pilih layanan di layar, atau ke meja informasi.",
        "Please choose a service on the screen, or go to the information desk.",
    ),
    "shut": ("Anjungan ini sedang tidak melayani", "This kiosk is out of service"),
    "shut-other": (
        "Anjungan ini sedang tidak melayani. Silakan ke anjungan lain atau meja informasi.",
        "This kiosk is out of service. Please use another kiosk or the information desk.",
    ),
    "shut-owed-other": (
        "Tunggu di sini bila nomor Anda belum tercetak. Yang lain silakan ke anjungan lain.",
        "Wait here if your ticket was not printed. Others please use another kiosk.",
    ),
    "shut-more": (
        "Silakan ke anjungan lain atau meja informasi.",
        "Please use another kiosk or the information desk.",
    ),
    "shut-owed-one": (
        "1 nomor masih menunggu dicetak: pemiliknya tetap di sini.",
        "1 number still waits to be printed: its visitor stays here.",
    ),
    "shut-owed": (
        "{n} nomor masih menunggu dicetak: pemiliknya tetap di sini.",
        "{n} numbers still wait to be printed: their visitors stay here.",
    ),
    "shut-others": (
        "Pengunjung lain: silakan ke anjungan lain atau meja informasi.",
        "Everybody else: please use another kiosk or the information desk.",
    ),
    "shut-paper": ("Kertas habis. Petugas sudah diberi tahu.", "Out of paper. The staff have been told."),
    "ok": ("Kembali ke awal", "Back to the start"),
    # always there
    "back": ("Kembali", "Back"),
    "next": ("Berikutnya", "Next"),
    "previous": ("Sebelumnya", "Previous"),
    "larger": ("Huruf besar", "Large print"),
    "smaller": ("Huruf biasa", "Usual print"),
    "lower": ("Tombol di bawah", "Buttons low"),
    "upper": ("Tombol biasa", "Buttons high"),
    "language": ("English", "Bahasa Indonesia"),
    "help": ("Dengarkan", "Listen"),
    "hush": ("Hentikan suara", "Stop the voice"),
    "countdown": ("Kembali ke awal dalam {n} detik", "Back to the start in {n} seconds"),
    "countdown-more": ("Sentuh layar untuk tetap di sini", "Touch the screen to stay here"),
}  # fmt: skip


def word(key: str, language: Language, **fields: object) -> str:
    """What is said, with its fields filled in.

    >>> word("sheet", "en", n=1, all=3)
    'Page 1 of 3'

    Raises:
        KeyError: there are no such words.
    """
    said = _WORDS[key][language == "en"]
    return said.format(**fields) if fields else said


def known(key: str) -> bool:
    """Whether there are words of this key."""
    return key in _WORDS
