"""Keeps what came out of the mall's machines during an unattended run: papers, frames, announcements, as files.

What it hears of happens in the machines' threads; pictures are drawn and written in one of its own.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from provisioning.rehearsal import paper
from provisioning.rehearsal.ear import write_wav
from provisioning.rehearsal.hearing import Announcement, heard

if TYPE_CHECKING:
    from pathlib import Path

    from provisioning.rehearsal.mall import Mall

log = logging.getLogger(__name__)


class Shown(NamedTuple):
    """A call that became the big one on a display."""

    call: int
    label: str
    counter: int


class Record:
    """Writes `paper/`, `screen/` and `voice/` below a directory. Listen from before the mall opens; then `close`."""

    def __init__(self, mall: Mall, directory: Path) -> None:
        self._mall, self._directory = mall, directory
        self.papers: list[str] = []
        self.pieces = 0
        self.shown: list[Shown] = []
        self.heard: list[Announcement] = []
        for name in ("paper", "screen", "voice"):
            (directory / name).mkdir(parents=True, exist_ok=True)
        self._artist = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._faults: list[str] = []
        mall.news.listen(self._hear)

    def close(self) -> list[str]:
        """Finish every file; returns what could not be kept."""
        self._mall.news.leave(self._hear)
        self._artist.shutdown()
        return self._faults

    def _hear(self, kind: str, what: dict[str, Any]) -> None:
        if kind == "paper":
            self._keep_paper(what)
        elif kind == "shown":
            self._keep_frame(what)
        elif kind == "utterance":
            self._keep_sound(what)

    def _keep_paper(self, what: dict[str, Any]) -> None:
        ticket = what["ticket"]
        if not what["whole"]:
            self.pieces += 1
            return
        self.papers.append(ticket.label)
        path = self._directory / "paper" / f"{len(self.papers):03d}-{ticket.label}.png"
        self._later(lambda: path.write_bytes(paper.png(ticket)), f"the paper of {ticket.label}")

    def _keep_frame(self, what: dict[str, Any]) -> None:
        self.shown.append(Shown(what["call"], what["label"], what["counter"]))
        path = self._directory / "screen" / f"{len(self.shown):03d}-{what['label']}.png"
        eye, number = self._mall.eyes[what["device"]], what["frame"]
        eye.pin(number)

        def save() -> None:
            eye.save_png(number, path)
            eye.unpin(number)

        self._later(save, f"frame {number} with {what['label']}")

    def _keep_sound(self, what: dict[str, Any]) -> None:
        try:
            said = heard(what["words"])
        except ValueError as error:
            self._faults.append(f"announcement {len(self.heard) + 1} was not understood: {error}")
            said = Announcement("unknown", 0)
        self.heard.append(said)
        path = self._directory / "voice" / f"{len(self.heard):03d}-{said.label}.wav"
        self._later(lambda: write_wav(path, what["pcm"]), f"what was said of {said.label}")

    def _later(self, write: Any, what: str) -> None:
        def attempt() -> None:
            try:
                write()
            except (OSError, TimeoutError) as error:
                self._faults.append(f"{what} could not be kept: {error}")
                log.exception("%s could not be kept", what)

        self._artist.submit(attempt)
