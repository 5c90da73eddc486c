"""Whatever is done to a site.toml, a technician gets a list of faults and never a traceback."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path

import pytest

from broker_config.tables import SiteError
from provisioning.apply import part_types
from provisioning.fleet import Fleet, read

TYPES = part_types()
WRONG = ("x", -1, True, [], [1], {"a": {"b": []}})
# One of each kind of row is enough: the others are read by the same lines.
ROWS = {
    "agencies": ("dukcapil", "imigrasi"),
    "services": ("ktp-baru",),
    "counters": ("loket-1",),
    "devices": ("kiosk-1", "pad-1", "display-1"),
    "users": ("sri-wahyuni", "budi-santoso"),
    "overrides": ("natal-2026", "ramadan-2027"),
}


def one_of_each():
    text = (Path(__file__).parents[2] / "provisioning/examples/small.toml").read_text()
    raw = tomllib.loads(text)
    for name, rows in ROWS.items():
        raw[name] = {row: raw[name][row] for row in rows}
    raw["users"]["budi-santoso"]["counters"] = ["loket-1"]
    raw["counters"]["loket-1"]["services"] = raw["devices"]["kiosk-1"]["buttons"] = ["ktp-baru"]
    return raw


SMALL = one_of_each()


def places(node, path=()):
    """The path of every value in the file, tables and lists included."""
    if path:
        yield path
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def harmed(path, value, *, delete=False):
    raw = copy.deepcopy(SMALL)
    node = raw
    for key in path[:-1]:
        node = node[key]
    if delete:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return raw


def verdict(raw):
    try:
        return read(raw, "site.toml", TYPES)
    except SiteError as error:
        return error.faults


@pytest.mark.parametrize("path", list(places(SMALL)), ids=lambda path: ".".join(map(str, path)))
def test_a_wrong_value_or_none_at_all_gives_faults_or_a_fleet(path):
    for answer in (
        verdict(harmed(path, None, delete=True)),
        *(verdict(harmed(path, value)) for value in WRONG),
    ):
        assert isinstance(answer, Fleet) or all(line.startswith("site.toml: [") for line in answer)
        assert answer


def test_what_is_no_table_is_refused_by_name():
    assert verdict(harmed(("devices", "pad-1"), 7)) == ("site.toml: [devices.pad-1]: must be a table",)


def test_unharmed_it_has_no_faults():
    assert isinstance(verdict(SMALL), Fleet)
