"""The television at the end of the cable: switched by CEC, through the kernel's device. Must never hold up the screen.

A message may take the television a second, so a thread of its own waits for it. A television that does not obey, or a
box without CEC, is no fault: the picture is black outside the hours anyway.
"""

from __future__ import annotations

import fcntl
import logging
import os
import queue
import threading
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from display import cec

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

LOOK_S = 60.0  # a television that somebody has switched off within the hours is on again after so long
ABSENT = "no CEC: the picture is black outside the hours"
SILENT = "does not obey CEC: the picture is black outside the hours"


class TelevisionHealth(NamedTuple):
    """How the television is, for the health report. Put on the display's inbox when it changes."""

    state: Literal["ok", "warning"]
    detail: str


class Television:
    """Switches the television behind `device`; `name` is what it calls us on its screen."""

    def __init__(
        self, device: str, name: str, inbox: queue.SimpleQueue[Any], ioctl: Callable[..., Any] = fcntl.ioctl
    ) -> None:
        self._device, self._name, self._inbox, self._ioctl = device, name, inbox, ioctl
        self._wishes: queue.SimpleQueue[bool | None] = queue.SimpleQueue()
        self._wanted: bool | None = None
        self._health: TelevisionHealth | None = None
        self._thread: threading.Thread | None = None

    def want(self, *, on: bool) -> None:
        """Have it on or in standby; to be said as often as one likes."""
        if on == self._wanted:
            return
        self._wanted = on
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="television", daemon=True)
            self._thread.start()
        self._wishes.put(on)

    @property
    def asleep(self) -> bool:
        """Whether it was sent to standby last."""
        return self._wanted is False

    def again(self) -> None:
        """It was away and is back: that it shall be on, it has forgotten."""
        if self._wanted:
            self._wishes.put(True)

    def stop(self) -> None:
        """End the thread; the television stays as it is."""
        if self._thread is not None:
            self._wishes.put(None)
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        on: bool | None = False
        while on is not None:
            try:
                on = self._wishes.get(timeout=LOOK_S if on else None)
                fresh = True
            except queue.Empty:
                fresh = False
            if on is not None:
                self._report(self._switch(on=on, fresh=fresh))

    def _switch(self, *, on: bool, fresh: bool) -> TelevisionHealth:
        """Bring it about. What was switched off once is left alone: it may serve an evening in the hall."""
        try:
            handle = os.open(self._device, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return TelevisionHealth("ok", ABSENT)
        try:
            source, place = self._claim(handle)
            if not fresh and self._power(handle, source) != "standby":
                return self._health or TelevisionHealth("ok", "on")
            if not on:
                taken = self._say(handle, source, cec.TELEVISION, cec.STANDBY).taken
            else:
                taken = self._say(handle, source, cec.TELEVISION, cec.IMAGE_VIEW_ON).taken
                if place != cec.NO_ADDRESS and source != cec.UNREGISTERED:
                    self._say(handle, source, cec.EVERYBODY, cec.ACTIVE_SOURCE, place >> 8, place & 0xFF)
        except OSError as error:
            log.info("CEC: %s", error)
            taken = False
        finally:
            os.close(handle)
        if taken:
            log.info("television: %s", "on" if on else "standby")
            return TelevisionHealth("ok", "on" if on else "standby")
        return TelevisionHealth("warning", SILENT)

    def _claim(self, handle: int) -> tuple[int, int]:
        """Our logical address, claimed if we have none yet, and our physical one."""
        place = bytearray(2)
        self._ioctl(handle, cec.ADAP_G_PHYS_ADDR, place)
        physical = int.from_bytes(place, "little")
        claimed = bytearray(len(cec.player("")))
        self._ioctl(handle, cec.ADAP_G_LOG_ADDRS, claimed)
        if cec.logical_address(claimed) == cec.UNREGISTERED and physical != cec.NO_ADDRESS:
            claimed = cec.player(self._name)
            self._ioctl(handle, cec.ADAP_S_LOG_ADDRS, claimed)
        return cec.logical_address(claimed), physical

    def _power(self, handle: int, source: int) -> str:
        ask = cec.message(source, cec.TELEVISION, cec.GIVE_POWER_STATUS, reply=cec.REPORT_POWER_STATUS)
        self._ioctl(handle, cec.TRANSMIT, ask)
        return cec.power(cec.answer(ask).reply)

    def _say(self, handle: int, source: int, to: int, opcode: int, *operands: int) -> cec.Answer:
        said = cec.message(source, to, opcode, *operands)
        self._ioctl(handle, cec.TRANSMIT, said)
        return cec.answer(said)

    def _report(self, health: TelevisionHealth) -> None:
        if health != self._health:
            self._health = health
            self._inbox.put(health)
