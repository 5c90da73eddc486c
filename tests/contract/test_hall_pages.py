"""The pages about the hall: what displays show and which is which, and what the hall is told, each thing once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from broker_config import contract as c
from hub.desk import Station
from hub.hall import Hall
from hub.register import Register
from hub.signage.pictures import MOST_BYTES, Pictures, Seen
from hub.signage.usher import Usher
from tests.contract.house import HTML, NOON, House, hear, house, key_of

if TYPE_CHECKING:
    from hub.desk import Desk

JPEG = b"\xff\xd8 what visitors see \xff\xd9"
VOICE = c.Part(name="suara", kind="sound", state="ok")
MUTE = c.Part(name="suara", kind="sound", state="fault", detail="no sound device")


@pytest.fixture(scope="module")
def mall(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as found:
        found.move_in()

        def hang_up(desk: Desk, _now: float) -> None:
            zone = next(iter(desk.hall.register.zones))
            names = ("layar-1", "layar-2", "layar-10")
            desk.stations.update(dict.fromkeys(names, Station("display", zone=zone)))
            desk.usher = Usher({zone: names})
            for name in names[:2]:
                birth = c.Birth(
                    boot=1, journal=name.encode().hex().ljust(32, "0"), role="display", version="1.0"
                )
                hear(desk, name, c.DeviceState(status="online", boot=1), birth)
            hear(desk, "layar-1", c.Health(parts=(MUTE,)))
            hear(desk, "layar-2", c.Health(parts=(VOICE,)), c.Picture(nonce="x", jpeg=JPEG))

        found.service.look(hang_up).result(5)
        found.look(lambda _hall: None)  # one more turn of the writer: it has a speaker now
        yield found


@pytest.fixture
def said(mall: House, monkeypatch) -> list[tuple[str, c.Message]]:
    """What was said to displays."""
    found: list[tuple[str, c.Message]] = []
    monkeypatch.setattr(
        mall.service.publisher, "tell", lambda message, to: found.append((to, message)) is None
    )
    return found


def part_of(page: str, device: str) -> str:
    return page.partition(f'id="screen-{device}"')[2].partition('id="screen-')[0]


def standing(mall: House) -> list[Any]:
    return mall.service.look(lambda desk, now: list(desk.hall.told.standing(now))).result(5)


def test_displays_stand_as_people_count_them_with_their_voice_and_their_faults(mall: House):
    page = mall.client("citra").get("/layar", headers=HTML).text
    assert re.findall(r'id="screen-(layar-\d+)"', page) == ["layar-1", "layar-2", "layar-10"]
    assert "Rusak" in part_of(page, "layar-1")
    assert "Bersuara untuk zona ini" in part_of(page, "layar-2")
    assert "Bersuara untuk zona ini" not in part_of(page, "layar-1")
    assert "Tidak tersambung" in part_of(page, "layar-10")
    assert "/layar/layar-2/gambar" in part_of(page, "layar-2")
    assert "Gambar belum datang" in part_of(page, "layar-1")


def test_a_picture_is_shown_to_whoever_may_see_the_page_and_to_nobody_else(mall: House):
    answer = mall.client("citra").get("/layar/layar-2/gambar")
    assert (answer.data, answer.mimetype) == (JPEG, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert mall.client("citra").get("/layar/layar-1/gambar", headers=HTML).status_code == 404
    for login in ("budi", "dewi"):
        assert mall.client(login).get("/layar/layar-2/gambar", headers=HTML).status_code == 403
    assert mall.client().get("/layar/layar-2/gambar", headers=HTML).status_code == 303


def test_a_look_at_the_page_asks_those_that_are_there_and_not_again_at_once(mall: House, said):
    from hub.admin.hall import screens_page  # noqa: PLC0415 - for its clock

    wanted = screens_page.Wanted()
    assert [wanted.may("a"), wanted.may("b"), wanted.may("a")] == [True, True, False]
    citra = mall.client("citra")
    for _ in range(3):
        citra.get("/layar/daftar", headers=HTML)
    mall.look(lambda _hall: None)
    assert all(isinstance(message, c.PictureWanted) for _, message in said)
    assert {to for to, _ in said} <= {"layar-1", "layar-2"}
    assert len(said) <= 2


def test_identify_goes_to_that_display_alone(mall: House, said):
    ani = mall.client("ani")
    assert mall.send(ani, "/layar/layar-2/kenali", {}).status_code == 303
    assert [(to, type(message)) for to, message in said] == [("layar-2", c.Identify)]
    assert mall.send(ani, "/layar/kiosk-1/kenali", {}).status_code == 404
    assert mall.send(mall.client("budi"), "/layar/layar-2/kenali", {}).status_code == 403


def test_pictures_never_fill_the_memory():
    pictures = Pictures()
    for number in range(40):
        pictures.keep(f"layar-{number}", Seen(NOON, bytes(MOST_BYTES // 10)))
    kept = [number for number in range(40) if pictures.of(f"layar-{number}")]
    assert kept == list(range(30, 40))


def test_the_speaker_changes_when_its_sound_fails(mall: House):
    def fail(desk: Desk, _now: float) -> None:
        hear(desk, "layar-1", c.Health(parts=(VOICE,)))
        hear(desk, "layar-2", c.Health(parts=(MUTE,)))

    mall.service.look(fail).result(5)
    mall.look(lambda _hall: None)
    assert set(mall.look(lambda hall: dict(hall.speakers)).values()) == {"layar-1"}


# --- what the hall is told ------------------------------------------------------------------------------------


def form(ani: Any, **more: Any) -> dict[str, Any]:
    """The page's form, filled in."""
    once = re.search(r'name="once" value="(\w+)"', ani.get("/siaran", headers=HTML).text)
    assert once
    filled = {"text": "Halo.", "minutes": "5", "spoken": "1", "kind": "text", "once": once[1]}
    return {**filled, **more}


