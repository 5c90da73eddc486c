"""The mall's logo, from a file of its own to pixels: `python -m display.media.logo FILE`.

The file is somebody's, and decoders have holes: it is opened in a process that ends at once and may not take much
memory. The loop only ever copies what comes out of it.
"""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

import pygame

if TYPE_CHECKING:
    import queue
    from pathlib import Path

log = logging.getLogger(__name__)

HIGH, WIDE = 160, 800  # pixels at most: more than any head of a screen has room for
MOST_MEMORY = 1 << 30
PATIENCE_S = 20.0
_SIZE_BYTES = 2


class Drawn(NamedTuple):
    """A logo as it is copied to the screen, at most HIGH pixels high. Put on the display's inbox.

    Its colours are multiplied by how much they cover, so that its edges keep their colour when it is made smaller.
    """

    sha256: str
    picture: pygame.Surface


def draw(path: Path, sha256: str, inbox: queue.SimpleQueue[Any]) -> None:
    """Have the file opened; a `Drawn` arrives on the inbox if it can be."""
    threading.Thread(target=_draw, args=(path, sha256, inbox), name="logo", daemon=True).start()


def _draw(path: Path, sha256: str, inbox: queue.SimpleQueue[Any]) -> None:
    command = [sys.executable, "-m", "display.media.logo", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=True)
        wide = int.from_bytes(done.stdout[:_SIZE_BYTES])
        high = int.from_bytes(done.stdout[_SIZE_BYTES : 2 * _SIZE_BYTES])
        pixels = done.stdout[2 * _SIZE_BYTES :]
        inbox.put(Drawn(sha256, pygame.image.frombytes(pixels, (wide, high), "RGBA")))
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip().splitlines()
        log.warning("the logo cannot be used: %s", words[-1] if words else f"status {error.returncode}")
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        log.warning("the logo cannot be used: %s", error)


def main(path: str) -> int:
    """Write width, height and pixels (RGBA) to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    picture = pygame.image.load(path)
    wide, high = picture.get_size()
    scale = min(HIGH / high, WIDE / wide, 1.0)
    fine = pygame.Surface((wide, high), pygame.SRCALPHA, 32)
    fine.blit(picture, (0, 0))
    fine = fine.premul_alpha()
    if scale < 1.0:
        fine = pygame.transform.smoothscale(fine, (max(round(wide * scale), 1), max(round(high * scale), 1)))
    sys.stdout.buffer.write(b"".join(side.to_bytes(_SIZE_BYTES) for side in fine.get_size()))
    sys.stdout.buffer.write(pygame.image.tobytes(fine, "RGBA"))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
