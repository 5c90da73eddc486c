"""The house rules one would otherwise have to remember: who may import whom, what is pure, what is small.

They are read off the syntax trees of the files, committed or not; nothing is imported to be judged. A file is
pure because its docstring says so ("Pure."): write the word, and the rules for it hold. The files that the
design wants pure are listed below, so that the word cannot get lost there.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BOXES = {"kiosk", "display", "hub", "provisioning"}
PACKAGES = BOXES | {"broker_config"}

TOP_LEVEL = PACKAGES | set(
    ".ci .gitignore CHANGELOG.md LICENSE Makefile README.md docs pyproject.toml tests uv.lock".split(),
)

PURE_BY_DESIGN = set(
    """
    broker_config/contract.py broker_config/messages.py broker_config/codec.py broker_config/acl.py
    broker_config/labels.py broker_config/troubles.py
    kiosk/roles/ticket_kiosk.py kiosk/roles/counter_pad.py kiosk/receipt.py
    kiosk/panel/state.py kiosk/panel/layout.py kiosk/panel/scene.py kiosk/panel/words.py kiosk/panel/spoken.py
    display/board.py display/layout.py display/phrases.py display/notices.py display/signs.py display/lights.py
    display/welcome.py display/cec.py
    broker_config/drawing/ink.py broker_config/speech/pcm.py
    hub/tickets.py hub/desk.py hub/hall.py hub/lines.py hub/evolution.py hub/schedule/__init__.py
    hub/register/__init__.py hub/minutes/presence.py hub/minutes/evidence.py hub/alerts/__init__.py
    provisioning/fleet.py provisioning/plan.py provisioning/rehearsal/escpos.py
    """.split(),
)

# All that a pure file may import beside other pure files. Nothing here does I/O, reads a clock, throws dice
# or starts a thread (of `sys`, only what is allowed below); what is missing has to be thought about first.
PURE_LIBRARIES = set(
    """
    __future__ abc array base64 binascii bisect collections dataclasses datetime difflib enum fractions
    csv functools hashlib heapq hmac html inspect ipaddress itertools json math operator re statistics string struct sys
    textwrap types typing unicodedata
    msgspec tomli_w
    """.split(),
)
# Files that are not pure, for what a pure file takes from them.
NEARLY_PURE = {
    "broker_config.settings": "the structs and the error; only `load` reads a file",
    "broker_config.conf": "its template is part of the program",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
CLOCKS = {"now", "today", "utcnow"}

# A box installs what its extra lists. These are imported where they are called, on machines that have them.
BORROWED = {
    ("broker_config/conf.py", "jinja2"): "templates are rendered where provisioning is installed",
    ("broker_config/drawing/brush.py", "pygame"): "the extras `display` and `panel`: boxes with a screen",
    ("broker_config/drawing/window.py", "pygame"): "the same",
    ("broker_config/speech/espeak.py", "espeakng_loader"): "the same",
    ("kiosk/devices/panel.py", "pygame"): "the extra `panel`: kiosks with a screen",
    ("kiosk/panel/glass.py", "pygame"): "the same",
    ("kiosk/panel/speak.py", "pygame"): "the same",
    ("kiosk/panel/still.py", "pygame"): "the same",
    (
        "hub/storage/connections.py",
        "psycopg",
    ): "only where the mall's database is a server: the extra `postgresql`",
}
# What a package brings along and expects to be imported beside it.
COMES_WITH = {"werkzeug": "flask", "jinja2": "flask", "markupsafe": "flask"}


class Import(NamedTuple):
    """One imported module; `runtime` is False under `if TYPE_CHECKING`."""

    module: str
    line: int
    runtime: bool


@cache
def files(*suffixes: str) -> list[str]:
    """The tree's files with these endings, committed or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    paths = sorted(set(listed.stdout.splitlines()))
    return [path for path in paths if path.endswith(suffixes) and (ROOT / path).is_file()]


def products() -> list[str]:
    return [path for path in files(".py") if path.split("/")[0] in PACKAGES]


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def docstring(path: str) -> str:
    return ast.get_docstring(tree(path)) or ""


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def imports(path: str) -> list[Import]:
    """Every module that the file imports anywhere; `from a import b` counts as `a.b` if that is a module."""
    found: list[Import] = []
    typing_only = {
        id(inner)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }
    modules = {module_name(other) for other in products()}
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.Call):
            continue
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                here = module_name(path).split(".") + (["__init__"] if path.endswith("__init__.py") else [])
                base = ".".join([*here[: -node.level], *([node.module] if node.module else [])])
            else:
                base = node.module or ""
            inner = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in modules else base for name in inner]
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).endswith(("import_module", "__import__"))
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            names = [str(node.args[0].value)]
        found += [Import(name, node.lineno, id(node) not in typing_only) for name in dict.fromkeys(names)]
    return found


def pure_files() -> list[str]:
    return [path for path in products() if re.search(r"\bPure\b", docstring(path))]


