"""What is tried on each parser of a serial line: any bytes at all, cut anywhere, and what must hold then.

A harness takes one input and fails if something does not hold. The first byte says how the rest is cut into pieces.
`python -m tests.fuzz` looks for inputs that reach every branch; the tests replay what it has found.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.devices.gm65 import Gm65Talk
from kiosk.devices.pn532 import Pn532Talk
from kiosk.devices.rdm6300 import Rdm6300Talk
from kiosk.devices.reader import LineTalk
from kiosk.escpos_status import Ear, Proof
from kiosk.reading import LONGEST, Read, Say
from tests import reader_frames as frames

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk.reading import Talk

CARD = bytes.fromhex("04a1b2c3d4e5f6")
PROOF = b"\x20\x7e\x41\x42"
QUESTIONS = {  # what the host says to a PN532: its last bytes, and the answer to it without a card
    bytes.fromhex("d4 14 01 17 00"): frames.PN532_SAM,
    bytes.fromhex("d4 32 05 ff 01 01 f4 00"): frames.PN532_CONFIGURED,
    bytes.fromhex("d4 4a 01 00 e1 00"): frames.PN532_NO_CARD,
    bytes.fromhex("d4 4a 01 03 00 de 00"): frames.PN532_NO_CARD,
}
LOOKS_A, LOOKS_B = bytes.fromhex("d4 4a 01 00 e1 00"), bytes.fromhex("d4 4a 01 03 00 de 00")


def pieces(stream: bytes, cut: int) -> Iterator[bytes]:
    """A stream in pieces of one size."""
    for at in range(0, len(stream), cut):
        yield stream[at : at + cut]


def feed_all(talk: Talk, stream: bytes, cut: int) -> list[Read | Say]:
    """Give a parser a stream in pieces, and then silence."""
    done = [what for piece in pieces(stream, cut) for what in talk.feed(piece, 0.0)]
    return done + talk.tick(1.0)


def cards(done: list[Read | Say]) -> list[bytes]:
    """What was read."""
    return [bytes(what.value) for what in done if isinstance(what, Read)]


def answers(ear: Ear, stream: bytes, cut: int) -> list[Any]:
    """What a printer said."""
    return [answer for piece in pieces(stream, cut) for answer in ear.feed(piece)]


def lines(data: bytes) -> None:
    """A plain scanner: exactly the lines that there are."""
    cut, stream = data[:1], data[1:]
    talk = LineTalk()
    assert cards(feed_all(talk, stream, 1 + (cut[0] % 32 if cut else 0))) == frames.lines(stream)
    assert len(talk._lines._line) == LONGEST
    assert not any(talk._lines._line), "something of what was read is left"


def rdm6300(data: bytes) -> None:
    """Exactly the cards that there are; and one after that."""
    cut, stream = data[:1], data[1:]
    talk = Rdm6300Talk()
    found = cards(feed_all(talk, stream + frames.rdm6300(CARD[:5]), 1 + (cut[0] % 32 if cut else 0)))
    assert found == frames.rdm6300_cards(stream + frames.rdm6300(CARD[:5]))
    assert found[-1] == CARD[:5]
    talk.feed(stream, 2.0)
    talk.tick(3.0)
    assert not any(talk._stream._bytes), "something of what was read is left"
    assert len(talk._stream._bytes) == 14


def gm65(data: bytes) -> None:
    """Exactly the lines that are left when the answers are taken out."""
    cut, stream = data[:1], data[1:]
    talk = Gm65Talk(trigger=bool(data[:1] and data[0] & 0x80))
    found = cards(feed_all(talk, stream, 1 + (cut[0] % 32 if cut else 0)))
    assert found == frames.lines(frames.without_gm65_answers(stream))
    assert len(talk._stream) == 0
    assert len(talk._stream._bytes) == 22
    assert not any(talk._lines._line), "something of what was read is left"


def pn532(data: bytes) -> None:
    """No card but from a frame that is whole; and whatever came, one that answers again is heard again."""
    cut, stream = data[:1], data[1:]
    talk, now, found = Pn532Talk(), 0.0, []
    for piece in pieces(stream, 1 + (cut[0] % 32 if cut else 0)):
        now += 0.05
        found += cards(talk.tick(now)) if now >= talk.deadline() else []
        found += cards(talk.feed(piece, now))
    starts = [match.start() for match in re.finditer(b"\x00\xff", stream)]
    bodies = [body for at in starts for body in frames.pn532_bodies(stream[at:])[:1]]
    there = {frames.pn532_uid(body) for body in bodies} | {body[5:9] for body in bodies}
    assert set(found) <= there, "a card was invented"
    assert len(talk._stream._bytes) == 70
    assert not any(talk._stream._bytes[len(talk._stream) :]), "something of what was read is left"
    assert CARD in _answered(talk, now), "a chip that answers is not heard any more"


def _answered(talk: Pn532Talk, now: float) -> list[bytes]:
    """Let a chip with a card on it answer from now on."""
    found: list[bytes] = []
    for _ in range(20):
        now = max(now, talk.deadline())
        done = talk.tick(now)
        found += cards(done)
        while said := [what for what in done if isinstance(what, Say)]:
            answer = frames.PN532_ACK + _answer(said[-1], frames.pn532_type_a(CARD))
            now += 0.01
            done = talk.feed(answer, now)
            found += cards(done)
        if CARD in found:
            break
    return found


def _answer(said: bytes, card: bytes) -> bytes:
    return card if said.endswith(LOOKS_A) else next(QUESTIONS[one] for one in QUESTIONS if said.endswith(one))


def pn532_conversation(
    shown: list[tuple[str, bytes]], noise: bytes, cut: int
) -> tuple[list[bytes], list[bytes], bool]:
    """A chip that is shown cards one after the other, with noise around everything it says.

    Gives the cards that were found, those that were shown, and whether the noise happens to make other frames.
    """
    talk, now = Pn532Talk(), 0.0
    waiting = [(kind, uid) for kind, uid in shown if kind]
    found: list[bytes] = []
    expected: list[bytes] = []
    stream, sent = b"", []
    for _ in range(40 + 10 * len(shown)):
        now = max(now, talk.deadline())
        done = talk.tick(now)
        while True:
            found += cards(done)
            said = [what for what in done if isinstance(what, Say)]
            if not said:
                break
            answer = next(QUESTIONS[one] for one in QUESTIONS if said[-1].endswith(one))
            if waiting and said[-1].endswith(LOOKS_B if waiting[0][0] == "b" else LOOKS_A):
                kind, uid = waiting.pop(0)
                uid = uid[: 4 if kind == "b" else int(kind[1:])]
                expected.append(uid)
                answer = frames.pn532_type_b(uid) if kind == "b" else frames.pn532_type_a(uid)
            sent += frames.pn532_bodies(answer)
            reply = noise + frames.PN532_ACK + noise + answer + noise
            stream += reply
            now += 0.01
            done = [what for piece in pieces(reply, cut) for what in talk.feed(piece, now)]
    return found, expected, frames.pn532_bodies(stream) != sent


def printer(data: bytes) -> None:
    """What a printer says: the same however it is cut, little is kept, and a proof after it is heard."""
    cut, stream = data[:1], data[1:]
    ear = Ear()
    found = answers(ear, stream, 1 + (cut[0] % 32 if cut else 0))
    assert found == answers(Ear(), stream, max(1, len(stream)))
    assert len(ear._bytes) < 8
    assert all(b"\x37\x22" + answer.id + b"\x00" in stream for answer in found if isinstance(answer, Proof))
    assert Proof(PROOF) in ear.feed(b"\x37\x22" + PROOF + b"\x00")


CORPUS = Path(__file__).parent / "corpus"


def kept(name: str) -> list[bytes]:
    """The inputs that were found for a harness and kept: one a line, in hex digits."""
    path = CORPUS / f"{name}.txt"
    return [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()] if path.exists() else []


def keep(name: str, inputs: set[bytes]) -> None:
    """Keep these inputs, the shortest first."""
    in_order = sorted(inputs - {b""}, key=lambda data: (len(data), data))
    CORPUS.joinpath(f"{name}.txt").write_text(
        "".join(f"{data.hex()}\n" for data in in_order), encoding="ascii"
    )


HARNESSES: dict[str, Callable[[bytes], None]] = {
    "lines": lines,
    "rdm6300": rdm6300,
    "gm65": gm65,
    "pn532": pn532,
    "printer": printer,
}


def _taking(talk: Talk) -> Callable[[bytes], object]:
    now = 0.0

    def take(data: bytes) -> None:
        nonlocal now
        now += 1.0
        talk.feed(data, now)
        talk.tick(now + 0.5)

    return take


# A parser that goes on and on, for looking whether it keeps anything.
PARSERS: dict[str, Callable[[], Callable[[bytes], object]]] = {
    "lines": lambda: _taking(LineTalk()),
    "rdm6300": lambda: _taking(Rdm6300Talk()),
    "gm65": lambda: _taking(Gm65Talk(trigger=True)),
    "pn532": lambda: _taking(Pn532Talk()),
    "printer": lambda: Ear().feed,
}
