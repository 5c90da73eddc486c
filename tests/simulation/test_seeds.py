"""Thousands of bad days, and proof that the simulation sees it when the product is broken."""

from __future__ import annotations

import pytest

from broker_config import contract as c
from broker_config.outbox import Outbox
from hub import admission, commands, decisions, hall
from hub import events as e
from hub.desk import Desk
from hub.service import Service
from kiosk import roles
from kiosk.clerk import Clerk
from kiosk.roles import ticket_kiosk
from tests.simulation.many import run_all
from tests.simulation.run import run

SEEDS = 2000
ENOUGH = 60  # seeds within which any of the faults below shows


@pytest.mark.timeout(600)  # a minute on two free cores
def test_two_thousand_bad_days_break_no_promise(capsys):
    with capsys.disabled():
        results = run_all(range(SEEDS))
    broken = [
        f"{result.broken}\n    python -m tests.simulation --seed {result.seed} --trace"
        for result in results
        if result.broken
    ]
    assert "\n".join(broken[:10]) == ""
    assert len(results) == SEEDS
    assert sum(result.papers for result in results) > 5 * SEEDS


def test_a_hub_on_its_real_database_lives_through_bad_days_too(tmp_path):
    for seed in range(20):
        result = run(seed, database=str(tmp_path / f"{seed}.db"))
        assert result.broken == "", f"seed {seed}, with a database"


def test_the_same_seed_is_the_same_day():
    first, second = [], []
    run(5, first.append)
    run(5, second.append)

    def without_ids(lines):
        # Journal ids and secrets are drawn by the product itself, and steer nothing.
        return [line.split('"journal"')[0].split('"token"')[0] for line in lines]

    assert without_ids(first) == without_ids(second)
    assert len(first) > 300


# --- faults put into the product: each must be seen ---------------------------------------------------------


def first_broken() -> str:
    return next((result.broken for result in map(run, range(ENOUGH)) if result.broken), "")


def test_a_kiosk_that_prints_before_it_binds_is_seen(monkeypatch):
    bind_and_print = Clerk._bind_and_print

    def hasty(self, bind, now):
        self._out.print(bind)
        self._out = self._out._replace(print=lambda _bind: None)
        bind_and_print(self, bind, now)

    monkeypatch.setattr(Clerk, "_bind_and_print", hasty)
    assert first_broken()


def test_a_bind_that_is_not_synced_is_seen(monkeypatch):
    transaction = Outbox.transaction
    monkeypatch.setattr(Outbox, "transaction", lambda self, **_sync: transaction(self, sync=False))
    assert first_broken()


def test_a_hub_that_speaks_before_it_commits_is_seen(monkeypatch):
    take = Desk.take

    def loose(self):
        events, answers = take(self)
        for out in answers:
            self.voice(out.message, to=out.to)
        return events, []

    begin = Service._work

    def work(self, batch):
        self.desk.voice = self.publisher._link.send
        begin(self, batch)

    monkeypatch.setattr(Desk, "take", loose)
    monkeypatch.setattr(Service, "_work", work)
    assert "committed" in first_broken()


def test_a_late_reply_that_is_printed_again_is_seen(monkeypatch):
    def again(self, proposal, now):
        pending = self._pending.pop(proposal.uid, None) or self._old.get(proposal.uid)
        if pending is None:
            return []
        return self._bind(pending, now, proposal.label)

    want = roles.TicketKiosk._want

    def remember(self, wanted, now, owed=None):
        actions = want(self, wanted, now, owed)
        self._old = {**getattr(self, "_old", {}), **self._pending}
        return actions

    append = Outbox.append

    def forgetful(self, message, subject, **fields):
        return append(self, message, subject, **fields) or append(self, message, f"{subject} again", **fields)

    monkeypatch.setattr(roles.TicketKiosk, "_old", {}, raising=False)
    monkeypatch.setitem(ticket_kiosk._TAKE, c.Proposal, again)
    monkeypatch.setattr(roles.TicketKiosk, "_want", remember)
    monkeypatch.setattr(Outbox, "append", forgetful)
    assert "second paper" in first_broken()


def test_a_number_that_is_given_twice_is_seen(monkeypatch):
    issue = decisions._DECISIONS[commands.Issue]

    def stuck(hall_, command, now):
        events = issue(hall_, command, now)
        return [
            type(event)(**{**{f: getattr(event, f) for f in event.__struct_fields__}, "label": "A001"})
            for event in events
        ]

    monkeypatch.setitem(decisions._DECISIONS, commands.Issue, stuck)
    assert "on the papers of" in first_broken()


def test_an_unfair_counter_is_seen(monkeypatch):
    def last_first(self, counter, leaving=""):
        waiting = [
            ticket
            for ticket in self.tickets.values()
            if ticket.state == "waiting" and ticket.service in self.counters[counter].services
        ]
        return max(waiting, key=lambda ticket: ticket.place, default=None)

    monkeypatch.setattr(hall.Hall, "pick_next", last_first)
    assert "is called before" in first_broken()


def test_a_forgetful_hub_that_does_not_know_it_is_seen(monkeypatch):
    admit = admission.admit

    def forgetful(hall, device, birth, now):
        events = [event for event in admit(hall, device, birth, now) if not isinstance(event, e.EpochBegan)]
        return [
            *events,
            e.LogTaken(at=now, device=device, log_seq=max(birth.acked, hall.device(device).log_seq)),
        ]

    monkeypatch.setattr(admission, "admit", forgetful)
    assert "has no row" in first_broken()


def test_a_vote_that_the_hub_passes_over_is_seen(monkeypatch):
    def deaf(_hall, command, now):
        return [e.LogTaken(at=now, device=command.device, log_seq=command.entry.seq)]

    monkeypatch.setitem(decisions._DECISIONS, commands.TakeRated, deaf)
    assert "was logged at pad-" in first_broken()


def test_a_vote_that_counts_twice_is_seen(monkeypatch):
    take_rated = decisions._DECISIONS[commands.TakeRated]

    def twice(hall_, command, now):
        return 2 * take_rated(hall_, command, now)

    monkeypatch.setitem(decisions._DECISIONS, commands.TakeRated, twice)
    assert "more than one row, or vote" in first_broken()
