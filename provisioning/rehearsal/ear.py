"""An ear at the loudspeaker: reads what SDL's `disk` audio driver writes to a FIFO, and understands it.

The FIFO is always drained, whoever else listens: a full one would stop the display's voice.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import select
import threading
import wave
from typing import TYPE_CHECKING

from provisioning.rehearsal.hearing import RATE, WIDTH, Splitter, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)
_STOPPED_MS = (
    4000  # a device that falls silent without zeros was closed, or its process killed; or it is short of time
)
_LAG = 64  # chunks that a slow listener may be behind


class Listener:
    """One who hears live. What it does not take in time it misses; the loudspeaker does not wait."""

    def __init__(self) -> None:
        self._chunks: queue.Queue[bytes | None] = queue.Queue(_LAG)

    def put(self, chunk: bytes | None) -> None:
        """Let it hear; None means that there will be nothing more."""
        while True:
            with contextlib.suppress(queue.Full):
                self._chunks.put_nowait(chunk)
                return
            with contextlib.suppress(queue.Empty):
                self._chunks.get_nowait()

    def chunks(self, patience_s: float = 1.0) -> Iterator[bytes]:
        """Samples as they are played; an empty chunk each time nothing was for that long."""
        while True:
            try:
                chunk = self._chunks.get(timeout=patience_s)
            except queue.Empty:
                yield b""
                continue
            if chunk is None:
                return
            yield chunk


class Ear:
    """Hears what is written to `fifo`; `on_utterance(pcm, words)` runs in its thread for each announcement.

    `bank` is the folder where the display keeps its clips; it is read when it is first needed, and again when
    the display has made it anew. Without it `words` is empty.
    """

    def __init__(
        self,
        fifo: Path,
        on_utterance: Callable[[bytes, list[str]], None],
        bank: Path | None = None,
    ) -> None:
        self._on_utterance, self._bank = on_utterance, bank
        self._words: Words | None = None
        self._made: float | None = None  # when the bank that we know was made
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()  # over the set of listeners
        if not fifo.exists():
            os.mkfifo(fifo)
        # Open at both ends: the display may open and close it at will, and never waits for us.
        self._fifo = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"ear {fifo.name}", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def listen(self) -> Iterator[Listener]:
        """Hear live for as long as the context is open, or until the ear is closed."""
        listener = Listener()
        with self._lock:
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def close(self) -> None:
        """Stop hearing. What was being said counts as said."""
        if self._thread.is_alive():
            os.write(self._waker, b"!")
            self._thread.join()
            for descriptor in (self._fifo, self._wake, self._waker):
                os.close(descriptor)
            self._tell(None)

    def _run(self) -> None:
        splitter = Splitter()
        poll = select.poll()
        poll.register(self._fifo, select.POLLIN)
        poll.register(self._wake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll(_STOPPED_MS if splitter.speaking else None)}
            if self._wake in ready:
                break
            if self._fifo in ready:
                data = os.read(self._fifo, 65536)
                self._tell(data)
                for speech in splitter.feed(data):
                    self._understand(speech)
            else:
                self._understand(splitter.finish())
        self._understand(splitter.finish())

    def _tell(self, data: bytes | None) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener.put(data)

    def _understand(self, speech: bytes) -> None:
        if speech:
            self._on_utterance(speech, decode(speech, words) if (words := self._known()) else [])

    def _known(self) -> Words | None:
        if self._bank is None:
            return None
        try:
            made = max(
                manifest.stat().st_mtime
                for manifest in self._bank.parent.glob(f"{self._bank.name}*/manifest.json")
            )
            if made != self._made:
                self._words, self._made = read_bank(self._bank), made
        except (OSError, EOFError, ValueError, wave.Error) as error:
            log.warning("the voice's clips in %s cannot be read: %s", self._bank, error)
        return self._words


def read_bank(folder: Path) -> Words:
    """The clips that the display made in `folder`, and those of other languages beside it (`voice-en`: `en/…`).

    Raises:
        OSError, wave.Error: they cannot be read.
    """
    clips = {}
    for language in (folder, *sorted(folder.parent.glob(f"{folder.name}-*"))):
        prefix = f"{language.name.removeprefix(folder.name + '-')}/" if language != folder else ""
        for path in sorted(language.glob("*.wav")):
            with wave.open(str(path), "rb") as file:
                clips[prefix + path.stem] = file.readframes(file.getnframes())
    return Words(clips)


def decode(pcm: bytes, bank: Words | Path) -> list[str]:
    """The names of the clips that are heard in `pcm`, in order; `?` for what is none."""
    words = bank if isinstance(bank, Words) else read_bank(bank)
    return words.recognise(pcm)


def write_wav(path: Path, pcm: bytes) -> None:
    """Write what was heard to a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(WIDTH)
        file.setframerate(RATE)
        file.writeframes(pcm)
