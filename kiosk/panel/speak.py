"""The worker that speaks for a panel: one line of JSON in, sound out. Run by `kiosk.panel.voice` alone.

    {"say": ["Pilih instansi", "Tekan satu untuk Dukcapil"], "language": "id"}

A new line ends what was said before; so does an empty list. It ends when nothing was said for `REST_S`, or with the
process that started it.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time

os.environ.setdefault(
    "PYGAME_HIDE_SUPPORT_PROMPT", "1"
)  # it greets on stdout, which is our one way to answer

import pygame

from broker_config.speech import espeak, pcm
from broker_config.speech.written import phonetic

REST_S = 60.0
WORDS_A_MINUTE = 135  # slower than the hall's: a menu has to be remembered
BETWEEN_S = 0.35
POLL_S = 0.02


def main() -> int:
    """Speak until nobody listens any more; 1 if there is no voice to speak with."""
    asked: queue.SimpleQueue[dict | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(asked,), daemon=True).start()
    try:
        synthesiser = espeak.synthesiser()
    except espeak.SynthesisError as error:
        _answer(str(error))
        return 1
    wanted: dict | None = None
    while True:
        try:
            wanted = wanted or asked.get(timeout=REST_S)
        except queue.Empty:
            return 0
        if wanted is None:
            return 0
        wanted = _say(wanted, synthesiser, asked)
        if wanted is None and asked.empty():
            _answer("done")


def _say(wanted: dict, synthesiser: espeak.Synthesiser, asked: queue.SimpleQueue) -> dict | None:
    """Say it, sentence by sentence; gives what was asked for in the meantime."""
    if not wanted["say"]:
        return None
    if not _open():
        return None
    _answer("busy")
    for sentence in wanted["say"]:
        sound = synthesiser.read(phonetic(sentence, wanted["language"]), wanted["language"], WORDS_A_MINUTE)
        if not sound:
            continue
        playing = pygame.mixer.Sound(buffer=sound + pcm.silence(BETWEEN_S)).play()
        while playing.get_busy():
            if not asked.empty():
                pygame.mixer.stop()
                return asked.get()
            time.sleep(POLL_S)
    return None


def _open() -> bool:
    if pygame.mixer.get_init():
        return True
    try:
        pygame.mixer.init(pcm.RATE, -16, 1, 1024, allowedchanges=0)
    except pygame.error as error:
        _answer(f"no sound device: {error}")
        return False
    return True


def _read(asked: queue.SimpleQueue) -> None:
    for line in sys.stdin:
        asked.put(json.loads(line))
    asked.put(None)
    # Whoever started us has gone: no word to the end of the sentence.
    time.sleep(POLL_S)
    os._exit(0)


def _answer(word: str) -> None:
    print(word.replace("\n", " "), flush=True)


if __name__ == "__main__":
    sys.exit(main())