def test_an_announcement_that_is_sent_twice_is_one_and_can_be_ended(mall: House):
    ani = mall.client("ani")
    sent = form(ani, text=" Mobil  B 1 A\nmenghalangi pintu. ", english="A car.")
    for _ in range(2):
        assert mall.send(ani, "/siaran", sent).status_code == 303
    (one,) = standing(mall)
    assert (one.text, one.english, one.by, one.spoken) == (
        "Mobil B 1 A menghalangi pintu.",
        "A car.",
        "ani",
        True,
    )
    assert 299 < one.until - one.at <= 300
    assert "Mobil B 1 A menghalangi pintu." in ani.get("/siaran", headers=HTML).text
    assert "Ani mengumumkan" in ani.get("/jurnal?jenis=hall", headers=HTML).text.replace("<b>", "").replace(
        "</b>", ""
    )
    assert mall.send(ani, f"/siaran/{one.number}/akhiri", {}).status_code == 303
    assert standing(mall) == []


def test_an_emergency_is_asked_for_once_more_before_it_is_announced(mall: House):
    ani = mall.client("ani")
    sent = form(ani, kind="emergency", text="Keluar sekarang.", minutes="60")
    asked = mall.send(ani, "/siaran", sent)
    assert asked.status_code == 200
    assert "Keluar sekarang." in asked.text
    assert standing(mall) == []
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text))
    assert hidden.pop("_key") == key_of(asked.text)
    assert mall.send(ani, "/siaran", {**hidden, "do": "confirmed"}).status_code == 303
    (one,) = standing(mall)
    assert (one.kind, one.text, one.spoken) == ("emergency", "Keluar sekarang.", True)
    page = ani.get("/siaran", headers=HTML).text
    assert "Akhiri keadaan darurat" in page
    mall.send(ani, f"/siaran/{one.number}/akhiri", {})
    assert standing(mall) == []


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"text": " "}, "Tuliskan"),
        ({"text": "x" * 401}, "400"),
        ({"english": "x" * 401}, "400"),
        ({"minutes": "0"}, "menit"),
        ({"minutes": "lima"}, "menit"),
        ({"minutes": "1441"}, "menit"),
        ({"zones": "nirwana"}, "Zona itu"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(mall: House, wrong: dict[str, str], word: str):
    ani = mall.client("ani")
    answer = mall.send(ani, "/siaran", form(ani, **{"english": "As typed.", **wrong}))
    assert answer.status_code in (409, 422)
    assert word in answer.text
    assert standing(mall) == []
    if "english" not in wrong:
        assert "As typed." in answer.text


def test_only_a_manager_tells_the_hall_anything(mall: House):
    for login in ("budi", "citra", "dewi"):
        client = mall.client(login)
        assert client.get("/siaran", headers=HTML).status_code == 403
        assert mall.send(client, "/siaran", {"text": "Halo."}).status_code == 403


def test_what_the_hall_is_told_and_who_speaks_are_known_after_a_restart(mall: House):
    ani = mall.client("ani")
    mall.send(ani, "/siaran", form(ani, text="Tetap terdengar."))
    (one,) = standing(mall)
    speakers = mall.look(lambda hall: dict(hall.speakers))
    again = Hall(Register())
    mall.store.load(again)
    assert [each.text for each in again.told.standing(one.at)] == ["Tetap terdengar."]
    assert again.told.number == one.number
    assert one.key in again.told.keys
    assert again.speakers == speakers
    mall.send(ani, f"/siaran/{one.number}/akhiri", {})
    again = Hall(Register())
    mall.store.load(again)
    assert list(again.told.standing(one.at)) == []
    assert again.told.number == one.number


# --- how displays look and how the voice speaks ---------------------------------------------------------------


def test_a_technician_sets_up_a_display_and_comes_no_further(mall: House):
    citra = mall.client("citra")
    page = citra.get("/pengaturan/layar/layar-10", headers=HTML).text
    assert "/pengaturan/warna" in page
    assert "/pengaturan/instansi" not in page
    sent = {"layout": "overview", "inches": "43,5", "farthest_m": "12", "ticker": "1", "was": ""}
    assert mall.send(citra, "/pengaturan/layar/layar-10", sent).status_code == 303
    row = mall.look(lambda hall: hall.register.screens["layar-10"])
    assert (row.layout, row.inches, row.farthest_m, row.ticker) == ("overview", 43.5, 12.0, True)
    assert citra.get("/pengaturan/layar/layar-99", headers=HTML).status_code == 404
    assert citra.get("/pengaturan/mal", headers=HTML).status_code == 403


@pytest.mark.parametrize(
    ("path", "wrong", "word"),
    [
        ("layar/layar-1", {"layout": "agency", "inches": "43", "farthest_m": "10"}, "instansi yang mana?"),
        ("layar/layar-1", {"layout": "zone", "inches": "besar", "farthest_m": "10"}, "bilangan"),
        ("layar/layar-1", {"layout": "zone", "inches": "900", "farthest_m": "10"}, "paling besar 200"),
        ("warna/mall", {"theme.ground": "#ffffff"}, "kontrasnya dengan tulisan gelap hanya 1,4 : 1"),
        ("warna/mall", {"theme.accent": "#101010"}, "kontrasnya dengan warna dasar hanya 1,0 : 1"),
        ("suara/mall", {"voice.languages": "bahasa"}, "kode bahasa seperti id, en, atau jv"),
        ("suara/mall", {"voice.languages": "id, id"}, "tercantum dua kali"),
        ("suara/mall", {"voice.loudness": "pagi 80"}, "pukul berapa, misalnya 13.30"),
        ("suara/mall", {"voice.loudness": "08.00 800"}, "paling besar 1"),
        ("suara/mall", {"voice.loudness": "12.00 50\n08.00 80"}, "urut dari pagi ke malam"),
    ],
)
def test_what_nobody_could_read_or_hear_is_refused_with_the_reason(
    mall: House, path: str, wrong: dict[str, str], word: str
):
    ani = mall.client("ani")
    usual = {
        "theme.ground": "#08122a", "theme.panel": "#142a56", "theme.accent": "#ffd100", "voice.languages": "id",
        "voice.numbers": "digits", "voice.repeats": "0", "voice.expires_s": "60",
    }  # fmt: skip
    was = re.search(r'name="was" value="(\w*)"', ani.get(f"/pengaturan/{path}", headers=HTML).text)
    if path.endswith("mall"):
        place = path.partition("/")[0]
        was = re.search(r'name="was" value="(\w*)"', ani.get(f"/pengaturan/{place}", headers=HTML).text)
    assert was
    before = mall.store.seq
    answer = mall.send(ani, f"/pengaturan/{path}", {**usual, **wrong, "was": was[1]})
    assert answer.status_code == 422, answer.text
    assert word in answer.text
    assert mall.store.seq == before


def test_the_voice_is_set_up_as_it_was_typed(mall: House):
    ani = mall.client("ani")
    was = re.search(r'name="was" value="(\w*)"', ani.get("/pengaturan/suara", headers=HTML).text)
    assert was
    sent = {
        "voice.languages": "id en", "voice.numbers": "cardinal", "voice.repeats": "1", "voice.expires_s": "45",
        "voice.loudness": "07.30 60%\n12.00 35", "announcements.break": "1", "was": was[1],
    }  # fmt: skip
    assert mall.send(ani, "/pengaturan/suara/mall", sent).status_code == 303
    voice, of_itself = mall.look(lambda hall: (hall.register.mall.voice, hall.register.mall.announcements))
    assert (voice.languages, voice.numbers, voice.repeats, voice.expires_s) == (
        ("id", "en"),
        "cardinal",
        1,
        45.0,
    )
    assert [(row.since, row.volume) for row in voice.loudness] == [("07:30", 0.6), ("12:00", 0.35)]
    assert (of_itself.rest, of_itself.opening, of_itself.closing) == (True, False, False)
