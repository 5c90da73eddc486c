"""Which pictures and videos the mall's screens can show, and what is said of others. Pure.

A screen is a Raspberry Pi that plays what is small enough without help of its chips: a Pi 5 has none for H.264 and
VP9, a Pi 4 none for VP8 and VP9, and neither has any for AV1, which takes all of a box that has calls to show. So
much is asked of a video at most as of 1920 x 1080 with 60 frames a second, and AV1 is refused
(docs/decisions/0020-files-in-slices.md).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

CODECS = {  # what can be played, and as which kind
    "png": "picture", "mjpeg": "picture", "webp": "picture",
    "h264": "video", "hevc": "video", "vp8": "video", "vp9": "video", "mpeg4": "video",
}  # fmt: skip
PICTURE_SIDE, VIDEO_SIDE = 8000, 4096
MOST_PIXELS_S = 1920 * 1088 * 60.0
LONGEST_S = 7200.0
SHORTEST_S = 1.0
MB = 1_000_000
PICTURE_MB = 20
LOGO_MB, LOGO_SIDE = 2, 2000
_STILL_BRANDS = (
    b"heic",
    b"heix",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
)  # pictures of telephones, in a video's box
HEAD = 4096
THUMBNAIL = 320  # pixels on its longer side

Reason = Literal[
    "format", "animated", "broken", "cut", "codec", "no_picture", "side", "heavy", "long", "short", "picture_mb",
    "video_mb", "logo", "logo_mb", "costly", "empty", "full", "disk", "no_space", "machine",
]  # fmt: skip

# reason: Indonesian, English. The blanks are filled by what was found.
TEXTS: dict[Reason, tuple[str, str]] = {
    "format": (
        "Bukan gambar atau video yang dikenal. Pakai JPEG, PNG, atau WebP untuk gambar; MP4 atau WebM untuk video.",
        "This is no picture or video that is known. Use JPEG, PNG or WebP for pictures, MP4 or WebM for videos.",
    ),
    "animated": (
        "Gambar bergerak tidak dapat ditayangkan. Simpan sebagai video MP4, atau sebagai satu gambar.",
        "Moving pictures of this kind cannot be shown. Save it as an MP4 video, or as one picture.",
    ),
    "broken": (
        "Berkas rusak: isinya tidak dapat dibuka. Simpan ulang dari aslinya lalu unggah lagi.",
        "The file is broken: it cannot be opened. Save it again from its source, and upload that.",
    ),
    "cut": (
        "Video terpotong: baru {} dari {} detik yang ada. Salin ulang dari aslinya lalu unggah lagi.",
        "The video is cut short: {} of {} seconds are there. Copy it again from its source, and upload that.",
    ),
    "codec": (
        "Format isi video ini ({}) tidak dapat diputar oleh layar. Simpan sebagai MP4 dengan H.264.",
        "The screens cannot play what this video is coded with ({}). Save it as MP4 with H.264.",
    ),
    "no_picture": ("Tidak ada gambar di dalamnya, hanya suara.", "There is no picture in it, only sound."),
    "side": (
        "Terlalu besar: {} x {} piksel. Paling besar {} piksel pada satu sisi; 1920 x 1080 sudah cukup.",
        "Too large: {} x {} pixels. At most {} pixels on a side; 1920 x 1080 is enough.",
    ),
    "heavy": (
        "Terlalu berat untuk layar: {} x {} piksel, {} gambar per detik. Simpan sebagai 1920 x 1080, 30 per detik.",
        "Too much for the screens: {} x {} pixels, {} frames a second. Save it as 1920 x 1080 with 30 frames a second.",
    ),
    "long": ("Terlalu panjang: {} menit. Paling lama {} menit.", "Too long: {} minutes. At most {} minutes."),
    "short": (
        "Terlalu pendek: kurang dari satu detik.",
        "Too short: less than a second.",
    ),
    "picture_mb": (
        "Gambar ini {} MB. Paling besar {} MB; simpan sebagai JPEG.",
        "This picture has {} MB. At most {} MB; save it as JPEG.",
    ),
    "video_mb": (
        "Berkas ini {} MB. Paling besar {} MB.",
        "This file has {} MB. At most {} MB.",
    ),
    "logo": (
        "Logo harus gambar PNG atau JPEG, paling besar {} piksel pada satu sisi.",
        "A logo is a PNG or JPEG picture with at most {} pixels on a side.",
    ),
    "logo_mb": ("Logo ini {} MB. Paling besar {} MB.", "This logo has {} MB. At most {} MB."),
    "costly": (
        "Berkas ini tidak selesai diperiksa: terlalu berat untuk dibuka. Simpan ulang dengan ukuran lebih kecil.",
        "The file could not be looked at to its end: it is too much to open. Save it again in a smaller size.",
    ),
    "empty": ("Berkas ini kosong.", "This file is empty."),
    "full": (
        "Tempat untuk media sudah habis: {} dari {} MB terpakai. Hapus media yang tidak dipakai lagi.",
        "The room for media is used up: {} of {} MB. Delete media that are no longer needed.",
    ),
    "disk": (
        "Penyimpanan hub hampir penuh; {} MB harus tetap kosong. Hapus media yang tidak dipakai lagi.",
        "The hub's disk is nearly full; {} MB must stay free. Delete media that are no longer needed.",
    ),
    "no_space": (
        "Penyimpanan hub penuh. Hapus media yang tidak dipakai lagi.",
        "The hub's disk is full. Delete media that are no longer needed.",
    ),
    "machine": (
        "Hub tidak dapat memeriksa berkas ini sekarang. Coba lagi, atau hubungi teknisi.",
        "The hub cannot look at this file just now. Try again, or ask a technician.",
    ),
}


class Unfit(Exception):
    """A file that is not taken, and why; the blanks of its text are filled with `values`."""

    def __init__(self, reason: Reason, *values: object) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.values = values

    def text(self, language: str) -> str:
        """Why, for a person.

        >>> Unfit("long", 150, 120).text("en")
        'Too long: 150 minutes. At most 120 minutes.'
        """
        return TEXTS[self.reason][language == "en"].format(*self.values)


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is: the longer its `seconds` are the longer it plays; 0 for a picture."""

    kind: Literal["picture", "video"]
    codec: str
    width: int
    height: int
    seconds: float = 0.0
    fps: float = 0.0
    sound: bool = False


