"""`python -m broker_config render | check | tail`, on the files of the small mall and a real mosquitto."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from broker_config.__main__ import main
from broker_config.check import identity
from broker_config.conf import BrokerFile
from broker_config.settings import load
from broker_config.tail import line
from broker_config.trial import Arrival, TrialClient, mosquitto
from provisioning.apply import certify, lay_out, read_site

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/contract/golden"
REQUEST = (GOLDEN / "ticket-request.json").read_bytes().strip()
TOPIC = "mpp/v1/tirtamarta/device/kiosk-1/up/request"
AT = datetime(2025, 11, 25, 1, 50, 0, 250_000, tzinfo=UTC)


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    directory = tmp_path_factory.mktemp("mall")
    fleet = read_site(ROOT / "provisioning/examples/small.toml")
    lay_out(fleet, directory)
    certify(fleet, directory)
    return directory


@pytest.fixture
def mall(certified):
    """The mall's directory; the files that a test may harm are put back after it."""
    kept = {path: path.read_bytes() for path in certified.iterdir()}
    yield certified
    for path in certified.iterdir():
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)
        path.chmod(0o600 if path.suffix == ".key" else 0o644)


def check(mall, capsys):
    status = main(["check", str(mall / "broker.toml")])
    lines = capsys.readouterr().out.splitlines()
    return status, [text for text in lines if text.startswith("FAULT")], lines


