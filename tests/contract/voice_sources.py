"""What a technician may lay beside a display for its voice: recordings, a language, a Piper."""

from __future__ import annotations

import math
import wave
from array import array
from typing import TYPE_CHECKING

from broker_config.speech.lexicon import DASH, DIGITS, PHRASES

if TYPE_CHECKING:
    from pathlib import Path

PIPER = '''#!/usr/bin/env python3
"""Speaks Piper's command line: lines on standard input, for each a WAV file named after the nanosecond. It hums."""
import argparse, math, pathlib, struct, sys, time, wave

parser = argparse.ArgumentParser()
parser.add_argument("-m", "--model", required=True)
parser.add_argument("-d", "--output-dir", "--output_dir", required=True)
options = parser.parse_args()
if pathlib.Path(options.model).read_bytes() != b"onnx":
    sys.exit("ERROR: no voice")
for line in map(str.strip, sys.stdin):
    with wave.open(f"{options.output_dir}/{time.monotonic_ns()}.wav", "wb") as file:
        file.setnchannels(1), file.setsampwidth(2), file.setframerate(16000)
        pitch = 200 + 20 * len(line)
        hum = [int(5000 * math.sin(at * pitch * math.tau / 16000)) for at in range(4800)]
        file.writeframes(struct.pack("<4800h", *hum))
'''


def install_piper(folder: Path) -> Path:
    """A program `piper` in `folder`; gives a voice file that it takes."""
    program = folder / "piper"
    program.write_text(PIPER, encoding="utf-8")
    program.chmod(0o755)
    voice = folder / "voice.onnx"
    voice.write_bytes(b"onnx")
    return voice


def record(
    path: Path, *, rate: int = 48_000, channels: int = 2, width: int = 2, seconds: float = 0.5
) -> None:
    """A tone as a recorder would leave it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = [round(3000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(round(seconds * rate))]
    samples = array("h", [sample for sample in tone for _ in range(channels)])
    raw = samples.tobytes()
    if width == 3:
        raw = b"".join(b"\0" + raw[at : at + 2] for at in range(0, len(raw), 2))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(raw)


def describe(folder: Path, **means: str) -> None:
    """A language of its own in `folder`, each word called as in Indonesian unless `means` says otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {meaning: meaning for meaning in (*PHRASES, *DIGITS, DASH)} | means
    lines = [f'"{meaning}" = "{clip}"' for meaning, clip in rows.items()]
    (folder / "language.toml").write_text(
        "\n".join(['name = "Basa Jawa"', "[means]", *lines]), encoding="utf-8"
    )
