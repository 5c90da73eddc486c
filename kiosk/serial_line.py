"""A serial line that pyserial has opened and set up, read into a buffer of ours. Must never keep what it read.

pyserial knows baud rates, locks and the ways of adapters; but it gives bytes, which nobody can overwrite, and a card's
number among them would lie in freed memory. So its descriptor is read as `kiosk.port` reads.
"""

from __future__ import annotations

import errno
import os
import termios

import serial

from kiosk.port import Port, PortGone


class SerialLine(Port):
    """An open line, 8N1, raw, ours alone.

    Raises:
        OSError: there is no such line, another program has it, or it was pulled out.
    """

    def __init__(self, path: str, baud: int) -> None:
        try:
            self._line = serial.Serial(path, baud, timeout=0, write_timeout=0, exclusive=True)
        except serial.SerialException as error:
            number = error.errno or errno.EIO
            raise OSError(number, os.strerror(number)) from None
        except termios.error as error:  # which is not an OSError: pulled out while it was set up
            raise PortGone(*error.args) from None
        self._fd, self._is_tty = self._line.fd, True

    def close(self) -> None:
        """Close at once, and forget what was not read yet."""
        self.drop()
        self._line.close()
