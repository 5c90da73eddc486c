"""A page of the manual that is made from the code: what the commands that write one have in common."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def write_page(
    module: str, about: str | None, name: str, page: Callable[[], str], arguments: Sequence[str] | None
) -> int:
    """`python -m MODULE --out DIR`: write the page `name` into a folder, and say where it is; the exit status."""
    command = f"python -m {module}"
    parser = argparse.ArgumentParser(prog=command, description=about, epilog=f"example: {command} --out docs")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where to write it")
    file = parser.parse_args(arguments).out / name
    file.write_text(page(), encoding="utf-8")
    print(file)
    return 0
