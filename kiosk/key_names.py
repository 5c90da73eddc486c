"""The names of keys, as linux/input-event-codes.h has them, of those that keypads have. Pure."""

from __future__ import annotations

from itertools import chain


def _run(first: int, names: str, prefix: str = "KEY_") -> list[tuple[str, int]]:
    """Consecutive codes; `-` stands for one that no keypad has."""
    return [(prefix + name, first + step) for step, name in enumerate(names.split()) if name != "-"]


KEYS: dict[str, int] = dict(
    chain(
        _run(1, "ESC 1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB"),
        _run(16, "Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER LEFTCTRL"),
        _run(30, "A S D F G H J K L SEMICOLON APOSTROPHE GRAVE LEFTSHIFT BACKSLASH"),
        _run(44, "Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK"),
        _run(59, "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK"),
        _run(71, "KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT"),
        _run(87, "F11 F12"),
        _run(96, "KPENTER RIGHTCTRL KPSLASH - RIGHTALT - HOME UP PAGEUP LEFT RIGHT END DOWN PAGEDOWN"),
        _run(110, "INSERT DELETE"),
        _run(117, "KPEQUAL - - - KPCOMMA"),
        _run(183, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24"),
        _run(0x100, "0 1 2 3 4 5 6 7 8 9", "BTN_"),
        _run(0x120, "TRIGGER THUMB THUMB2 TOP TOP2 PINKIE BASE BASE2 BASE3 BASE4 BASE5 BASE6", "BTN_"),
        _run(0x160, "OK SELECT"),
        _run(0x200, "0 1 2 3 4 5 6 7 8 9 STAR POUND A B C D", "KEY_NUMERIC_"),
        ((f"BTN_TRIGGER_HAPPY{number}", 0x2BF + number) for number in range(1, 41)),
    )
)