class Container(NamedTuple):
    """A way to store a picture or a video: its demuxer's name in FFmpeg, and the type that browsers know."""

    demuxer: str
    mime: str


def container(head: bytes) -> Container | None:
    """What a file is by its first bytes (64 are enough); `None`: nothing that is taken.

    FFmpeg must not guess: some of its readers follow what stands in a file to other files and into the network.

    >>> container(b"#EXTM3U") is None, container(b"RIFF....WEBPVP8 ")
    (True, Container(demuxer='webp_pipe', mime='image/webp'))
    """
    boxed = head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free")
    still = head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS
    webm = "video/webm" if b"webm" in head else "video/x-matroska"
    found = (
        (head.startswith(b"\x89PNG\r\n\x1a\n"), Container("png_pipe", "image/png")),
        (head.startswith(b"\xff\xd8\xff"), Container("jpeg_pipe", "image/jpeg")),
        (head[:4] == b"RIFF" and head[8:12] == b"WEBP", Container("webp_pipe", "image/webp")),
        (boxed and not still, Container("mov", "video/mp4")),
        (head.startswith(b"\x1aE\xdf\xa3"), Container("matroska", webm)),
    )
    return next((container for is_it, container in found if is_it), None)


def recognise(head: bytes) -> Container:
    """What a file is by its first `HEAD` bytes.

    Raises:
        Unfit: nothing that is taken.
    """
    if not head:
        raise Unfit("empty")
    if is_animated(head):
        raise Unfit("animated")
    found = container(head)
    if found is None:
        raise Unfit("format")
    return found


def is_animated(head: bytes) -> bool:
    """Whether a picture moves, by the first four thousand bytes: a GIF, or what became of it in PNG and WebP."""
    webp = head[8:16] == b"WEBPVP8X" and len(head) > 20 and bool(head[20] & 2)
    return head.startswith(b"GIF8") or webp or (head.startswith(b"\x89PNG") and b"acTL" in head)


def check(facts: Facts) -> None:
    """Refuse what the screens cannot show.

    Raises:
        Unfit: names the reason.
    """
    if CODECS.get(facts.codec) != facts.kind:
        raise Unfit("codec", facts.codec)
    most = PICTURE_SIDE if facts.kind == "picture" else VIDEO_SIDE
    if max(facts.width, facts.height) > most:
        raise Unfit("side", facts.width, facts.height, most)
    if facts.kind == "picture":
        return
    if facts.width * facts.height * facts.fps > MOST_PIXELS_S:
        raise Unfit("heavy", facts.width, facts.height, round(facts.fps))
    if facts.seconds > LONGEST_S:
        raise Unfit("long", round(facts.seconds / 60), round(LONGEST_S / 60))
    if facts.seconds < SHORTEST_S:
        raise Unfit("short")


def check_logo(facts: Facts, size: int) -> None:
    """Refuse what cannot be a logo; `size` in bytes.

    Raises:
        Unfit: names the reason.
    """
    if facts.codec not in ("png", "mjpeg") or max(facts.width, facts.height) > LOGO_SIDE:
        raise Unfit("logo", LOGO_SIDE)
    if size > LOGO_MB * MB:
        raise Unfit("logo_mb", f"{size / MB:.1f}", LOGO_MB)
