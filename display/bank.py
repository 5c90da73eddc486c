"""The voice's clips on disk: a folder of WAV files and a manifest, made once and believed only if whole.

`<storage>/voice/<clip>.wav` with `manifest.json` beside them. A folder of human recordings named in the
settings goes before it, file by file. Whatever is wrong with the bank, it is made again; this file never
plays anything, and never loads the synthesiser into the process that asks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Annotated

import msgspec

from broker_config import speech
from broker_config.speech import lexicon, pcm

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
BUILD_TIMEOUT_S = 120  # a second on a PC, some ten on the smallest Pi

Clips = dict[str, bytes]


class BankError(Exception):
    """The clips cannot be had: one line for the log and the health report."""


class _Clip(msgspec.Struct, frozen=True):
    """What the manifest says of one clip."""

    file: str
    samples: int
    sha256: str


class _Manifest(msgspec.Struct, frozen=True):
    """What a whole bank holds, and what it was made from."""

    made_from: str
    rate: Annotated[int, msgspec.Meta(gt=0)]
    clips: dict[str, _Clip]


def made_from() -> str:
    """A fingerprint of all that shapes the clips: lexicon, pace, levels, and the code that makes them."""
    code = [
        (Path(speech.__file__).parent / name).read_bytes() for name in ("espeak.py", "pcm.py", "lexicon.py")
    ]
    return hashlib.sha256(b"\0".join(code)).hexdigest()


def ensure(folder: Path, recordings: Path | None = None) -> Clips:
    """All clips, from disk; made first, in a process of its own, if the bank is missing, old or damaged.

    Raises:
        BankError: it could not be made.
    """
    try:
        clips = load(folder)
    except BankError as error:
        log.info("making the voice's clips: %s", error)
        _make_elsewhere(folder)
        clips = load(folder)
    return clips | (_recorded(recordings) if recordings else {})


def load(folder: Path) -> Clips:
    """The clips of a bank, each checked against the manifest.

    Raises:
        BankError: says what is missing, old or damaged.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
        if manifest.made_from != made_from():
            raise BankError(f"{folder} was made from another lexicon")
        clips = {name: _read(folder / clip.file) for name, clip in manifest.clips.items()}
    except FileNotFoundError as error:
        raise BankError(f"{error.filename} is not there") from None
    except (OSError, EOFError, wave.Error, msgspec.DecodeError) as error:
        raise BankError(f"{folder} cannot be read: {error}") from None
    for name, clip in manifest.clips.items():
        if hashlib.sha256(clips[name]).hexdigest() != clip.sha256:
            raise BankError(f"{folder / clip.file} is damaged")
    if missing := {lexicon.CHIME, *lexicon.SPOKEN} - set(clips):
        raise BankError(f"{folder} lacks {', '.join(sorted(missing))}")
    return clips


def build(folder: Path) -> None:
    """Speak every clip and put the bank in place whole or not at all. Only for a process that then ends.

    Raises:
        SynthesisError: the synthesiser is not there, or will not speak.
        OSError: the disk will not take it.
    """
    from broker_config.speech.espeak import Synthesiser  # noqa: PLC0415 - stays in memory for good, see its docstring

    synthesiser = Synthesiser()
    clips = {lexicon.CHIME: pcm.chime()}
    for name, phonemes in lexicon.SPOKEN.items():
        clips[name] = pcm.clip(synthesiser.speak(phonemes, lexicon.pace(name)))
    folder.parent.mkdir(parents=True, exist_ok=True)
    for remains in folder.parent.glob(f".{folder.name}-*"):  # of a build that lost its power
        shutil.rmtree(remains, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(fresh, clips)
        # Two renames: a power cut between them leaves no bank, and the next start makes it again.
        old = fresh.with_suffix(".old")
        with contextlib.suppress(FileNotFoundError):
            folder.rename(old)
        fresh.rename(folder)
        _sync(folder.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_wav(path: Path, sound: bytes) -> None:
    """Write sound of this package's one format to a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(pcm.WIDTH)
        file.setframerate(pcm.RATE)
        file.writeframes(sound)


def _write(folder: Path, clips: Clips) -> None:
    folder.chmod(0o755)  # a technician may look, listen and copy
    listed = {}
    for name, sound in clips.items():
        file = f"{name}.wav"
        write_wav(folder / file, sound)
        _sync(folder / file)
        listed[name] = _Clip(file, len(sound) // pcm.WIDTH, hashlib.sha256(sound).hexdigest())
    manifest = msgspec.to_builtins(_Manifest(made_from(), pcm.RATE, listed))
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    _sync(folder / MANIFEST)
    _sync(folder)


def _make_elsewhere(folder: Path) -> None:
    command = [sys.executable, "-m", "display", "clips", str(folder)]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=BUILD_TIMEOUT_S,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BankError(f"the clips cannot be made: {error}") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise BankError(f"the clips cannot be made: {last}")


def _recorded(folder: Path) -> Clips:
    """Human recordings, by clip name; one that is not of our format is named, and the bank's clip is used."""
    clips = {}
    for name in (lexicon.CHIME, *lexicon.SPOKEN):
        try:
            clips[name] = _read(folder / f"{name}.wav")
        except FileNotFoundError:
            continue
        except (OSError, EOFError, wave.Error) as error:
            log.warning("recording %s is not used: %s", folder / f"{name}.wav", error)
    return clips


def _read(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        shape = file.getnchannels(), file.getsampwidth(), file.getframerate()
        if shape != (1, pcm.WIDTH, pcm.RATE):
            raise wave.Error(
                f"{path.name}: {shape[0]} channel(s), {8 * shape[1]} bit, {shape[2]} Hz; 1, 16, 22050 wanted"
            )
        return file.readframes(file.getnframes())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
