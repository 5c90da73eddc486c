"""The page on the voice says what the voice says."""

from __future__ import annotations

import re
from pathlib import Path

from broker_config.speech.language import BUILT_IN
from display import manual, recordings
from hub.signage.floor import LEASE_S, SETTLE_S

ROOT = Path(__file__).resolve().parents[2]


def test_the_committed_page_is_not_stale():
    assert (ROOT / "docs" / manual.NAME).read_text(encoding="utf-8") == manual.page(), "run `make docs`"


def test_every_word_of_every_language_is_on_the_page_with_its_sounds_and_what_to_listen_for():
    page = manual.page()
    for language in BUILT_IN.values():
        assert all(word.listen for word in language.words.values())
        for clip, word in language.words.items():
            assert f"| `{clip}` | {word.says} | `{word.phonemes}` | {word.listen} |" in page


def test_the_language_that_the_page_shows_works(tmp_path):
    (described,) = re.findall(r"```toml\n# \S+language\.toml\n(.*?)```", manual.page(), re.DOTALL)
    (tmp_path / "jv").mkdir()
    (tmp_path / "jv" / "language.toml").write_text(described, encoding="utf-8")
    language = recordings.language("jv", tmp_path)
    have = {language.key(clip) for clip in language.clips()}
    said = [" ".join(language.cardinal(number, have)).replace("jv/", "") for number in (15, 25, 27, 68, 243)]
    assert said == [
        "gangsal welas", "selangkung", "pitu likur", "sewidak wolu", "kalih atus sekawan dasa tiga",
    ]  # fmt: skip


def test_the_times_of_halls_that_take_turns_are_those_of_the_hub():
    page = manual.page()
    assert f"nobody else has the floor for {SETTLE_S:g} s" in page
    assert f"after {LEASE_S:g} s at the latest" in page
