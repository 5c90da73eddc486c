"""What the hall is told: by the hours each once, by a person once however often a form is sent, until its time."""

from __future__ import annotations

import msgspec
import pytest

from hub import commands as cmd
from hub import events as e
from hub.decisions import decide
from hub.decisions.hall import MOST
from hub.evolution import evolve
from hub.hall import Hall
from hub.refused import Refused
from hub.register.rows import as_row
from hub.signage.said import announcements
from hub.signage.told import LONGEST_S
from hub.signage.usher import Usher
from tests.registers import DAYS, always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

HOUR = 3600.0
EIGHT = MORNING - HOUR
HOURS = {"week": dict.fromkeys(DAYS, "08:00-16:00"), "break": "12:00-13:00", "cutoff_minutes": 30}


class Party:
    """A hall with hours and its usher; every minute of a day can be played."""

    def __init__(self) -> None:
        register = always_open(MALL, SERVICES, COUNTERS)
        register.put("mall", "mall", {**as_row(register.mall), "hours": HOURS})
        self.hall = Hall(register)
        self.events: list[e.Event] = []
        self.usher = Usher({})

    def do(self, command: cmd.Command, now: float) -> list[e.Event]:
        events = decide(self.hall, command, now)
        for event in events:
            evolve(self.hall, event)
        self.events += events
        return events

    def tick(self, now: float) -> None:
        for command in list(self.usher.due(self.hall, {}, {}, now, 0.0)):
            self.do(command, now)

    def start_again(self) -> None:
        """The hub was killed: what was in the journal is all there is."""
        self.hall, self.usher = Hall(self.hall.register), Usher({})
        for event in self.events:
            evolve(self.hall, event)

    def edit(self, **more: object) -> None:
        mall = self.hall.register.mall
        self.hall.register.put("mall", "mall", {**as_row(mall), **more})

    def standing(self, now: float) -> list[tuple[str, str]]:
        return [(item.kind, item.text) for item in announcements(self.hall, 1, now).items]


@pytest.fixture
def party() -> Party:
    return Party()


def hand(**more: object) -> cmd.Announce:
    told = {
        "kind": "text",
        "text": "Mobil B 1 A menghalangi pintu.",
        "until": MORNING + 600,
        "by": "ani",
        "key": "x",
    }
    return cmd.Announce(**{**told, **more})  # type: ignore[arg-type] - of a test


def test_a_day_is_announced_each_thing_once_though_the_hub_is_killed_every_few_minutes(party):
    for minute in range(10 * 60):
        party.tick(EIGHT - HOUR + 60.0 * minute)
        if minute % 7 == 0:
            party.start_again()
    told = [(event.kind, (event.at - EIGHT) / HOUR) for event in party.events]
    assert told == [("opening", 0.0), ("break", 4.0), ("last_tickets", 7.5), ("closing", 7.75)]
    numbers = [event.number for event in party.events]
    assert numbers == sorted({*numbers})


def test_what_the_hours_say_names_the_hour_and_is_over_in_time(party):
    party.tick(EIGHT + 4 * HOUR)
    assert party.standing(EIGHT + 4 * HOUR) == [
        ("break", "Waktu istirahat. Pelayanan dibuka kembali pukul 13.00.")
    ]
    assert party.standing(EIGHT + 5 * HOUR) == []


def test_a_hub_that_was_away_at_the_moment_says_it_late_but_not_when_it_is_no_news(party):
    party.tick(EIGHT + 300.0)
    assert [kind for kind, _ in party.standing(EIGHT + 300.0)] == ["opening"]
    other = Party()
    other.tick(EIGHT + 900.0)
    assert other.standing(EIGHT + 900.0) == []


def test_what_is_switched_off_is_not_said_and_what_stands_is_taken_back(party):
    party.tick(EIGHT + 4 * HOUR)
    party.edit(announcements={"break": False, "closing": False})
    party.tick(EIGHT + 4 * HOUR + 1)
    assert party.standing(EIGHT + 4 * HOUR + 1) == []
    party.tick(EIGHT + 7.8 * HOUR)
    assert [kind for kind, _ in party.standing(EIGHT + 7.8 * HOUR)] == ["last_tickets"]


