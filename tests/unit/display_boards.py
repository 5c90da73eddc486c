"""Boards for the display's tests, made from little."""

from __future__ import annotations

from typing import Literal

from broker_config.contract import Board, Call, Tile

Direction = Literal["left", "right", "up", "down"]

NOON = 1795406400.0  # 23 November 2026, 11.00 in Jakarta
AGENCIES = (
    *("Dukcapil", "DPMPTSP", "BPJS Kesehatan", "BPJS Ketenagakerjaan", "Imigrasi", "Samsat", "Polres"),
    *("Kejaksaan Negeri", "Pengadilan Negeri", "Pengadilan Agama", "KPP Pratama", "ATR/BPN", "Kemenag"),
    *("Bank Jateng", "Bapenda", "Dinas Kesehatan", "Dinas PUPR", "Dinas Sosial", "Dinas Pendidikan"),
    *("Disnakertrans", "Disperindag", "DLH", "Dinas Perhubungan", "PDAM Tirta", "PLN", "Taspen"),
    *("PT Pos Indonesia", "BNN Kabupaten", "Bea Cukai"),
)


def call(
    number: int,
    label: str = "",
    counter: int = 5,
    *,
    recall: bool = False,
    uid: str = "",
    direction: Direction = "right",
):
    return Call(
        call=number,
        uid=uid or f"kiosk-1.1.{number}",
        label=label or f"A{number:03d}",
        counter=counter,
        direction=direction,
        agency="Dukcapil",
        at=NOON,
        recall=recall,
    )


def board(
    *calls: Call, rev: int = 1, epoch: int = 1, agencies: int = 6, notices: tuple[str, ...] = ()
) -> Board:
    tiles = tuple(
        Tile(agency=name, label=f"B{index:03d}" if index % 3 else None, counter=index + 1, waiting=index * 5)
        for index, name in enumerate(AGENCIES[:agencies])
    )
    return Board(
        epoch=epoch,
        rev=rev,
        zone="utama",
        mall="Mal Pelayanan Publik",
        regency="Kabupaten Contoh",
        timezone="Asia/Jakarta",
        calls=calls,
        tiles=tiles,
        notices=notices,
    )
