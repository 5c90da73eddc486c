"""How the pages say a wait that is expected, and figures."""

import importlib
import re
from inspect import getsource

import pytest

from broker_config import box
from hub.admin import part_facts
from hub.admin.words import Words
from kiosk import devices


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (5, "sekitar 5 menit", "about 5 min"),
        (62, "sekitar 1 jam", "about 1 h"),
        (87, "sekitar 1 jam 30 menit", "about 1 h 30 min"),
    ],
)
def test_an_expected_wait_is_told_as_closely_as_anybody_knows_it(minutes, indonesian, english):
    assert (Words("id").about(minutes), Words("en").about(minutes)) == (indonesian, english)


@pytest.mark.parametrize(
    ("facts", "indonesian", "english"),
    [
        ({"paper_m": 12.5}, ("kertas tersisa", "12,5 m"), ("paper left", "12.5 m")),
        ({"cuts": 1234.0}, ("potongan kertas", "1.234"), ("cuts", "1,234")),
        ({"celsius": 54.3}, ("suhu", "54,3 °C"), ("temperature", "54.3 °C")),
        ({"disk_free_percent": 41.7}, ("penyimpanan kosong", "42 %"), ("disk free", "42 %")),
        ({"clock_offset_s": -3.25}, ("selisih jam", "-3,2 dtk"), ("clock off by", "-3.2 s")),
        ({"clock_offset_s": 90.0}, ("selisih jam", "+90 dtk"), ("clock off by", "+90 s")),
        ({"uptime_s": 3900.0}, ("menyala selama", "1 j 05"), ("up for", "1 h 05")),
        ({"under_voltage": 1.0}, ("daya listrik", "kurang"), ("power", "too weak")),
        ({"under_voltage": 0.0}, ("daya listrik", "cukup"), ("power", "enough")),
        ({"feeds_per_day": 7.25}, ("feeds per day", "7,2"), ("feeds per day", "7.2")),
    ],
)
def test_the_figures_of_a_part_are_written_as_people_here_do(facts, indonesian, english):
    assert part_facts.told(Words("id"), facts) == [indonesian]
    assert part_facts.told(Words("en"), facts) == [english]


KINDS = [(kind, importlib.import_module(f"kiosk.devices.{kind}")) for kind in devices.types()]
ERRNO = "No such file or directory"
SAID = {
    *(said.replace("…", ERRNO) for _kind, module in KINDS for said in getattr(module, "HEALTH", {})),
    *(limit.words for limit in box.LIMITS),
    *(box.LOW_POWER, box.READ_ONLY, "looking for it", "its driver has stopped", "missing"),
    "missing: another program has its port open",
    f"cannot be opened: {ERRNO}",
    *("touch: looking for it", f"touch: missing: {ERRNO}", f"the voice cannot start: {ERRNO}"),
    *("missing: the screen is off or unplugged", "identity.key is missing or damaged"),
}


@pytest.mark.parametrize("said", sorted(SAID))
def test_whatever_a_device_says_of_a_part_is_read_in_indonesian(said):
    words = Words("id")
    assert words.detail(said) != said
    assert ERRNO not in words.detail(said)
    assert words.detail(f"{said}; hot") == f"{words.detail(said)}; panas"
    assert Words("en").detail(said) == said


def test_every_figure_that_a_device_sends_has_a_name():
    sent = {name for _kind, module in KINDS for name in re.findall(r'"(\w+)": float\(', getsource(module))}
    assert {"paper_m", "cuts", "presses", "edges"} <= sent
    sent |= {*box.Reading._fields, "restarts"} - {"disk_read_only"}
    assert {name for name in sent if not Words("id").has(f"fact_{name}")} == set()


def test_presses_are_counted_in_whole_ones():
    assert part_facts.told(Words("id"), {"presses": 1234.0}) == [("ditekan", "1.234")]


def test_every_kind_of_part_has_a_name():
    assert {kind for kind, _module in KINDS if Words("id").kind(kind) == kind} <= {"printer"}
