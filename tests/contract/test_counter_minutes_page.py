"""The page on a counter's minutes says what the hub goes by."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import get_args

from hub.alerts import CROWD, LEAST_PAST, LONGEST_WAIT_S, PATIENCE, REST_OF_A_CROWD, THRESHOLDS
from hub.minutes import picture as minutes_picture
from hub.minutes import presence
from hub.minutes.evidence import Seen
from hub.minutes.presence import Rules, State

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = " ".join((DOCS / "counter-minutes.md").read_text(encoding="utf-8").split())
PAGE = PAGE.replace("\N{MULTIPLICATION SIGN}", "x").replace("\N{EN DASH}", "-")


def test_the_committed_picture_is_not_stale():
    committed = (DOCS / "pictures" / minutes_picture.NAME).read_text(encoding="utf-8")
    assert committed == minutes_picture.picture(), "run `make docs`"


def test_the_picture_shows_every_state_and_what_is_judged(monkeypatch):
    drawn = minutes_picture.picture()
    assert set(minutes_picture.COLOURS) == set(get_args(State))
    assert len(ET.fromstring(drawn).findall(".//{*}path")) > len(minutes_picture.STORIES)
    story = minutes_picture.STORIES[3]
    more = story._replace(facts=(*story.facts, Seen(11 * 3600.0, "card")))
    monkeypatch.setattr(minutes_picture, "STORIES", (*minutes_picture.STORIES[:3], more))
    assert minutes_picture.picture() != drawn


def test_every_state_and_every_reason_is_explained():
    for name in (*get_args(State), *THRESHOLDS):
        assert f"`{name}`" in PAGE
    for name in ("WAITED_FOR", "NOT_SEEN", "SIGNED_OUT", "NO_DEVICE"):
        assert f"`{getattr(presence, name)}`" in PAGE
    for name in ("UNDECIDED", "TOO_SHORT"):
        assert f"*{getattr(presence, name)}*" in PAGE


def test_the_times_of_grace_are_those_of_the_rules():
    assert Rules() == Rules(grace_s=10 * 60.0, idle_grace_s=60 * 60.0, longest_serving_s=4 * 3600.0)
    assert "here | 10 minutes, from" in PAGE
    assert "nobody waits | 60 minutes from" in PAGE
    assert "believed for four hours" in PAGE


def test_the_thresholds_of_the_alerts_are_those_of_the_table():
    rows = {row[0]: row for row in re.findall(r"\| `(\w+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE)}
    for kind, threshold in THRESHOLDS.items():
        stays = f"{threshold.stays_s / 60:.0f} minute" if threshold.stays_s else "-"
        assert rows[kind][3].startswith(stays), kind
    crowded, long_wait = THRESHOLDS["crowded"], THRESHOLDS["long_wait"]
    assert f"{CROWD} or more wait in a zone, and more than {crowded.opens} x" in rows["crowded"][1]
    assert rows["crowded"][2] == f"fewer than {REST_OF_A_CROWD} wait, or no more than {crowded.closes} x"
    assert f"{PATIENCE:.0f} x its standard, or for {LONGEST_WAIT_S / 60:.0f} minutes" in rows["long_wait"][1]
    assert f"no more than {long_wait.closes} of that" in rows["long_wait"][2]
    assert f"not heard for {THRESHOLDS['device_sick'].opens:.0f} seconds" in rows["device_sick"][1]
    assert f"for {THRESHOLDS['silent'].opens:.0f} seconds" in rows["silent"][1]
    assert LEAST_PAST == 5
    assert "than five service days" in PAGE
