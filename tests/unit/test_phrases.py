"""What the voice says for a call, word for word."""

from __future__ import annotations

import itertools
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config.signage import Announcement
from broker_config.speech.language import BUILT_IN, ENGLISH, INDONESIAN, Language
from broker_config.speech.lexicon import CHIME, DIGITS, MARKS, PHRASES, SHORT_CHIME, WORDS
from broker_config.speech.numerals import cardinal, in_words
from display import phrases
from tests.unit.display_boards import call


def words(spoken) -> str:
    return " ".join(part for part in spoken if isinstance(part, str))


def test_a_call_is_said_as_the_domain_says_it():
    said = words(phrases.announcement(call(1, "A012", 5)))
    assert said == "gong nomor-antrean A nol satu dua silakan-menuju loket lima"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("A012", "A nol satu dua"),
        ("A-X017", "A strip X nol satu tujuh"),
        ("4K012", "empat K nol satu dua"),
        ("AB-YZ1045", "A B strip Y Z satu nol empat lima"),
    ],
)
def test_letters_are_named_and_digits_said_one_by_one(label, said):
    assert words(phrases.label(label)) == said


@pytest.mark.parametrize(
    ("label", "said"), [("A012", "A dua belas"), ("C100", "C seratus"), ("B1000", "B satu nol nol nol")]
)
def test_a_setting_says_numbers_in_words_where_there_are_words(label, said):
    assert words(phrases.label(label, "cardinal")) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "nol"),
        (7, "tujuh"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (45, "empat puluh lima"),
        (100, "seratus"),
        (101, "seratus satu"),
        (111, "seratus sebelas"),
        (219, "dua ratus sembilan belas"),
        (999, "sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_cardinals_are_those_of_the_grammar(number, said):
    assert " ".join(cardinal(number)) == said


def test_cardinals_are_all_different():
    assert len({cardinal(number) for number in range(1000)}) == 1000


def test_a_number_without_words_is_refused():
    with pytest.raises(ValueError, match="1000"):
        cardinal(1000)


def test_a_recall_is_said_in_the_same_words():
    assert phrases.announcement(call(2, "A012", recall=True)) == phrases.announcement(call(1, "A012"))


CLIPS = {language.key(clip) for language in BUILT_IN.values() for clip in language.clips()}
BOTH = (INDONESIAN, ENGLISH)


@given(
    st.from_regex(r"[0-9]?[A-Z]{1,2}(-[A-Z]{1,3})?[0-9]{3,6}", fullmatch=True),
    st.integers(1, 999),
    st.sampled_from(["digits", "cardinal"]),
    st.sampled_from([(INDONESIAN,), BOTH]),
)
def test_whatever_is_called_the_voice_has_the_clips_and_makes_no_long_pause(label, counter, how, languages):
    spoken = phrases.announcement(call(1, label, counter), how, languages, CLIPS)
    assert {part for part in spoken if isinstance(part, str)} <= {CHIME, *CLIPS}
    assert all(part < 0.33 for part in spoken if isinstance(part, float))
    assert not any(isinstance(a, float) and isinstance(b, float) for a, b in itertools.pairwise(spoken))


def test_english_follows_where_the_mall_wants_it():
    said = words(phrases.announcement(call(1, "A012", 25), languages=BOTH, have=CLIPS))
    assert said == (
        "gong nomor-antrean A nol satu dua silakan-menuju loket dua puluh lima "
        "en/queue-number en/A en/zero en/one en/two en/please-proceed-to en/counter en/twenty en/five"
    )


def test_the_chime_is_short_for_a_hall_that_is_listening():
    assert phrases.announcement(call(1), quiet_s=1.0)[0] == SHORT_CHIME
    assert phrases.announcement(call(1), quiet_s=60.0)[0] == CHIME


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((0, "zero"), (13, "thirteen"), (30, "thirty"), (45, "forty five"), (100, "one hundred")),
        *((101, "one hundred and one"), (999, "nine hundred and ninety nine")),
    ],
)
def test_english_numerals_are_those_of_the_grammar(number, said):
    assert " ".join(in_words(number, ENGLISH.numbers)) == said


@pytest.mark.parametrize("language", BUILT_IN.values(), ids=str)
def test_a_built_in_language_is_whole_and_has_no_word_too_many(language):
    assert language.faults() == []
    assert set(language.clips()) == set(language.words)
    assert len({in_words(number, language.numbers) for number in range(1000)}) == 1000


def test_a_missing_clip_is_said_in_indonesian_word_by_word_and_a_numeral_as_a_whole():
    have = CLIPS - {"en/one", "en/counter", "en/twenty"}
    said = words(phrases.announcement(call(1, "A012", 25), languages=BOTH[1:], have=have))
    assert said == "gong en/queue-number en/A en/zero satu en/two en/please-proceed-to loket dua puluh lima"


JAVANESE = Language(
    code="jv",
    name="Basa Jawa",
    call="{label} | loket {counter}",
    means={meaning: meaning for meaning in (*PHRASES, *DIGITS, *MARKS)} | {"loket": "gardu", "lima": "gangsal"},
    numbers={
        **dict(enumerate("nol siji loro telu papat gangsal enem pitu wolu sanga sepuluh sewelas rolas".split())),
        13: ">> las", 20: "<< puluh [>>]", 21: "selikur", 22: ">> likur", 25: "selawe", 26: ">> likur",
        30: "<< puluh [>>]", 100: "<< atus [>>]",
    },
)  # fmt: skip


def test_a_language_of_another_grammar_is_only_data():
    assert JAVANESE.faults() == []
    have = {JAVANESE.key(clip) for clip in JAVANESE.clips()}
    said = words(phrases.announcement(call(1, "B005", 25), languages=(JAVANESE,), have=have))
    assert said == "gong jv/B jv/nol jv/nol jv/gangsal jv/gardu jv/selawe"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ({"means": {**JAVANESE.means, "gong": "gong"}}, "means: gong is no Indonesian clip"),
        ({"means": {"loket": "loket"}}, "means: no word for nomor-antrean"),
        ({"call": "{label} menyang {counter}"}, "call: menyang is not known"),
        ({"call": "{label}"}, "call: {counter} is missing"),
        ({"numbers": {1: "siji"}}, "numbers: 0 has no words"),
        ({"numbers": {0: "nol", 1: "<<"}}, "numbers: "),
    ],
)
def test_a_language_that_is_described_wrongly_says_where(harm, told):
    faults = msgspec.structs.replace(JAVANESE, **harm).faults()
    assert any(fault.startswith(told) for fault in faults), faults


@pytest.mark.parametrize(
    ("english", "codes", "read"),
    [
        ("Attention", ("id", "en"), ["id", "en"]),
        ("Attention", ("id",), ["id"]),
        ("", ("id", "en"), ["id"]),
        ("", ("en",), ["id"]),
        ("Attention", ("en",), ["en"]),
        ("Attention", ("jv",), ["id"]),
    ],
)
def test_what_the_hall_is_told_is_read_in_the_languages_there_are(english, codes, read):
    what = Announcement(number=1, kind="text", text="Perhatian", english=english, at=0.0, until=1.0)
    assert [code for code, _ in phrases.texts(what, codes)] == read


def test_all_words_are_named_as_files_can_be():
    assert [word for word in WORDS if not re.fullmatch(r"[A-Za-z-]+", word)] == []


def test_a_kiosks_own_number_never_sounds_like_another_services():
    """P-A001 (offline, prefix P, kiosk A) and PA001 (prefix PA) may be called in the same hall."""
    assert phrases.label("P-A001") != phrases.label("PA001")
