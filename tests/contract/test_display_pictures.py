"""The pictures of the documentation are what the display draws today, from the boards beside them."""

from __future__ import annotations

import subprocess
import sys

import pygame
import pytest

from tests.contract.display_box import ROOT

PICTURES = ROOT / "docs" / "pictures"
OPTIONS = {
    "display-call": ["--at", "1795404240"],
    "display-large": ["--at", "1795404240", "--turn", "1", "--lost"],
}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_picture_in_the_docs_is_what_is_drawn_today(name, tmp_path):
    out = tmp_path / "now.png"
    still = [sys.executable, "-m", "display", "still", str(PICTURES / f"{name}.json"), "--out", str(out)]
    subprocess.run([*still, "--width", "1280", "--height", "720", *OPTIONS[name]], cwd=ROOT, check=True)
    now, kept = (pygame.image.load(str(path)) for path in (out, PICTURES / f"{name}.png"))
    assert now.get_size() == kept.get_size()
    # Another processor may round the edges of letters in another way: far less than one letter's worth.
    alike = pygame.mask.from_threshold(now, (0, 0, 0), (24, 24, 24, 255), kept).count()
    assert now.get_width() * now.get_height() - alike <= 60


def test_every_board_in_the_docs_has_its_picture():
    assert {path.stem for path in PICTURES.glob("display-*.json")} == set(OPTIONS)
