"""Who speaks for a zone: always one that can, and never another one without need."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broker_config.contract import Part
from hub import commands as cmd
from hub.decisions import decide
from hub.devices import Presence
from hub.evolution import evolve
from hub.hall import Hall
from hub.signage.speakers import elect, natural
from hub.signage.usher import ARRIVING_S, VOICE, Usher
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES

DISPLAYS = {"utama": ("layar-1", "layar-2", "layar-10"), "timur": ("layar-3",)}
EVERYBODY = [device for here in DISPLAYS.values() for device in here]
WELL, SICK = (Part(name=VOICE, kind="sound", state="ok"),), (Part(name=VOICE, kind="sound", state="fault"),)

ables = st.sets(st.sampled_from(EVERYBODY))


@given(st.lists(ables, max_size=12))
def test_a_zone_has_a_speaker_whenever_somebody_can_and_keeps_it_as_long_as_it_can(steps: list[set[str]]):
    speaks: dict[str, str] = {}
    for able in steps:
        before, speaks = speaks, elect(DISPLAYS, able, speaks)
        for zone, here in DISPLAYS.items():
            assert (zone in speaks) == bool(able & {*here})
            if zone in speaks:
                assert speaks[zone] in able & {*here}
                if before.get(zone) in able:
                    assert speaks[zone] == before[zone]


def test_of_several_the_first_as_people_count_them_speaks():
    assert elect(DISPLAYS, {"layar-10", "layar-2"}, {}) == {"utama": "layar-2"}
    assert sorted(["b-2", "a", "a-10", "a-9"], key=natural) == ["a", "a-9", "a-10", "b-2"]


class Party:
    """An usher with its hall; `chosen` lets what it wants happen, and tells it."""

    def __init__(self) -> None:
        self.hall = Hall(always_open(MALL, SERVICES, COUNTERS))
        self.start()

    def start(self) -> None:
        self.usher = Usher(DISPLAYS)
        self.usher.listen(0.0)
        self.presence: dict[str, Presence] = {}
        self.health: dict[str, tuple[Part, ...]] = {}

    def online(self, *devices: str, there: bool = True) -> None:
        self.presence |= {device: Presence(1, online=there, seen_at=MORNING) for device in devices}

    def chosen(self, mono: float = 0.0) -> dict[str, str]:
        for command in list(self.usher.due(self.hall, self.presence, self.health, MORNING, mono)):
            assert isinstance(command, cmd.ChooseSpeaker)
            for event in decide(self.hall, command, MORNING):
                evolve(self.hall, event)
        return {zone: device for zone, device in self.hall.speakers.items() if device}


def after_a_start() -> Party:
    """The hub was started again while the second display spoke."""
    party = Party()
    party.online("layar-2")
    party.health["layar-2"] = WELL
    party.chosen()
    party.start()
    return party


def test_a_display_speaks_from_when_it_is_there_and_has_told_that_it_has_a_voice():
    party = Party()
    party.online("layar-1", "layar-2")
    assert party.chosen() == {}
    party.health["layar-2"] = WELL
    assert party.chosen() == {"utama": "layar-2"}
    party.health["layar-1"] = WELL
    assert party.chosen() == {"utama": "layar-2"}, "whoever speaks goes on"


def test_another_one_speaks_at_once_when_the_sound_fails_or_the_box_is_gone():
    party = Party()
    party.online("layar-1", "layar-2")
    party.health |= {"layar-1": WELL, "layar-2": WELL}
    assert party.chosen() == {"utama": "layar-1"}
    party.health["layar-1"] = SICK
    assert party.chosen() == {"utama": "layar-2"}
    party.online("layar-2", there=False)
    assert party.chosen() == {}
    party.online("layar-2")
    assert party.chosen() == {"utama": "layar-2"}


def test_after_a_start_of_the_hub_a_speaker_goes_on_until_it_is_known_to_be_gone_or_sick():
    party = after_a_start()
    assert party.chosen() == {"utama": "layar-2"}, "nothing was heard yet"
    party.online("layar-1")
    party.health["layar-1"] = WELL
    assert party.chosen(1.0) == {"utama": "layar-2"}, "another one was faster to say that it is there"
    party.online("layar-2")
    assert party.chosen(ARRIVING_S + 1) == {"utama": "layar-2"}, "there, and its health comes within a minute"
    party.health["layar-2"] = SICK
    assert party.chosen(ARRIVING_S + 2) == {"utama": "layar-1"}


def test_a_speaker_that_is_not_heard_after_a_start_is_given_up():
    party = after_a_start()
    party.online("layar-1")
    party.health["layar-1"] = WELL
    assert party.chosen() == {"utama": "layar-2"}
    assert party.chosen(ARRIVING_S) == {"utama": "layar-1"}


def test_a_hub_without_a_broker_gives_nobody_up():
    party = after_a_start()
    party.usher = Usher(DISPLAYS)
    assert party.chosen(3600.0) == {"utama": "layar-2"}
    party.usher.listen(3600.0)
    assert party.chosen(3600.0 + ARRIVING_S - 1) == {"utama": "layar-2"}
    assert party.chosen(3600.0 + ARRIVING_S) == {}
