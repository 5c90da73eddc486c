"""libmpv through ctypes, as far as a player without a window needs it: commands, events, and frames drawn into memory.

The names of its functions and the numbers are those of `mpv/client.h`, `mpv/render.h` (API 2: mpv 0.35 and later). One
thread may use it. libmpv's own threads only ever ring `bell`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from ctypes import POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint64, c_void_p
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from display.media.fit import Fitted

LIBRARY = "libmpv.so.2"
FORMAT = b"bgr0"  # as SDL has the pixels of a screen

EVENT_NONE, EVENT_SHUTDOWN, EVENT_END_FILE, EVENT_VIDEO_RECONFIG, EVENT_PLAYBACK_RESTART = 0, 1, 7, 17, 21
END_EOF, END_ERROR = 0, 4

_API_TYPE, _BLOCK_FOR_TARGET_TIME, _SKIP_RENDERING = 1, 12, 13
_SW_SIZE, _SW_FORMAT, _SW_STRIDE, _SW_POINTER = 17, 18, 19, 20
_UPDATE_FRAME = 1


class MpvError(Exception):
    """libmpv is not there, or will not do it."""


class Event(NamedTuple):
    """Something that happened. Of a file's end: why, which error (0: none), and which entry of the playlist."""

    kind: int
    reason: int = 0
    error: int = 0
    entry: int = 0


class _Param(ctypes.Structure):
    _fields_ = [("type", c_int), ("data", c_void_p)]


class _EndFile(ctypes.Structure):
    _fields_ = [("reason", c_int), ("error", c_int), ("entry", c_int64)]


class _Event(ctypes.Structure):
    _fields_ = [("kind", c_int), ("error", c_int), ("reply", c_uint64), ("data", c_void_p)]


_RING = ctypes.CFUNCTYPE(None, c_void_p)


class Mpv:
    """A player. `bell` is a descriptor that is readable when there are events or frames.

    Raises:
        MpvError: no libmpv, an old one, or an option that it does not know.
    """

    def __init__(self, options: Mapping[str, str]) -> None:
        self._lib = _library()
        self._handle = c_void_p(self._lib.mpv_create())
        if not self._handle:
            raise MpvError("libmpv cannot start")
        for name, value in options.items():
            self._check(self._lib.mpv_set_option_string(self._handle, name.encode(), value.encode()), name)
        self._check(self._lib.mpv_initialize(self._handle), "libmpv cannot start")
        self._renderer = c_void_p()
        api = _param(_API_TYPE, c_char_p(b"sw"))
        made = self._lib.mpv_render_context_create(ctypes.byref(self._renderer), self._handle, _params(api))
        self._check(made, "libmpv cannot draw")
        self.bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._ring = _RING(lambda _: os.eventfd_write(self.bell, 1))  # kept: libmpv does not
        self._lib.mpv_set_wakeup_callback(self._handle, self._ring, None)
        self._lib.mpv_render_context_set_update_callback(self._renderer, self._ring, None)

    def command(self, *words: str) -> None:
        """Do one of mpv's commands.

        Raises:
            MpvError: with libmpv's reason.
        """
        array = (c_char_p * (len(words) + 1))(*(word.encode() for word in words), None)
        self._check(self._lib.mpv_command(self._handle, array), words[0])

    def set(self, name: str, value: str) -> None:
        """Change one of mpv's properties.

        Raises:
            MpvError: with libmpv's reason.
        """
        self._check(self._lib.mpv_set_property_string(self._handle, name.encode(), value.encode()), name)

    def get(self, name: str) -> str:
        """One of mpv's properties; empty if it has none now."""
        found = self._lib.mpv_get_property_string(self._handle, name.encode())
        if not found:
            return ""
        try:
            return (ctypes.cast(found, c_char_p).value or b"").decode(errors="replace")
        finally:
            self._lib.mpv_free(found)

    def events(self) -> Iterator[Event]:
        """All that has happened; the bell is silent again."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self.bell)
        while (event := self._lib.mpv_wait_event(self._handle, 0.0).contents).kind != EVENT_NONE:
            if event.kind == EVENT_END_FILE:
                end = ctypes.cast(event.data, POINTER(_EndFile)).contents
                yield Event(event.kind, end.reason, end.error, end.entry)
            else:
                yield Event(event.kind)

    def has_frame(self) -> bool:
        """Whether there is a frame that was not drawn yet; to be asked whenever the bell rang."""
        return bool(self._lib.mpv_render_context_update(self._renderer) & _UPDATE_FRAME)

    def draw(self, address: int, row_bytes: int, fitted: Fitted) -> None:
        """Draw the newest frame into memory: `fitted` in a picture that begins there, with rows of so many bytes.

        Raises:
            MpvError: with libmpv's reason.
        """
        start = address + fitted.y * row_bytes + fitted.x * 4
        self._render(
            _param(_SW_SIZE, (c_int * 2)(fitted.w, fitted.h)),
            _param(_SW_FORMAT, c_char_p(FORMAT)),
            _param(_SW_STRIDE, c_size_t(row_bytes)),
            (_SW_POINTER, c_void_p(start)),
        )

    def skip(self) -> None:
        """Let the newest frame pass without drawing it."""
        self._render(_param(_SKIP_RENDERING, c_int(1)))

    def reason(self, error: int) -> str:
        """In libmpv's words, what an error is."""
        return self._lib.mpv_error_string(error).decode()

    def close(self) -> None:
        """End it, and all its threads."""
        self._lib.mpv_render_context_free(self._renderer)
        self._lib.mpv_terminate_destroy(self._handle)
        os.close(self.bell)

    def _render(self, *params: tuple[int, c_void_p]) -> None:
        waits = _param(_BLOCK_FOR_TARGET_TIME, c_int(0))
        self._check(self._lib.mpv_render_context_render(self._renderer, _params(waits, *params)), "draw")

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            raise MpvError(f"{what}: {self.reason(result)}")


