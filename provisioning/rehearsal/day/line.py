"""At which counters somebody waits who could be called there, from the diary alone. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from provisioning.rehearsal.day.acts import Act


class _Waiter(NamedTuple):
    person: str
    only: str


def waiting_at(
    diary: Sequence[Act], serves: Mapping[str, Sequence[str]]
) -> dict[str, list[tuple[float, bool]]]:
    """Per counter, from when on somebody waits, and from when on nobody does."""
    line = _Line(serves)
    found: dict[str, list[tuple[float, bool]]] = {counter: [] for counter in serves}
    now = dict.fromkeys(serves, False)
    for act in diary:
        for counter in line.take(act):
            waits = line.waits(counter)
            if waits != now[counter]:
                now[counter] = waits
                found[counter].append((act.at, waits))
    return found


class _Line:
    """Who waits for what, and who sits at a counter: nobody can be called to two of them."""

    def __init__(self, serves: Mapping[str, Sequence[str]]) -> None:
        self._serves = serves
        self._counters: dict[str, list[str]] = {}
        for counter, services in serves.items():
            for service in services:
                self._counters.setdefault(service, []).append(counter)
        self._waiting: dict[str, dict[str, _Waiter]] = {}  # service -> ticket -> who
        self._service: dict[str, str] = {}  # ticket -> service
        self._seated: dict[str, str] = {}  # ticket -> person

    def take(self, act: Act) -> Iterator[str]:
        """The counters for which an act may make a difference."""
        services: set[str] = set()
        if act.what == "waits":
            self._service[act.ticket] = act.service
            self._waiting.setdefault(act.service, {})[act.ticket] = _Waiter(act.person, act.only)
            services.add(act.service)
        elif act.what in ("called", "gone"):
            service = self._service.get(act.ticket, "")
            self._waiting.get(service, {}).pop(act.ticket, None)
            services.add(service)
            if act.what == "called" and act.person:
                self._seated[act.ticket] = act.person
                services |= self._lines_of(act.person)
        elif act.what == "free":
            person = self._seated.pop(act.ticket, "")
            services |= self._lines_of(person)
        for service in sorted(services):
            yield from self._counters.get(service, ())

    def _lines_of(self, person: str) -> set[str]:
        return {
            service
            for service, line in self._waiting.items()
            if person and any(row.person == person for row in line.values())
        }

    def waits(self, counter: str) -> bool:
        """Whether somebody could be called here."""
        seated = {*self._seated.values()}
        return any(
            row.only in ("", counter) and row.person not in seated
            for service in self._serves[counter]
            for row in self._waiting.get(service, {}).values()
        )
