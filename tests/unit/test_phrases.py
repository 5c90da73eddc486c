"""What the voice says for a call, word for word."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_config.speech.lexicon import CHIME, SPOKEN
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
    assert " ".join(phrases.cardinal(number)) == said


def test_cardinals_are_all_different():
    assert len({phrases.cardinal(number) for number in range(1000)}) == 1000


def test_a_number_without_words_is_refused():
    with pytest.raises(ValueError, match="1000"):
        phrases.cardinal(1000)


def test_a_recall_is_said_in_the_same_words():
    assert phrases.announcement(call(2, "A012", recall=True)) == phrases.announcement(call(1, "A012"))


@given(
    st.from_regex(r"[0-9]?[A-Z]{1,2}(-[A-Z]{1,3})?[0-9]{3,6}", fullmatch=True),
    st.integers(1, 999),
    st.sampled_from(["digits", "cardinal"]),
)
def test_whatever_is_called_the_voice_has_the_clips_and_makes_no_long_pause(label, counter, how):
    spoken = phrases.announcement(call(1, label, counter), how)
    assert {part for part in spoken if isinstance(part, str)} <= {CHIME, *SPOKEN}
    assert all(part < 0.33 for part in spoken if isinstance(part, float))
    assert not any(isinstance(a, float) and isinstance(b, float) for a, b in itertools.pairwise(spoken))


def test_a_kiosks_own_number_never_sounds_like_another_services():
    """P-A001 (offline, prefix P, kiosk A) and PA001 (prefix PA) may be called in the same hall."""
    assert phrases.label("P-A001") != phrases.label("PA001")
