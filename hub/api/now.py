"""Answers about this moment, from what the hub has in memory: the floor, the catalogue, the register's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import UNSET

from hub.api import asked, shapes, shapes_now
from hub.api.source import Listed

if TYPE_CHECKING:
    from broker_config.contract import Catalogue
    from hub import floor as watched
    from hub.alert_list import AlertNow
    from hub.api.source import Source

Row = TypeVar("Row", bound=msgspec.Struct)


def health(source: Source, _asked: asked.Nothing) -> shapes_now.Health:
    """Tell that the hub answers."""
    seen = source.floor()
    return shapes_now.Health(status="ok", at=source.time(seen.at), day=seen.day, connected=seen.connected)


def catalogue(source: Source, _asked: asked.Nothing) -> Catalogue:
    """Tell what the mall offers, as the kiosks have it."""
    return source.catalogue


def floor(source: Source, _asked: asked.Nothing) -> shapes_now.Floor:
    """Tell how the hall stands."""
    seen = source.floor()
    totals = seen.totals
    return shapes_now.Floor(
        at=source.time(seen.at),
        day=seen.day,
        connected=seen.connected,
        totals=shapes_now.TotalsNow(
            issued=totals.issued, waiting=totals.waiting, at_counter=totals.at_counter, finished=totals.finished,
            no_show=totals.no_show, first_waiting_since=source.maybe(totals.first_at),
        ),
        counters=tuple(_counter(source, row) for row in seen.counters),
        services=tuple(
            _service(source, agency.id, row) for agency in seen.agencies for row in agency.services
        ),
        devices=tuple(_device(source, row) for row in seen.devices),
        alerts=tuple(_alert(source, row) for row in seen.alerts),
    )  # fmt: skip


def _counter(source: Source, row: watched.CounterNow) -> shapes_now.CounterNow:
    return shapes_now.CounterNow(
        id=row.id, number=row.number, zone=row.zone, agency=row.agency, state=row.state, label=row.label,
        service_name=row.service, since=source.maybe(row.since), waiting=row.waiting, equipped=row.equipped,
        presence=row.presence, trouble=row.trouble,
    )  # fmt: skip


def _service(source: Source, agency: str, row: watched.ServiceNow) -> shapes_now.ServiceNow:
    return shapes_now.ServiceNow(
        id=row.id, agency=agency, name=row.name, prefix=row.prefix, waiting=row.waiting, counters=row.counters,
        first_waiting_since=source.maybe(row.first_at),
    )  # fmt: skip


def _alert(source: Source, row: AlertNow) -> shapes_now.AlertNow:
    return shapes_now.AlertNow(
        key=row.key, kind=row.kind, subject=row.subject, since=source.time(row.since), count=row.count,
        acknowledged=row.seen_by != "",
    )  # fmt: skip


def _device(source: Source, row: watched.DeviceNow) -> shapes_now.DeviceNow:
    faults = tuple(
        shapes_now.FaultNow(name=part.name, kind=part.kind, state=part.state, detail=part.detail)
        for part in row.faults
    )
    return shapes_now.DeviceNow(
        id=row.id, role=row.role, place=row.place, online=row.online, seen_at=source.maybe(row.seen_at), faults=faults
    )  # fmt: skip


def agencies(source: Source, wanted: asked.Slugs) -> Listed[shapes.AgencyRow]:
    """List the agencies."""
    return _listed(source, wanted, "agency", shapes.AgencyRow)


def services(source: Source, wanted: asked.Slugs) -> Listed[shapes.ServiceRow]:
    """List the services."""
    return _listed(source, wanted, "service", shapes.ServiceRow)


def counters(source: Source, wanted: asked.Slugs) -> Listed[shapes.CounterRow]:
    """List the counters."""
    return _listed(source, wanted, "counter", shapes.CounterRow)


def people(source: Source, wanted: asked.Slugs) -> Listed[shapes.Person]:
    """List who works with the hub."""
    return _listed(source, wanted, "user", shapes.Person)


def _listed(source: Source, wanted: asked.Slugs, kind: str, shape: type[Row]) -> Listed[Row]:
    rows = source.register(lambda register: dict(register.table(kind)))
    limit = asked.USUAL if wanted.limit is UNSET else wanted.limit
    ids = sorted(name for name in rows if wanted.after is UNSET or name > wanted.after)
    items = [
        shape(**{name: getattr(rows[slug], name) for name in shape.__struct_fields__}) for slug in ids[:limit]
    ]
    following = ids[len(items) - 1] if items else None if wanted.after is UNSET else wanted.after
    return Listed(items, following, len(ids) > limit)
