"""Who speaks: a person's recordings before Piper before eSpeak; whatever is missing or wrong is named, not fatal."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from broker_config.speech import espeak, lexicon, pcm, piper
from broker_config.speech.language import BUILT_IN, INDONESIAN
from broker_config.speech.written import phonetic
from display import bank, engines, recordings
from tests.contract.display_box import ROOT
from tests.contract.voice_sources import describe, install_piper, record


@pytest.fixture(scope="module")
def synthesiser():
    return espeak.synthesiser()


@pytest.fixture(scope="module")
def chimes():
    """The chimes, reckoned once."""
    made = {name: reckoned() for name, reckoned in engines._CHIMES.items()}
    return {name: lambda sound=sound: sound for name, sound in made.items()}


@pytest.fixture
def few(monkeypatch, chimes):
    """A lexicon of few words, where only who speaks them matters."""
    words = {name: lexicon.WORDS[name] for name in ("satu", "dua", "loket")}
    monkeypatch.setattr(engines, "_CHIMES", chimes)
    monkeypatch.setattr(type(INDONESIAN), "clips", lambda _language: tuple(words))
    return words


@pytest.fixture
def voice(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return install_piper(tmp_path)


def seconds(clips) -> dict[str, float]:
    """What a clip is known by: eSpeak breathes differently each time in one process."""
    return {name: pcm.seconds(clip) for name, clip in clips.items()}


@pytest.mark.parametrize("code", BUILT_IN)
def test_every_word_is_spoken_as_the_lexicon_has_it(synthesiser, code):
    """What eSpeak does not understand it leaves out or spells; what it says is what was reviewed."""
    language = BUILT_IN[code]
    understood = {
        name: synthesiser.phonemes(f"[[{word.phonemes}]]", language.voice)
        for name, word in language.words.items()
    }
    assert understood == {name: word.phonemes for name, word in language.words.items()}


def test_the_words_of_running_text_that_espeak_says_wrongly_are_said_as_the_lexicon_has_them(synthesiser):
    for word, phonemes in lexicon.READ.items():
        assert synthesiser.phonemes(phonetic(word, "id"), "id") == phonemes, word
        assert word in lexicon.NUMERALS or synthesiser.phonemes(word, "id") != phonemes, (
            f"{word} needs no help"
        )


def test_recordings_go_before_piper_and_piper_before_espeak(few, voice, tmp_path):
    plain = engines.make(INDONESIAN, None, None)
    record(tmp_path / "suara" / "satu.wav")
    mixed = engines.make(INDONESIAN, tmp_path / "suara", voice)
    assert mixed.faults == []
    alone = engines.make(INDONESIAN, None, voice)
    assert mixed.clips["satu"] not in (plain.clips["satu"], alone.clips["satu"])
    assert mixed.clips["dua"] == alone.clips["dua"] != plain.clips["dua"]
    assert len({*alone.clips.values()}) == len(few) + len(lexicon.CHIMES)  # each its own hum, none mixed up


def test_every_engine_is_equally_loud(few, voice, tmp_path):
    record(tmp_path / "suara" / "satu.wav")
    made = engines.make(INDONESIAN, tmp_path / "suara", voice).clips
    made |= {f"e-{name}": clip for name, clip in engines.make(INDONESIAN, None, None).clips.items()}
    assert {name: pcm.loudness(clip) for name, clip in made.items()} == pytest.approx(
        dict.fromkeys(made, pcm.LOUDNESS), abs=1.0
    )


@pytest.mark.parametrize("rate", [22_050, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("width", [2, 3])
def test_whatever_a_recorder_leaves_becomes_a_clip(tmp_path, rate, channels, width):
    record(tmp_path / "satu.wav", rate=rate, channels=channels, width=width, seconds=0.2)
    clip = recordings.read(tmp_path / "satu.wav")
    assert pcm.seconds(clip) == pytest.approx(0.2, abs=0.01)
    assert pcm.loudness(clip) == pytest.approx(pcm.LOUDNESS, abs=0.5)


def missing_program(voice, monkeypatch):
    (voice.parent / "piper").unlink()
    return "not installed"


def missing_voice(voice, monkeypatch):
    voice.unlink()
    return "voice.onnx is not there"


def another_file(voice, monkeypatch):
    voice.write_bytes(b"a picture")
    return "ERROR: no voice"


@pytest.mark.parametrize("harm", [missing_program, missing_voice, another_file])
def test_without_piper_espeak_speaks_and_one_line_says_why(few, voice, monkeypatch, harm):
    why = harm(voice, monkeypatch)
    made = engines.make(INDONESIAN, None, voice)
    assert seconds(made.clips) == pytest.approx(seconds(engines.make(INDONESIAN, None, None).clips), abs=0.02)
    assert len(made.faults) == 1
    assert why in made.faults[0]
    assert "eSpeak speaks instead" in made.faults[0]


def test_a_piper_that_swallows_a_sentence_is_not_believed(voice):
    program = voice.parent / "piper"
    program.write_text(program.read_text().replace("sys.stdin)", "[sys.stdin.readline()])"))
    with pytest.raises(piper.PiperError, match="2 sentences were given, 1 came back"):
        piper.speak(["satu", "dua"], voice)


def test_a_recording_that_cannot_be_used_is_named_and_the_voice_speaks_instead(few, tmp_path):
    suara = tmp_path / "suara"
    record(suara / "satu.wav", seconds=7.0, rate=8000, channels=1)
    (suara / "dua.wav").write_bytes(b"not sound at all")
    made = engines.make(INDONESIAN, suara, None)
    assert seconds(made.clips) == pytest.approx(seconds(engines.make(INDONESIAN, None, None).clips), abs=0.02)
    assert ["satu.wav" in made.faults[0], "dua.wav" in made.faults[1]] == [True, True]
    assert "7.0 s is too long" in made.faults[0]


def test_a_language_of_the_malls_own_is_its_recordings_and_what_is_missing_is_named(tmp_path):
    describe(tmp_path / "jv", loket="gardu")
    for clip in ("gardu", "satu"):
        record(tmp_path / "jv" / f"{clip}.wav")
    language = recordings.language("jv", tmp_path)
    made = engines.make(language, tmp_path, None)
    assert set(made.clips) == {"gardu", "satu"}
    assert made.faults[0].startswith("Basa Jawa lacks nomor-antrean, silakan-menuju, nol, dua, tiga")
    assert "gardu" not in made.faults[0]


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("", "missing required field"),
        ("name = 3", "Expected `str`"),
        ('name = "x"\nmeans = {}\ncolour = "red"', "unknown field `colour`"),
        ('name = "x"\n[means]\ngong = "bel"', "gong is no Indonesian clip"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_language_that_is_described_wrongly_is_refused_with_the_reason(tmp_path, toml, told):
    (tmp_path / "jv").mkdir()
    (tmp_path / "jv" / "language.toml").write_text(toml)
    with pytest.raises(recordings.LanguageError, match=r"jv.language\.toml: .*" + told):
        recordings.language("jv", tmp_path)


def test_the_check_names_every_clip_that_is_missing_wrong_or_a_stranger(tmp_path):
    for clip in INDONESIAN.clips():
        record(tmp_path / f"{clip}.wav", rate=22_050, channels=1, seconds=0.05)
    (tmp_path / "lima.wav").unlink()
    (tmp_path / "enam.wav").write_bytes(b"RIFF")
    record(tmp_path / "Lima.wav")
    describe(tmp_path / "jv")
    done = subprocess.run(
        [sys.executable, "-m", "display", "languages", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[0] == f'{tmp_path}/lima.wav: missing, it says "lima"'
    assert lines[1].startswith(f"{tmp_path}/enam.wav: ")
    assert lines[2] == f"{tmp_path}/Lima.wav: no clip is called that"
    assert lines[3] == f"{tmp_path}/jv/nomor-antrean.wav: missing"
    assert len(lines) == 3 + len(recordings.language("jv", tmp_path).clips())


def test_a_new_recording_makes_the_bank_anew(tmp_path):
    sources = bank.Sources(INDONESIAN, tmp_path, None)
    before = bank.made_from(sources)
    assert bank.made_from(sources) == before
    record(tmp_path / "satu.wav", seconds=0.1)
    first = bank.made_from(sources)
    record(tmp_path / "satu.wav", seconds=0.2)
    assert len({before, first, bank.made_from(sources)}) == 3


def test_a_piper_that_is_installed_later_makes_the_bank_anew(voice):
    sources = bank.Sources(INDONESIAN, None, voice)
    with_it = bank.made_from(sources)
    (voice.parent / "piper").unlink()
    assert bank.made_from(sources) != with_it


def test_running_text_is_read_aloud_by_a_process_that_ends(voice):
    by_espeak = bank.read_aloud("Mal tutup pukul 15.30.", "id")
    assert 1.5 < pcm.seconds(by_espeak) < 6.0
    assert pcm.loudness(by_espeak) == pytest.approx(pcm.LOUDNESS, abs=1.0)
    assert bank.read_aloud("Mal tutup pukul 15.30.", "id", voice) != by_espeak


def test_text_with_nothing_to_be_heard_is_said_so():
    with pytest.raises(bank.BankError, match="silent"):
        bank.read_aloud("…", "en")
