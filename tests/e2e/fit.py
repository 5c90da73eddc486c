"""Whether a page is fit for everybody, at the widths of a small and a usual telephone and of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTRAST = Path(__file__).with_name("contrast.js").read_text()
WIDTHS = (320, 390, 1280)
FOR_AXE = WIDTHS[1:]  # its rules ask what stands on the page, and that is the same on any telephone


def check(page: Page) -> None:
    """Nothing to scroll sideways, text that can be read, and no serious fault that axe knows of."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        assert page.evaluate(CONTRAST) == [], (page.url, width)
        if width in FOR_AXE:
            found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            serious = [one for one in found if one["impact"] in ("serious", "critical")]
            assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], (page.url, width)
