"""The message reference in docs/ is what the contract says today."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from broker_config.__main__ import main
from broker_config.contract import ROUTES
from broker_config.reference import documents, sample_name

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/contract/golden"


@pytest.fixture(scope="module")
def made():
    return documents({path.stem: json.loads(path.read_bytes()) for path in GOLDEN.glob("*.json")})


@pytest.mark.parametrize("name", ["messages.md", "asyncapi.json"])
def test_the_committed_reference_is_not_stale(made, name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made[name], "run `make docs`"


def test_the_page_has_a_section_for_every_message(made):
    for route in ROUTES:
        assert f"\n## {route.message.__name__}\n" in made["messages.md"]


def test_every_link_of_the_page_leads_to_a_heading(made):
    page = made["messages.md"]
    headings = {line.lstrip("# ").lower() for line in page.splitlines() if line.startswith("#")}
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links
    assert links <= headings


def test_every_reference_inside_the_asyncapi_document_leads_somewhere(made):
    document = json.loads(made["asyncapi.json"])
    references = list(references_in(document))
    assert len(references) > 3 * len(ROUTES)
    for reference in references:
        place = document
        for key in reference.removeprefix("#/").split("/"):
            place = place[key]


def test_the_asyncapi_document_says_of_each_message_who_sends_it_where_and_how(made):
    document = json.loads(made["asyncapi.json"])
    assert document["asyncapi"].startswith("3.")
    for route in ROUTES:
        operation = document["operations"][sample_name(route.message)]
        channel = document["channels"][sample_name(route.message)]
        assert channel["address"] == f"mpp/v1/{{site}}/{route.topic}"
        assert operation["action"] == ("send" if route.senders == ("hub",) else "receive")
        assert operation["bindings"]["mqtt"]["retain"] is route.retained


def test_the_command_writes_both_files(tmp_path, capsys):
    assert main(["reference", "--out", str(tmp_path), "--samples", str(GOLDEN)]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"messages.md", "asyncapi.json"}
    assert "asyncapi.json" in capsys.readouterr().out


def test_a_message_without_a_sample_stops_the_command(tmp_path, capsys):
    assert main(["reference", "--out", str(tmp_path / "out"), "--samples", str(tmp_path)]) == 1
    assert "there is no golden sample device-state.json" in capsys.readouterr().err


def references_in(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from references_in(value)
