"""What a hall hears on a busy morning, decoded back into words: the calls of the journal, in order, each in time.

Time is the sound's own: what the voice's order, words and clips make is put behind one another as it would be played.
"""

from __future__ import annotations

import itertools
import random
from array import array
from typing import NamedTuple

import pytest

from broker_config.contract import Call
from broker_config.signage import VoicePlan
from broker_config.speech import lexicon, pcm
from broker_config.speech.language import BUILT_IN, ENGLISH, INDONESIAN
from display import engines, phrases
from display.speaking_order import SpeakingOrder
from provisioning.rehearsal.hearing import Announcement, Sound, Words, heard
from provisioning.rehearsal.keen_ear import KeenEar

COUNTERS, EXPIRES_S, LU = 40, 60.0, 1.0
PAUSES_S = (phrases.PHRASE_S, phrases.WORD_S, phrases.CLAUSE_S, phrases.LANGUAGE_S)


@pytest.fixture(scope="module")
def clips():
    """Every clip of the real bank, in both languages."""
    made = {}
    for language in BUILT_IN.values():
        spoken, faults = engines.make(language, None, None)
        assert faults == []
        made |= {language.key(name): sound for name, sound in spoken.items()}
    return made


class Morning(NamedTuple):
    """All that was played, and what became of the calls."""

    sound: bytes
    begun: list[tuple[float, Call]]
    dropped: list[Call]


