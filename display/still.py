"""One picture or one announcement to a file, for documentation, tests and curious technicians.

Must never need a mall, a window or a sound device.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pygame

from broker_config.contract import Board, Call
from broker_config.drawing.brush import Brush
from broker_config.settings import ConfigError
from broker_config.speech import pcm
from broker_config.speech.language import INDONESIAN
from display import bank, phrases, recordings
from display.board import STALE_S, TURN_S, HallBoard, Now, Place
from display.layout import compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from display.board import View
    from display.hanging import Hanging
    from display.phrases import Numbers


def draw(
    raw: bytes,
    out: Path,
    hung: Hanging,
    *,
    at: float | None = None,
    turn: int = 0,
    lost: bool = False,
) -> None:
    """Draw a board, given as JSON, to a PNG file; `at` is the time (UTC) on its clock.

    Raises:
        ConfigError: the JSON is not a board.
    """
    try:
        board = msgspec.json.decode(raw, type=Board)
    except msgspec.DecodeError as error:
        raise ConfigError(f"not a board: {error}") from None
    picture = paint(seen(board, hung, at=at, turn=turn, lost=lost), hung)
    pygame.image.save(picture, str(out))


def seen(board: Board, hung: Hanging, *, at: float | None = None, turn: int = 0, lost: bool = False) -> View:
    """What a screen shows of a board that it has just got."""
    start = Now(0.0, 0.0)
    hall = HallBoard(Place("display-1", board.zone, "localhost"), start)
    hall.arrange(hung.plan)
    hall.link(start, up=not lost)
    hall.take(board)
    if at is not None:
        hall.trust(at, start)
    return hall.view(Now(0.0, turn * TURN_S + (STALE_S if lost else 0.0)))


def paint(view: View, hung: Hanging, brush: Brush | None = None) -> pygame.Surface:
    """A view as a picture."""
    brush = brush or Brush()
    surface = pygame.Surface((hung.width, hung.height), depth=24)
    surface.fill(hung.inks.ground)
    brush.paint(surface, compose(view, hung, brush.measure))
    return surface


def say(
    label: str,
    counter: int,
    out: Path,
    numbers: Numbers = "digits",
    codes: Sequence[str] = ("id",),
    recorded: Path | None = None,
    piper: Path | None = None,
) -> None:
    """Write an announcement in these languages to a WAV file.

    Raises:
        ConfigError: no such label, counter or language; or the voice is not installed.
    """
    raw = {
        "call": 1, "uid": "kiosk-1.1.1", "label": label, "counter": counter,
        "direction": "right", "agency": "-", "at": 0.0,
    }  # fmt: skip
    try:
        call = msgspec.convert(raw, Call)
        languages = [recordings.language(code, recorded) for code in codes]
        with tempfile.TemporaryDirectory() as folder:
            clips: bank.Clips = {}
            for language in {INDONESIAN.code: INDONESIAN, **{one.code: one for one in languages}}.values():
                sources = bank.Sources(language, recorded, piper)
                clips |= bank.ensure(bank.folder_of(Path(folder) / "voice", language), sources).clips
    except (msgspec.ValidationError, recordings.LanguageError, bank.BankError) as error:
        raise ConfigError(str(error)) from None
    sound = pcm.join(phrases.announcement(call, numbers, languages, clips), clips)
    bank.write_wav(out, sound)
    print(f"{out}: {pcm.seconds(sound):.1f} s", file=sys.stderr)
