"""A GPIO pin that is claimed as soon as the chip lets us. Knows nothing of buttons and lamps."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING, Generic, TypeVar

from gpiozero.exc import GPIOPinInUse, PinInvalidPin

from broker_config.contract import Part
from broker_config.settings import ConfigError
from kiosk import thread_watch

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from gpiozero import GPIODevice

log = logging.getLogger(__name__)

PinDevice = TypeVar("PinDevice", bound="GPIODevice")
RETRY_S = 5.0


class Claim(Generic[PinDevice]):
    """`pin` is the gpiozero device, or None while there is none; then `fault` says why.

    `opened` is called with each new one. The threads that the library starts for it are watched while it is open.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], PinDevice],
        opened: Callable[[PinDevice], None] = lambda _pin: None,
    ) -> None:
        self.pin: PinDevice | None = None
        self.fault = ""
        self.retry_at = math.inf  # not before the first `open`, nor after `close`
        self._name = name
        self._make, self._opened = make, opened
        self._threads: list[threading.Thread] = []

    def open(self) -> bool:
        """Claim the pin, or note why not and when to come again.

        Raises:
            ConfigError: there is no such pin, or another part has it.
        """
        try:
            with thread_watch.watching() as self._threads:
                pin = self._make()
                self._opened(pin)
        except (GPIOPinInUse, PinInvalidPin) as error:
            raise ConfigError(f"pin: {error}") from None
        except Exception as error:  # noqa: BLE001 - every pin factory has errors of its own
            # words, not the error itself: who keeps that keeps the half-made device, which keeps the pin
            self._failed(f"no GPIO: {error}"[:400])
            return False
        if self.fault:
            log.info("%s: GPIO is back", self._name)
        self.pin = pin
        self.fault, self.retry_at = "", math.inf
        return True

    def _failed(self, fault: str) -> None:
        self.retry_at = time.monotonic() + RETRY_S
        if not self.fault:
            log.warning("%s: %s", self._name, fault)
        self.fault = fault

    def close(self) -> None:
        """Give the pin back."""
        thread_watch.let_go(self._threads)
        pin, self.pin, self.retry_at = self.pin, None, math.inf
        if pin is not None:
            pin.close()

    def health(self, kind: str, warning: str = "", facts: dict[str, float] | None = None) -> Part:
        """The pin's own fault first, then the owner's warning."""
        state = "fault" if self.fault else "warning" if warning else "ok"
        return Part(name=self._name, kind=kind, state=state, detail=self.fault or warning, facts=facts or {})
