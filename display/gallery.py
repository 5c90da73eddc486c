"""Every layout in every state, as pictures: for the documentation, for tests, and for whoever chooses a layout.

Must never need a mall, a window or a sound device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import pygame
from msgspec.structs import replace

from broker_config import localtime
from broker_config.contract import Announcement, Board, Call, ScreenPlan, Tile
from broker_config.drawing import theme
from broker_config.signage import NIGHT, Layout, Theme
from broker_config.troubles import NETWORK
from display import emblem
from display.board import HallBoard, Now, Place
from display.gallery_pages import PAGES
from display.hanging import hang
from display.still import paint, seen
from display.whereabouts import qr_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from broker_config.drawing.ink import Direction
    from broker_config.signage import Page
    from display.board import View
    from display.hanging import Hanging, Logo

MORNING = 1795404240.0  # Monday, 23 November 2026, 10.24 in Jakarta
ONE = MORNING + 156 * 60  # 13.00
WIDE, UPRIGHT = (1280, 720), (720, 1280)
FEW = ("Dukcapil", "DPMPTSP", "BPJS Kesehatan", "Samsat", "Imigrasi", "Kejaksaan Negeri")
MANY = (
    *FEW, "BPJS Ketenagakerjaan", "Polres", "Pengadilan Negeri", "Pengadilan Agama", "KPP Pratama", "ATR/BPN",
    "Kemenag", "Bank Jateng", "Bapenda", "Dinas Kesehatan", "Dinas PUPR", "Dinas Sosial", "Disnakertrans",
    "Disperindag", "Dinas Perhubungan", "PDAM Tirta", "PLN", "Taspen", "Pos Indonesia", "BNN Kabupaten",
)  # fmt: skip
STATES: dict[str, Literal["open", "break", "closed"]] = {
    "Imigrasi": "break", "Kejaksaan Negeri": "closed", "Pengadilan Negeri": "break", "Pengadilan Agama": "closed",
    "Kemenag": "break", "PLN": "closed",
}  # fmt: skip
CALLS: tuple[tuple[str, int, Direction, str], ...] = (
    ("A011", 4, "right", "Dukcapil"), ("D004", 15, "up", "Samsat"), ("B007", 9, "left", "DPMPTSP"),
    ("E019", 2, "right", "Imigrasi"), ("A-X017", 5, "right", "Dukcapil"), ("C031", 12, "left", "BPJS Kesehatan"),
    ("A012", 5, "right", "Dukcapil"),
)  # fmt: skip
NOTICES = (
    "Selamat datang. Siapkan KTP asli dan nomor antrean Anda.",
    "Layanan tanpa pungutan di luar tarif resmi. Pengaduan: 0811-2000-118.",
    "Istirahat hari Jumat pukul 11.30 sampai 13.30.",
)
TOLD = Announcement(
    number=4, kind="closing", at=MORNING, until=MORNING + 900,
    text="Pelayanan ditutup pukul 15.30. Nomor antrean yang sudah diambil tetap dilayani hari ini.",
    english="We close at 15.30. Tickets already taken will be served today.",
)  # fmt: skip
FIRE = Announcement(
    number=5, kind="emergency", at=MORNING, until=MORNING + 900,
    text="Tinggalkan gedung lewat pintu terdekat. Jangan gunakan lift. Berkumpul di lapangan depan.",
    english="Leave the building by the nearest exit. Do not use the lift. Gather on the field in front.",
)  # fmt: skip


WHOSE = ("Dinas Kependudukan dan Pencatatan Sipil", "0811-2000-121")


class Piece(NamedTuple):
    """One picture: how the screen hangs, and what it shows."""

    name: str
    hung: Hanging
    view: View


def board(
    *, agencies: tuple[str, ...] = FEW, calls: int = len(CALLS), recall: bool = False, states: bool = True
) -> Board:
    """A morning's board, of the last so many calls."""
    made = [
        Call(
            call=number, uid=f"kiosk-1.3.{number}", label=label, counter=counter, direction=direction, agency=agency,
            at=MORNING - 60, recall=recall,
        )
        for number, (label, counter, direction, agency) in enumerate(CALLS, start=40)
    ]  # fmt: skip
    made = made[len(made) - calls :]
    return Board(
        epoch=1, rev=7, zone="utama", mall="Mal Pelayanan Publik", regency="Kabupaten Contoh",
        timezone="Asia/Jakarta", calls=tuple(made), notices=NOTICES,
        tiles=tuple(_tile(index, name, made, states=states) for index, name in enumerate(agencies)),
    )  # fmt: skip


def _tile(index: int, agency: str, calls: list[Call], *, states: bool) -> Tile:
    last = next((call for call in reversed(calls) if call.agency == agency), None)
    label, counter = (last.label, last.counter) if last else (None, None)
    if last is None and index >= len(FEW):
        label, counter = f"{chr(64 + index)}{(index * 37) % 60 + 1:03d}", index + 11
    state = STATES.get(agency, "open") if states else "open"
    return Tile(
        agency=agency, label=None if state == "closed" else label, counter=None if state == "closed" else counter,
        waiting=(18, 6, 24, 3, 9, 0)[index % 6] if state == "open" else 0, state=state,
        until=ONE if state == "break" else None,
    )  # fmt: skip


