"""Whether a page is fit for everybody, at the widths of a small and a usual telephone and of a desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTRAST = Path(__file__).with_name("contrast.js").read_text()
WIDTHS = (320, 390, 1280)
FOR_AXE = WIDTHS[1:]  # its rules ask what stands on the page, and that is the same on any telephone
SERIOUS = ("serious", "critical")


def check(page: Page) -> None:
    """Nothing to scroll sideways, text that can be read, and no serious fault that axe knows of."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        assert page.evaluate(CONTRAST) == [], (page.url, width)
        if width in FOR_AXE:
            found = faults(page, SERIOUS, colours=width == FOR_AXE[0])
            assert found == [], (page.url, width)


def faults(
    page: Page, impacts: tuple[str, ...] = (), *, within: str = "html", colours: bool = True
) -> list[tuple[str, list[str]]]:
    """What axe finds: each rule with the elements that break it; of these impacts only, if any are named.

    `colours`: also by its own measure of contrast, which takes longer than all its other rules together, and finds
    at one width what it finds at any.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if not colours:
        options["rules"] = {"color-contrast": {"enabled": False}}
    found = page.evaluate(
        "([where, options]) => axe.run(where, options).then((found) => found.violations)", [within, options]
    )
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if not impacts or one["impact"] in impacts
    ]
