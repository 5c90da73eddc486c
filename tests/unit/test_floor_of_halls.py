"""Halls that hear each other: who has the floor, at the hub and as each voice sees it; two never speak at once."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.contract import FloorGranted, FloorReleased, FloorRequest
from broker_config.mall import Zone
from display.floor import ANSWER_S, RENEW_S
from display.floor import Floor as Ours
from hub.desk import Desk as FrontDesk
from hub.desk import Station
from hub.hall import Hall
from hub.signage.floor import FORGOTTEN_S, LEASE_S, SETTLE_S, SOMEBODY, Floor, groups
from tests.registers import always_open
from tests.unit.small_hall import COUNTERS, MALL, MORNING, SERVICES


def zone(name: str, *hears: str, archived: bool = False) -> Zone:
    return Zone(id=name, name=name.title(), hears=hears, archived=archived)


@pytest.mark.parametrize(
    ("zones", "found"),
    [
        ([zone("a"), zone("b")], []),
        ([zone("a", "b"), zone("b")], ["ab"]),
        ([zone("a"), zone("b", "a")], ["ab"]),
        ([zone("a", "b"), zone("b"), zone("c", "b"), zone("d")], ["abc"]),
        ([zone("a", "c"), zone("b", "d"), zone("c"), zone("d")], ["ac", "bd"]),
        ([zone("a", "b"), zone("b", "c", archived=True), zone("c")], []),
    ],
)
def test_whoever_hears_a_third_through_another_takes_turns_with_it(zones, found):
    group = groups(zones)
    assert (
        sorted("".join(name for name in sorted(group) if group[name] == one) for one in {*group.values()})
        == found
    )


# --- at the hub -------------------------------------------------------------------------------------------


class Desk:
    """The hub's floor, in a mall where `a` and `b` hear each other, and `c` nobody; devices are named as their zone."""

    def __init__(self) -> None:
        self.floor, self.now = Floor(), 100.0
        self.floor.groups = {"a": "a", "b": "a"}

    def ask(self, device: str, nonce: str = "", *, speaking: bool = False) -> dict[str, str]:
        """Whom it is said who has the floor."""
        request = FloorRequest(nonce=nonce or f"{device}1", speaking=speaking)
        return {to: said.nonce for to, said in self.floor.ask(device, device, request, self.now)}

    def wait(self, seconds: float = 0.0) -> dict[str, str]:
        self.now += seconds
        return {to: said.nonce for to, said in self.floor.grants(self.now)}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_first_who_asks_has_the_floor_and_the_next_is_told_whose_it_is(desk):
    assert desk.ask("a") == {"a": "a1"}
    assert desk.ask("b") == {"b": "a1"}
    assert desk.ask("c") == {"c": "c1"}


def test_whoever_waits_has_it_once_the_other_has_spoken(desk):
    desk.ask("a")
    desk.ask("b")
    desk.floor.release("a", "a1")
    assert desk.wait() == {"b": "b1"}
    assert desk.ask("a", "a2") == {"a": "b1"}


def test_what_is_released_late_of_a_turn_that_is_over_ends_no_other(desk):
    desk.ask("a")
    desk.ask("a", "a2")
    desk.floor.release("a", "a1")
    assert desk.ask("b") == {"b": "a2"}


def test_a_grant_that_was_lost_is_given_again(desk):
    desk.ask("a")
    assert desk.ask("a") == {"a": "a1"}


def test_a_box_that_lost_its_power_holds_nobody_up(desk):
    desk.ask("a")
    for _ in range(int(LEASE_S) - 1):
        desk.now += 1.0
        assert desk.ask("b") == {"b": "a1"}
    assert desk.wait(1.0) == {"b": "b1"}


def test_one_that_goes_offline_gives_the_floor_back_at_once(desk):
    desk.ask("a")
    desk.ask("b")
    desk.floor.lose("a")
    assert desk.wait() == {"b": "b1"}


def test_one_that_asks_no_more_is_not_waited_for(desk):
    desk.ask("a")
    desk.ask("b")
    desk.floor.release("a", "a1")
    assert desk.wait(FORGOTTEN_S) == {}
    assert desk.ask("a", "a2") == {"a": "a2"}


