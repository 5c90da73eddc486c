"""The rehearsal page: one mall on one machine, to be touched, watched, heard and troubled in a browser."""

from __future__ import annotations

from provisioning.rehearsal.page.server import RehearsalPage

__all__ = ["RehearsalPage"]
