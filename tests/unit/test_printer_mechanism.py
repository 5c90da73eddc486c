"""The printer without its plug: time, paper and knife, on a clock that the test turns."""

from __future__ import annotations

import pytest

from provisioning.rehearsal.mechanism import Answer, Mechanism, Paper

TICKET = b"\x1b@MAL\n\x1d!\x77A012\n\x1d!\x00Silakan menunggu\n\n\n\n\x1dV\x00"
PROOF = b"\x1d(H\x06\x0000abcd"
PROVED = b'7"abcd\x00'
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


class Bench:
    """A mechanism on a bench, with a clock to turn."""

    def __init__(self, **parameters) -> None:
        self.now = 100.0
        self.mechanism = Mechanism(**parameters)
        self.papers: list[Paper] = []
        self.answers = b""

    def turn(self, seconds: float) -> float:
        """Let time pass; gives how much of it the printer used."""
        start = last = self.now
        while (due := self.mechanism.due(self.now)) is not None and self.now + due <= start + seconds:
            self.now += due
            last = self.now
            for came in self.mechanism.advance(self.now):
                if isinstance(came, Answer):
                    self.answers += came.data
                else:
                    self.papers.append(came)
        self.now = start + seconds
        return last - start

    def send(self, data: bytes) -> Bench:
        self.mechanism.receive(data)
        return self

    def heard(self) -> bytes:
        answers, self.answers = self.answers, b""
        return answers


def test_a_ticket_takes_the_time_that_its_length_and_the_knife_take():
    bench = Bench(speed_mm_s=100, cut_s=0.4)
    used = bench.send(TICKET).turn(10)
    (paper,) = bench.papers
    assert used == pytest.approx(paper.ticket.length_mm / 100 + 0.4)
    assert paper.whole
    assert paper.raw == TICKET


def test_a_faster_rate_divides_every_duration():
    plain, fast = Bench(), Bench(rate=60)
    assert plain.send(TICKET).turn(60) == pytest.approx(60 * fast.send(TICKET).turn(60))


def test_proof_comes_after_the_knife_and_not_before():
    bench = Bench(speed_mm_s=100, cut_s=0.4)
    bench.send(TICKET + PROOF).turn(0.5)
    assert bench.heard() == b""
    bench.turn(1)
    assert bench.heard() == PROVED
    assert len(bench.papers) == 1