def test_nobody_new_speaks_into_an_emergency_that_did_not_ask(desk):
    assert desk.ask("a", speaking=True) == {"a": "a1"}
    assert desk.ask("b") == {"b": "a1"}


def test_after_a_start_of_the_hub_those_who_speak_are_heard_first(desk):
    desk.floor.listen(desk.now)
    assert desk.ask("b") == {"b": SOMEBODY}
    desk.now += RENEW_S
    desk.ask("a", speaking=True)
    desk.now += SETTLE_S
    assert desk.ask("b") == {"b": "a1"}
    desk.floor.release("a", "a1")
    assert desk.wait() == {"b": "b1"}


def test_the_hubs_desk_answers_a_display_and_gives_the_floor_on_when_one_is_gone():
    register = always_open(MALL, SERVICES, COUNTERS, zones=[c.Zone(id="atas", name="Atas")])
    register.put("zone", "atas", {"name": "Atas", "hears": ["utama"]})
    stations = {name: Station("display", zone=at) for name, at in (("layar-1", "utama"), ("layar-2", "atas"))}
    hub = FrontDesk(Hall(register), stations)

    def hear(device: str, message: c.Message) -> list[tuple[str, c.Message]]:
        hub.hear(Heard(device, message, device=device), MORNING, 0.0)
        hub.tick(MORNING, 0.0)
        return [(out.to, out.message) for out in hub.take()[1] if isinstance(out.message, FloorGranted)]

    first, second = (FloorGranted(nonce=nonce, seconds=LEASE_S) for nonce in ("x", "y"))
    assert hear("layar-1", FloorRequest(nonce="x")) == [("layar-1", first)]
    assert hear("layar-2", FloorRequest(nonce="y")) == [("layar-2", first)]
    assert hear("layar-1", c.DeviceState(status="offline", boot=1)) == [("layar-2", second)]
    assert hear("layar-2", FloorReleased(nonce="y")) == []
    assert hear("layar-1", FloorRequest(nonce="z")) == [("layar-1", FloorGranted(nonce="z", seconds=LEASE_S))]


# --- as a voice sees it -----------------------------------------------------------------------------------


def test_a_voice_that_hears_nothing_from_the_hub_speaks_all_the_same():
    ours = Ours("x")
    asked = [ours.ask(at / 10) is not None for at in range(int(ANSWER_S * 10))]
    assert sum(asked) == 3
    assert not ours.mine(ANSWER_S - 0.1)
    assert ours.mine(ANSWER_S)


def test_a_voice_that_heard_of_another_waits_until_that_one_must_have_ended():
    ours = Ours("x")
    ours.ask(0.0)
    ours.hear(FloorGranted(nonce="y-1", seconds=8.0), 0.1)
    for at in range(1, 8):
        ours.ask(float(at))
        assert not ours.mine(float(at))
    assert ours.mine(8.1)


def test_what_comes_late_of_its_own_turn_is_no_other_voice():
    ours = Ours("x")
    ours.ask(0.0)
    assert ours.end() == FloorReleased(nonce="x-1")
    ours.hear(FloorGranted(nonce="x-1", seconds=10.0), 0.1)
    ours.ask(0.2)
    assert not ours.mine(0.3)
    assert ours.mine(0.2 + ANSWER_S)
    assert ours.end() == FloorReleased(nonce="x-2")
    assert ours.end() is None


# --- together ---------------------------------------------------------------------------------------------

STEP_S = 0.1


class Line:
    """One direction of a bad line: in order, up to 0.2 s late, and of three in a row at most one is lost."""

    def __init__(self, luck: Any) -> None:
        self._luck, self._under_way = luck, deque[tuple[float, Any]]()
        self._sound = 2  # messages since one was lost

    def put(self, message: Any, now: float) -> None:
        fate = next(self._luck)
        if fate == 0 and self._sound >= 2:
            self._sound = 0
        else:
            self._sound += 1
            self._under_way.append((now + 0.1 * (fate % 3), message))

    def take(self, now: float) -> list[Any]:
        found = []
        while self._under_way and self._under_way[0][0] <= now + 1e-6:
            found.append(self._under_way.popleft()[1])
        return found


