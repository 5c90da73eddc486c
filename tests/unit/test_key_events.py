"""What the kernel's input records say: keys that go down and up, fingers on glass, and noise."""

from __future__ import annotations

import random

from kiosk.key_events import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    ABS_X,
    ABS_Y,
    BTN_LEFT,
    BTN_TOUCH,
    EV_ABS,
    EV_KEY,
    EV_SYN,
    EVENT,
    SYN_DROPPED,
    SYN_REPORT,
    Key,
    KeyEvents,
    Touch,
)

KEY_1, KEY_2, BTN_TOOL_FINGER = 2, 3, 0x145


def raw(*events: tuple[int, int, int]) -> bytes:
    """The records, and the report that ends them."""
    stamped = [(1795404240, 250_000 + number, *event) for number, event in enumerate(events)]
    return b"".join(EVENT.pack(*event) for event in stamped) + EVENT.pack(1795404240, 250_999, EV_SYN, 0, 0)


def key(code: int, value: int) -> bytes:
    return raw((4, 4, 0x70000 + code), (EV_KEY, code, value))  # a USB keypad sends its scan code first


def touch(x: int, y: int, *more: tuple[int, int, int]) -> bytes:
    return raw((EV_ABS, ABS_X, x), (EV_ABS, ABS_Y, y), *more)


def test_a_record_is_as_long_as_the_kernel_of_a_64_bit_machine_makes_it():
    assert EVENT.size == 24


def test_keys_go_down_and_up_several_at_once_and_repeat_nothing():
    said = key(KEY_1, 1) + key(KEY_2, 1) + key(KEY_1, 2) + key(KEY_1, 2) + key(KEY_1, 0) + key(KEY_2, 0)
    expected = [Key(KEY_1, True), Key(KEY_2, True), Key(KEY_1, False), Key(KEY_2, False)]
    assert KeyEvents().feed(said) == expected
    byte_by_byte = KeyEvents()
    assert [one for byte in said for one in byte_by_byte.feed(bytes([byte]))] == expected


def test_a_key_whose_press_was_never_seen_does_not_go_up():
    assert KeyEvents().feed(key(KEY_1, 0) + key(KEY_1, 2)) == []


def test_after_the_kernel_lost_events_everything_is_let_go_and_the_rest_of_the_report_ignored():
    events = KeyEvents()
    events.feed(key(KEY_1, 1) + touch(5, 6, (EV_KEY, BTN_TOUCH, 1)))
    lost = EVENT.pack(1795404240, 0, EV_SYN, SYN_DROPPED, 0)
    assert events.feed(lost + key(KEY_2, 1)) == [Key(KEY_1, False), Touch(5, 6, False)]
    assert events.feed(key(KEY_2, 0) + key(KEY_2, 1)) == [Key(KEY_2, True)]


def test_a_keypad_that_is_pulled_out_holds_no_key_down():
    events = KeyEvents()
    events.feed(key(KEY_2, 1) + key(KEY_1, 1) + key(KEY_1, 0)[:10])
    assert events.let_go() == [Key(KEY_1, False), Key(KEY_2, False)]
    assert events.feed(key(KEY_1, 1)) == [Key(KEY_1, True)]


def test_good_records_between_noise_are_all_found_and_noise_presses_nothing():
    dice = random.Random(4)
    for length in range(60):
        events = KeyEvents()
        noise = dice.randbytes(length)
        assert events.feed(noise + key(KEY_1, 1) + noise + key(KEY_1, 0) + noise) == [
            Key(KEY_1, True),
            Key(KEY_1, False),
        ], noise.hex()


def test_noise_without_end_is_forgotten():
    events = KeyEvents()
    dice = random.Random(5)
    for _ in range(100):
        assert events.feed(dice.randbytes(5000)) == []
    assert len(events._bytes) < EVENT.size


def test_a_finger_comes_moves_and_leaves():
    events = KeyEvents()
    assert events.feed(touch(100, 200, (EV_KEY, BTN_TOUCH, 1))) == [Touch(100, 200, True)]
    assert events.feed(raw((EV_ABS, ABS_X, 110))) == [Touch(110, 200, True)]
    assert events.feed(raw((EV_KEY, BTN_TOUCH, 0), (EV_KEY, BTN_TOOL_FINGER, 0))) == [Touch(110, 200, False)]
    assert events.feed(touch(1, 2)) == [], "nobody touches it"


def test_a_press_exactly_where_the_last_one_was_is_at_the_same_place():
    events = KeyEvents(at=(7, 8))
    assert events.feed(raw((EV_KEY, BTN_TOUCH, 1))) == [Touch(7, 8, True)]


def test_a_touch_frame_that_passes_for_a_mouse_is_touched_with_its_left_button():
    assert KeyEvents().feed(touch(3, 4, (EV_KEY, BTN_LEFT, 1))) == [Touch(3, 4, True)]


def a_finger(slot: int, identity: int, x: int, y: int) -> tuple[tuple[int, int, int], ...]:
    return (
        (EV_ABS, ABS_MT_SLOT, slot),
        (EV_ABS, ABS_MT_TRACKING_ID, identity),
        (EV_ABS, ABS_MT_POSITION_X, x),
        (EV_ABS, ABS_MT_POSITION_Y, y),
    )


def test_of_several_fingers_the_first_counts():
    events = KeyEvents()
    assert events.feed(raw(*a_finger(0, 40, 10, 20))) == [Touch(10, 20, True)]
    assert events.feed(raw(*a_finger(1, 41, 900, 900))) == [Touch(10, 20, True)]
    gone = (EV_ABS, ABS_MT_TRACKING_ID, -1)
    assert events.feed(raw(gone)) == [Touch(10, 20, True)], "the second has left"
    assert events.feed(raw((EV_ABS, ABS_MT_SLOT, 0), gone)) == [Touch(10, 20, False)]


def test_a_screen_that_tells_of_a_finger_in_both_ways_is_read_in_the_plain_one():
    both = (*a_finger(0, 9, 500, 600), (EV_KEY, BTN_TOUCH, 1))
    events = KeyEvents()
    assert events.feed(touch(50, 60, *both)) == [Touch(50, 60, True)]
    gone = ((EV_ABS, ABS_MT_TRACKING_ID, -1), (EV_KEY, BTN_TOUCH, 0))
    assert events.feed(raw(*gone)) == [Touch(50, 60, False)]
    assert SYN_REPORT == 0
