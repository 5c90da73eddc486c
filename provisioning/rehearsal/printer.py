"""A ticket printer on a pty or in the network: the mechanism, its port, and the hands that make trouble with it.

One thread owns all of it; whoever calls from elsewhere hands the thread an order and waits until it is done.
"""

from __future__ import annotations

import logging
import os
import queue
import select
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

from provisioning.rehearsal.mechanism import Answer, Character, Mechanism
from provisioning.rehearsal.port import NetworkPort, Port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from provisioning.rehearsal.ticket import DecodedTicket

    Receiver = Callable[[DecodedTicket, bytes], None]

log = logging.getLogger(__name__)
BUFFER = 4096  # bytes it takes ahead of printing them; then the host's writes block
_ORDER_TIMEOUT_S = 10.0


class PrinterState(NamedTuple):
    """What somebody who stands before the printer sees."""

    plugged: bool
    paper_left_mm: float
    near_end: bool
    paper_out: bool
    cover_open: bool
    jammed: bool
    hot: bool
    mute: bool
    slowness: float
    printing: bool
    buffered: int
    printed: int


def _ignore(_ticket: DecodedTicket, _raw: bytes) -> None:
    pass


class VirtualPrinter:
    """A printer on the port at `path`, or in the network; the product opens it like `/dev/usb/lp0` or `tcp://…`.

    `on_ticket` is called once for every whole ticket, `on_partial` for a piece of one, both in the printer's
    thread with what is on it and the bytes that made it. `keep` receives every byte, in order. `rate` divides
    every mechanical duration. `character`: what the printer is able to answer; "midrange" knows no proof of
    print and no way to purge its buffer, "mute" answers nothing.
    """

    def __init__(
        self,
        path: Path | NetworkPort,
        *,
        paper_mm: int = 80,
        speed_mm_s: float = 150,
        cut_s: float = 0.3,
        rate: float = 1.0,
        character: Character = "epson",
        roll_mm: float = 70_000,
        on_ticket: Receiver = _ignore,
        on_partial: Receiver = _ignore,
        keep: Path | None = None,
    ) -> None:
        self._mechanism = Mechanism(
            paper_mm=paper_mm,
            speed_mm_s=speed_mm_s,
            cut_s=cut_s,
            rate=rate,
            character=character,
            roll_mm=roll_mm,
        )
        self._port = path if isinstance(path, NetworkPort) else Port(path)
        self._port.plug()
        self._on_ticket, self._on_partial = on_ticket, on_partial
        self._keep = keep.open("ab", buffering=0) if keep else None
        self._orders: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = queue.SimpleQueue()
        self._wake, self._waker = os.pipe()
        self._open = True
        self._thread = threading.Thread(target=self._run, name=f"printer {self._port.name}", daemon=True)
        self._thread.start()

    # --- hands ---

    def paper_out(self) -> None:
        """The paper ends, now."""
        self._do(self._mechanism.end_paper)

    def paper_out_in_next_ticket(self, after_mm: float = 40) -> None:
        """The paper will end that far down the next ticket."""
        self._do(lambda: self._mechanism.end_paper_in_next_ticket(after_mm))

    def refill(self) -> None:
        """Put in a new roll and close the cover. What is in the buffer will be printed!"""
        self._do(self._mechanism.refill)

    def jam(self, *, at_next_cut: bool = False, recoverable: bool = False) -> None:
        """The knife gets stuck: an error that only `clear_jam` ends, or the host too if recoverable."""
        kind = "recoverable" if recoverable else "unrecoverable"
        if at_next_cut:
            self._do(lambda: setattr(self._mechanism, "jam_at_next_cut", kind))
        else:
            self._do(lambda: self._mechanism.jam(kind))

    def clear_jam(self) -> None:
        """Free the knife and switch the printer off and on, which is what such an error takes."""
        self._do(self._mechanism.power_on)

    def open_cover(self) -> None:
        """Open the cover: printing stops."""
        self._do(lambda: setattr(self._mechanism, "cover_open", True))

    def close_cover(self) -> None:
        """Close the cover: printing goes on."""
        self._do(lambda: setattr(self._mechanism, "cover_open", False))

    def overheat(self, *, on: bool = True) -> None:
        """The head gets too hot to print, or has cooled."""
        self._do(lambda: setattr(self._mechanism, "hot", on))

    def break_down(self) -> None:
        """Something in it is stuck, until hands switch it off and on."""
        self._do(lambda: setattr(self._mechanism, "mechanical", True))

    def babble(self, data: bytes) -> None:
        """Noise on its transmit wire."""
        self._do(lambda: self._port.write(data))

    def mute(self, *, on: bool = True) -> None:
        """Stop answering, or start again: its transmit wire is loose."""
        silent = on or self._mechanism.character == "mute"
        self._do(lambda: setattr(self._mechanism, "silent", silent))

    def slow(self, factor: float) -> None:
        """Take that many times as long for everything; 1 is normal."""
        self._do(lambda: setattr(self._mechanism, "slowness", factor))

    def unplug(self) -> None:
        """Pull the cable: the device vanishes; the printer itself goes on."""
        self._do(self._port.unplug)

    def plug(self) -> None:
        """Put the cable back: a new device under the old name."""
        self._do(self._port.plug)

    def power_cycle(self, *, port_stays: bool = False) -> None:
        """Switch off and on: the buffers are lost, and the device was gone unless an adapter keeps it."""

        def cycle() -> None:
            if not port_stays and self._port.master is not None:
                self._port.unplug()
                self._port.plug()
            self._mechanism.power_on()

        self._do(cycle)

    @property
    def state(self) -> PrinterState:
        """What somebody who stands before it sees, now."""
        mechanism, sensors = self._mechanism, self._mechanism.sensors()
        return PrinterState(
            plugged=self._port.master is not None,
            paper_left_mm=mechanism.left_mm,
            near_end=sensors.near_end,
            paper_out=sensors.paper_end,
            cover_open=sensors.cover_open,
            jammed=sensors.cutter_error,
            hot=sensors.hot,
            mute=mechanism.silent,
            slowness=mechanism.slowness,
            printing=mechanism.busy and not mechanism.stopped,
            buffered=len(mechanism.buffer),
            printed=mechanism.printed,
        )

    def close(self) -> None:
        """Take the printer away."""
        if self._open:
            self._do(lambda: setattr(self, "_open", False))
            self._thread.join()
            # Not by the thread: it may take its last order before whoever gave it has woken it.
            os.close(self._wake)
            os.close(self._waker)

    # --- its thread ---

    def _do(self, order: Callable[[], None]) -> None:
        if threading.current_thread() is self._thread:
            order()
            return
        if not self._thread.is_alive():
            raise RuntimeError(f"the printer at {self._port.name} was taken away")
        done: Future[None] = Future()
        self._orders.put((order, done))
        os.write(self._waker, b"!")
        done.result(_ORDER_TIMEOUT_S)

    def _run(self) -> None:
        try:
            while self._open:
                self._wait(self._mechanism.due(time.monotonic()))
                self._take_orders()
                for came in self._mechanism.advance(time.monotonic()):
                    if isinstance(came, Answer):
                        self._port.write(came.data)
                    else:
                        (self._on_ticket if came.whole else self._on_partial)(came.ticket, came.raw)
        finally:
            self._port.unplug()
            if self._keep:
                self._keep.close()

    def _wait(self, seconds: float | None) -> None:
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        if self._port.master is not None and len(self._mechanism.buffer) < BUFFER:
            poll.register(self._port.master, select.POLLIN)
        for descriptor, _ in poll.poll(None if seconds is None else seconds * 1000):
            if descriptor == self._wake:
                os.read(self._wake, 4096)
            elif data := self._port.read(BUFFER - len(self._mechanism.buffer)):
                if self._keep:
                    self._keep.write(data)
                self._mechanism.receive(data)

    def _take_orders(self) -> None:
        while True:
            try:
                order, done = self._orders.get_nowait()
            except queue.Empty:
                return
            order()
            done.set_result(None)
