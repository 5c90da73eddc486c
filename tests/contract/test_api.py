"""The API tells what the tables hold, page by page, in JSON and CSV; and nothing that must not leave the house."""

from __future__ import annotations

import csv
import io
import json
import urllib.request
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from hub.accounts import SCOPES
from hub.api.pace import Pace
from hub.api.table import PREFIX, ROUTES, Route
from hub.storage import schema as s
from hub.storage.reading import journal
from tests.contract.api_house import FORMULA, NAME, Mall, mall_at_work

LISTS = [route for route in ROUTES if route.many]
GUARDED = [route for route in ROUTES if route.scope and route.method == "GET"]


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with mall_at_work(tmp_path_factory.mktemp("api")) as found:
        yield found


@pytest.fixture(scope="module")
def uid(mall: Mall) -> str:
    return mall.get("/tickets?limit=1").json["items"][0]["uid"]


def path_of(route: Route, uid: str) -> str:
    return route.path.replace("{uid}", uid).replace("{date}", "2026-11-24")


def lines(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


# --- lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_every_list_has_something_to_tell(mall: Mall, route: Route):
    assert mall.get(route.path).json["items"]


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_pages_of_any_size_have_every_row_once(mall: Mall, route: Route):
    whole = mall.everything(route.path, 5000)
    for limit in (1, 7):
        found = mall.everything(route.path, limit)
        assert found == whole
    keys = [json.dumps(row, sort_keys=True) for row in whole]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("route", LISTS, ids=lambda route: route.name)
def test_csv_has_the_rows_that_json_has(mall: Mall, route: Route):
    rows = mall.everything(route.path, 5000)
    for answer in (mall.get(route.path + ".csv"), mall.get(route.path, Accept="text/csv")):
        assert answer.mimetype == "text/csv"
        found = lines(answer)
        assert len(found) == len(rows)
        assert list(found[0]) == list(rows[0])
        for line, row in zip(found, rows, strict=True):
            for name, value in row.items():
                if isinstance(value, bool | int) or value is None:
                    assert line[name] == ("" if value is None else json.dumps(value))
                elif isinstance(value, dict):
                    assert json.loads(line[name]) == value


def test_the_tickets_are_those_of_the_table(mall: Mall):
    with mall.house.store.reader() as db:
        kept = {row.uid: row for row in db.execute(s.TICKETS.select())}
    told = {row["uid"]: row for row in mall.everything("/tickets", 9)}
    assert told.keys() == kept.keys()
    for uid, row in told.items():
        assert (row["label"], row["state"], row["by"]) == (kept[uid].label, kept[uid].state, kept[uid].by)
        assert datetime.fromisoformat(row["taken_at"]).timestamp() == pytest.approx(
            kept[uid].queue_time, abs=0.001
        )
    assert {row["state"] for row in told.values()} >= {"waiting", "called", "finished", "no_show", "parked"}


def test_the_journal_is_told_line_by_line_and_goes_on_where_it_ended(mall: Mall):
    told = mall.everything("/journal", 11)
    assert [row["seq"] for row in told] == [seq for seq, _event in journal(mall.house.store)]
    end = mall.get(f"/journal?after={told[-1]['seq']}").json
    assert end == {"items": [], "next": str(told[-1]["seq"]), "more": False}


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ("event=called", lambda row: row["event"] == "called"),
        ("by=budi", lambda row: row["by"] == "budi"),
        ("counter=loket-1", lambda row: row["counter"] == "loket-1"),
        ("uid=kiosk-1.1.3", lambda row: row["uid"] == "kiosk-1.1.3"),
        ("device=kiosk-1", lambda row: row["device"] == "kiosk-1"),
    ],
)
def test_the_journal_can_be_asked_for_a_part(mall: Mall, asked: str, holds):
    whole = mall.everything("/journal", 5000)
    assert mall.everything(f"/journal?{asked}", 3) == [row for row in whole if holds(row)] != []