def test_status_is_answered_at_once_while_it_prints():
    bench = Bench(speed_mm_s=1)
    bench.send(TICKET).turn(1)
    assert bench.send(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04").turn(0) == 0
    assert bench.heard() == b"\x12\x12\x12\x12"


def test_at_paper_end_it_keeps_silent_about_proof_but_tells_its_status():
    bench = Bench()
    bench.mechanism.end_paper_in_next_ticket(20)
    bench.send(TICKET + PROOF + b"\x1dr\x01").turn(60)
    assert [(paper.whole, paper.ticket.complete) for paper in bench.papers] == [(False, False)]
    assert bench.heard() == b""
    bench.send(b"\x10\x04\x01\x10\x04\x02\x10\x04\x04").turn(0)
    assert bench.heard() == b"\x1a\x32\x7e"


def test_wherever_in_a_ticket_the_paper_ends_what_was_printed_comes_off_with_the_old_roll():
    """Also where the last line needs exactly what is left, and the next ticket starts on new paper."""
    for eighths in range(80, 240):
        bench = Bench()
        bench.mechanism.end_paper_in_next_ticket(eighths / 8)
        bench.send(TICKET).turn(60)
        bench.send(CLEAR).turn(0)
        bench.mechanism.refill()
        bench.send(TICKET.replace(b"A012", b"A099")).turn(60)
        assert [paper.whole for paper in bench.papers] == [False, True], f"{eighths / 8} mm"
        assert bench.papers[-1].ticket.label == "A099"


def test_after_a_refill_it_prints_the_rest_and_every_dead_ticket_in_its_buffer():
    bench = Bench()
    bench.mechanism.end_paper_in_next_ticket(20)
    bench.send(TICKET + TICKET.replace(b"A012", b"A013") + PROOF).turn(60)
    bench.mechanism.refill()
    bench.turn(60)
    assert [paper.whole for paper in bench.papers] == [False, False, True]
    assert bench.papers[-1].ticket.label == "A013"
    assert bench.heard() == PROVED


def test_a_purge_while_it_is_out_of_paper_leaves_no_dead_tickets():
    bench = Bench()
    bench.mechanism.end_paper_in_next_ticket(20)
    bench.send(TICKET + TICKET).turn(60)
    bench.send(CLEAR).turn(0)
    assert bench.heard() == b"7%\x00"
    bench.mechanism.refill()
    bench.send(TICKET.replace(b"A012", b"A099")).turn(60)
    assert [(paper.ticket.label, paper.whole) for paper in bench.papers[1:]] == [("A099", True)]


def test_automatic_status_speaks_on_every_change_once_it_is_wanted():
    bench = Bench()
    bench.mechanism.cover_open = True
    bench.turn(1)
    bench.mechanism.cover_open = False
    bench.turn(1)
    assert bench.heard() == b""
    bench.send(b"\x1da\xff").turn(1)
    assert bench.heard() == b"\x10\x00\x00\x00"
    bench.mechanism.end_paper()
    bench.turn(1)
    assert bench.heard() == b"\x18\x00\x0f\x00"
    bench.mechanism.refill()
    bench.turn(1)
    assert bench.heard() == b"\x10\x00\x00\x00"


def test_near_the_end_of_the_roll_it_says_so_and_goes_on():
    bench = Bench(roll_mm=3020)
    bench.send(TICKET + b"\x10\x04\x04").turn(60)
    assert bench.heard() == b"\x12"
    bench.send(b"\x10\x04\x04").turn(0)
    assert bench.heard() == b"\x1e"
    assert len(bench.papers) == 1


def test_the_roll_grows_shorter_by_what_is_printed_until_it_ends():
    bench = Bench(roll_mm=100)
    bench.send(TICKET * 3).turn(60)
    assert [paper.whole for paper in bench.papers] == [True, True, False]
    assert bench.mechanism.sensors().paper_end


def test_a_jam_at_the_knife_leaves_the_ticket_hanging_and_an_error_that_only_hands_can_end():
    bench = Bench()
    bench.mechanism.jam_at_next_cut = "unrecoverable"
    bench.send(TICKET + PROOF).turn(60)
    assert [paper.whole for paper in bench.papers] == [False]
    bench.send(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x05\x02").turn(60)
    assert bench.heard() == b"\x1a\x52\x3a"
    assert bench.mechanism.stopped
    bench.mechanism.power_on()
    bench.send(TICKET).turn(60)
    assert [paper.whole for paper in bench.papers] == [False, True]
    assert bench.heard() == b""


def test_the_host_may_end_a_jam_that_can_be_recovered_from():
    bench = Bench()
    bench.mechanism.jam("recoverable")
    bench.send(TICKET).turn(60)
    assert bench.papers == []
    bench.send(b"\x10\x05\x02" + TICKET).turn(60)
    assert [paper.ticket.label for paper in bench.papers] == ["A012"]


def test_an_open_cover_only_makes_it_wait():
    bench = Bench(speed_mm_s=20)
    bench.send(TICKET + PROOF).turn(0.5)
    bench.mechanism.cover_open = True
    bench.turn(60)
    assert bench.papers == []
    bench.send(b"\x10\x04\x02").turn(0)
    assert bench.heard() == b"\x16"
    bench.mechanism.cover_open = False
    bench.turn(60)
    assert [paper.whole for paper in bench.papers] == [True]
    assert bench.heard() == PROVED


def test_switching_off_loses_the_buffer_and_drops_half_a_ticket():
    bench = Bench(speed_mm_s=20)
    bench.send(b"\x1da\xff" + TICKET + TICKET + PROOF).turn(1.5)
    bench.mechanism.power_on()
    bench.send(TICKET).turn(60)
    assert [paper.whole for paper in bench.papers] == [False, True]
    assert bench.heard() == b"\x10\x00\x00\x00"  # from before; automatic status is off since


def test_a_cheap_printer_proves_nothing_but_answers_the_plain_questions():
    bench = Bench(character="midrange")
    bench.send(TICKET + PROOF + b"\x1dr\x01\x10\x04\x01" + CLEAR).turn(60)
    assert bench.heard() == b"\x12\x00"


def test_a_mute_printer_prints_and_says_nothing():
    bench = Bench(character="mute")
    bench.send(b"\x1da\xff" + TICKET + PROOF + b"\x1dr\x01\x10\x04\x01").turn(60)
    assert bench.heard() == b""
    assert [paper.whole for paper in bench.papers] == [True]


def test_a_knife_that_falls_twice_cuts_one_ticket():
    bench = Bench()
    bench.send(TICKET + b"\x1dV\x00").turn(60)
    assert len(bench.papers) == 1
