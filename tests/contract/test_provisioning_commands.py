"""`python -m provisioning`: what a technician types, and what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from broker_config.settings import read_identity_key
from provisioning.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "provisioning/examples/small.toml"


@pytest.mark.parametrize("example", ["small", "full"])
def test_the_examples_have_no_faults(example, capsys):
    assert main(["check", str(SMALL.with_stem(example))]) == 0
    assert "No faults." in capsys.readouterr().out


def test_faults_go_to_stderr_one_a_line_and_the_status_says_so(tmp_path, capsys):
    site = tmp_path / "site.toml"
    text = SMALL.read_text()
    site.write_text(text.replace('agency = "polres"', 'agency = "polre"').replace("number = 8", "number = 7"))
    assert main(["check", str(site)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == (
        "site.toml: [services.skck-baru] agency: no agency 'polre' (did you mean 'polres'?)"
    )
    assert "site.toml: [counters.loket-8] number: '7' is already taken by 'loket-7'" in err.splitlines()


@pytest.mark.parametrize(
    ("content", "expected"),
    [(None, "cannot be read: No such file"), (b"[mall", "not valid TOML"), (b"\xff", "not valid TOML")],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, capsys, content, expected):
    site = tmp_path / "site.toml"
    if content is not None:
        site.write_bytes(content)
    assert main(["check", str(site)]) == 1
    err = capsys.readouterr().err
    assert expected in err
    assert len(err.splitlines()) == 1


def test_plan_writes_one_machines_files_and_names_them(tmp_path, capsys):
    assert main(["plan", str(SMALL), "--machine", "pad-1", "--out", str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out.split() == [
        str(tmp_path / "new" / n) for n in ("pad-1.toml", "pad-1-wiring.txt", "mpp-kiosk@.service")
    ]


def test_a_second_plan_changes_nothing(tmp_path):
    main(["plan", str(SMALL), "--out", str(tmp_path)])
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    main(["plan", str(SMALL), "--out", str(tmp_path)])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_no_planned_file_holds_a_key(tmp_path):
    main(["certificates", str(SMALL), "--out", str(tmp_path)])
    keys = {
        line for path in tmp_path.glob("*.key") for line in path.read_text().splitlines() if "-" not in line
    }
    main(["plan", str(SMALL), "--out", str(tmp_path)])
    planned = [path for path in tmp_path.iterdir() if path.suffix not in (".key", ".pem")]
    assert keys
    assert len(planned) > 10
    assert not any(key in path.read_text() for path in planned for key in keys)


def test_certificates_are_made_once(tmp_path, capsys):
    command = ["certificates", str(SMALL), "--out", str(tmp_path)]
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("11 made;")
    assert main(command) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("0 made;")


def test_a_certificate_can_be_made_for_one_box_alone(tmp_path, capsys):
    assert main(["certificates", str(SMALL), "--out", str(tmp_path), "--only", "kiosk-2"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"ca.pem", "ca.key", "kiosk-2.pem", "kiosk-2.key"}
    assert main(["certificates", str(SMALL), "--out", str(tmp_path), "--only", "kiosk-9"]) == 1
    assert "no box or observer 'kiosk-9' in this mall; it has broker, hub, kiosk-1" in capsys.readouterr().err


def test_the_identity_key_is_a_secret_of_its_own_made_once_and_never_replaced(tmp_path, capsys):
    command = ["certificates", str(SMALL), "--out", str(tmp_path)]
    assert main(command) == 0
    key = tmp_path / "identity.key"
    assert key.stat().st_mode & 0o777 == 0o600
    made = read_identity_key(key)
    assert str(key) in capsys.readouterr().out.splitlines()
    assert main([*command, "--only", "identity"]) == 0
    assert read_identity_key(key) == made
    key.write_text(key.read_text()[:-5])
    assert main(command) == 1
    assert f"{key}: is no identity key" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    assert f"Example: python -m provisioning {command.name}" in " ".join(capsys.readouterr().out.split())


def test_the_package_runs_as_a_program():
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "provisioning", "check", str(SMALL)],
        cwd="/",
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Mal Pelayanan Publik Tirtamarta: zones 1, agencies 6, ")
