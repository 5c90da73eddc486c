"""The findings as lines for the terminal, and as a paper from the kiosk's own printer. Pure."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from broker_config.localtime import date_text, time_text
from kiosk.receipt import CHARACTER_DOTS, DOTS, Cut, Feed, Rule, Text, fold
from kiosk.selftest.words import LANGUAGES, Language, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kiosk.receipt import Operation
    from kiosk.selftest.findings import Finding

TERMINAL = 100  # columns
_MARK = 10  # columns of the verdict
_LONG = 60  # characters of a value that are told in the same line; on paper, more are left out
_BETWEEN_DOTS = 10
_END_DOTS = 24  # blank below the last line, for the knife


def lines(finding: Finding, language: Language) -> list[str]:
    """A finding on the terminal: one line, and below it what was said of it and what to do."""
    say = words(language)
    head = f"{say[finding.verdict]:<{_MARK}}{finding.what}  "
    text = ", ".join(filter(None, (_what(finding, language), "" if _is_long(finding) else finding.value)))
    found = [f"{head:<46}{text}".rstrip()]
    if _is_long(finding):
        found += _wrapped(f"({finding.value})", TERMINAL, " " * _MARK, " " * _MARK)
    if finding.told is not None:
        todo = finding.told.todo[LANGUAGES.index(language)]
        found += _wrapped(todo, TERMINAL, f"{'':{_MARK}}-> ", f"{'':{_MARK}}   ")
    return found


def verdict(findings: list[Finding], language: Language) -> str:
    """The last line."""
    say = words(language)
    wrong = sum(finding.verdict == "failed" for finding in findings)
    return say["not_well"].format(wrong) if wrong else say["all_well"]


def compose(
    device: str,
    mall: str,
    at: datetime | None,
    findings: list[Finding],
    paper_mm: int,
    language: Language = "id",
) -> list[Operation]:
    """The paper, 58 or 80 mm wide; what is wrong stands first, for whoever carries it to the telephone.

    Args:
        device: the kiosk's id.
        mall: the mall's name, empty if the kiosk was never told it.
        at: local time, or None if it cannot be trusted.
        findings: what was found.
        paper_mm: 58 or 80.
        language: of all that is not a name.
    """
    columns = DOTS[paper_mm] // CHARACTER_DOTS
    wrong = [finding for finding in findings if finding.verdict == "failed"]
    rest = [finding for finding in findings if finding.verdict != "failed"]
    say = words(language)
    operations: list[Operation] = [Text(say["title"], bold=True, align="center")]
    operations += [Text(device, size=2, bold=True, align="center")]
    together = [] if at is None else [date_text(at), f"{time_text(at)} {at:%Z}".strip()]
    if len(" - ".join(together)) <= columns:
        together = [" - ".join(together)]
    for text in filter(None, (fold(mall), *together)):
        operations += [Text(line, align="center") for line in _wrapped(text, columns)]
    operations.append(Rule(columns))
    for number, fault in enumerate(dict.fromkeys(finding.fault for finding in wrong)):
        operations += [Feed(_BETWEEN_DOTS)] * bool(number)
        operations += _wrong([finding for finding in wrong if finding.fault == fault], columns, language)
    if wrong:
        operations.append(Rule(columns))
    operations += [Text(line) for finding in rest for line in _short(finding, columns, language)]
    operations.append(Rule(columns))
    last = verdict(findings, language)
    operations += [Text(line, bold=True, align="center") for line in _wrapped(last, columns)]
    return [*operations, Feed(_END_DOTS), Cut()]


def _wrong(alike: list[Finding], columns: int, language: Language) -> Iterator[Operation]:
    """Everything that has the same fault, and once what to do about it."""
    say = words(language)
    for finding in alike:
        for line in _wrapped(f"{say['failed']}: {finding.what}", columns):
            yield Text(line, bold=True)
        if finding.value:
            for line in _wrapped(textwrap.shorten(f"({finding.value})", _LONG, placeholder=" ...)"), columns):
                yield Text(line)
    for line in _wrapped(_what(alike[0], language), columns):
        yield Text(line)
    told = alike[0].told
    if told is not None:
        for line in _wrapped(told.todo[LANGUAGES.index(language)], columns, "-> ", "   "):
            yield Text(line)


def _short(finding: Finding, columns: int, language: Language) -> list[str]:
    """Name on the left; verdict and value on the right, or below where they do not fit."""
    right = fold(" ".join(filter(None, (finding.value, words(language)[finding.verdict]))))
    left = fold(finding.what)
    *above, last = _wrapped(left, columns)
    gap = columns - len(last) - len(right)
    if gap >= 2:
        return [*above, last + " " * gap + right]
    return [*above, last, *(line.rjust(columns) for line in _wrapped(right, columns))]


def _wrapped(text: str, columns: int, first: str = "", then: str = "") -> list[str]:
    # A command that is broken at its hyphen cannot be typed.
    return textwrap.wrap(
        fold(text), columns, initial_indent=first, subsequent_indent=then, break_on_hyphens=False
    )


def _is_long(finding: Finding) -> bool:
    return len(finding.value) > _LONG


def _what(finding: Finding, language: Language) -> str:
    return finding.told.what[LANGUAGES.index(language)] if finding.told is not None else ""
