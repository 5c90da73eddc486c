"""The systemd units of a box. Pure.

A box's unit is a template (`mpp-kiosk@kiosk-1`): one file serves every box of its kind. The watchdog is
fed by the process's own loop after real work: a loop that hangs is restarted like one that died.
"""

from __future__ import annotations

from textwrap import dedent

PROGRAMS = {"ticket_kiosk": "kiosk", "counter_pad": "kiosk", "display": "display"}


def device_units(role: str, settings: str, program: str) -> dict[str, str]:
    """File name to text, for a box of this role."""
    name = PROGRAMS[role]
    # One unit for every kiosk, also those with a panel, a keypad or a voice: audio, input, render, video.
    groups = "audio dialout gpio input lp render video" if name == "kiosk" else "audio input render video"
    run = f"{program}/.venv/bin/python -m {name} {settings}/%i.toml"
    unit = _service(f"Queue: {name} %i", run, groups, "")
    if (
        name == "kiosk"
    ):  # its threads take turns anyway, and a heap for each is memory that a small box has not
        unit = unit.replace("[Service]\n", "[Service]\nEnvironment=MALLOC_ARENA_MAX=1\n")
    return {f"mpp-{name}@.service": unit}


def hub_units(settings: str, program: str) -> dict[str, str]:
    """File name to text, for the machine of the hub and the broker."""
    hub = f"{program}/.venv/bin/python -m hub serve {settings}/hub.toml"
    broker = f"""\
        [Unit]
        Description=Queue: broker
        After=network.target
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        User=mpp
        ExecStart=/usr/sbin/mosquitto -c {settings}/mosquitto.conf
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=always
        RestartSec=1

        [Install]
        WantedBy=multi-user.target
        """
    return {
        "mpp-broker.service": dedent(broker),
        "mpp-hub.service": _service("Queue: hub", hub, "", "mpp-broker.service"),
    }


def _service(description: str, run: str, groups: str, after: str) -> str:
    unit = f"""\
        [Unit]
        Description={description}
        After={after or "network.target"}
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        User=mpp
        SupplementaryGroups={groups}
        StateDirectory=mpp
        WorkingDirectory=/var/lib/mpp
        ExecStart={run}
        WatchdogSec=20
        TimeoutStartSec=60
        Restart=always
        RestartSec=1

        [Install]
        WantedBy=multi-user.target
        """
    return dedent(unit).replace("SupplementaryGroups=\n", "")
