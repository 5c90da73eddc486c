"""What the tests of the virtual hardware share: waiting for a condition, with a deadline."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Found = TypeVar("Found")


def eventually(condition: Callable[[], Found], deadline_s: float = 5.0) -> Found:
    """Wait until `condition` gives something true, and give that; fail after the deadline."""
    end = time.monotonic() + deadline_s
    while not (found := condition()):
        assert time.monotonic() < end, f"still not so after {deadline_s} s"
        time.sleep(0.002)
    return found
