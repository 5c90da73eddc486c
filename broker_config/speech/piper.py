"""Piper, a synthesiser that sounds like a person, as a program that ends: lines of text in, WAV files out.

The technician supplies program and voice; neither is part of this product. What is called is the command line that the
C++ and the Python Piper share. Loading a voice takes longer than speaking, so all there is to say is said in one run.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAM = "piper"
TIMEOUT_S = 300  # for a whole bank, on the smallest Pi


class PiperError(Exception):
    """Piper is not there, or did not say what it was asked to: one line."""


def speak(sentences: Sequence[str], voice: Path) -> list[tuple[bytes, int]]:
    """What was said, sentence by sentence: mono 16 bit, and samples a second.

    Raises:
        PiperError: program or voice are missing, or it failed.
    """
    if not voice.is_file():
        raise PiperError(f"piper: {voice} is not there")
    with tempfile.TemporaryDirectory(prefix="mpp-piper-") as folder:
        command = [PROGRAM, "--model", str(voice), "--output_dir", folder]
        lines = "".join(" ".join(sentence.split()) + "\n" for sentence in sentences)
        try:
            done = subprocess.run(
                command, input=lines, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
            )
        except FileNotFoundError:
            raise PiperError(f"piper: the program {PROGRAM} is not installed") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PiperError(f"piper: {error}") from None
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise PiperError(f"piper: {last}")
        # Its files are named after the nanosecond in which they were begun.
        files = sorted(Path(folder).glob("*.wav"), key=lambda path: (len(path.name), path.name))
        if len(files) != len(sentences):
            raise PiperError(f"piper: {len(sentences)} sentences were given, {len(files)} came back")
        try:
            return [_read(path) for path in files]
        except (OSError, EOFError, wave.Error) as error:
            raise PiperError(f"piper: {error}") from None


def _read(path: Path) -> tuple[bytes, int]:
    with wave.open(str(path), "rb") as file:
        if (file.getnchannels(), file.getsampwidth()) != (1, 2):
            raise wave.Error("one channel of 16 bit was expected")
        return file.readframes(file.getnframes()), file.getframerate()
