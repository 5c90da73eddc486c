"""eSpeak NG through its C interface: phonemes in, sound out.

Must never be imported by the own process of a display or kiosk: the library and its data would stay in its
memory for good. It runs in a process that ends when it has spoken.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import espeakng_loader

from broker_config.speech.pcm import RATE

VOICE = "id"
PITCH, RANGE = 48, 42

_SYNCHRONOUS = 2
_POSITION_CHARACTER = 1
_UTF8, _PHONEMES = 0x001, 0x100
_PARAMETER_RATE, _PARAMETER_PITCH, _PARAMETER_RANGE = 1, 3, 4

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SynthesisError(Exception):
    """The library is not there, or will not speak."""


@cache
def synthesiser() -> Synthesiser:
    """The one voice of this process, made when first asked for: the library keeps its state in globals.

    A second one would begin it anew under the first, which now and then ends the process.

    Raises:
        SynthesisError: see `Synthesiser`.
    """
    return Synthesiser()


class Synthesiser:
    """eSpeak in this process; to be had by `synthesiser`.

    Raises:
        SynthesisError: the library cannot be loaded, or lacks the Indonesian voice.
    """

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise SynthesisError(f"eSpeak cannot be loaded: {error}") from None
        data = espeakng_loader.get_data_path().encode()
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        if rate != RATE:
            raise SynthesisError(f"eSpeak speaks {rate} samples a second, {RATE} were expected")
        if self._library.espeak_SetVoiceByName(VOICE.encode()):
            raise SynthesisError(f"eSpeak has no voice {VOICE}")
        self._library.espeak_SetParameter(_PARAMETER_PITCH, PITCH, 0)
        self._library.espeak_SetParameter(_PARAMETER_RANGE, RANGE, 0)
        self._heard = bytearray()
        self._callback = _Callback(self._take)  # kept: the library holds only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def read(self, text: str, language: str, words_a_minute: int) -> bytes:
        """The sound of running text in a language of eSpeak's (`id`, `en`); `[[…]]` in it are phonemes.

        Raises:
            SynthesisError: it refused.
        """
        if self._library.espeak_SetVoiceByName(language.encode()):
            raise SynthesisError(f"eSpeak has no voice {language}")
        return self._synthesise(text, words_a_minute)

    def speak(self, phonemes: str, words_a_minute: int, language: str = VOICE) -> bytes:
        """The sound of some phonemes of a language, mono 16 bit, with eSpeak's own silence around it.

        Raises:
            SynthesisError: it refused.
        """
        return self.read(f"[[{phonemes}]]", language, words_a_minute)

    def phonemes(self, text: str, language: str) -> str:
        """How eSpeak understands a text: the phonemes that it would speak, in its own letters.

        Raises:
            SynthesisError: it refused.
        """
        self.read(text, language, 400)  # what `[[…]]` means is only told with something to speak
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        words = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(words))
        found = []
        while rest.value:
            found.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, 0).decode())
        return " ".join(part for part in found if part)

    def _synthesise(self, words: str, words_a_minute: int) -> bytes:
        self._heard.clear()
        self._library.espeak_SetParameter(_PARAMETER_RATE, words_a_minute, 0)
        text = words.encode()
        failed = self._library.espeak_Synth(
            text, len(text) + 1, 0, _POSITION_CHARACTER, 0, _UTF8 | _PHONEMES, None, None
        )
        if failed or self._library.espeak_Synchronize():
            raise SynthesisError(f"eSpeak will not say {words}")
        return bytes(self._heard)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._heard += ctypes.string_at(samples, count * ctypes.sizeof(ctypes.c_short))
        return 0
