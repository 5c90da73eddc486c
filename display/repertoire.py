"""What the voice can say: the clips of the plan's languages, and text that was read aloud, as sound ready to be played.

Must never touch a sound device; may wait for a bank that is made or a text that is read, each in its own process.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from broker_config.contract import Call
from broker_config.speech import pcm
from broker_config.speech.language import INDONESIAN, Language
from broker_config.speech.lexicon import ALARM
from display import bank, phrases, recordings

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from pathlib import Path

    from broker_config.signage import Announcement, VoicePlan

log = logging.getLogger(__name__)


class Repertoire:
    """`folder` is where banks of clips are kept, `recorded` the mall's recordings and `piper` a voice file, or None.

    Attributes:
        wrong: what did not go as the plan and the settings want it, a line each; there is a voice all the same.
    """

    def __init__(self, folder: Path, recorded: Path | None, piper: Path | None) -> None:
        self._folder, self._recorded, self._piper = folder, recorded, piper
        self._clips: bank.Clips = {}
        self._languages: tuple[Language, ...] = (INDONESIAN,)
        self._read: dict[Announcement, bytes] = {}  # what is told now, made once
        self.wrong: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether anything can be said."""
        return bool(self._clips)

    def learn(self, codes: Iterable[str]) -> None:
        """Have the clips of these languages, and of Indonesian, which steps in for each word that another lacks.

        Raises:
            BankError: there is no Indonesian; what was known before is still known.
        """
        wrong: list[str] = []
        clips: bank.Clips = {}
        spoken = []
        for code in dict.fromkeys((INDONESIAN.code, *codes)):
            try:
                language = recordings.language(code, self._recorded)
                sources = bank.Sources(language, self._recorded, self._piper)
                found = bank.ensure(bank.folder_of(self._folder, language), sources)
            except (recordings.LanguageError, bank.BankError) as error:
                if code == INDONESIAN.code:
                    raise
                wrong.append(str(error))
                continue
            clips |= found.clips
            wrong += found.faults
            if code in codes:
                spoken.append(language)
        self._clips, self._languages, self.wrong = clips, tuple(spoken) or (INDONESIAN,), tuple(wrong)
        self._read = {}
        for line in wrong:
            log.warning("voice: %s", line)

    def keep(self, items: Container[Announcement]) -> None:
        """Forget the sound of every other announcement."""
        self._read = {item: sound for item, sound in self._read.items() if item in items}

    def sounds(self, what: Call | Announcement, plan: VoicePlan, quiet_s: float) -> Iterator[bytes]:
        """A call or an announcement, in parts: while its chime is heard, a text may still have to be read.

        `quiet_s` is for how long nothing was said.
        """
        if isinstance(what, Call):
            spoken = phrases.announcement(what, plan.numbers, self._languages, self._clips, quiet_s)
            yield pcm.join(spoken, self._clips) + pcm.silence(phrases.AFTER_S)
            return
        first = ALARM if what.kind == "emergency" else phrases.chime(quiet_s)
        yield pcm.join((first, phrases.CLAUSE_S), self._clips)
        yield self._read_aloud(what, plan) + pcm.silence(phrases.AFTER_S)

    def _read_aloud(self, what: Announcement, plan: VoicePlan) -> bytes:
        """The text's sound; nothing if it cannot be read: the chime then sends people to the screen."""
        if what not in self._read:
            texts = phrases.texts(what, plan.languages)
            try:
                read = [bank.read_aloud(text, code, self._piper) for code, text in texts]
            except bank.BankError as error:
                log.warning("announcement %d cannot be read aloud: %s", what.number, error)
                read = []
            self._read[what] = pcm.silence(phrases.LANGUAGE_S).join(read)
        return self._read[what]
