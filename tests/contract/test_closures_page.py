"""Closures: who may ask for which, who decides, and that nobody decides over what they have not seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contract.house import HTML, House, house

if TYPE_CHECKING:
    from flask.testing import FlaskClient

PATH = "/penutupan/ajukan"
TIMES = {"start.date": "2026-11-24", "start.time": "9", "end.date": "2026-11-24", "end.time": "10.30"}


@pytest.fixture
def home(tmp_path):
    with house(tmp_path) as found:
        found.move_in()
        yield found


def own_counter(home: House) -> str:
    return home.look(lambda hall: hall.register.users["budi"].counters[0])


def ask(home: House, client: FlaskClient, place: str, **changes: str) -> Any:
    return home.send(client, PATH, {"place": place, "reason": "Rapat", **TIMES, **changes})


def only(home: House) -> Any:
    """The one closure there is."""
    (row,) = home.look(lambda hall: list(hall.register.closures.values()))
    return row


def shown(client: FlaskClient, slug: str) -> str:
    """The mark that the list holds of a closure."""
    page = client.get("/penutupan", headers=HTML).text
    found = re.search(rf'/penutupan/{slug}/\w+">.*?name="was" value="(\w+)"', page)
    assert found, page
    return found[1]


def test_an_officer_asks_for_the_own_counter_and_a_manager_approves(home: House):
    budi, ani, counter = home.client("budi"), home.client("ani"), own_counter(home)
    assert ask(home, budi, f"counter:{counter}").status_code == 303
    row = only(home)
    assert (row.status, row.asked_by, row.end - row.start) == ("asked", "budi", 5400.0)
    decided = home.send(ani, f"/penutupan/{row.id}/putuskan", {"do": "approve", "was": shown(ani, row.id)})
    assert decided.status_code == 303
    assert (only(home).status, only(home).decided_by) == ("approved", "ani")
    page = budi.get("/penutupan", headers=HTML).text
    assert "Disetujui" in page
    assert "diputuskan oleh Ani" in page


def test_an_officer_asks_neither_for_another_counter_nor_for_an_agency_nor_for_the_mall(home: House):
    budi, own = home.client("budi"), own_counter(home)
    other = home.look(lambda hall: next(name for name in hall.register.counters if name != own))
    agency = home.look(lambda hall: next(iter(hall.register.agencies)))
    for place in (f"counter:{other}", f"agency:{agency}", "mall:", "", "counter:"):
        answer = ask(home, budi, place)
        assert answer.status_code == 422, place
        assert 'id="f-place-fault"' in answer.text
    assert home.look(lambda hall: len(hall.register.closures)) == 0


def test_a_technician_asks_for_any_counter_and_decides_nothing(home: House):
    citra = home.client("citra")
    assert ask(home, citra, f"counter:{own_counter(home)}").status_code == 303
    row = only(home)
    assert (row.status, row.asked_by) == ("asked", "citra")
    assert home.send(citra, f"/penutupan/{row.id}/putuskan", {"do": "approve"}).status_code == 403
    assert home.client("dewi").get("/penutupan", headers=HTML).status_code == 403


def test_what_a_manager_closes_is_closed(home: House):
    assert ask(home, home.client("ani"), "mall:").status_code == 303
    assert (only(home).status, only(home).counter, only(home).agency) == ("approved", "", "")


def test_a_request_is_withdrawn_by_its_asker_until_it_is_decided(home: House):
    budi, ani, citra = home.client("budi"), home.client("ani"), home.client("citra")
    ask(home, budi, f"counter:{own_counter(home)}")
    slug = only(home).id
    assert home.send(citra, f"/penutupan/{slug}/tarik", {"was": ""}).status_code == 403
    was = shown(budi, slug)
    home.send(ani, f"/penutupan/{slug}/putuskan", {"do": "refuse", "was": shown(ani, slug)})
    assert home.send(budi, f"/penutupan/{slug}/tarik", {"was": was}).status_code == 403
    assert not only(home).archived
    assert home.send(ani, f"/penutupan/{slug}/tarik", {"was": was}).status_code == 409  # she saw it undecided
    assert only(home).status == "refused"


def test_what_cannot_be_is_said_where_it_is_and_what_was_typed_is_kept(home: House):
    ani = home.client("ani")
    wrong = ask(home, ani, "mall:", **{"start.time": "pagi", "end.date": "", "reason": " "})
    assert wrong.status_code == 422
    for name in ("start", "end", "reason"):
        assert f'id="f-{name}-fault"' in wrong.text
    assert 'value="pagi"' in wrong.text
    backwards = ask(home, ani, "mall:", **{"end.time": "8"})
    assert 'id="f-end-fault"' in backwards.text


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.dictionaries(st.sampled_from(["place", "reason", *TIMES]), st.text(max_size=50)))
def test_no_request_breaks_on_what_is_typed(shared: tuple[House, FlaskClient], sent: dict[str, str]):
    home, client = shared
    assert home.send(client, PATH, {"place": "mall:", **TIMES, **sent}).status_code < 500
    assert client.get("/penutupan", headers=HTML).status_code == 200


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()
        yield found, found.client("ani")
