"""The waiting-room display and the voice caller of one zone of the hall."""

from __future__ import annotations

import os

os.environ.setdefault(
    "PYGAME_HIDE_SUPPORT_PROMPT", "1"
)  # it greets on stdout, and our stdout is an interface