def pieces() -> Iterator[Piece]:
    """All of them."""
    few, many, quiet = board(), board(agencies=MANY), board(calls=0, states=False)
    again = board(recall=True)
    for tag, size in (("", WIDE), ("-upright", UPRIGHT)):
        yield _piece(f"hall{tag}", size, few, "hall")
        yield _piece(f"hall-many{tag}", size, many, "hall", turn=1)
        yield _piece(f"agency{tag}", size, few, "agency", "Dukcapil", whose=WHOSE)
        yield _piece(f"counter{tag}", size, few, "counter", "5", whose=WHOSE)
        yield _piece(f"counter-break{tag}", size, few, "counter", "2")
        yield _piece(f"hall-logo{tag}", size, few, "hall", logo=emblem.logo())
        yield _piece(f"overview{tag}", size, many, "overview")
        yield _piece(f"told{tag}", size, few, "hall", notice=TOLD)
        yield _piece(f"emergency{tag}", size, few, "hall", notice=FIRE)
        yield _piece(f"idle-hours{tag}", size, few, "hall", idle=PAGES["hours"])
        yield _piece(f"idle-satisfaction{tag}", size, few, "hall", idle=PAGES["satisfaction"])
    for kind in ("services", "requirements", "hotlines", "today"):
        yield _piece(f"idle-{kind}", WIDE, few, "hall", idle=PAGES[kind])
    yield _piece("idle-light", WIDE, few, "hall", colours=theme.DAY, idle=PAGES["today"])
    yield _piece("idle-20m", WIDE, few, "hall", inches=55.0, farthest=20.0, idle=PAGES["hotlines"])
    yield _piece("hall-old", WIDE, few, "hall", quiet=True)
    yield _piece("hall-20m-recall", WIDE, again, "hall", inches=55.0, farthest=20.0)
    yield _piece("zone-recall-lost", WIDE, again, "zone", lost=True)
    for tag, size in (("", WIDE), ("-upright", UPRIGHT)):
        yield _piece(f"hall-zones{tag}", size, _above(few), "hall")
    yield from _selves(few)
    yield _piece("hall-quiet", WIDE, quiet, "hall")
    yield _piece("hall-near", WIDE, many, "hall", inches=65.0, farthest=6.0)
    yield _piece("hall-20m", WIDE, few, "hall", inches=55.0, farthest=20.0)
    yield _piece("hall-20m-tiles", WIDE, few, "hall", inches=55.0, farthest=20.0, turn=1)
    yield _piece("agency-break", WIDE, few, "agency", "Imigrasi")
    yield _piece("counter-closed", WIDE, _shut(few), "counter", "5")
    yield _piece("counter-quiet", WIDE, quiet, "counter", "5", whose=WHOSE)
    yield _piece("hall-light", WIDE, few, "hall", colours=theme.DAY)
    yield _piece("counter-light", WIDE, few, "counter", "5", colours=theme.DAY)
    yield _piece("hall-logo-light", WIDE, few, "hall", colours=theme.DAY, logo=emblem.logo())
    yield _piece("hall-strong", WIDE, few, "hall", colours=theme.STRONG)


def _above(given: Board) -> Board:
    """The same, as a screen below shows it: most of the counters are upstairs."""
    above = {2: "Lantai 2", 5: "Lantai 2", 12: "Lantai 2"}
    return replace(given, calls=tuple(replace(one, zone=above.get(one.counter, "")) for one in given.calls))


def _selves(given: Board) -> Iterator[Piece]:
    """What a display says of itself: waiting for the broker, asked who it is, and after a power cut."""
    hung, start = hang(*WIDE, ScreenPlan(device="display-1", layout="hall", inches=55.0)), Now(0.0, 0.0)
    place = Place(
        "display-1", "utama", "192.168.1.10:8883", "0.1.0", "hall", ("192.168.1.40 (eth0)",),
        NETWORK["unreachable"].what, qr_code("http://192.168.1.10:8080/perangkat"),
    )  # fmt: skip
    waiting, asked, recalled = (HallBoard(place, start) for _ in range(3))
    yield Piece("waiting", hung, waiting.view(start))
    asked.place = place._replace(trouble=("", ""), code=())
    asked.link(start, up=True)
    asked.take(given)
    asked.identify(start, 30.0)
    yield Piece("identify", hung, asked.view(start))
    recalled.recall(given, None, MORNING, localtime.local(MORNING, given.timezone).date())
    yield Piece("recalled", hung, recalled.view(start))


def _shut(given: Board) -> Board:
    tiles = tuple(replace(tile, waiting=0, state="closed", until=None) for tile in given.tiles)
    return replace(given, tiles=tiles)


def _piece(
    name: str, size: tuple[int, int], given: Board, layout: Layout, shows: str = "", *, turn: int = 0,
    lost: bool = False, notice: Announcement | None = None, inches: float = 55.0, farthest: float = 10.0,
    colours: Theme = NIGHT, idle: Page | None = None, quiet: bool = False, whose: tuple[str, str] = ("", ""),
    logo: Logo | None = None,
) -> Piece:  # fmt: skip
    title, contact = whose
    plan = ScreenPlan(
        device="display-1", layout=layout, shows=shows, inches=inches, farthest_m=farthest, title=title,
        contact=contact,
    )  # fmt: skip
    hung = hang(*size, plan, colours, logo)
    view = seen(given, hung, at=MORNING, turn=turn, lost=lost)
    return Piece(name, hung, view._replace(notice=notice, idle=idle, quiet=quiet))


def draw(folder: Path, only: Iterable[str] = ()) -> None:
    """Write all pictures, or those that are named, as `NAME.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted, brush = set(only), emblem.brush()
    for piece in pieces():
        if not wanted or piece.name in wanted:
            pygame.image.save(paint(piece.view, piece.hung, brush), str(folder / f"{piece.name}.png"))
