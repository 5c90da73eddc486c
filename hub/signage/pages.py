"""What the mall offers, as pages for screens on which nobody is being called. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broker_config.signage import Page
    from hub.hall import Hall


def pages(hall: Hall, now: float) -> tuple[Page, ...]:  # noqa: ARG001 - there are none yet
    """The pages at a time (UTC seconds), in the order in which they are shown."""
    return ()
