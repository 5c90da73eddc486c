"""What docs/joining.md tells another system's programmer works as it stands there, against a running mall."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest

from broker_config.identity import booking_token
from broker_config.settings import read_identity_key
from hub.accounts import SCOPES
from tests.e2e.hub_rig import ROOT, Rig, ask, rig, wait_for
from tests.e2e.signed_in import PASSWORD, headers

PAGE = (ROOT / "docs/joining.md").read_text(encoding="utf-8")
DAY = "2026-11-24"  # by the clock below
SITE = (ROOT / "provisioning/examples/small.toml").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    """The small mall with the observer of the page, and a call."""
    [observers] = [line for line in "".join(blocks("toml")).splitlines() if line.startswith("observers")]
    assert 'observers = ["teknisi"]' in SITE
    site = tmp_path_factory.mktemp("site") / "site.toml"
    site.write_text(SITE.replace('observers = ["teknisi"]', observers), encoding="utf-8")
    # A Tuesday at ten: the mall is open.
    clock = {"start": 1795489200.0, "anchor": time.monotonic(), "rate": 1.0}
    with rig(site, tmp_path_factory.mktemp("joining"), clock) as running:
        kiosk, pad = running.box("kiosk-1"), running.box("pad-1")
        kiosk.take_ticket("ktp-baru")
        assert pad.press("call_next").done
        yield running


@pytest.fixture(scope="module")
def environment(mall: Rig) -> dict[str, str]:
    """What the page's examples are told; the token is made on the manager's page."""
    cookie = headers(mall)
    page = ask(f"{mall.url}/pengaturan/token/tambah", cookie).text
    found = re.search(r'name="_key" value="([0-9a-f]{64})"', page)
    assert found
    form = [
        ("_key", found[1]),
        ("_password", PASSWORD),
        ("name", "Portal"),
        *(("scopes", scope) for scope in SCOPES),
    ]
    request = urllib.request.Request(
        f"{mall.url}/pengaturan/token/tambah", urllib.parse.urlencode(form).encode(), cookie
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        token = re.search(r'value="(mpp_[\w-]+)"', answer.read().decode())
    assert token
    mine = {"HUB": mall.url, "TOKEN": token[1], "SITE": mall.site, "BROKER": "localhost", "DAY": DAY}
    return os.environ | mine | {"PORT": str(mall.broker_port)}


def test_every_command_of_the_page_gets_an_answer(tmp_path, environment):
    said = []
    for block in blocks("sh"):
        run = subprocess.run(
            ["sh", "-eu", "-c", block.replace("curl ", "curl --fail ")],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, f"{block}\n{run.stderr}"
        said.append(run.stdout)
    assert json.loads(said[0])["status"] == "ok"
    assert json.loads(said[1])["totals"]["issued"] == 1
    for name in ("services.csv", "counters.csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            assert "day" in (csv.DictReader(file).fieldnames or ())
    counted = {"date": DAY, "bookings": 1, "used": 0}
    assert [json.loads(part) for part in said[3].replace("}{", "}\n{").splitlines()] == [counted, counted]


def test_a_booking_that_was_given_is_found_by_the_kiosk_that_reads_its_code(mall: Rig, environment, tmp_path):
    code = re.search(r'"code": "([\w-]+)"', PAGE)
    assert code
    subprocess.run(["sh", "-eu", "-c", blocks("sh")[3]], cwd=tmp_path, env=environment, check=True)
    key = read_identity_key(mall.directory / "identity.key")
    assert mall.box("kiosk-1").show_booking(booking_token(key, DAY, code[1].encode())).service == "ktp-baru"


def test_the_program_that_follows_the_journal_tells_the_call(tmp_path, environment):
    follows = blocks("python")[0]
    run = subprocess.run(
        [sys.executable, "-c", follows],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "1 calls; the last one was A001 to loket-1\n"


def test_the_program_that_listens_tells_each_call_once(mall: Rig, environment):
    listens = blocks("python")[1]
    with contextlib.ExitStack() as ends:
        log = ends.enter_context((mall.directory / "lamp.log").open("wb"))
        program = subprocess.Popen(
            [sys.executable, "-u", "-c", listens], cwd=mall.directory, env=environment,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        ends.callback(program.wait)
        ends.callback(program.kill)

        def told() -> str:
            return (mall.directory / "lamp.log").read_text()

        wait_for("the call that was before", lambda: told().count("\n") == 1)
        mall.box("kiosk-2").take_ticket("ktp-baru")
        assert mall.box("pad-2").press("call_next").done
        wait_for("the next call", lambda: told().count("\n") == 2)
        assert told() == "A001 to counter 1\nA002 to counter 2\n"


def test_every_document_that_the_page_names_is_there():
    for target in re.findall(r"\]\(([\w.-]+)\)", PAGE):
        assert (ROOT / "docs" / target).is_file()
