"""Pictures of every state of a panel, for documentation, tests and curious technicians.

    python -m kiosk.panel.still provisioning/examples/small.toml --out docs/pictures/panel

Must never need a mall, a window or a sound device.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # it greets on stdout

import pygame

from broker_config import contract as c
from broker_config.drawing.brush import Brush
from broker_config.mall_file import read_mall
from broker_config.tables import SiteError
from kiosk.panel.frame import Frame, frame
from kiosk.panel.layout import Space, compose
from kiosk.panel.scene import view_of
from kiosk.panel.scenes import Stageplay, scenes
from kiosk.panel.view import Style

if TYPE_CHECKING:
    from kiosk.panel.events import Language
    from kiosk.panel.view import Room, View

MORNING = 1795396440.0  # Monday, 23 November 2026, 08.14 in Jakarta
USUAL = Style()
BOXES = ("broker", "hub", "devices")


def catalogue_of(site: Path) -> c.Catalogue:
    """The catalogue of a mall as its `site.toml` describes it.

    Raises:
        SiteError: with every fault of the file.
        OSError: it cannot be read.
    """
    raw = tomllib.loads(site.read_text(encoding="utf-8"))
    mall = read_mall({name: table for name, table in raw.items() if name not in BOXES}, site.name)
    active = {agency.id for agency in mall.agencies if agency.status == "active"}
    return c.Catalogue(
        epoch=1, rev=1, mall=_as(c.Mall, mall.mall), zones=(), counters=(),
        agencies=tuple(_as(c.Agency, row) for row in mall.agencies if row.id in active),
        services=tuple(_as(c.Service, row) for row in mall.services if row.agency in active and row.place == "here"),
        priority_groups=tuple(_as(c.PriorityGroup, row) for row in mall.priority_groups),
    )  # fmt: skip


def offers_of(catalogue: c.Catalogue, agency: str) -> c.Offers:
    """A morning's offers: of this agency's services one has a quota, one opens later, one is full."""
    own = [service.id for service in catalogue.services if service.agency == agency]
    found = [c.Offering(service=own[0], state="open", left=17)]
    if len(own) > 3:
        later = c.Offering(service=own[-1], state="later", opens_at=MORNING + 46 * 60)
        found += [later, c.Offering(service=own[2], state="full")]
    for other in [one for one in catalogue.agencies if one.id != agency][-1:]:
        closed = [service.id for service in catalogue.services if service.agency == other.id]
        found += [c.Offering(service=service, state="closed") for service in closed]
    return c.Offers(epoch=1, rev=1, services=tuple(found))


def play_of(site: Path, room: Room, language: Language = "id", style: Style = USUAL) -> Stageplay:
    """What to play in a mall: its first agency, and of that the service that has most to read."""
    catalogue = catalogue_of(site)
    agency = catalogue.agencies[0].id
    own = [one for one in catalogue.services if one.agency == agency]
    service = max(own, key=lambda one: len(one.requirements)).id
    offers = offers_of(catalogue, agency)
    kept = tuple(one for one in offers.services if one.service != service or one.state == "open")
    return Stageplay(
        room, catalogue, c.Offers(epoch=1, rev=1, services=kept), agency, service, language, style
    )  # fmt: skip


def paint(view: View, screen: Frame, brush: Brush) -> pygame.Surface:
    """A view as a picture."""
    picture = compose(view, screen, brush.measure)
    surface = pygame.Surface((screen.width, screen.height), depth=24)
    surface.fill(picture.ground)
    brush.paint(surface, picture.panels)
    return surface


def small(picture: pygame.Surface) -> pygame.Surface:
    """The same picture in its 256 most used colours, one byte a pixel: a third of the file, and nobody sees it."""
    raw = pygame.image.tobytes(picture, "RGB")
    pixels = list(zip(raw[::3], raw[1::3], raw[2::3], strict=True))
    used = Counter(pixels).most_common()
    kept = [colour for colour, _ in used[:256]]
    index = {colour: number for number, colour in enumerate(kept)}
    for colour, _ in used[256:]:  # the softened edges of letters: SDL's own choice would be far off
        index[colour] = min(range(len(kept)), key=lambda one, colour=colour: _apart(kept[one], colour))
    found = pygame.image.frombytes(bytes(index[pixel] for pixel in pixels), picture.get_size(), "P")
    found.set_palette([pygame.Color(*colour) for colour in kept])
    return found


def _apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _as(into: type[Any], row: Any) -> Any:
    return into(**{name: getattr(row, name) for name in into.__struct_fields__})


def main(arguments: list[str] | None = None) -> int:
    """Draw them all, or those that are named; 2 if the mall cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.panel.still", description="Pictures of every state of a panel."
    )
    parser.add_argument("site", type=Path, help="a mall's site.toml")
    parser.add_argument("--out", type=Path, required=True, help="the folder for NAME.png")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument(
        "--inches", type=float, default=0.0, help="across the glass; decides how large letters are"
    )
    parser.add_argument("--language", choices=("id", "en"), default="id")
    parser.add_argument("--large", action="store_true", help="in large print")
    parser.add_argument("--low", action="store_true", help="with all that is touched low on the screen")
    parser.add_argument("--prefix", default="", help="before each file's name")
    parser.add_argument("--only", nargs="*", help="these states alone")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    brush = Brush()
    screen = frame(options.width, options.height, options.inches)
    room = Space(screen, brush.measure)
    try:
        play = play_of(options.site, room, options.language, Style(options.large, options.low))
    except (SiteError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for name, conversation, now in scenes(play):
        if not options.only or name in options.only:
            view = view_of(conversation, room, now, MORNING + now)
            picture = small(paint(view, screen, brush))
            pygame.image.save(picture, str(options.out / f"{options.prefix}{name}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