def test_the_journal_can_be_asked_for_a_time(mall: Mall):
    whole = mall.everything("/journal", 5000)
    middle = datetime.fromisoformat(whole[-1]["at"]) - timedelta(milliseconds=1)
    since = middle.isoformat().replace("+", "%2B")
    later = [row["seq"] for row in mall.everything(f"/journal?since={since}", 2)]
    assert whole[-1]["seq"] in later
    told = timedelta(milliseconds=1)  # how exactly a time is written
    surely, perhaps = (
        {row["seq"] for row in whole if datetime.fromisoformat(row["at"]) >= edge}
        for edge in (middle + told, middle - told)
    )
    assert surely <= set(later) <= perhaps
    assert later == sorted(later)


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/tickets?state=waiting", "state", "waiting"),
        ("/tickets?counter=loket-1", "counter", "loket-1"),
        ("/intervals?counter=loket-2", "counter", "loket-2"),
        ("/intervals?state=unknown", "state", "unknown"),
        ("/days/counters?counter=loket-1&from=2020-01-01", "counter", "loket-1"),
        ("/alerts?open=no", "key", "crowded:lantai-2"),
    ],
)
def test_lists_can_be_asked_for_a_part(mall: Mall, path: str, field: str, value: str):
    rows = mall.everything(path, 2)
    assert rows
    assert {row[field] for row in rows} == {value}


def test_a_ticket_is_found_by_what_is_on_its_paper(mall: Mall):
    row = mall.get("/tickets?limit=1").json["items"][0]
    assert mall.get(f"/tickets?label={row['label']}").json["items"] == [row]
    assert mall.get(f"/tickets/{row['uid']}").json == row


def test_a_ticket_that_never_was_is_missing(mall: Mall):
    answer = mall.get("/tickets/kiosk-9.9.9")
    assert (answer.status_code, answer.json["error"]) == (404, "missing")
    assert answer.mimetype == "application/problem+json"


def test_a_day_without_anything_is_an_empty_list(mall: Mall):
    for path in (
        "/tickets?day=2001-01-01",
        "/intervals?day=2001-01-01",
        "/days/services?from=2002-01-01&to=2001-01-01",
    ):
        assert mall.get(path).json == {"items": [], "next": None, "more": False}


def test_the_figures_of_a_day_add_up_to_its_tickets(mall: Mall):
    figures = mall.everything("/days/services", 2)
    tickets = mall.everything("/tickets", 5000)
    assert sum(row["issued"] for row in figures) == len(tickets)
    assert sum(row["finished"] for row in figures) == sum(row["state"] == "finished" for row in tickets)
    assert any(row["wait_median_s"] is not None for row in figures)


def test_the_minutes_of_a_counter_tile_and_its_day_adds_them_up(mall: Mall):
    stretches = mall.everything("/intervals?counter=loket-1", 2)
    for before, after in pairwise(stretches):
        assert before["end"] == after["start"]
    day = mall.get("/days/counters?counter=loket-1").json["items"][0]
    for state in ("serving", "unattended", "break", "unknown", "not_scheduled"):
        spent = sum(row["seconds"] for row in stretches if row["state"] == state)
        assert day[f"{state}_s"] == pytest.approx(spent, abs=0.01)
    assert day["scheduled_s"] == pytest.approx(
        sum(row["seconds"] for row in stretches if row["scheduled"]), abs=0.01
    )
    assert 0 < day["presence_percent"] < 100


# --- the forms of an answer -----------------------------------------------------------------------------------


def test_times_are_the_malls_own(mall: Mall):
    at = mall.get("/floor").json["at"]
    assert at.endswith("+07:00")
    assert datetime.fromisoformat(at).utcoffset() == timedelta(hours=7)


def test_a_spreadsheet_runs_nothing_that_somebody_typed(mall: Mall):
    assert FORMULA in [row["name"] for row in mall.get("/agencies").json["items"]]
    assert f"'{FORMULA}" in [row["name"] for row in lines(mall.get("/agencies.csv"))]


