"""What the messages look like on the wire, and how a message that breaks the contract is refused.

A golden sample is a promise to everybody who reads the wire: a change here is a change of the contract.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_config import codec
from broker_config.codec import BadMessage, Heard
from broker_config.contract import HUB, ROUTE_OF, ROUTES, TicketRequest, topic_of
from broker_config.reference import sample_name

GOLDEN = Path(__file__).parent / "golden"
SPEAKER = {"ticket_kiosk": "kiosk-1", "counter_pad": "pad-1", "display": "display-1", "hub": "kiosk-1"}
SECRET = "3174095505900001"


def sample(route):
    return (GOLDEN / f"{sample_name(route.message)}.json").read_bytes().rstrip(b"\n")


def topic(route):
    return topic_of(route.message, "tirtamarta", device=SPEAKER[route.senders[0]], zone="utama")


def refused(route, fields):
    with pytest.raises(BadMessage) as caught:
        codec.decode(topic(route), json.dumps(fields).encode())
    return str(caught.value)


def fields_of(route):
    return msgspec.structs.fields(route.message)


each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: sample_name(route.message))


def test_every_message_has_a_sample_and_every_sample_a_message():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{sample_name(r.message)}.json" for r in ROUTES}


@each_route
def test_a_sample_is_understood_and_says_who_spoke(route):
    heard = codec.decode(topic(route), sample(route))
    assert type(heard.message) is route.message
    assert heard.sender == (HUB if route.senders == (HUB,) else SPEAKER[route.senders[0]])
    assert heard.zone == ("utama" if "{zone}" in route.topic else "")


@each_route
def test_a_sample_is_written_again_to_the_byte(route):
    assert codec.encode(codec.decode(topic(route), sample(route)).message) == sample(route)


@each_route
def test_a_sample_shows_every_field(route):
    assert set(json.loads(sample(route))) == {field.encode_name for field in fields_of(route)}


@each_route
def test_a_field_that_nobody_knows_yet_is_ignored(route):
    grown = json.dumps({**json.loads(sample(route)), "from_the_future": 1}).encode()
    assert codec.decode(topic(route), grown) == codec.decode(topic(route), sample(route))


@each_route
def test_a_missing_field_is_named(route):
    for field in fields_of(route):
        if field.required:
            rest = {key: value for key, value in json.loads(sample(route)).items() if key != field.name}
            assert refused(route, rest) == f"{topic(route)}: {field.name}: is missing"


@each_route
def test_a_field_of_the_wrong_type_is_named_and_its_value_is_not(route):
    for field in fields_of(route):
        message = refused(route, {**json.loads(sample(route)), field.name: {"nik": SECRET}})
        assert re.match(rf"{topic(route)}: {field.name}(: Expected |\.[a-z_]+: is missing)", message), message
        assert SECRET not in message


@each_route
def test_a_word_outside_the_list_is_refused_without_being_repeated(route):
    lists = [field.name for field in fields_of(route) if "enum" in schema_of(route, field.name)]
    for name in lists:
        message = refused(route, {**json.loads(sample(route)), name: SECRET})
        assert message == f"{topic(route)}: {name}: Is not one of the values that are allowed"


def schema_of(route, name):
    schema = msgspec.json.schema(route.message)
    return schema["$defs"][route.message.__name__]["properties"][name]


def test_there_are_words_in_lists_to_be_tested():
    assert sum("enum" in schema_of(route, field.name) for route in ROUTES for field in fields_of(route)) >= 5


@each_route
def test_an_oversize_payload_is_refused_before_it_is_read(route):
    with pytest.raises(
        BadMessage, match=f"payload: {route.max_bytes + 1} bytes, at most {route.max_bytes} are"
    ):
        codec.decode(topic(route), sample(route).ljust(route.max_bytes + 1))


@each_route
def test_a_truncated_payload_is_refused(route):
    with pytest.raises(BadMessage, match="payload: not JSON"):
        codec.decode(topic(route), sample(route)[:-1])


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"null", b"[]", b"17", b"[" * 4000, b'{"uid":"\xff"}'])
def test_what_is_not_an_object_is_refused(payload):
    with pytest.raises(BadMessage, match=r"payload: |uid: "):
        codec.decode(topic(ROUTE_OF[TicketRequest]), payload)


def test_a_fault_deep_inside_is_named_with_its_whole_path():
    route = next(route for route in ROUTES if route.name == "board")
    fields = json.loads(sample(route))
    fields["calls"][0]["counter"] = 0
    assert refused(route, fields) == f"{topic(route)}: calls[0].counter: Expected `int` >= 1"


def test_a_press_in_anothers_name_is_refused():
    route = ROUTE_OF[TicketRequest]
    message = refused(route, {**json.loads(sample(route)), "uid": "kiosk-2.1.1"})
    assert message == f"{topic(route)}: uid: belongs to another device than the sender"


def test_a_topic_outside_the_contract_is_refused():
    for place in (
        "mpp/v1/tirtamarta/device/kiosk-1/up/invented",
        "mpp/v2/tirtamarta/hub/state",
        "",
        "mpp/v1",
    ):
        with pytest.raises(BadMessage, match="no message of the contract is said here"):
            codec.decode(place, b"{}")


WORD = st.text(max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORD
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=6,
)
# The same cases every time: a build does not turn red by chance.
steady = settings(derandomize=True, database=None)


@steady
@given(route=st.sampled_from(ROUTES), data=st.data())
def test_whatever_stands_in_a_field_the_answer_is_a_message_or_a_bad_message(route, data):
    name = data.draw(st.sampled_from([field.name for field in fields_of(route)]))
    fields = {**json.loads(sample(route)), name: data.draw(SHAPES)}
    try:
        answer = codec.decode(topic(route), json.dumps(fields).encode())
    except BadMessage as error:
        answer = str(error)
    assert isinstance(answer, Heard) or f"{topic(route)}: {name}" in answer


@steady
@given(st.binary(max_size=200))
def test_whatever_bytes_arrive_nothing_but_a_bad_message_is_raised(payload):
    with pytest.raises(BadMessage):
        codec.decode(topic(ROUTE_OF[TicketRequest]), payload)
