"""Who gets onto the wire at all: the mall's own authority, on a real mosquitto, with production settings."""

from __future__ import annotations

import socket
import ssl
import stat
from datetime import UTC, datetime

import pytest
from cryptography import x509

from broker_config.conf import LARGEST, BrokerFile, ClientTable, Listener
from broker_config.link import tls_context
from broker_config.settings import BrokerSettings, ConfigError
from broker_config.trial import HOST, Arrival, TrialClient, mosquitto
from provisioning.authority import Authority

STATE = "mpp/v1/contoh/device/kiosk-1/state"
REQUEST = "mpp/v1/contoh/device/kiosk-1/up/request"


def found(directory, *names):
    authority = Authority(directory, "MPP Contoh")
    authority.server(["10.20.30.40", "hub.mpp.internal"])
    for name in names:
        authority.client(name)
    return directory


def identity(directory, name, ca=None):
    files = BrokerSettings(
        host="localhost",
        port=1,
        ca=str((ca or directory) / "ca.pem"),
        certificate=f"{name}.pem",
        key=f"{name}.key",
    )
    return tls_context(files, directory)


def certificate(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return found(tmp_path_factory.mktemp("ours"), "hub", "kiosk-1")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory):
    return found(tmp_path_factory.mktemp("theirs"), "hub", "kiosk-1")


@pytest.fixture(scope="module")
def port(keys):
    listener = Listener(
        site="contoh",
        ca=f"{keys}/ca.pem",
        certificate=f"{keys}/broker.pem",
        key=f"{keys}/broker.key",
        acl=f"{keys}/acl",
    )
    with mosquitto(
        BrokerFile(listener=listener, clients={"kiosk-1": ClientTable(role="ticket_kiosk")})
    ) as port:
        yield port


def test_a_box_with_our_certificate_gets_in(port, keys):
    with TrialClient(port, identity(keys, "kiosk-1"), "kiosk-1") as kiosk:
        assert kiosk.publish([Arrival(STATE, b"{}")]) == [True]


def test_a_box_with_another_malls_certificate_does_not(port, keys, theirs):
    with pytest.raises(ConfigError, match=r"does not take|ended the connection"):
        TrialClient(port, identity(theirs, "kiosk-1", ca=keys), "kiosk-1")


def test_a_box_without_a_certificate_does_not(port, keys):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(keys / "ca.pem")
    with pytest.raises(ConfigError, match=r"does not take|ended the connection"):
        TrialClient(port, context, "kiosk-1")


# paho leaves the socket of a handshake that failed to the garbage collector, which complains.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_box_does_not_talk_to_another_malls_broker(port, keys, theirs):
    with pytest.raises(ConfigError, match="certificate verify failed"):
        TrialClient(port, identity(keys, "kiosk-1", ca=theirs), "kiosk-1")


def test_a_stolen_box_cannot_play_the_broker(keys):
    """Its certificate says that it is a client; a kiosk that met it would walk away."""
    with pytest.raises(ssl.SSLCertVerificationError, match=r"unsuitable certificate purpose|purpose"):
        handshake(keys / "kiosk-1.pem", keys / "kiosk-1.key", keys / "ca.pem")


def test_the_brokers_certificate_passes_the_strict_checks_of_newer_pythons(keys):
    handshake(keys / "broker.pem", keys / "broker.key", keys / "ca.pem")


def handshake(pem, key, ca):
    """A TLS handshake in memory, as strict as Python 3.13 is by default."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem, key)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.load_verify_locations(ca)
    asking.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(to_client, to_server, server_hostname="localhost")
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for end in (client, server, client, server):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue


def test_an_oversize_packet_ends_its_senders_connection_and_nobody_elses(port, keys):
    with TrialClient(port, identity(keys, "hub"), "hub") as hub:
        hub.subscribe(STATE)
        with pytest.raises(ConfigError, match=r"ended the connection|gives no answer"):
            TrialClient(port, identity(keys, "kiosk-1"), "kiosk-1").publish(
                [Arrival(REQUEST, bytes(LARGEST + 2000))]
            )
        assert not hub.down.is_set()
        with TrialClient(port, identity(keys, "kiosk-1"), "kiosk-1") as kiosk:
            kiosk.publish([Arrival(STATE, b"after")])
        assert hub.heard_until(b"after") == []


def test_the_broker_is_not_reached_by_plain_text(port):
    with socket.create_connection((HOST, port), timeout=5) as sock:
        sock.sendall(b"\x10\x12\x00\x04MQTT\x05\x02\x00\x0a\x00\x00\x05plain")
        sock.settimeout(5)
        try:
            answer = sock.recv(16)
        except ConnectionResetError:
            answer = b""
    assert answer[:1] != b"\x20", "a CONNACK came back"


def test_only_their_owner_can_read_the_keys(keys):
    paths = list(keys.glob("*.key"))
    assert len(paths) == 4
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths} == {0o600}
    assert not list(keys.glob("*.partial"))


def test_certificates_hold_on_a_box_whose_clock_is_years_behind_and_for_its_whole_life(keys):
    for name, years in (("ca", 19), ("broker", 9), ("kiosk-1", 9)):
        made = certificate(keys / f"{name}.pem")
        assert made.not_valid_before_utc == datetime(2020, 1, 1, tzinfo=UTC)
        assert made.not_valid_after_utc.year - datetime.now(UTC).year >= years


def test_an_authority_that_exists_is_kept_and_so_is_every_certificate_that_fits(tmp_path):
    found(tmp_path, "kiosk-1")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again = Authority(tmp_path, "Another Name")
    assert again.client("kiosk-1") is False
    assert again.server(["10.20.30.40"]) is False
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_brokers_certificate_is_made_again_for_a_new_address(tmp_path):
    found(tmp_path)
    assert Authority(tmp_path, "MPP Contoh").server(["10.20.30.41"]) is True
    names = certificate(tmp_path / "broker.pem").extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert {str(name.value) for name in names.value} == {"10.20.30.41", "localhost", "127.0.0.1", "::1"}


@pytest.mark.parametrize("harm", ["lost", "garbled", "from elsewhere", "another's"])
def test_a_certificate_that_does_not_fit_is_made_again(tmp_path, theirs, harm):
    found(tmp_path, "kiosk-1", "kiosk-2")
    pem = tmp_path / "kiosk-1.pem"
    if harm == "lost":
        pem.unlink()
    elif harm == "garbled":
        pem.write_text("not a certificate")
    else:
        source = theirs / "kiosk-1" if harm == "from elsewhere" else tmp_path / "kiosk-2"
        for end in (".pem", ".key"):
            pem.with_suffix(end).write_bytes(source.with_suffix(end).read_bytes())
    assert Authority(tmp_path, "MPP Contoh").client("kiosk-1") is True
    assert certificate(pem).subject.rfc4514_string() == "CN=kiosk-1"
    certificate(pem).verify_directly_issued_by(certificate(tmp_path / "ca.pem"))


@pytest.mark.parametrize("lost", ["ca.key", "ca.pem"])
def test_half_an_authority_is_never_replaced_by_itself(tmp_path, lost):
    found(tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(ConfigError, match=f"{lost}: is missing beside ca"):
        Authority(tmp_path, "MPP Contoh")
    assert not (tmp_path / lost).exists()


def test_an_authority_whose_halves_do_not_match_is_refused(tmp_path, theirs):
    found(tmp_path)
    (tmp_path / "ca.key").write_bytes((theirs / "ca.key").read_bytes())
    with pytest.raises(ConfigError, match=r"ca.key: does not belong to ca.pem"):
        Authority(tmp_path, "MPP Contoh")