def test_excel_gets_its_mark_if_it_is_asked_for(mall: Mall):
    assert mall.get("/counters.csv").get_data()[:3] != b"\xef\xbb\xbf"
    assert mall.get("/counters.csv?bom=yes").get_data()[:3] == b"\xef\xbb\xbf"


def test_a_file_with_a_limit_says_where_it_goes_on(mall: Mall):
    first = mall.get("/tickets.csv?limit=3&state=finished")
    assert len(lines(first)) == 3
    following = first.headers["Link"].split(";")[0].strip("<>").removeprefix(PREFIX)
    rest = lines(mall.get(following.replace("limit=3", "limit=5000")))
    whole = lines(mall.get("/tickets.csv?state=finished"))
    assert [*lines(first), *rest] == whole


def test_a_floor_that_has_not_changed_is_not_sent_again(mall: Mall):
    first = mall.get("/floor")
    again = mall.get("/floor", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert mall.get("/floor", **{"If-None-Match": '"another"'}).status_code == 200
    assert (
        mall.get("/catalogue", **{"If-None-Match": mall.get("/catalogue").headers["ETag"]}).status_code == 304
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/tickets?day=2026-13-01", "`day`: Invalid RFC3339 encoded date."),
        ("/tickets?limit=0", "`limit`: Expected `int` >= 1."),
        ("/tickets?limit=many", "`limit`: Expected `int`, got `str`."),
        ("/tickets?state=blue", "`state`: Invalid enum value 'blue'."),
        ("/tickets?day=2026-01-01&day=2026-01-02", "`day` is given more than once."),
        ("/people?name=x", "There is no parameter `name` here; there are: `limit`, `bom`, `after`."),
        ("/floor?x=1", "There is no parameter `x` here; there are: none."),
        ("/journal?since=2026-01-01T00:00:00", "`since`: Expected `datetime` with a timezone component."),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong_with_it(mall: Mall, path: str, said: str):
    answer = mall.get(path)
    assert (answer.status_code, answer.json["detail"]) == (400, said)
    assert answer.mimetype == "application/problem+json"


def test_the_floor_tells_what_needs_a_person_and_not_who_has_seen_it(mall: Mall):
    [alert] = mall.get("/floor").json["alerts"]
    assert (alert["kind"], alert["subject"], alert["acknowledged"]) == ("crowded", "utama", True)
    assert "Ani" not in mall.get("/floor").get_data(as_text=True)


def test_it_answers_over_the_network(mall: Mall):
    asked = urllib.request.Request(f"{mall.url}{PREFIX}/floor", headers=mall.headers)
    with urllib.request.urlopen(asked, timeout=5) as answer:
        floor = json.load(answer)
    assert floor["totals"]["waiting"] == sum(row["waiting"] for row in floor["services"])


# --- who may ask ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.name)
def test_nobody_without_a_token_and_no_token_without_the_scope(mall: Mall, route: Route, uid: str):
    client = mall.house.app.test_client()
    others = tuple(scope for scope in SCOPES if scope != route.scope)
    without = mall.house.gate.tokens.make("another", others, "ani")
    for ending in ("", ".csv") if route.many else ("",):
        path = PREFIX + path_of(route, uid) + ending
        stranger = client.get(path)
        assert (stranger.status_code, "Authorization: Bearer" in stranger.get_json()["detail"]) == (401, True)
        refused = client.get(path, headers={"Authorization": f"Bearer {without}"})
        assert (refused.status_code, route.scope in refused.get_json()["detail"]) == (403, True)
        only = mall.house.gate.tokens.make("only", (route.scope,), "ani")
        assert client.get(path, headers={"Authorization": f"Bearer {only}"}).status_code == 200


def test_a_revoked_token_is_turned_away_and_shuts_nobody_out(mall: Mall):
    tokens, client = mall.house.gate.tokens, mall.house.app.test_client()
    secret = tokens.make("left behind", SCOPES, "ani")
    tokens.revoke(next(row.hash for row in tokens.all() if row.name == "left behind"))
    for _ in range(40):
        answer = client.get(PREFIX + "/floor", headers={"Authorization": f"Bearer {secret}"})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert mall.house.sign_in(client, "ani").status_code == 303


def test_guessing_tokens_shuts_out_no_token_that_is_right(mall: Mall):
    client = mall.house.app.test_client()
    wrong = {"Authorization": "Bearer mpp_guess"}
    elsewhere = {"environ_base": {"REMOTE_ADDR": "10.1.1.1"}}
    codes = {client.get(PREFIX + "/floor", headers=wrong, **elsewhere).status_code for _ in range(40)}
    assert codes == {401, 429}
    assert client.get(PREFIX + "/floor", headers=mall.headers, **elsewhere).status_code == 200


def test_nothing_can_be_changed_but_what_the_table_says(mall: Mall, uid: str):
    client = mall.house.app.test_client()
    known = {(route.path, route.method) for route in ROUTES}
    assert [route.name for route in ROUTES if route.method != "GET"] == ["book"]
    for route in ROUTES:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if (route.path, method) not in known:
                answer = client.open(PREFIX + path_of(route, uid), method=method, headers=mall.headers)
                allowed = "GET, HEAD, OPTIONS" + (", PUT" if (route.path, "PUT") in known else "")
                assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_no_answer_holds_a_secret_and_only_one_a_name(mall: Mall, uid: str):
    with mall.house.store.reader() as db:
        secrets = {row.token for row in db.execute(s.TICKETS.select())} - {""}
        secrets |= {row.hash for row in db.execute(s.CREDENTIALS.select())}
        secrets |= {row.hash for row in db.execute(s.TOKENS.select())}
    assert len(secrets) > 30
    for route in ROUTES:
        for ending in ("", ".csv") if route.many else ("",):
            text = mall.get(f"{path_of(route, uid)}{ending}").get_data(as_text=True)
            assert not [secret for secret in secrets if secret in text], route.name
            assert (f'"{NAME}"' in text or f",{NAME}," in text) == (route.name == "people"), route.name


def test_whoever_asks_too_fast_is_told_to_wait_and_nobody_else(tmp_path):
    with mall_at_work(tmp_path) as mall:
        pace = mall.house.app.extensions["api_pace"]
        pace.at_once, pace.a_second = 3, 0.001
        other = mall.house.gate.tokens.make("other", SCOPES, "ani")
        codes = [mall.get("/floor").status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        assert int(mall.get("/agencies").headers["Retry-After"]) > 1
        answer = mall.house.app.test_client().get(
            PREFIX + "/floor", headers={"Authorization": f"Bearer {other}"}
        )
        assert answer.status_code == 200


def test_the_pace_lets_a_burst_through_and_then_so_many_a_second():
    now = [0.0]
    pace = Pace(at_once=2, a_second=2.0, now=lambda: now[0])
    assert [pace.wait_s("a") for _ in range(3)] == [0, 0, 1]
    now[0] = 0.5
    assert [pace.wait_s("a") for _ in range(2)] == [0, 1]
    assert pace.wait_s("b") == 0
    now[0] = 60.0
    assert [pace.wait_s("a") for _ in range(3)] == [0, 0, 1]


def test_the_hub_knows_when_a_token_was_used_last(mall: Mall):
    secret = mall.house.gate.tokens.make("seldom", ("floor:read",), "ani")

    def used() -> float | None:
        return next(row.used_at for row in mall.house.gate.tokens.all() if row.name == "seldom")

    assert used() is None
    mall.house.app.test_client().get(PREFIX + "/floor", headers={"Authorization": f"Bearer {secret}"})
    assert used() == mall.house.now
    kept = mall.house.look(lambda _hall: mall.house.store.load_private().tokens)
    assert mall.house.now in [row.used_at for row in kept.values() if row.name == "seldom"]
