"""What a kiosk prints for a service that has left the catalogue since it was pressed, and for none at all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from broker_config import contract as c
from kiosk import roles
from kiosk.agent import Agent
from kiosk.receipt import Text

GONE = c.Catalogue(
    epoch=1, rev=2, zones=(), agencies=(), services=(), counters=(),
    mall=c.Mall(name="Mal", regency="Contoh", timezone="Asia/Jakarta", hotline="0812"),
)  # fmt: skip


@pytest.fixture
def papers(monkeypatch) -> tuple[Any, list[tuple[str, list[Any]]]]:
    """An agent that has nothing but a catalogue, and a list for a printer."""
    handed: list[tuple[str, list[Any]]] = []
    agent: Any = Agent.__new__(Agent)
    agent._catalogue, agent._known, agent._to_draft = GONE, None, None
    agent._panel = SimpleNamespace(bound=lambda _bind, _wait: None)
    monkeypatch.setattr(agent, "_printer", lambda: SimpleNamespace(options=SimpleNamespace(paper_mm=58)))
    monkeypatch.setattr(agent, "_hand_to_printer", lambda job, operations: handed.append((job, operations)))
    return agent, handed


def lines(operations: list[Any]) -> list[str]:
    return [each.text for each in operations if isinstance(each, Text)]


def test_a_number_of_a_service_that_has_gone_is_printed_without_the_names_that_nobody_knows(papers):
    agent, handed = papers
    bind = roles.BindAndPrint(
        uid="kiosk-1.1.1", label="A-X017", service="ktp", token="t" * 22, at=None, trusted=False, ahead=None,
        wait_s=None, replaces=None, number=17,
    )  # fmt: skip
    agent._print(bind)
    ((job, operations),) = handed
    assert job == "kiosk-1.1.1"
    assert "A-X017" in lines(operations)
    assert "" not in lines(operations)


@pytest.mark.parametrize("service", ["ktp", ""])
def test_a_slip_needs_no_service(papers, service):
    agent, handed = papers
    agent._print_slip(roles.PrintSlip(service, "Silakan ke meja informasi."))
    ((_job, operations),) = handed
    assert lines(operations) == ["Mal", "BUKAN NOMOR ANTREAN", "Silakan ke meja informasi."]
