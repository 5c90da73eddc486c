"""What was seen, judged: one finding for each thing that was looked at. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from broker_config import box
from kiosk.selftest.faults import FAULTS, Fault

if TYPE_CHECKING:
    from broker_config.contract import Part

Verdict = Literal["ok", "failed", "untried"]
SLOW_MS = 200.0  # of the 800 ms after which a kiosk gives a number of its own
ENDING_DAYS = 60.0
CLOCK_S = 60.0

# Whose detail says this has that fault; the first row that fits counts. Kind: "" for any.
_DETAILS: tuple[tuple[str, str, str], ...] = (
    ("", "another program", "port_busy"),
    ("", "busy", "port_busy"),
    ("", "Permission denied", "port_denied"),
    ("", "no GPIO", "gpio_missing"),
    ("printer", "missing", "printer_missing"),
    ("printer", "looking for it", "printer_missing"),
    ("printer", "paper near", "paper_low"),
    ("printer", "paper low", "paper_low"),
    ("printer", "paper", "paper_out"),
    ("printer", "cover", "cover_open"),
    ("printer", "cutter", "cutter"),
    ("printer", "does not answer", "printer_silent"),
    ("", "pressed all the time", "button_stuck"),
    ("", "stuck", "button_stuck"),
    ("", "chatter", "button_chatters"),
    ("", "missing", "port_missing"),
    ("", "looking for it", "port_missing"),
    ("", "does not answer", "port_missing"),
    ("panel", "", "screen_dark"),
)
_BOX = {
    box.LOW_POWER: "power_low",
    box.READ_ONLY: "disk_read_only",
    "too hot": "hot",
    "hot": "hot",
    "disk full": "disk_full",
    "disk nearly full": "disk_full",
    "no memory left": "memory_low",
    "little memory left": "memory_low",
    "starts again and again": "restarts",
}


class Finding(NamedTuple):
    """One thing that was looked at. `value` is what was measured or said, in a few words."""

    what: str
    verdict: Verdict
    value: str = ""
    fault: str = ""

    @property
    def told(self) -> Fault | None:
        """What is wrong and what to do; None if nothing is."""
        return FAULTS[self.fault] if self.fault else None


def ok(what: str, value: str = "") -> Finding:
    """All is well."""
    return Finding(what, "ok", value)


def failed(what: str, fault: str, value: str = "") -> Finding:
    """Something is wrong; `fault` is a key of the table."""
    return Finding(what, "failed", value, fault)


def untried(what: str) -> Finding:
    """It takes hands, and there were none."""
    return Finding(what, "untried")


def of_part(what: str, part: Part) -> Finding:
    """How a part says it is. A printer that cannot tell anything of itself is well as far as anybody knows."""
    if part.state == "ok":
        return ok(what)
    for kind, words, fault in _DETAILS:
        if kind in ("", part.kind) and words in part.detail:
            # The fault's own words say the same, but for what stands behind a colon.
            return failed(what, fault, part.detail if ":" in part.detail else "")
    return failed(what, "part_other", part.detail)


def of_box(part: Part, words: dict[str, str]) -> list[Finding]:
    """Power, heat, disk and memory; `words` are their names in the reader's language."""
    said = {_BOX[one] for one in part.detail.split("; ") if one in _BOX}
    rows = (
        ("power", "under_voltage", {"power_low"}, lambda _value: ""),
        ("heat", "celsius", {"hot"}, lambda value: f"{value:.0f} °C"),
        ("disk", "disk_free_percent", {"disk_read_only", "disk_full"}, lambda value: f"{value:.0f} %"),
        ("memory", "memory_free_percent", {"memory_low"}, lambda value: f"{value:.0f} %"),
        ("restarts", "restarts", {"restarts"}, lambda value: f"{value:.0f}"),
    )
    found = []
    for word, figure, faults, show in rows:
        known = part.facts.get(figure)
        value = "" if known is None else show(known)
        wrong = sorted(said & faults, reverse=True)
        if wrong:
            found.append(failed(words[word], wrong[0], value))
        elif known is not None:  # without an instrument there is nothing to say
            found.append(ok(words[word], value))
    return found


def of_days(what: str, days: float, unit: str) -> Finding:
    """How long a certificate lasts."""
    value = f"{days:.0f} {unit}"
    return ok(what, value) if days > ENDING_DAYS else failed(what, "certificate_ending", value)


def of_round_trip(what: str, milliseconds: float) -> Finding:
    """How fast the hub answers, after real work."""
    value = f"{milliseconds:.0f} ms" if milliseconds >= 1.0 else "< 1 ms"
    return ok(what, value) if milliseconds <= SLOW_MS else failed(what, "hub_slow", value)


def of_clock(what: str, offset_s: float) -> Finding:
    """How far our clock is ahead of the hub's."""
    value = f"{offset_s:+.0f} s" if abs(offset_s) >= 1.0 else "< 1 s"
    return ok(what, value) if abs(offset_s) <= CLOCK_S else failed(what, "clock_off", value)


def all_well(findings: list[Finding]) -> bool:
    """Whether nothing failed."""
    return not any(finding.verdict == "failed" for finding in findings)
