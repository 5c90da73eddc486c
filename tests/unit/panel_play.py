"""Malls, frames and a made-up font for the panel's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from broker_config import contract as c
from kiosk.panel.frame import frame
from kiosk.panel.layout import Space
from kiosk.panel.scenes import Stageplay
from kiosk.panel.view import Style

if TYPE_CHECKING:
    from kiosk.panel.events import Language

SIZES = {
    "7 inches": (800, 480, 7.0),
    "10 inches": (1280, 800, 10.1),
    "15 inches": (1920, 1080, 15.6),
    "21 inches": (1920, 1080, 21.5),
    "standing": (1080, 1920, 21.5),
    "unknown": (1024, 600, 0.0),
}
STYLES = [Style(), Style(large=True), Style(low=True), Style(large=True, low=True)]
NOON = 1795406400.0  # 23 November 2026, 11.00 in Jakarta
LONG = "Pendaftaran dan Perpanjangan Keanggotaan Perpustakaan Umum Daerah bagi Penyandang Disabilitas"
NEEDS = "; ".join(
    f"{one} yang masih berlaku beserta dua lembar fotokopinya"
    for one in ("KTP-el", "kartu keluarga", "akta kelahiran", "ijazah terakhir", "pasfoto 4x6 berlatar merah")
    * 4
)


def measure(text: str, size: int, weight: str, *, tabular: bool = False) -> int:
    """Letters of one width: a font that is a little wider than ours."""
    return round(len(text) * size * (0.6 if weight == "bold" else 0.56))


def catalogue(agencies: int = 6, services: int = 5, groups: int = 4, rev: int = 1) -> c.Catalogue:
    """A mall of so many agencies with so many services each; the last agency has one."""
    names = ("disabilitas", "lansia", "hamil", "bayi")
    return c.Catalogue(
        epoch=1, rev=rev, zones=(), counters=(),
        mall=c.Mall(
            name="Mal Pelayanan Publik Kabupaten Kepulauan Contoh Utara", regency="Kabupaten Contoh",
            timezone="Asia/Jakarta", hotline="0298 555 0100",
            notices=("Semua layanan tanpa calo. " * 8, "Istirahat 12.00-13.00."),
        ),
        agencies=tuple(
            c.Agency(id=f"instansi-{n}", name=f"Badan Urusan {LONG}"[:100], short=f"Bapenda-Samsat {n:02d}")
            for n in range(1, agencies + 1)
        ),
        services=tuple(
            c.Service(
                id=f"layanan-{n}-{m}", agency=f"instansi-{n}", name=f"{LONG} {m}"[-100:], prefix="A",
                fee="Biasa 5 tahun Rp350.000; elektronik 5 tahun Rp650.000" if m % 2 else "Gratis",
                requirements=NEEDS if m == 1 else "",
            )
            for n in range(1, agencies + 1) for m in range(1, 1 + (1 if n == agencies else services))
        ),
        priority_groups=tuple(
            c.PriorityGroup(id=name, name=f"Pengunjung dengan {name} (60 tahun ke atas)") for name in names[:groups]
        ),
    )  # fmt: skip


OFFERS = c.Offers(
    epoch=1, rev=1,
    services=(
        c.Offering(service="layanan-1-1", state="open", left=17),
        c.Offering(service="layanan-1-2", state="later", opens_at=NOON),
        c.Offering(service="layanan-1-3", state="full"),
        c.Offering(
            service="layanan-1-4", state="closed", text="Layanan ini tutup karena rapat. " * 6, english="Closed. " * 20
        ),
        *(c.Offering(service=f"layanan-2-{m}", state="closed") for m in range(1, 6)),
    ),
)  # fmt: skip


def play(
    size: str = "10 inches",
    style: Style = STYLES[0],
    language: Language = "id",
    mall: c.Catalogue | None = None,
) -> Stageplay:
    """All that the scenes need, on a screen of `SIZES`."""
    room = Space(frame(*SIZES[size]), measure)
    return Stageplay(room, mall or catalogue(), OFFERS, "instansi-1", "layanan-1-1", language, style)
