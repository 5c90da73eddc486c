"""The hub's pages: the floor for those who run the mall, and a visitor's turn on a telephone.

Nothing here reads the hall, a table or a message: all that is shown was seen in the writer's thread, and all
that is to be changed is asked of it. A page may fail; the queue must not notice.
"""

from __future__ import annotations

from hub.admin.app import create_app
from hub.admin.server import Pages, serve_pages

__all__ = ["Pages", "create_app", "serve_pages"]