def test_other_hours_are_said_anew_and_the_old_ones_no_more(party):
    party.tick(EIGHT + 7.8 * HOUR)
    party.edit(hours={**HOURS, "week": dict.fromkeys(DAYS, "08:00-16:05")})
    party.tick(EIGHT + 7.85 * HOUR)
    texts = [text for kind, text in party.standing(EIGHT + 7.85 * HOUR) if kind == "closing"]
    assert texts == ["Pelayanan hari ini berakhir pukul 16.05."]


@pytest.mark.parametrize("status", ["approved", "asked"])
def test_a_closure_of_the_whole_mall_is_reckoned_with_once_it_is_approved(party, status: str):
    row = {"start": EIGHT + 6 * HOUR, "end": EIGHT + 9 * HOUR, "reason": "Rapat", "status": status}
    party.hall.register.put("closure", "rapat", row)
    for minute in range(8 * 60):
        party.tick(EIGHT + 60.0 * minute)
    closing = [event.at for event in party.events if event.kind == "closing"]
    assert closing == [EIGHT + (5.75 if status == "approved" else 7.75) * HOUR]


def test_on_a_day_that_is_closed_nothing_is_said(party):
    party.hall.register.put("override", "libur", {"from": "2026-11-24", "reason": "Libur", "closed": True})
    for minute in range(10 * 60):
        party.tick(EIGHT + 60.0 * minute)
    assert party.events == []


def test_a_form_that_is_sent_twice_is_one_announcement_also_after_a_restart(party):
    party.do(hand(), MORNING)
    assert party.do(hand(), MORNING + 1) == []
    party.start_again()
    assert party.do(hand(), MORNING + 2) == []
    assert party.do(hand(key="y"), MORNING + 2) != []


def test_an_announcement_is_ended_once_and_its_number_is_not_given_again(party):
    (first,) = party.do(hand(), MORNING)
    assert isinstance(first, e.Announced)
    party.do(cmd.EndAnnouncement(first.number, "ani"), MORNING + 1)
    assert party.standing(MORNING + 1) == []
    assert party.do(cmd.EndAnnouncement(first.number, "ani"), MORNING + 2) == []
    (second,) = party.do(hand(key="y"), MORNING + 2)
    assert isinstance(second, e.Announced)
    assert second.number > first.number


def test_a_clock_that_is_set_back_does_not_bring_a_number_back(party):
    (first,) = party.do(hand(until=MORNING + HOUR), MORNING)
    (second,) = party.do(hand(key="y", until=MORNING), MORNING - HOUR)
    assert isinstance(first, e.Announced)
    assert isinstance(second, e.Announced)
    assert second.number == first.number + 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"text": ""}, "bad_announcement"),
        ({"text": "x" * 401}, "bad_announcement"),
        ({"english": "x" * 401}, "bad_announcement"),
        ({"zones": ("nirwana",)}, "unknown_zone"),
        ({"until": MORNING}, "bad_minutes"),
        ({"until": MORNING + LONGEST_S + 1}, "bad_minutes"),
    ],
)
def test_what_cannot_be_announced_is_refused(party, wrong: dict[str, object], reason: str):
    with pytest.raises(Refused) as refused:
        party.do(hand(**wrong), MORNING)
    assert refused.value.reason == reason


def test_more_than_anybody_reads_is_refused_but_an_emergency_is_not(party):
    for number in range(MOST):
        party.do(hand(key=f"{number}"), MORNING)
    with pytest.raises(Refused):
        party.do(hand(key="more"), MORNING)
    party.do(hand(key="fire", kind="emergency"), MORNING)
    assert [kind for kind, _ in party.standing(MORNING)].count("emergency") == 1


def test_whatever_is_announced_fits_into_one_message_and_an_emergency_has_room(party):
    longest = {"text": "\N{FIRE}" * 400, "english": '"' * 400}

    def until_it_is_refused(kind: str) -> int:
        for number in range(100):
            try:
                party.do(hand(key=f"{kind} {number}", kind=kind, **longest), MORNING)
            except Refused:
                return number
        return 100

    assert 0 < until_it_is_refused("text") < MOST
    assert 0 < until_it_is_refused("emergency") < 100
    party.tick(EIGHT + 4 * HOUR)
    assert len(msgspec.json.encode(announcements(party.hall, 1, MORNING))) < 65_536
