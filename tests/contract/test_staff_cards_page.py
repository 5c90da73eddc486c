"""A manager gives a card that was held to a pad to a person, and takes it away; nothing of the card is ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from broker_config.codec import Heard
from broker_config.sequence import before_boot
from hub import events as e
from hub.admin.card_page import moment
from hub.desk import Station
from hub.storage.reading import journal
from tests.contract.house import COUNTER, HTML, NOON, PASSWORD, House, house

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

CARD, OTHER = "ca" * 16, "cb" * 16
PAGE = "/pengguna/budi"


class Pad:
    """The pad of the officer's counter."""

    def __init__(self, mall: House) -> None:
        self.mall, self.seq = mall, 0
        mall.service.look(
            lambda desk, _now: desk.stations.update({"pad-1": Station("counter_pad", counter=COUNTER)})
        ).result(5)
        self.say(c.Birth(boot=1, journal="a" * 32, role="counter_pad", version="1"))

    def say(self, message: c.Message) -> None:
        self.mall.service.inbox.put(Heard("pad-1", message, device="pad-1"))
        self.mall.look(lambda _hall: None)

    def show(self, card: str = CARD, at: float = NOON) -> None:
        entry = c.CardShown(seq=max(self.seq, before_boot(1)) + 1, prev=self.seq, card=card, at=at)
        self.seq = entry.seq
        self.say(entry)


@pytest.fixture(scope="module")
def hub(tmp_path_factory) -> Iterator[tuple[House, Pad, FlaskClient]]:
    with house(tmp_path_factory.mktemp("house")) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(made.service.clock, "now", lambda: NOON)
        made.move_in()
        yield made, Pad(made), made.client("ani")


@pytest.fixture
def mall(hub) -> House:
    """Nobody has a card, and none was shown."""
    made = hub[0]
    made.gate.cards.take("budi")
    made.service.look(lambda desk, _now: desk.shown.strangers.clear()).result(5)
    made.since = made.store.seq  # type: ignore[attr-defined] - for `events` below
    return made


@pytest.fixture
def pad(hub, mall: House) -> Pad:
    return hub[1]


@pytest.fixture
def ani(hub, mall: House) -> FlaskClient:
    return hub[2]


def give(mall: House, client: FlaskClient, at: float = NOON, **form: Any) -> Any:
    told = {"pad": "pad-1", "at": moment(at), "_password": PASSWORD, **form}
    return mall.send(client, f"{PAGE}/kartu", told, page=PAGE)


def events(mall: House, kind: type[e.Event]) -> list[Any]:
    """What happened in this test."""
    found = journal(mall.store, mall.since, until=mall.store.seq)  # type: ignore[attr-defined]
    return [event for _seq, event in found if isinstance(event, kind)]


def test_without_an_unknown_card_the_page_says_how_it_is_done(ani: FlaskClient):
    page = ani.get(PAGE, headers=HTML).text
    assert "tempelkan kartu di alat loket" in page
    assert "Daftarkan kartu ini" not in page


def test_a_card_that_was_held_to_a_pad_becomes_its_officers(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    assert "Ada kartu yang belum terdaftar" in ani.get("/pengguna", headers=HTML).text
    page = ani.get(PAGE, headers=HTML).text
    assert "Kartu belum terdaftar di loket 1, Sel, 24 Nov 2026, 13.00." in page
    assert give(mall, ani).status_code == 303
    page = ani.get(PAGE, headers=HTML).text
    assert "Budi datang dan pulang dengan kartu sejak" in page
    assert "didaftarkan oleh Ani" in page
    assert "Ada kartu" not in ani.get("/pengguna", headers=HTML).text
    pad.show(at=NOON + 60)
    [came] = events(mall, e.Attended)
    assert (came.by, came.how, came.counter) == ("budi", "card", COUNTER)


def test_a_card_is_dated_by_the_clock_of_the_mall(mall: House, pad: Pad, ani: FlaskClient):
    """In a rehearsal it is another day there than at the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mall.service.clock, "now", lambda: NOON + 2 * 86400)
        pad.show()
        give(mall, ani)
    assert "dengan kartu sejak Kam, 26 Nov 2026, 13.00;" in ani.get(PAGE, headers=HTML).text


def test_the_journal_says_who_gave_it_to_whom_and_not_which(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    give(mall, ani)
    [given] = events(mall, e.CardAssigned)
    assert (given.by, given.user, given.given) == ("ani", "budi", True)
    told = "".join(e.dump(event) for _seq, event in journal(mall.store, 0, until=mall.store.seq))
    assert CARD not in told
    assert "Ani</b> memberikan kartu petugas kepada <b>Budi" in ani.get("/jurnal", headers=HTML).text


def test_nothing_of_a_card_is_on_any_page(mall: House, pad: Pad, ani: FlaskClient):
    pad.show(OTHER)
    pages = [ani.get(path, headers=HTML).text for path in ("/pengguna", PAGE, "/jurnal", "/perangkat")]
    give(mall, ani)
    pages += [ani.get(path, headers=HTML).text for path in ("/pengguna", PAGE, "/jurnal")]
    assert not [page for page in pages if OTHER in page]


def test_the_password_is_asked_for_before_a_card_is_given(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    mall.now += 600.0
    asked = give(mall, ani, _password="salah sama sekali")
    assert asked.status_code == 403
    assert mall.gate.cards.of("budi") is None


@pytest.mark.parametrize(("where", "at"), [("pad-1", NOON - 5), ("pad-9", NOON), ("", NOON)])
def test_only_the_card_that_was_on_the_page_is_given(
    mall: House, pad: Pad, ani: FlaskClient, where: str, at: float
):
    pad.show()
    assert give(mall, ani, at, pad=where).status_code == 409
    assert mall.gate.cards.of("budi") is None


def test_a_card_that_is_taken_away_is_nobodys(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    give(mall, ani)
    assert mall.send(ani, f"{PAGE}/cabut-kartu", {"_password": PASSWORD}, page=PAGE).status_code == 303
    assert mall.gate.cards.of("budi") is None
    assert [event.given for event in events(mall, e.CardAssigned)] == [True, False]
    pad.show(at=NOON + 60)
    assert events(mall, e.Attended) == []
    mall.send(ani, f"{PAGE}/cabut-kartu", {"_password": PASSWORD}, page=PAGE)  # twice is once
    assert len(events(mall, e.CardAssigned)) == 2


def test_another_card_takes_the_place_of_the_first(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    give(mall, ani)
    pad.show(OTHER, NOON - 60)
    give(mall, ani, NOON - 60)
    assert [row.card for row in mall.store.load_private().cards.values()] == [OTHER]
    pad.show(CARD, NOON + 120)
    assert events(mall, e.Attended) == []


def test_whoever_leaves_the_mall_leaves_the_card(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    give(mall, ani)
    mall.send(ani, f"{PAGE}/arsip", {"_password": PASSWORD}, page=PAGE)
    assert mall.store.load_private().cards == {}
    pad.show(OTHER)
    assert give(mall, ani).status_code == 409
    mall.send(ani, f"{PAGE}/pulihkan", {"_password": PASSWORD}, page=PAGE)


def test_cards_are_known_after_a_restart(mall: House, pad: Pad, ani: FlaskClient):
    pad.show()
    give(mall, ani)
    assert [row.user for row in mall.store.load_shown()] == ["budi"]  # type: ignore[union-attr] - a card