def test_the_boxes_never_import_each_other_and_the_wire_imports_none_of_them():
    wrong = [
        f"{path}:{line} imports {module}"
        for path in products()
        for module, line, _runtime in imports(path)
        if (other := module.split(".")[0]) in BOXES and other != path.split("/")[0]
    ]
    assert wrong == []


def test_the_files_that_the_design_wants_pure_are_there_and_say_so():
    assert sorted(PURE_BY_DESIGN - set(pure_files())) == []


def test_a_pure_file_imports_nothing_that_could_do_more_than_think():
    pure = {module_name(path) for path in pure_files()}
    allowed = pure | PURE_LIBRARIES | NEARLY_PURE.keys() | PACKAGES
    wrong = [
        f"{path}:{line} imports {module}"
        for path in pure_files()
        for module, line, runtime in imports(path)
        if runtime and module not in allowed and module.split(".")[0] not in PURE_LIBRARIES
    ]
    assert wrong == []


def test_a_pure_file_asks_no_clock_and_opens_no_file():
    wrong = []
    for path in pure_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and re.match(r"sys\.(?!byteorder)", ast.unparse(node)):
                wrong.append(f"{path}:{node.lineno} uses sys.{node.attr}")
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            last = name.rsplit(".", 1)[-1]
            # One argument only: the zone of the machine, which is a setting of the world outside.
            local_zone = last == "fromtimestamp" and len(node.args) + len(node.keywords) < 2
            if name in IMPURE_CALLS or ("." in name and last in CLOCKS) or local_zone:
                wrong.append(f"{path}:{node.lineno} calls {name}")
    assert wrong == []


def test_a_box_imports_only_what_its_own_extra_installs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    distributions = packages_distributions()

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[^A-Za-z0-9._-]", line)[0].lower().replace("_", "-") for line in requirements}

    wrong = []
    for path in products():
        package = path.split("/")[0]
        installed = names(project["dependencies"] + project["optional-dependencies"].get(package, []))
        for module, line, _runtime in imports(path):
            top = module.split(".")[0]
            if top in PACKAGES or top in sys.stdlib_module_names or (path, top) in BORROWED:
                continue
            sources = {name.lower().replace("_", "-") for name in distributions.get(top, [])}
            if not (sources | {COMES_WITH.get(top, "")}) & installed:
                wrong.append(f"{path}:{line} imports {top}, which the extra `{package}` does not install")
    assert wrong == []


def test_every_file_fits_in_a_head():
    sources = files(".py", ".html", ".css", ".js", ".j2", ".sh", ".ci/setup", "Makefile")
    sizes = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in sources
        if "vendor" not in path  # somebody else's file, kept as it came
    }
    assert {path: lines for path, lines in sizes.items() if lines > 400} == {}


def test_every_module_says_what_it_is():
    assert [path for path in files(".py") if len(docstring(path)) < 20] == []


def test_nothing_is_called_utils_or_manager():
    vague = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "manager.py"}
    wrong = [path for path in files(".py") if path.rsplit("/", 1)[-1] in vague]
    wrong += [
        f"{path}: class {node.name}"
        for path in products()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Manager")
    ]
    assert wrong == []


def test_an_exception_from_a_rule_names_the_rule_and_the_reason():
    """The reason stands behind it, in a comment above it, or where the file first makes this exception."""
    words = r"#\s*(?:noqa|type: ignore|pyright: ignore)"
    exception = re.compile(words + r"(?P<rule>: [A-Z0-9, ]+\b|\[[\w, -]+\])?(?P<reason>.*)")
    wrong = []
    for path in files(".py"):
        explained: set[str] = set()
        above = ""
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            found = exception.search(line)
            if found and path != "tests/contract/test_house.py":
                rule = found["rule"] or ""
                if rule and (re.match(r"\s+- \S.{3}", found["reason"]) or above.startswith("#")):
                    explained.add(rule)
                if rule not in explained:
                    wrong.append(f"{path}:{number} {found[0]}")
            above = line.strip()
    assert wrong == []


def test_no_test_sleeps():
    wrong = [
        f"{path}:{node.lineno}"
        for path in files(".py")
        if path.startswith("tests/") and path.rsplit("/", 1)[-1].startswith("test_")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}
    ]
    assert wrong == []


def test_no_test_is_left_out_without_a_reason():
    wrong = []
    for path in files(".py"):
        if not path.startswith("tests/"):
            continue
        calls = {id(node.func): node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Attribute):
                continue
            name = ast.unparse(node)
            if not re.fullmatch(r"(pytest|mark|pytest\.mark)\.(skip|skipif|xfail|importorskip)", name):
                continue
            call = calls.get(id(node))
            by_word = call is not None and any(keyword.arg == "reason" for keyword in call.keywords)
            by_place = call is not None and name in {"pytest.skip", "pytest.xfail"} and bool(call.args)
            if not by_word and not by_place:
                wrong.append(f"{path}:{node.lineno} {name}")
    assert wrong == []


def test_the_top_level_is_furnished_as_it_was_decided():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert sorted({path.split("/")[0] for path in listed.stdout.splitlines()} - TOP_LEVEL) == []