class Speaker:
    """A voice with what it has to say: (from when on, how long)."""

    def __init__(self, name: str, jobs: list[tuple[float, float]], luck: Any) -> None:
        self.name, self.jobs = name, deque(sorted(jobs))
        self.up, self.down = Line(luck), Line(luck)
        self.waits: list[float] = []
        self.anyway = False  # it speaks, and nobody gave it the floor
        self.until: float | None = None
        self._lives = 0
        self.start()

    def start(self) -> None:
        """Its power comes back: of what it was doing it knows nothing."""
        self._lives += 1
        self.floor, self.until = Ours(f"{self.name}{self._lives}"), None

    def step(self, now: float) -> None:
        for granted in self.down.take(now):
            self.floor.hear(granted, now)
        if self.until is not None and now >= self.until:
            self.until = None
            self._say(self.floor.end(), now)
        if self.until is None and self.jobs and self.jobs[0][0] <= now:
            self._say(self.floor.ask(now), now)
            if self.floor.mine(now):
                since, length = self.jobs.popleft()
                self.waits.append(now - since)
                self.anyway, self.until = now >= self.floor._granted_until, now + length
                self.floor.begin(now)
        self._say(self.floor.renew(now), now)

    def _say(self, message: Any, now: float) -> None:
        if message:
            self.up.put(message, now)


JOBS = st.lists(st.tuples(st.floats(0, 12), st.floats(1, 16)), min_size=1, max_size=3)
MOMENTS = st.lists(st.tuples(st.floats(0, 40), st.floats(0.1, 6)), max_size=2)


@given(
    st.lists(JOBS, min_size=2, max_size=3),
    MOMENTS,
    st.lists(st.tuples(st.floats(0, 40), st.integers(0, 2)), max_size=2),
    st.lists(st.integers(0, 5), min_size=40, max_size=40),
)
def test_two_never_speak_at_once_while_the_hub_is_there_and_nobody_waits_for_ever(jobs, away, cuts, luck):
    def fates():
        while True:
            yield from luck

    speakers = [Speaker(name, mine, fates()) for name, mine in zip("abc", jobs, strict=False)]
    hub, was_up, up_since = Floor(), True, -100.0
    hub.groups = dict.fromkeys("abc", "a")
    cuts = sorted(cuts)
    work = sum(length for mine in jobs for _, length in mine)
    longest = 12 + work + sum(seconds + SETTLE_S for _, seconds in away) + (LEASE_S + 2) * (len(cuts) + 9)
    for step in range(int((longest + 10) / STEP_S)):
        now = step * STEP_S
        is_up = not any(at <= now < at + seconds for at, seconds in away)
        if is_up and not was_up:
            hub, up_since = Floor(), now
            hub.groups = dict.fromkeys("abc", "a")
            hub.listen(now)
        was_up = is_up
        while cuts and cuts[0][0] <= now:
            _, which = cuts.pop(0)
            speakers[which % len(speakers)].start()
        said: list[Any] = []
        for speaker in speakers:
            for heard in speaker.up.take(now):
                if is_up and isinstance(heard, FloorReleased):
                    hub.release(speaker.name, heard.nonce)
                elif is_up:
                    said += hub.ask(speaker.name, speaker.name, heard, now)
        for name, granted in (*said, *hub.grants(now)) if is_up else ():
            next(one for one in speakers if one.name == name).down.put(granted, now)
        before = {speaker.name for speaker in speakers if speaker.until is not None}
        for speaker in speakers:
            speaker.step(now)
        speaking = [speaker for speaker in speakers if speaker.until is not None]
        for one in speaking:
            if one.name not in before and one.anyway:
                assert not is_up or now - up_since < ANSWER_S + 2 * STEP_S, (
                    "it spoke though the hub was there"
                )
        assert sum(not one.anyway for one in speaking) <= 1, "two who had the floor spoke at once"
        if not any(speaker.jobs or speaker.until is not None for speaker in speakers):
            break
    assert not any(speaker.jobs for speaker in speakers)
    assert max(wait for speaker in speakers for wait in speaker.waits) <= longest