def _param(kind: int, value: ctypes.Array | ctypes._SimpleCData) -> tuple[int, c_void_p]:
    """A parameter of the renderer; a text is handed over itself, all else by its address."""
    by = value if isinstance(value, c_char_p) else ctypes.pointer(value)
    return kind, ctypes.cast(by, c_void_p)  # what it points to lives as long as it does


def _params(*params: tuple[int, c_void_p]) -> ctypes.Array[_Param]:
    made = (_Param * (len(params) + 1))(*params, (0, None))
    made.keeps = params  # type: ignore[attr-defined] - an array of addresses holds nothing of what they point to
    return made


def _library() -> ctypes.CDLL:
    try:
        lib = ctypes.CDLL(LIBRARY)
    except OSError:
        raise MpvError(f"{LIBRARY} is not there: the package libmpv2 is needed") from None
    handle, text = c_void_p, c_char_p
    lib.mpv_create.restype = handle
    lib.mpv_error_string.argtypes, lib.mpv_error_string.restype = [c_int], text
    lib.mpv_set_option_string.argtypes = [handle, text, text]
    lib.mpv_set_property_string.argtypes = [handle, text, text]
    lib.mpv_get_property_string.argtypes, lib.mpv_get_property_string.restype = [handle, text], c_void_p
    lib.mpv_free.argtypes = [c_void_p]
    lib.mpv_initialize.argtypes = [handle]
    lib.mpv_command.argtypes = [handle, POINTER(text)]
    lib.mpv_wait_event.argtypes = [handle, ctypes.c_double]
    lib.mpv_wait_event.restype = POINTER(_Event)
    lib.mpv_set_wakeup_callback.argtypes = [handle, _RING, c_void_p]
    lib.mpv_terminate_destroy.argtypes = [handle]
    lib.mpv_render_context_create.argtypes = [POINTER(handle), handle, POINTER(_Param)]
    lib.mpv_render_context_set_update_callback.argtypes = [handle, _RING, c_void_p]
    lib.mpv_render_context_update.argtypes = [handle]
    lib.mpv_render_context_update.restype = c_uint64
    lib.mpv_render_context_render.argtypes = [handle, POINTER(_Param)]
    lib.mpv_render_context_free.argtypes = [handle]
    return lib
