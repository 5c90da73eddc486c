"""`python -m tests.fuzz.one HARNESS FOLDER [libFuzzer's options]`: guess at one parser, led by what is reached."""

from __future__ import annotations

import importlib
import sys
from typing import Any

atheris: Any = importlib.import_module("atheris")  # of the group `fuzz`: nothing else needs it

with atheris.instrument_imports(include=["kiosk"]):
    from tests.fuzz.harnesses import HARNESSES


def main() -> None:
    """Run until libFuzzer has had enough, or an input fails."""
    name, *options = sys.argv[1:]
    # To merge, libFuzzer calls itself with a shell: this is how.
    again = f"{sys.executable} -m tests.fuzz.one {name}"
    atheris.Setup([again, *options], HARNESSES[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
