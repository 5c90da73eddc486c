"""Why a box does not reach the broker: what the link says of it, for the screen that a technician stands before."""

from __future__ import annotations

import queue
import socket

import pytest

from broker_config.conf import BrokerFile, ClientTable, Listener
from broker_config.contract import DeviceState
from broker_config.link import Link, Up
from broker_config.settings import BrokerSettings, DeviceSettings
from broker_config.trial import mosquitto
from broker_config.troubles import NETWORK, of_certificate
from provisioning.authority import Authority
from tests.contract.display_box import eventually


def found(directory, host="localhost"):
    directory.mkdir()
    authority = Authority(directory, "MPP Contoh")
    authority.server([host])
    authority.client("display-1")
    return directory


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {
        name: found(folder / name, host) for name, host in (("ours", "localhost"), ("theirs", "localhost"))
    }


@pytest.fixture(scope="module")
def port(keys):
    ours = keys["ours"]
    listener = Listener(
        site="contoh", ca=f"{ours}/ca.pem", certificate=f"{ours}/broker.pem", key=f"{ours}/broker.key",
        acl=f"{ours}/acl",
    )  # fmt: skip
    file = BrokerFile(listener=listener, clients={"display-1": ClientTable(role="display", zone="utama")})
    with mosquitto(file) as port:
        yield port


@pytest.fixture
def connect(keys):
    links = []

    def make(port, *, host="localhost", ca="ours", own="ours"):
        folder = keys[own]
        broker = BrokerSettings(
            host=host, port=port, ca=str(keys[ca] / "ca.pem"), certificate=f"{folder}/display-1.pem",
            key=f"{folder}/display-1.key",
        )  # fmt: skip
        inbox = queue.SimpleQueue()
        device = DeviceSettings(id="display-1", role="display", site="contoh")
        will = DeviceState(status="offline", boot=1)
        link = Link(broker, device, inbox, will=will, base=folder, zones=("utama",))
        links.append(link)
        link.start()
        return link, inbox

    yield make
    for link in links:
        link.stop()


def trouble(link) -> str:
    return eventually(lambda: link.trouble, "what the trouble is")


def test_while_there_is_a_session_there_is_no_trouble(port, connect):
    link, inbox = connect(port)
    assert isinstance(inbox.get(timeout=10), Up)
    assert link.trouble == ""


def test_nobody_at_the_port(connect):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        link, _ = connect(free.getsockname()[1])
        assert trouble(link) == "unreachable"


def test_a_name_that_the_network_does_not_know(connect):
    link, _ = connect(8883, host="hub.invalid")
    assert trouble(link) == "host_unknown"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho drops its socket
def test_a_broker_of_another_mall(port, connect):
    link, _ = connect(port, ca="theirs")
    assert trouble(link) == "certificate_foreign"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # paho drops its socket
def test_a_broker_under_another_name(port, connect):
    link, _ = connect(port, host="0.0.0.0")  # which is this machine, too
    assert trouble(link) == "certificate_host"


def test_a_certificate_that_the_broker_does_not_take(port, connect):
    link, _ = connect(port, own="theirs")
    assert trouble(link) == "certificate_refused"


def test_every_trouble_has_words_in_both_languages():
    names = {of_certificate(code) for code in (9, 10, 18, 19, 20, 62, 64)}
    assert names == {"certificate_early", "certificate_ending", "certificate_foreign", "certificate_host"}
    for name in names | {"unreachable", "host_unknown", "certificate_refused", "no_session"}:
        assert all(NETWORK[name].what)
        assert all(NETWORK[name].todo)
