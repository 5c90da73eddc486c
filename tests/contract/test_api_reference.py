"""What docs/ says of the API is what the table says, and what the application does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from hub import tickets
from hub.api import asked, reference, shapes, table
from hub.api.document import document
from hub.minutes import presence
from tests.contract.house import house
from tests.contract.test_message_reference import references_in

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", ["openapi.json", "api.md"])
def test_the_committed_description_is_not_stale(name: str):
    assert (DOCS / name).read_text(encoding="utf-8") == reference.documents()[name], "run `make docs`"


def test_every_reference_inside_the_document_leads_somewhere():
    made = document()
    references = list(references_in(made))
    assert len(references) > 50
    for found in references:
        place = made
        for key in found.removeprefix("#/").split("/"):
            place = place[key]


def test_the_document_describes_every_address_that_answers_and_no_other(tmp_path):
    with house(tmp_path) as made:
        answering = {
            rule.rule.removeprefix(table.PREFIX).replace("<", "{").replace(">", "}")
            for rule in made.app.url_map.iter_rules()
            if rule.rule.startswith(table.PREFIX) and rule.endpoint != "api.openapi"
        }
        served = made.app.test_client().get(f"{table.PREFIX}/openapi.json")
    assert answering == set(document()["paths"])
    assert served.json == json.loads((DOCS / "openapi.json").read_text(encoding="utf-8"))


def test_the_page_has_a_section_an_example_and_every_field_of_each_address():
    page = reference.documents()["api.md"]
    for route in table.ROUTES:
        section = page.split(f"\n## {route.name.replace('_', '-')}\n")[1].split("\n## ")[0]
        assert "curl " in section
        for name in (*route.asked.__struct_encode_fields__, *route.shape.__struct_encode_fields__):
            assert f"`{name}`" in section or "as above" in section
    assert "`token`" not in page


def test_the_page_explains_every_event_of_the_journal():
    page = reference.documents()["api.md"].split("## The journal's events")[1]
    for event in (*reference.events.TICKET_EVENTS, *reference.events.OTHER_EVENTS):
        assert f"\n| `{event.__struct_config__.tag}` |" in page


def test_the_states_of_the_document_are_those_of_the_hub():
    assert {"absent", *get_args(asked.TicketState)} == set(get_args(tickets.State))
    told = document()["components"]["schemas"]["Ticket"]["properties"]
    assert set(told["flag"]["enum"]) == set(get_args(tickets.Flag))
    figures = {name for name in shapes.CounterDay.__struct_fields__ if name.endswith("_s")}
    assert {f"{state}_s" for state in get_args(presence.State)} < figures


def test_every_time_of_the_document_is_one():
    schemas = document()["components"]["schemas"]
    for name, schema in schemas.items():
        for field, found in schema["properties"].items():
            if name != "Catalogue" and (
                field.endswith(("_at", "_since")) or field in ("at", "since", "start", "end")
            ):
                kinds = [one.get("format") for one in (found, *found.get("anyOf", ()))]
                assert "date-time" in kinds, f"{name}.{field}"
