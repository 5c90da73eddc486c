"""The page on device types, from their own files: `python -m kiosk.reference --out docs`.

Whatever it says of a type stands in that type's file: what it is, its `Options`, its `EXAMPLE`, the words of its
`HEALTH`, and the pictures of its `WIRING`. Must never need a change for a new type.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk import devices
from kiosk.wiring import figures, picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

NAME = "devices.md"
PICTURES = "pictures/wiring"

HEAD = """# Devices

*Written by `python -m kiosk.reference --out docs` (`make docs`) from the files in `kiosk/devices/`. Do not edit.*

A kiosk or a pad is made of parts. Each is a table of its settings, `[parts.<name>]`, or of `site.toml`,
`[devices.<box>.parts.<name>]`; its `type` is one of those below. In `site.toml` a button or lamp needs no `pin`: it is
given a free one. A part that is missing or broken is reported, and the rest goes on without it.

**A new type** is one file in `kiosk/devices/`: `Options`, an `EXAMPLE` that shows every option, `WIRING`, `HEALTH`, and
a class named like the file. A test finds it and tries it on a virtual port; this page and `provisioning` read it as it
is.
"""

EVERYWHERE = {
    "looking for it": "it has not answered yet",
    "missing: …": "its port is not there or cannot be opened: look at its plug",
    "its driver has stopped": "the process is ending",
}


def documents() -> dict[str, str]:
    """File name, from `docs/` on, to its text: the page, and every picture on it."""
    made: dict[str, str] = {}
    page = [HEAD, *_contents()]
    for kind in devices.types():
        module = importlib.import_module(f"kiosk.devices.{kind}")
        page += ["", f"## {kind}", "", inspect.cleandoc(module.__doc__ or "")]
        page += ["", "```toml", module.EXAMPLE.strip(), "```", "", *_options(module), ""]
        for number, figure in enumerate(figures(wiring(module)), 1):
            name = f"{PICTURES}/{kind}-{number}.svg"
            made[name] = picture(figure, f"How a {kind} is wired")
            page += [f"![How a {kind} is wired]({name})", "", *([figure.notes, ""] if figure.notes else [])]
        page += _health(module)
    made[NAME] = "\n".join(page).rstrip() + "\n"
    return made


def wiring(module: ModuleType) -> str:
    """The wiring of a type; one that says nothing of it, and has a port, hangs on a USB socket."""
    kind = module.__name__.rpartition(".")[2]
    return getattr(module, "WIRING", f"USB -- {kind.replace('_', ' ')}")


def _contents() -> Iterator[str]:
    yield "| type | what it is |"
    yield "|---|---|"
    for kind in devices.types():
        module = importlib.import_module(f"kiosk.devices.{kind}")
        paragraph = (module.__doc__ or "").split("\n\n", maxsplit=1)[0]
        yield f"| [{kind}](#{kind}) | {' '.join(paragraph.split())} |"


def _options(module: ModuleType) -> Iterator[str]:
    example = next(iter(tomllib.loads(module.EXAMPLE)["parts"].values()))
    yield "| option | what it may be | if it is left out |"
    yield "|---|---|---|"
    inspected: Any = msgspec.inspect.type_info(module.Options)
    for field, info in zip(msgspec.structs.fields(module.Options), inspected.fields, strict=True):
        given = "must be there" if field.required else f"`{_toml(field.default)}`"
        yield f"| `{field.name}` | {_kind(info.type)}, as `{_toml(example[field.name])}` | {given} |"


def _kind(info: Any) -> str:
    """What a value may be, in a few words."""
    inspected = msgspec.inspect
    if isinstance(info, inspected.LiteralType):
        return " or ".join(f"`{_toml(value)}`" for value in info.values)
    if isinstance(info, inspected.BoolType):
        return "true or false"
    if isinstance(info, inspected.IntType | inspected.FloatType):
        word = "whole number" if isinstance(info, inspected.IntType) else "number"
        return word + _range(info.ge, info.le)
    if isinstance(info, inspected.DictType):
        return f"table: {_kind(info.key_type)} = {_kind(info.value_type)}"
    if isinstance(info, inspected.StrType):
        path = "path of a device" if info.pattern and "/" in info.pattern else "text"
        return f"{path}, or `tcp://host:port`" if "tcp://" in (info.pattern or "") else path
    return "value"


def _range(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f", {least:g} to {most:g}"
    return f", at least {least:g}" if least is not None else f", at most {most:g}" if most is not None else ""


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in list(value.items())[:1]) + ", … }"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _health(module: ModuleType) -> Iterator[str]:
    words = getattr(module, "HEALTH", {})
    if "port" in module.Options.__struct_fields__:
        words = {**EVERYWHERE, **words}
    if not words:
        return
    yield "| what its health says | what it is |"
    yield "|---|---|"
    for said, meaning in words.items():
        yield f"| {said} | {meaning} |"


def main() -> None:
    """Write the page and its pictures."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.reference", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the page goes: docs")
    out = parser.parse_args().out
    (out / PICTURES).mkdir(parents=True, exist_ok=True)
    made = documents()
    for old in (out / PICTURES).glob("*.svg"):
        if f"{PICTURES}/{old.name}" not in made:
            old.unlink()
    for name, text in made.items():
        (out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
