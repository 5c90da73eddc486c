"""Answers find their questions: by their names, or in the order of asking."""

from __future__ import annotations

from kiosk.escpos_status import Ear, InTurn, Name, Proof
from kiosk.printer_questions import Questions


def test_an_answer_with_a_name_proves_its_own_question_and_no_other():
    questions = Questions()
    first, second = questions.ask("id", b"aaaa", 0.0), questions.ask("id", b"bbbb", 1.0)
    assert not questions.hear(Proof(b"cccc"))
    assert questions.hear(Proof(b"aaaa"))
    assert (first.answered, second.answered) == (True, False)


def test_answers_without_names_are_counted_oldest_first():
    questions = Questions()
    late, ours = questions.ask("in_turn", b"", 0.0), questions.ask("in_turn", b"", 1.0)
    questions.hear(InTurn(0))
    assert (late.answered, ours.answered) == (True, False)
    questions.hear(InTurn(0))
    assert ours.answered


def test_what_was_asked_before_an_answered_question_is_not_waited_for():
    questions = Questions()
    lost, heard = questions.ask("id", b"aaaa", 0.0), questions.ask("id", b"bbbb", 1.0)
    questions.hear(Proof(b"bbbb"))
    assert (lost.answered, heard.answered) == (False, True)
    assert questions.open_since() is None


def test_an_answer_that_nobody_asked_for_is_doubtful():
    questions = Questions()
    assert not questions.hear(InTurn(0))
    assert questions.doubtful


def test_a_printer_without_proofs_is_asked_nothing():
    questions = Questions()
    assert questions.ask("status", b"aaaa", 0.0).bytes == b""
    assert questions.open_since() is None


def test_a_printers_name_is_heard_between_noise_and_noise_is_counted():
    ear = Ear()
    assert ear.feed(b"\xff_TM-T82\x00A") == [Name("TM-T82")]
    assert ear.noise == 2


def test_a_name_that_never_ends_is_noise():
    ear = Ear()
    assert [answer for answer in ear.feed(b"_" * 200 + b"\x12") if isinstance(answer, Name)] == []
    assert ear.noise > 100
