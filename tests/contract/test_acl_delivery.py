"""Who can say and hear what, shown by what arrives: every role, every topic, own and others' ids.

The expected rights are spelled out here from the contract's table, not taken from the code under test.
"""

from __future__ import annotations

import contextlib

import pytest

from broker_config.conf import BrokerFile, ClientTable, Listener
from broker_config.contract import ROUTES, Role, topic_of
from broker_config.link import tls_context
from broker_config.settings import BrokerSettings
from broker_config.trial import Arrival, TrialClient, mosquitto
from provisioning.authority import Authority

SITE = "contoh"
ROLES: dict[str, Role] = {
    "kiosk-1": "ticket_kiosk",
    "kiosk-2": "ticket_kiosk",
    "pad-1": "counter_pad",
    "pad-2": "counter_pad",
    "display-1": "display",
    "display-2": "display",
    "hub": "hub",
}
ZONES = {"display-1": "utama", "display-2": "timur"}
OBSERVER, REMOVED = "teknisi", "kiosk-9"  # REMOVED has a good certificate, and is not in the list any more
EVERYBODY = (*ROLES, OBSERVER, REMOVED)
OUTSIDE = (
    f"mpp/v1/{SITE}/device/kiosk-1/up/invented",
    f"mpp/v1/{SITE}/all/invented",
    f"mpp/v1/{SITE}/device/kiosk-1/up/request/deeper",
    "mpp/v1/elsewhere/device/kiosk-1/state",
    "mpp/v1/elsewhere/hub/state",
    "invented",
)


def all_topics():
    """Every topic of the contract with every id and zone in it: topic -> (route, id or zone)."""
    topics = {}
    for route in ROUTES:
        for device in ROLES if "{id}" in route.topic else [""]:
            for zone in ("utama", "timur", "all") if "{zone}" in route.topic else [""]:
                topics[topic_of(route.message, SITE, device=device, zone=zone)] = (route, device, zone)
    return topics


TOPICS = all_topics()


def may_say(who, topic):
    if who not in ROLES or topic not in TOPICS:
        return False
    route, device, _zone = TOPICS[topic]
    return ROLES[who] in route.senders and (who == "hub" or device in ("", who))


def may_hear(who, topic):
    if who == OBSERVER:
        return topic.startswith(f"mpp/v1/{SITE}/")
    if who not in ROLES or topic not in TOPICS:
        return False
    route, device, zone = TOPICS[topic]
    if ROLES[who] not in route.receivers:
        return False
    return who == "hub" or (device in ("", who) and zone in ("", "all", ZONES.get(who)))


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    directory = tmp_path_factory.mktemp("keys")
    authority = Authority(directory, "MPP Contoh")
    authority.server(["localhost"])
    for name in EVERYBODY:
        authority.client(name)
    return directory


@pytest.fixture(scope="module")
def broker(keys):
    listener = Listener(
        site=SITE,
        ca=f"{keys}/ca.pem",
        certificate=f"{keys}/broker.pem",
        key=f"{keys}/broker.key",
        acl=f"{keys}/acl",
    )
    clients = {
        name: ClientTable(role=role, zone=ZONES.get(name, ""))
        for name, role in ROLES.items()
        if role != "hub"
    }
    with mosquitto(BrokerFile(listener=listener, clients=clients, observers=(OBSERVER,))) as port:
        yield port


@pytest.fixture(scope="module")
def connect(broker, keys):
    def connect(name, client_id="", will=None):
        files = BrokerSettings(
            host="localhost", port=broker, ca="ca.pem", certificate=f"{name}.pem", key=f"{name}.key"
        )
        return TrialClient(broker, tls_context(files, keys), client_id or name, will)

    return connect


@pytest.fixture(scope="module")
def traffic(connect):
    """Everybody subscribes to everything, and says everything once: what passed, and what arrived where."""
    topics = (*TOPICS, *OUTSIDE)
    with contextlib.ExitStack() as stack:
        clients = {name: stack.enter_context(connect(name)) for name in EVERYBODY}
        for client in clients.values():
            client.subscribe("#")
        passed = {
            name: dict(
                zip(topics, client.publish(Arrival(topic, name.encode()) for topic in topics), strict=True)
            )
            for name, client in clients.items()
        }
        # The last words: the broker delivers in order, so whatever was to arrive is there before them.
        clients["hub"].publish([Arrival(topic_of(route_named("clock"), SITE), b"the end")])
        for device in ("kiosk-1", "kiosk-2"):
            topic = f"mpp/v1/{SITE}/device/{device}/state"
            clients[device].publish([Arrival(topic, b"the end for the hub")])
        arrived = {
            name: client.heard_until(b"the end for the hub" if name == "hub" else b"the end")
            for name, client in clients.items()
            if name != REMOVED
        }
        # It hears nothing, so its own last words are its barrier: their answer comes after all before.
        clients[REMOVED].publish([Arrival(f"mpp/v1/{SITE}/device/{REMOVED}/state", b"the end")])
        return passed, arrived, clients[REMOVED].arrivals.qsize()


def route_named(name):
    return next(route.message for route in ROUTES if route.name == name)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_broker_lets_each_say_exactly_what_the_contract_lets_it_say(traffic, who):
    passed, _arrived, _ = traffic
    assert {topic for topic, accepted in passed[who].items() if accepted} == {
        topic for topic in (*TOPICS, *OUTSIDE) if may_say(who, topic)
    }


@pytest.mark.parametrize("who", [name for name in EVERYBODY if name != REMOVED])
def test_each_hears_exactly_what_the_contract_lets_it_hear_and_from_whom(traffic, who):
    _passed, arrived, _ = traffic
    expected = {
        (topic, speaker)
        for speaker in EVERYBODY
        for topic in (*TOPICS, *OUTSIDE)
        if may_say(speaker, topic) and may_hear(who, topic)
    }
    assert expected, "a test of nothing proves nothing"
    assert sorted((a.topic, a.payload.decode()) for a in arrived[who]) == sorted(expected)


def test_a_box_taken_out_of_the_list_hears_nothing_at_all(traffic):
    assert traffic[2] == 0


def test_no_box_is_pushed_off_the_line_by_another_that_claims_its_client_id(connect):
    state = f"mpp/v1/{SITE}/device/kiosk-1/state"
    with connect("kiosk-1") as victim, connect("kiosk-2", client_id="kiosk-1") as thief:
        assert thief.publish([Arrival(state, b"stolen")]) == [False]
        assert victim.publish([Arrival(state, b"still here")]) == [True]
        assert not victim.down.is_set()


def test_a_will_in_anothers_name_is_not_spoken(connect):
    """The will is checked when it is spoken, like any other message."""
    topic = f"mpp/v1/{SITE}/device/kiosk-1/state"
    with connect("hub") as hub:
        hub.subscribe(topic)
        connect("kiosk-2", will=Arrival(topic, b"a lie")).break_off()
        connect("kiosk-1", will=Arrival(topic, b"gone")).break_off()
        assert b"a lie" not in {arrival.payload for arrival in hub.heard_until(b"gone")}