def journal(seed: int, number: int, pace_s: float, *, recalls: bool = True) -> list[Call]:
    """Calls in bursts of up to 8 at once; after each the voice has `pace_s` for each of them."""
    chance, at, calls = random.Random(seed), 10.0, []
    while len(calls) < number:
        burst = min(chance.randint(1, 8), number - len(calls))
        earlier = [call for call in calls if call.at < at and not call.recall]
        again = chance.sample(earlier, min(len(earlier), burst // 4)) if recalls else []
        for counter in chance.sample(range(1, COUNTERS + 1), burst):
            older = again.pop() if again else None
            series = chance.choice(["A", "B", "4K", "AB", "C-X", "E-YZ"])
            calls.append(
                Call(
                    call=len(calls) + 1, uid=older.uid if older else f"kiosk-1.1.{len(calls) + 1}",
                    label=older.label if older else f"{series}{chance.randint(1, 999):03d}", counter=counter,
                    direction="left", agency="Dukcapil", at=at, recall=older is not None,
                )
            )  # fmt: skip
        at += burst * pace_s + chance.choice([0.0, 2.0, 20.0])
    return calls


def play(calls: list[Call], clips, languages=(INDONESIAN,), expires_s: float = EXPIRES_S) -> Morning:
    order = SpeakingOrder(VoicePlan(languages=tuple(one.code for one in languages), expires_s=expires_s))
    sound, begun, dropped = bytearray(), [], []
    waiting, quiet_since = list(calls), -phrases.QUIET_S
    while True:
        now = len(sound) / pcm.WIDTH / pcm.RATE
        while waiting and waiting[0].at <= now:
            order.call(waiting.pop(0))
        turn = order.next(now)
        dropped += order.dropped()
        if turn is None:
            if not waiting:
                return Morning(bytes(sound), begun, dropped)
            sound += pcm.silence(waiting[0].at - now + 1 / pcm.RATE)
            continue
        assert isinstance(turn.what, Call)
        begun.append((now, turn.what))
        spoken = phrases.announcement(turn.what, "digits", languages, clips, now - quiet_since)
        sound += pcm.join(spoken, clips) + pcm.silence(phrases.AFTER_S)
        quiet_since = len(sound) / pcm.WIDTH / pcm.RATE
        order.said(turn, quiet_since)


def announcements(sounds: list[Sound]) -> list[list[Sound]]:
    """Parted where a chime begins one."""
    parted: list[list[Sound]] = []
    for sound in sounds:
        if sound.word in lexicon.CHIMES:
            parted.append([])
        parted[-1].append(sound)
    return parted


def understood(words: list[Sound]) -> Announcement:
    return heard([sound.word for sound in words])


def pauses(words: list[Sound]) -> list[float]:
    """Seconds from each word to the next; a clip's first and last zeros are silence, too, though it is its own."""
    return [(b.start - a.end) / pcm.RATE for a, b in itertools.pairwise(words)]


def pauses_wanted(words: list[Sound]) -> list[float]:
    said = understood(words)
    call = Call(
        call=1, uid="k.1.1", label=said.label, counter=said.counter, direction="left", agency="-", at=0.0
    )
    return [part for part in phrases.announcement(call) if isinstance(part, float)]


def test_two_hundred_calls_are_heard_as_the_journal_has_them(clips):
    calls = journal(seed=5, number=200, pace_s=8.5)
    morning = play(calls, clips)
    said = announcements(Words(clips).sounds(morning.sound))
    assert morning.dropped == []
    assert [understood(words) for words in said] == [Announcement(one.label, one.counter) for one in calls]
    for words, call in zip(said, calls, strict=True):
        assert call.at <= words[0].start / pcm.RATE <= call.at + EXPIRES_S
    for before, after in itertools.pairwise(said):
        gap_s = (after[0].start - before[-1].end) / pcm.RATE
        assert gap_s > phrases.AFTER_S - 0.01  # the clips' own soft ends are sound, but for their zeros
        assert (after[0].word == lexicon.CHIME) == (gap_s - phrases.AFTER_S >= phrases.QUIET_S - 0.01)
        assert pauses(before) == pytest.approx(pauses_wanted(before), abs=0.045)
    assert lexicon.SHORT_CHIME in {words[0].word for words in said}


def test_a_hall_that_calls_faster_than_one_can_speak_hears_no_call_late(clips):
    calls = journal(seed=6, number=60, pace_s=2.0, recalls=False)
    morning = play(calls, clips)
    said = announcements(Words(clips).sounds(morning.sound))
    told = [call for call in calls if call not in morning.dropped]
    assert [understood(words) for words in said] == [Announcement(one.label, one.counter) for one in told]
    assert all(at - call.at <= EXPIRES_S for at, call in morning.begun)
    assert 10 < len(morning.dropped) < 50


def test_the_same_is_heard_in_english_after_it(clips):
    calls = journal(seed=3, number=12, pace_s=17.0)
    morning = play(calls, clips, (INDONESIAN, ENGLISH), expires_s=2 * EXPIRES_S)
    said = announcements(Words(clips).sounds(morning.sound))
    assert [understood(words) for words in said] == [Announcement(one.label, one.counter) for one in calls]
    for words, call in zip(said, calls, strict=True):
        english = [sound.word for sound in words if sound.word.startswith("en/")]
        spoken = phrases.announcement(call, "digits", (ENGLISH,), clips)
        assert english == [part for part in spoken if isinstance(part, str)][1:]


def noise(chance: random.Random, samples: int) -> list[float]:
    return [chance.gauss(0.0, 1.0) for _ in range(samples)]


def music(chance: random.Random, samples: int) -> list[float]:
    """Four voices of a band, a new chord every quarter of a second, with their overtones."""
    wave = [0.0] * samples
    bar = pcm.RATE // 4
    for first in range(0, samples, bar):
        for _ in range(4):
            step = 2 * 3.14159 * 110.0 * 2 ** (chance.randrange(36) / 12) / pcm.RATE
            for at in range(first, min(first + bar, samples)):
                swing = (at * step) % 6.28318 - 3.14159
                wave[at] += swing  # a saw tooth
    return wave


@pytest.mark.parametrize("under", [noise, music])
def test_words_are_understood_with_something_as_loud_under_them(clips, under):
    calls = journal(seed=8, number=3, pace_s=0.0)
    morning = play(calls, clips)
    quiet = array("h", morning.sound[int(9 * pcm.RATE) * pcm.WIDTH :])
    chance = random.Random(9)
    loop = under(chance, pcm.RATE * 2 + 77)
    speech = array("h", clips["nomor-antrean"])
    strength = (sum(sample * sample for sample in speech) / len(speech)) ** 0.5
    scale = strength / (sum(sample * sample for sample in loop) / len(loop)) ** 0.5
    ground = [round(sample * scale) for sample in loop] * (len(quiet) // len(loop) + 1)
    mixed = array("h", [max(-32_768, min(32_767, a + b)) for a, b in zip(quiet, ground, strict=False)])
    indonesian = {name: clip for name, clip in clips.items() if "/" not in name}
    said = KeenEar(indonesian, lexicon.NUMBER, PAUSES_S).announcements(mixed.tobytes())
    assert [understood(words) for words in said] == [Announcement(one.label, one.counter) for one in calls]


def test_all_clips_are_equally_loud_and_none_clips(clips):
    levels = {name: pcm.loudness(clip) for name, clip in clips.items()}
    assert {name: level for name, level in levels.items() if abs(level - pcm.LOUDNESS) > LU} == {}
    peaks = {name: max(map(abs, array("h", clip))) for name, clip in clips.items()}
    assert {name: peak for name, peak in peaks.items() if peak > 32_768 * 10 ** (-1 / 20)} == {}
