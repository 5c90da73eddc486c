"""`python -m kiosk.selftest.manual --out docs`: the technician's page, with the self-test's own table and sample."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone

from broker_config.generated import write_page
from kiosk.receipt import Rule, Text
from kiosk.selftest.faults import FAULTS
from kiosk.selftest.findings import Finding, failed, ok
from kiosk.selftest.sheet import compose, lines, verdict

NAME = "technician.md"
PAPER_MM = 58
_WIB = timezone(timedelta(hours=7), "WIB")
SAMPLE: tuple[Finding, ...] = (
    ok("Daya listrik"),
    ok("Suhu", "48 °C"),
    ok("Penyimpanan bebas", "81 %"),
    ok("Memori bebas", "64 %"),
    ok("Sertifikat kotak ini", "3652 hari"),
    ok("Nama broker", "10.20.0.2"),
    ok("Port broker", "10.20.0.2:8883"),
    ok("Sertifikat broker", "3652 hari"),
    ok("Sesi dengan broker"),
    ok("Jawaban hub", "2 ms"),
    ok("Selisih jam", "< 1 s"),
    failed("Printer", "paper_low"),
    ok("Tombol 'KTP-el baru'"),
    ok("Lampu 'KTP-el baru'"),
    failed("Tombol 'SKCK baru'", "button_silent"),
    ok("Pembaca 'pembaca'"),
)


def page() -> str:
    """`docs/technician.md`."""
    rows = [
        f"| {fault.what[0]} | {fault.what[1]} | {fault.todo[0]} | {fault.todo[1]} |"
        for fault in FAULTS.values()
    ]
    terminal = [line for finding in SAMPLE for line in lines(finding, "id")]
    return _PAGE.format(
        terminal="\n".join([*terminal, verdict(list(SAMPLE), "id")]),
        paper="\n".join(_paper()),
        table="\n".join(rows),
    )


def _paper() -> list[str]:
    at = datetime(2026, 11, 23, 7, 40, tzinfo=_WIB)
    columns = next(
        one.columns for one in compose("", "", None, list(SAMPLE), PAPER_MM) if isinstance(one, Rule)
    )
    drawn = []
    for one in compose("kiosk-1", "Mal Pelayanan Publik Tirtamarta", at, list(SAMPLE), PAPER_MM):
        if isinstance(one, Rule):
            drawn.append("-" * one.columns)
        elif isinstance(one, Text):
            drawn.append((one.text.center(columns) if one.align == "center" else one.text).rstrip())
    return drawn


_PAGE = """\
# For the technician

Made by `python -m kiosk.selftest.manual`; change the self-test, not this page.

Whatever a kiosk cannot do, it says with its lamps, on the page *Perangkat* and in `journalctl -u 'mpp-*'`. This page is
for who stands before it with a screwdriver.

## Set up a kiosk

1. Give it a stanza in `site.toml`, `[devices.kiosk-3]`.
2. On the technician's machine, after `make setup` there: `.venv/bin/python -m provisioning plan site.toml --machine
   kiosk-3 --out files/kiosk-3/` and `.venv/bin/python -m provisioning certificates site.toml --out keys/`. Plan the
   hub's files again, too: they say who may speak. Wire the box as `kiosk-3-wiring.txt` says, a line for each button and
   lamp with its pin of the header and a ground beside it; [pictures](devices.md) of how each type is wired.
3. On the box, as the README says under *Install a mall*: the product in `/opt/mpp`; `kiosk-3.toml`, `ca.pem`,
   `identity.key`, `kiosk-3.pem` and `kiosk-3.key` in `/etc/mpp`.
4. `sudo -u mpp /opt/mpp/.venv/bin/python -m kiosk selftest /etc/mpp/kiosk-3.toml`, until it ends with *SEMUA BAIK*.
5. `systemctl enable --now mpp-kiosk@kiosk-3`.

## Swap a dead one in five minutes

The box is dead, its printer, buttons and wires are good; or all of it is replaced by one of the same kind. Keep one
spare box and one spare card per mall. The card is prepared as the README says under *Install a mall*, up to the keys:
the product in `/opt/mpp`, the user `mpp` with its groups, `/etc/mpp`, `/var/lib/mpp`, and `mpp-kiosk@.service` in
`/etc/systemd/system`.

| minute | what to do |
|---|---|
| 0 | Put the spare card into the spare box; move the plugs of printer, reader and buttons over. |
| 1 | Copy `kiosk-1.toml`, `.pem`, `.key`, `ca.pem` and `identity.key` to `/etc/mpp`: same name, same certificate. |
| 2 | `chown mpp /etc/mpp/*.key` |
| 3 | `sudo -u mpp /opt/mpp/.venv/bin/python -m kiosk selftest /etc/mpp/kiosk-1.toml` |
| 4 | `systemctl enable --now mpp-kiosk@kiosk-1`. Its lamps go on when the hub has welcomed it. |

Nothing has to be told to the hub. It sees that the memory is a new one, orders the box to count on from the last start
it knows, and gives it a new letter for the numbers of its own, so that no number that the dead one may have printed
comes out twice. What the dead one had not told the hub yet is on its old card alone: if the card can still be read,
keep `/var/lib/mpp/outbox.db` and ask whoever helps you. **Never** let two boxes run with one name: each throws the
other off, and the hub raises an alarm.

If the card is good and only the box is dead, move the card: then nothing is lost at all, and the letter stays.

## The self-test

`sudo -u mpp /opt/mpp/.venv/bin/python -m kiosk selftest /etc/mpp/kiosk-1.toml`

Stop the service first (`systemctl stop mpp-kiosk@kiosk-1`); it says so if you forget. It asks for a finger, a card,
and whether a lamp blinks; with `--yes` it does only what needs no hands, with `--no-print` nothing is printed, with
`--language en` it speaks English. It ends with 0 only if all is well. It counts no start, binds no number and changes
nothing in the kiosk's memory.

```text
{terminal}
```

The same comes out of the kiosk's own printer, what is wrong first:

```text
{paper}
```

## What can be wrong, and what to do

| yang dikatakan | what it says | yang dilakukan | what to do |
|---|---|---|---|
{table}

## What a box tells of itself

Every kiosk, pad and display sends the part `kotak` with its others, each minute and when its state changes. Its
`facts`: `celsius`, `under_voltage` (1 for an hour after the last dip), `disk_free_percent`, `memory_free_percent`,
`clock_offset_s` (ours less the hub's), `restarts` (in a day, by the hub's clock), `uptime_s`. A box without such an
instrument leaves the figure out.
"""


def main(arguments: list[str] | None = None) -> int:
    """Write the page."""
    return write_page("kiosk.selftest.manual", __doc__, NAME, page, arguments)


if __name__ == "__main__":
    sys.exit(main())
