"""Tells which files in a folder were just finished, the moment they are: inotify(7), through ctypes."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CLOSE_WRITE, _OVERFLOW = 0x0008, 0x4000
_HEAD = struct.Struct("iIII")
_LIBC = ctypes.CDLL(None, use_errno=True)


class FolderWatch:
    """An open file that is readable whenever files of `folder` were written and closed."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = self._checked(_LIBC.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK))
        try:
            self._checked(_LIBC.inotify_add_watch(self._descriptor, os.fsencode(folder), _CLOSE_WRITE))
        except OSError:
            self.close()
            raise

    @staticmethod
    def _checked(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result

    def fileno(self) -> int:
        """For select and poll."""
        return self._descriptor

    def finished(self) -> list[str] | None:
        """The names of the files finished since the last time; None if there were too many to know."""
        try:
            data = os.read(self._descriptor, 65536)
        except OSError as error:
            if error.errno == errno.EAGAIN:
                return []
            raise
        names: list[str] = []
        while data:
            _, mask, _, length = _HEAD.unpack_from(data)
            if mask & _OVERFLOW:
                return None
            names.append(os.fsdecode(data[_HEAD.size : _HEAD.size + length].rstrip(b"\0")))
            data = data[_HEAD.size + length :]
        return names

    def close(self) -> None:
        """Stop watching."""
        os.close(self._descriptor)
