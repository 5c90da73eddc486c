"""Who speaks a clip: a person's recording before Piper before eSpeak, clip by clip.

Only for a process that then ends: the synthesisers stay in memory for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from broker_config.speech import pcm, piper
from broker_config.speech.language import BUILT_IN, INDONESIAN
from broker_config.speech.lexicon import ALARM, CHIME, CHIMES, SHORT_CHIME, pace
from broker_config.speech.written import phonetic, written_out
from display import recordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from broker_config.speech.language import Language

READING_WORDS_A_MINUTE = 140
_CHIMES = {CHIME: pcm.chime, SHORT_CHIME: pcm.short_chime, ALARM: pcm.alarm}


class Made(NamedTuple):
    """The clips of a language by their names in it, and what did not go as the settings want it, a line each."""

    clips: dict[str, bytes]
    faults: list[str]


def make(language: Language, recorded: Path | None, piper_voice: Path | None) -> Made:
    """Every clip of a language that can be had. `recorded` is the mall's folder of recordings.

    Raises:
        SynthesisError: eSpeak is needed and not there, or will not speak.
    """
    wanted = list(language.clips())
    if language is INDONESIAN:
        wanted += CHIMES
    clips, faults = _recorded(wanted, recordings.folder_of(language.code, recorded) if recorded else None)
    if language is INDONESIAN:
        clips |= {name: reckoned() for name, reckoned in _CHIMES.items() if name not in clips}
        if piper_voice is not None:
            spoken, piper_faults = _by_piper(language, _without(wanted, clips), piper_voice)
            clips |= spoken
            faults += piper_faults
    if language.words:
        clips |= _by_espeak(language, _without(wanted, clips))
    if lost := _without(wanted, clips):
        faults.append(f"{language.name} lacks {', '.join(lost)}: said in Indonesian")
    return Made(clips, faults)


def read(text: str, code: str, piper_voice: Path | None) -> bytes:
    """Running text of a built-in language, read aloud, as loud as a clip.

    Raises:
        SynthesisError: it cannot be read.
        ValueError: there is nothing in it to be heard.
    """
    from broker_config.speech.espeak import synthesiser  # noqa: PLC0415 - see the head of this file

    text = written_out(text, code)
    if piper_voice is not None and code == INDONESIAN.code:
        try:
            ((sound, rate),) = piper.speak([text], piper_voice)
            return pcm.clip(sound, rate)
        except (piper.PiperError, ValueError):
            pass  # told when the clips were made; the hall has to hear this
    sound = synthesiser().read(phonetic(text, code), BUILT_IN[code].voice, READING_WORDS_A_MINUTE)
    return pcm.clip(sound)


def _recorded(wanted: Iterable[str], folder: Path | None) -> Made:
    clips: dict[str, bytes] = {}
    faults: list[str] = []
    if folder is None:
        return Made(clips, faults)
    for path in (folder / f"{name}.wav" for name in wanted):
        try:
            clips[path.stem] = recordings.read(path)
        except FileNotFoundError:
            continue
        except ValueError as error:
            faults.append(f"recording {path} is not used: {error}")
    return Made(clips, faults)


def _by_piper(language: Language, wanted: Sequence[str], voice: Path) -> Made:
    if not wanted:
        return Made({}, [])
    try:
        spoken = piper.speak([language.words[name].says for name in wanted], voice)
        return Made(
            {name: pcm.clip(sound, rate) for name, (sound, rate) in zip(wanted, spoken, strict=True)}, []
        )
    except (piper.PiperError, ValueError) as error:
        return Made({}, [f"{error}; eSpeak speaks instead"])


def _by_espeak(language: Language, wanted: Sequence[str]) -> dict[str, bytes]:
    if not wanted:
        return {}
    from broker_config.speech.espeak import synthesiser  # noqa: PLC0415 - see the head of this file

    voice = synthesiser()
    return {
        name: pcm.clip(voice.speak(language.words[name].phonemes, pace(name), language.voice))
        for name in wanted
    }


def _without(wanted: Iterable[str], clips: dict[str, bytes]) -> list[str]:
    return [name for name in wanted if name not in clips]
