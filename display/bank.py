"""The voice's clips on disk: a folder of WAV files and a manifest, made once and believed only if whole.

One folder a language: `<storage>/voice/<clip>.wav` for Indonesian, `<storage>/voice-en/…` for English, with
`manifest.json` beside the clips. Whatever is wrong with a bank, or new in what it is made from, it is made again; this
file never plays anything, and never loads a synthesiser into the process that asks.
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
from typing import Annotated, NamedTuple

import msgspec

from broker_config import speech
from broker_config.speech import lexicon, pcm
from broker_config.speech.language import INDONESIAN, Language
from broker_config.speech.piper import PROGRAM
from broker_config.whole_file import sync
from display import recordings

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
BUILD_TIMEOUT_S = 400  # some seconds on a PC, a minute on the smallest Pi, more if Piper speaks there
READ_TIMEOUT_S = 20

Clips = dict[str, bytes]


class BankError(Exception):
    """The clips cannot be had: one line for the log and the health report."""


class Sources(NamedTuple):
    """What the clips of a language are made from: the mall's folder of recordings, a voice file for Piper."""

    language: Language = INDONESIAN
    recordings: Path | None = None
    piper: Path | None = None


BUILT_IN = Sources()


class Bank(NamedTuple):
    """A language's clips by their keys, and what did not go as the settings want it."""

    clips: Clips
    faults: tuple[str, ...] = ()


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
    faults: tuple[str, ...] = ()


def made_from(sources: Sources) -> str:
    """A fingerprint of all that shapes the clips: lexicon, levels and code, recordings, Piper and its voice."""
    code = [*sorted(Path(speech.__file__).parent.glob("*.py")), Path(__file__).with_name("engines.py")]
    parts = [sources.language.code.encode(), *(path.read_bytes() for path in code)]
    if sources.recordings:
        folder = recordings.folder_of(sources.language.code, sources.recordings)
        for path in sorted([*folder.glob("*.wav"), *folder.glob(recordings.MANIFEST)]):
            with contextlib.suppress(OSError):  # it is named when the bank is made
                parts += [path.name.encode(), hashlib.sha256(path.read_bytes()).digest()]
    if sources.piper:
        with contextlib.suppress(OSError):
            there = sources.piper.stat()
            parts.append(f"{there.st_size} {there.st_mtime_ns}".encode())
        parts.append(f"{sources.piper} {shutil.which(PROGRAM)}".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def folder_of(storage: Path, language: Language) -> Path:
    """Where the bank of a language lies, beside the Indonesian one at `storage`."""
    return storage if language is INDONESIAN else storage.with_name(f"{storage.name}-{language.code}")


def ensure(folder: Path, sources: Sources = BUILT_IN) -> Bank:
    """A language's clips, from disk; made first, in a process of its own, if the bank is missing, old or damaged.

    Raises:
        BankError: it could not be made.
    """
    try:
        return load(folder, sources)
    except BankError as error:
        log.info("making the voice's clips: %s", error)
    command = ["clips", str(folder), "--language", sources.language.code]
    command += ["--recordings", str(sources.recordings)] if sources.recordings else []
    command += ["--piper", str(sources.piper)] if sources.piper else []
    _elsewhere(command, b"", BUILD_TIMEOUT_S)
    return load(folder, sources)


def read_aloud(text: str, language: str, piper: Path | None = None) -> bytes:
    """The sound of running text in Indonesian or English, made in a process of its own.

    Raises:
        BankError: it cannot be read.
    """
    command = ["read", "--language", language, *(["--piper", str(piper)] if piper else [])]
    return _elsewhere(command, text.encode(), READ_TIMEOUT_S)


def load(folder: Path, sources: Sources = BUILT_IN) -> Bank:
    """The clips of a bank, each checked against the manifest.

    Raises:
        BankError: says what is missing, old or damaged.
    """
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=_Manifest)
        if manifest.made_from != made_from(sources):
            raise BankError(f"{folder} was made from something else")
        clips = {name: _read(folder / clip.file) for name, clip in manifest.clips.items()}
    except FileNotFoundError as error:
        raise BankError(f"{error.filename} is not there") from None
    except (OSError, EOFError, wave.Error, msgspec.DecodeError) as error:
        raise BankError(f"{folder} cannot be read: {error}") from None
    for name, clip in manifest.clips.items():
        if hashlib.sha256(clips[name]).hexdigest() != clip.sha256:
            raise BankError(f"{folder / clip.file} is damaged")
    needed = {*lexicon.CHIMES, *lexicon.WORDS} if sources.language is INDONESIAN else set()
    if missing := needed - set(clips):
        raise BankError(f"{folder} lacks {', '.join(sorted(missing))}")
    return Bank({sources.language.key(name): clip for name, clip in clips.items()}, manifest.faults)


def build(folder: Path, sources: Sources = BUILT_IN) -> None:
    """Make every clip and put the bank in place whole or not at all. Only for a process that then ends.

    Raises:
        SynthesisError: the synthesiser is not there, or will not speak.
        OSError: the disk will not take it.
    """
    from display import engines  # noqa: PLC0415 - the synthesisers stay in memory for good

    source = made_from(sources)  # before: a recording that is replaced meanwhile makes it old
    clips, faults = engines.make(*sources)
    folder.parent.mkdir(parents=True, exist_ok=True)
    for remains in folder.parent.glob(f".{folder.name}.*"):  # of a build that lost its power
        shutil.rmtree(remains, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(fresh, clips, source, tuple(faults))
        # Two renames: a power cut between them leaves no bank, and the next start makes it again.
        old = fresh.with_name(f"{fresh.name}.old")
        with contextlib.suppress(FileNotFoundError):
            folder.rename(old)
        fresh.rename(folder)
        sync(folder.parent)
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


def _write(folder: Path, clips: Clips, source: str, faults: tuple[str, ...]) -> None:
    folder.chmod(0o755)  # a technician may look, listen and copy
    listed = {}
    for name, sound in clips.items():
        file = f"{name}.wav"
        write_wav(folder / file, sound)
        sync(folder / file)
        listed[name] = _Clip(file, len(sound) // pcm.WIDTH, hashlib.sha256(sound).hexdigest())
    manifest = msgspec.to_builtins(_Manifest(source, pcm.RATE, listed, faults))
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    sync(folder / MANIFEST)
    sync(folder)


def _elsewhere(arguments: list[str], given: bytes, timeout_s: float) -> bytes:
    """What another `python -m display` answers on its standard output."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "display", *arguments],
            check=False, input=given, capture_output=True, timeout=timeout_s,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BankError(f"the voice cannot be made: {error}") from None
    if done.returncode:
        last = (done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
        raise BankError(f"the voice cannot be made: {last}")
    return done.stdout


def _read(path: Path) -> bytes:
    with wave.open(str(path), "rb") as file:
        return file.readframes(file.getnframes())
