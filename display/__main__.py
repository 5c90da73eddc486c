"""`python -m display`: run a display; or draw, say, or make its clips, without a mall."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import get_args

from broker_config import runtime
from broker_config.drawing.theme import BUILT_IN
from broker_config.settings import ConfigError, load
from broker_config.signage import Layout, ScreenPlan
from display.hanging import hang

EXAMPLE = """\
examples:
  python -m display display-1.toml                       run the display of that file
  python -m display still --out board.png board.json     draw a board (JSON, as on the wire)
  python -m display say A012 5 --out a012.wav            what a hall hears when A012 is called to counter 5
  python -m display languages /var/lib/mpp/suara         which recordings are missing, or cannot be used
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(["run", *given] if given and given[0].endswith(".toml") else given)
    try:
        return options.command(options)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m display",
        description="The waiting-room display and voice caller of one zone.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="SETTINGS.toml | still | gallery | say | …")
    run = commands.add_parser("run", help="run a display (the word may be left out)")
    run.add_argument("settings", type=Path, help="its settings file")
    run.set_defaults(command=_run)
    still = commands.add_parser("still", help="draw one board to a PNG file")
    still.add_argument("board", type=Path, help="a board in JSON, as on the wire; - for standard input")
    still.add_argument("--out", type=Path, required=True)
    _screen_options(still)
    still.add_argument(
        "--at", type=float, help="the time on the clock, UTC seconds since 1970 (default: no clock)"
    )
    still.add_argument("--turn", type=int, default=0, help="which page of notices and agencies")
    still.add_argument("--lost", action="store_true", help="as if the connection had been lost")
    still.set_defaults(command=_still)
    gallery = commands.add_parser("gallery", help="draw every layout in every state to a folder")
    gallery.add_argument("--out", type=Path, required=True)
    gallery.add_argument("--only", nargs="*", default=[], help="these pictures alone")
    gallery.set_defaults(command=_gallery)
    say = commands.add_parser("say", help="write one announcement to a WAV file")
    say.add_argument("label", help="the ticket's number, as on the paper")
    say.add_argument("counter", type=int)
    say.add_argument("--out", type=Path, required=True)
    say.add_argument("--cardinal", action="store_true", help="numbers in words instead of digit by digit")
    say.add_argument("--languages", default="id", help="in this order: id,en (default: id)")
    say.set_defaults(command=_say)
    clips = commands.add_parser("clips", help="make the voice's clips in a folder")
    clips.add_argument("folder", type=Path)
    clips.add_argument("--language", default="id")
    clips.set_defaults(command=_clips)
    read = commands.add_parser("read", help="read text aloud: standard input to raw sound on standard output")
    read.add_argument("--language", default="id", choices=("id", "en"))
    read.set_defaults(command=_read)
    languages = commands.add_parser("languages", help="name every clip that a folder of recordings lacks")
    languages.add_argument("recordings", type=Path)
    languages.set_defaults(command=_languages)
    for speaker in (say, clips):
        speaker.add_argument("--recordings", type=Path, help="the mall's own recordings")
    for speaker in (say, clips, read):
        speaker.add_argument("--piper", type=Path, help="a voice file for Piper")
    return parser


def _screen_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--width", type=int, default=1920)
    parser.add_argument("--height", type=int, default=1080)
    parser.add_argument("--layout", choices=get_args(Layout), default="zone")
    parser.add_argument("--shows", default="", help="the agency or the counter of the layouts of that name")
    parser.add_argument("--inches", type=float, default=43.0, help="the screen's diagonal")
    parser.add_argument("--farthest", type=float, default=10.0, help="the farthest seat, in metres")
    parser.add_argument("--theme", choices=sorted(BUILT_IN), default="malam")


def _run(options: argparse.Namespace) -> int:
    from broker_config.drawing.window import keep_no_spare_memory  # noqa: PLC0415 - `clips` must stay small
    from display.agent import DisplayAgent  # noqa: PLC0415
    from display.settings import DisplaySettings  # noqa: PLC0415

    settings = load(options.settings, DisplaySettings)
    keep_no_spare_memory()
    runtime.set_up_logging()
    agent = DisplayAgent(settings, options.settings.resolve().parent)
    runtime.on_stop(agent.stop)
    agent.run()
    return 0


def _still(options: argparse.Namespace) -> int:
    from display import still  # noqa: PLC0415

    raw = sys.stdin.buffer.read() if str(options.board) == "-" else options.board.read_bytes()
    plan = ScreenPlan(
        device="display-1", layout=options.layout, shows=options.shows, inches=options.inches,
        farthest_m=options.farthest,
    )  # fmt: skip
    hung = hang(options.width, options.height, plan, BUILT_IN[options.theme])
    still.draw(raw, options.out, hung, at=options.at, turn=options.turn, lost=options.lost)
    return 0


def _gallery(options: argparse.Namespace) -> int:
    from display import gallery  # noqa: PLC0415

    gallery.draw(options.out, options.only)
    return 0


def _say(options: argparse.Namespace) -> int:
    from display import still  # noqa: PLC0415

    numbers = "cardinal" if options.cardinal else "digits"
    codes = options.languages.split(",")
    still.say(options.label, options.counter, options.out, numbers, codes, options.recordings, options.piper)
    return 0


def _clips(options: argparse.Namespace) -> int:
    from broker_config.speech import espeak  # noqa: PLC0415
    from display import bank, recordings  # noqa: PLC0415

    try:
        language = recordings.language(options.language, options.recordings)
        bank.build(options.folder, bank.Sources(language, options.recordings, options.piper))
    except (espeak.SynthesisError, recordings.LanguageError, OSError) as error:
        return _failed(error)
    return 0


def _read(options: argparse.Namespace) -> int:
    from broker_config.speech import espeak  # noqa: PLC0415
    from display import engines  # noqa: PLC0415

    try:
        sound = engines.read(sys.stdin.read(), options.language, options.piper)
    except (espeak.SynthesisError, ValueError) as error:
        return _failed(error)
    sys.stdout.buffer.write(sound)
    return 0


def _languages(options: argparse.Namespace) -> int:
    from display import recordings  # noqa: PLC0415

    try:
        wrong = recordings.check(options.recordings)
    except OSError as error:
        return _failed(f"{options.recordings}: {error.strerror}")
    print("\n".join(wrong) or "complete")
    return 1 if wrong else 0


def _failed(error: object) -> int:
    logging.getLogger(__name__).error("%s", error)
    return 1


if __name__ == "__main__":
    sys.exit(main())