def test_render_writes_what_provisioning_wrote(mall, tmp_path, capsys):
    assert main(["render", str(mall / "broker.toml"), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.split() == [str(tmp_path / name) for name in ("mosquitto.conf", "acl")]
    for name in ("mosquitto.conf", "acl"):
        assert (tmp_path / name).read_text() == (mall / name).read_text()


def test_check_finds_nothing_wrong_with_a_sound_mall(mall, capsys):
    status, faults, lines = check(mall, capsys)
    assert (status, faults) == (0, [])
    assert "ok     a client without a certificate is refused" in lines
    assert "ok     pad-4 may say its own state, and nobody else's" in lines
    assert "ok     teknisi may say nothing" in lines


def test_check_notices_an_access_list_that_somebody_has_changed(mall, capsys):
    (mall / "acl").write_text((mall / "acl").read_text() + "\nuser kiosk-1\ntopic readwrite #\n")
    status, faults, _ = check(mall, capsys)
    assert status == 1
    assert "acl is what broker.toml gives: it differs: change site.toml or broker.toml, and" in faults[0]


def test_check_notices_a_missing_file(mall, capsys):
    (mall / "broker.key").unlink()
    status, faults, _ = check(mall, capsys)
    assert status == 1
    assert "broker.key can be read: No such file or directory: run as the broker's user, or make" in faults[0]


def test_check_notices_a_key_that_others_can_read(mall, capsys):
    (mall / "broker.key").chmod(0o644)
    _, faults, _ = check(mall, capsys)
    assert "others can read it: chmod 600" in faults[0]


def test_check_notices_a_certificate_that_mosquitto_cannot_use(mall, capsys):
    (mall / "broker.pem").write_text("no certificate")
    status, faults, _ = check(mall, capsys)
    assert status == 1
    assert "mosquitto does not start with this configuration; it says: " in faults[0]


def test_check_notices_a_box_whose_key_is_not_its_own(mall, capsys):
    (mall / "pad-1.key").write_bytes((mall / "pad-2.key").read_bytes())
    _, faults, _ = check(mall, capsys)
    assert [fault.split(" may say")[0] for fault in faults] == ["FAULT  pad-1"]


def test_check_notices_a_box_that_has_anothers_certificate(mall, capsys):
    for end in ("key", "pem"):
        (mall / f"pad-1.{end}").write_bytes((mall / f"pad-2.{end}").read_bytes())
    _, faults, _ = check(mall, capsys)
    assert [fault.split(" may say")[0] for fault in faults] == ["FAULT  pad-1"]


def test_a_file_that_cannot_be_meant_is_one_line_on_stderr(tmp_path, capsys):
    path = tmp_path / "broker.toml"
    path.write_text('[listener]\nsite = "contoh"\n')
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}: listener: Object missing required field `ca`")


def test_tail_does_not_listen_in_the_name_of_a_box_which_it_would_throw_off(mall):
    command = [sys.executable, "-m", "broker_config", "tail", str(mall / "broker.toml"), "--as", "kiosk-1"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=20)
    assert told.returncode != 0
    assert "--as kiosk-1: that is no observer" in told.stderr


def test_tail_shows_live_traffic_decoded_and_what_breaks_the_contract_as_such(mall):
    file = load(mall / "broker.toml", BrokerFile)
    with mosquitto(file) as port:
        command = [
            sys.executable,
            "-m",
            "broker_config",
            "tail",
            str(mall / "broker.toml"),
            "--port",
            str(port),
        ]
        tail = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        try:
            assert tail.stdout is not None
            with TrialClient(port, identity(file, "hub", mall), "hub") as hub:
                # The one thing that is retained: it tells us that the tail has begun to listen.
                state = Arrival("mpp/v1/tirtamarta/hub/state", b'{"status":"online","epoch":1,"boot":7}')
                hub.publish([state], retain=True)
                assert tail.stdout.readline().endswith(
                    'hub HubState {"status":"online","epoch":1,"boot":7}\n'
                )
            with TrialClient(port, identity(file, "kiosk-1", mall), "kiosk-1") as kiosk:
                kiosk.publish([Arrival(TOPIC, REQUEST), Arrival(TOPIC, b'{"uid":"4711"}')])
            assert "kiosk-1 TicketRequest" in tail.stdout.readline()
            assert f"BadMessage {TOPIC}: uid: Expected `str` matching" in tail.stdout.readline()
            tail.send_signal(signal.SIGINT)
            assert tail.wait(timeout=10) == 0
        finally:
            tail.kill()
            tail.communicate()


def test_tail_says_why_it_cannot_listen(mall, capsys):
    assert main(["tail", str(mall / "broker.toml"), "--port", "1"]) == 1
    assert "is the broker running" in capsys.readouterr().err


def test_tail_needs_an_observer(mall, capsys):
    text = (mall / "broker.toml").read_text()
    start, end = text.index("observers"), text.index("[listener]")
    (mall / "broker.toml").write_text(text[:start] + text[end:])
    assert main(["tail", str(mall / "broker.toml")]) == 1
    assert "observers: nobody may listen in; name one in site.toml" in capsys.readouterr().err


def test_a_line_has_time_sender_and_message_and_hides_the_secret_of_the_ticket():
    text = line(TOPIC, REQUEST, AT)
    assert text.startswith('01:50:00.250 kiosk-1 TicketRequest {"uid":"kiosk-1.42.17","service":"ktp-baru"')
    assert json.loads(REQUEST)["token"] not in text


def test_a_line_of_the_hub_says_whom_it_speaks_to():
    ack = msgspec.json.encode({"acked": 313})
    assert (
        line("mpp/v1/x/device/kiosk-1/down/ack", ack, AT)
        == '01:50:00.250 hub -> kiosk-1 LogAck {"acked":313}'
    )
    board = (GOLDEN / "board.json").read_bytes()
    assert line("mpp/v1/x/all/board/utama", board, AT).startswith("01:50:00.250 hub -> utama Board {")


def test_a_long_line_is_cut_and_a_cleared_topic_is_said_to_be_one():
    assert len(line("mpp/v1/x/all/board/utama", (GOLDEN / "board.json").read_bytes(), AT, 80)) == 80
    assert (
        line("mpp/v1/x/hub/state", b"", AT) == "01:50:00.250 (nothing retained any more) mpp/v1/x/hub/state"
    )
