"""The clips on disk are whole or made anew; human recordings go first; a missing device is only missing."""

from __future__ import annotations

import json
import shutil

import pytest

from broker_config.speech import lexicon, pcm
from display import bank


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage") / "voice"
    return folder, bank.ensure(folder).clips


@pytest.fixture
def folder(made, tmp_path):
    """A bank of one's own, to damage."""
    return shutil.copytree(made[0], tmp_path / "voice")


def made_at(folder) -> int:
    return (folder / bank.MANIFEST).stat().st_mtime_ns


def test_every_word_has_a_clip_of_a_words_length_and_all_differ(made):
    _folder, clips = made
    assert set(clips) == {*lexicon.CHIMES, *lexicon.WORDS}
    assert len(set(clips.values())) == len(clips)
    assert {
        name: length for name, clip in clips.items() if not 0.2 < (length := pcm.seconds(clip)) < 2.1
    } == {}


def test_a_word_is_as_long_as_its_sounds(made):
    """Phonemes that eSpeak does not understand are spelt out letter by letter, which takes much longer."""
    _folder, clips = made
    assert {name for name in lexicon.NUMERALS if pcm.seconds(clips[name]) > 0.16 * len(name)} == set()


def test_a_whole_bank_is_not_made_again(folder):
    before = made_at(folder)
    bank.ensure(folder)
    assert made_at(folder) == before


def damage_a_clip(folder):
    with (folder / "satu.wav").open("r+b") as file:
        file.seek(1000)
        file.write(b"\x55" * 8)


def cut_a_clip_short(folder):
    (folder / "A.wav").write_bytes((folder / "A.wav").read_bytes()[:20])


def cut_the_manifest_short(folder):
    manifest = folder / bank.MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:100])


def come_from_another_lexicon(folder):
    manifest = json.loads((folder / bank.MANIFEST).read_text())
    manifest["made_from"] = "0" * 64
    (folder / bank.MANIFEST).write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "harm",
    [
        damage_a_clip,
        cut_a_clip_short,
        cut_the_manifest_short,
        come_from_another_lexicon,
        lambda folder: (folder / "loket.wav").unlink(),
        lambda folder: (folder / bank.MANIFEST).unlink(),
        shutil.rmtree,
    ],
)
def test_a_bank_that_is_not_whole_is_not_believed(folder, harm):
    harm(folder)
    with pytest.raises(bank.BankError):
        bank.load(folder)


def test_a_bank_that_cannot_be_believed_is_made_again(folder, made):
    damage_a_clip(folder)
    cut_the_manifest_short(folder)
    assert bank.ensure(folder).clips == made[1]
    assert bank.load(folder).clips == made[1]


def test_the_remains_of_a_build_that_lost_its_power_are_swept_up(folder):
    remains = folder.parent / ".voice.abcdef"
    remains.mkdir()
    shutil.rmtree(folder)
    bank.ensure(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["voice"]


def test_a_storage_that_cannot_be_written_is_said_so(tmp_path):
    (tmp_path / "voice").mkdir()
    (tmp_path / "voice" / "stray").write_text("")
    with pytest.raises(bank.BankError, match="cannot be made"):
        bank.ensure(tmp_path / "voice" / "stray" / "voice")
