"""A mall's own recordings: clips spoken by a person, and whole languages that we do not have.

`<recordings>/<clip>.wav` are Indonesian, `<recordings>/<code>/<clip>.wav` of another language. One that is not built in
is described by a `language.toml` beside its clips. Whatever a recorder writes is taken: WAV of 16 or 24 bit, one or two
channels, any rate; it is levelled with all other clips.
"""

from __future__ import annotations

import wave
from array import array
from typing import TYPE_CHECKING

import msgspec

from broker_config.speech import pcm
from broker_config.speech.language import BUILT_IN, INDONESIAN, SENTENCE, Language
from broker_config.speech.lexicon import CHIMES

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = "language.toml"
LONGEST_S = 6.0  # of a clip: what is longer is another recording, or was never cut
RATES = range(8_000, 192_001)


class LanguageError(Exception):
    """A language that is not there or is described wrongly: one line."""


class _Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `language.toml` says."""

    name: str
    call: str = SENTENCE
    means: dict[str, str]
    numbers: dict[int, str] = {}


def language(code: str, recordings: Path | None) -> Language:
    """A language by its code, built in or described beside its recordings.

    Raises:
        LanguageError: there is none, or what describes it is wrong.
    """
    if code in BUILT_IN:
        return BUILT_IN[code]
    if recordings is None:
        raise LanguageError(f"language {code}: there is no folder of recordings")
    path = recordings / code / MANIFEST
    try:
        said = msgspec.toml.decode(path.read_bytes(), type=_Manifest)
    except OSError as error:
        raise LanguageError(f"language {code}: {path}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LanguageError(f"language {code}: {path}: {error}") from None
    found = Language(code=code, name=said.name, call=said.call, means=said.means, numbers=said.numbers)
    if faults := found.faults():
        raise LanguageError(f"language {code}: {path}: {'; '.join(faults)}")
    return found


def folder_of(code: str, recordings: Path) -> Path:
    """Where the clips of a language lie."""
    return recordings if code == INDONESIAN.code else recordings / code


def read(path: Path) -> bytes:
    """One recording as a clip: our format, trimmed and levelled.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it cannot be used, and why.
    """
    try:
        with wave.open(str(path), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if width not in (2, 3) or channels not in (1, 2) or rate not in RATES:
                raise ValueError(f"{channels} channel(s), {8 * width} bit, {rate} Hz: 16 bit mono is wanted")
            if file.getnframes() > LONGEST_S * rate:
                raise ValueError(f"{file.getnframes() / rate:.1f} s is too long")
            raw = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise
    except (OSError, EOFError, wave.Error) as error:
        raise ValueError(str(error) or "it is cut short") from None
    if width == 3:  # the two upper bytes of three
        upper = bytearray(len(raw) // 3 * 2)
        upper[0::2], upper[1::2] = raw[1::3], raw[2::3]
        raw = bytes(upper)
    if channels == 2:
        both = array("h", raw[: len(raw) // 4 * 4])
        raw = array("h", ((a + b) // 2 for a, b in zip(both[0::2], both[1::2], strict=True))).tobytes()
    return pcm.clip(raw, rate, room=True)


def check(recordings: Path) -> list[str]:
    """Everything that is missing or wrong in a folder of recordings, a line each."""
    wrong = []
    codes = [path.name for path in sorted(recordings.iterdir()) if path.is_dir()]
    for code in [INDONESIAN.code, *codes]:
        try:
            wrong += _check_language(language(code, recordings), folder_of(code, recordings))
        except LanguageError as error:
            wrong.append(str(error))
    return wrong


def _check_language(of: Language, folder: Path) -> list[str]:
    wrong = []
    clips = of.clips() if of is not INDONESIAN else (*of.clips(), *CHIMES)
    for clip in clips:
        path = folder / f"{clip}.wav"
        try:
            read(path)
        except FileNotFoundError:
            word = of.words.get(clip)
            if clip not in CHIMES:
                wrong.append(f"{path}: missing" + (f', it says "{word.says}"' if word else ""))
        except ValueError as error:
            wrong.append(f"{path}: {error}")
    known = {f"{clip}.wav" for clip in clips}
    strangers = sorted(path.name for path in folder.glob("*.wav") if path.name not in known)
    return wrong + [f"{folder / name}: no clip is called that" for name in strangers]
