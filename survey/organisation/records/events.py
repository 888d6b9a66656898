"""Reading and writing what happened to units, and who came before and after whom."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from survey.foundation.tables import insert_new
from survey.organisation.domain import Change, Event, EventEntry, EventKind, History, Kin, Unit
from survey.organisation.records.reading import unit_ids, versions
from survey.organisation.records.tables import unit, unit_event, unit_succession, unit_version

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, Select

_DAY = timedelta(days=1)


def events(connection: Connection) -> list[Event]:
    """Give every event with its entries, oldest first."""
    entries: dict[int, list[EventEntry]] = defaultdict(list)
    for row in connection.execute(_entries()):
        entries[row.event_id].append(_entry(row))
    wanted = select(unit_event).order_by(unit_event.c.day, unit_event.c.legal_act, unit_event.c.kind)
    return [
        Event(
            event_id=row.id,
            kind=EventKind(row.kind),
            day=row.day,
            legal_act=row.legal_act,
            entries=tuple(entries[row.id]),
        )
        for row in connection.execute(wanted)
    ]


def event_entries(connection: Connection) -> list[EventEntry]:
    """Give the entries of all events, oldest first."""
    return [_entry(row) for row in connection.execute(_entries())]


def keep_events(connection: Connection, entries: Collection[EventEntry]) -> Change:
    """Keep entries of known units under their events; a changed note is brought up to date."""
    ids = unit_ids(connection)
    kept = {(entry.event, entry.old, entry.new): entry for entry in event_entries(connection)}
    new = [entry for entry in entries if (entry.event, entry.old, entry.new) not in kept]
    noted = [
        entry
        for entry in entries
        if (known := kept.get((entry.event, entry.old, entry.new))) and known.note != entry.note
    ]
    _add_events(connection, new)
    numbers = _event_ids(connection)
    for entry in noted:
        _note(connection, numbers[entry.event], ids, entry)
    rows = [
        {
            "event_id": numbers[entry.event],
            "from_unit_id": ids[entry.old],
            "to_unit_id": ids[entry.new] if entry.new else None,
            "note": entry.note,
        }
        for entry in new
    ]
    insert_new(connection, unit_succession, rows, "id")
    return Change(added=len(new), changed=len(noted), unchanged=len(entries) - len(new) - len(noted))


def drop_event(connection: Connection, event_id: int) -> None:
    """Forget an event and its entries; the units' versions stay as they are."""
    connection.execute(delete(unit_succession).where(unit_succession.c.event_id == event_id))
    connection.execute(delete(unit_event).where(unit_event.c.id == event_id))


def predecessors(connection: Connection, unit_id: int) -> tuple[Kin, ...]:
    """Give the units this one came from, as they were on their last day before; their figures are theirs."""
    return _kin(connection, unit_succession.c.to_unit_id == unit_id, before=True)


def successors(connection: Connection, unit_id: int) -> tuple[Kin, ...]:
    """Give the units that came after this one, as they were on the day of the event."""
    return _kin(connection, unit_succession.c.from_unit_id == unit_id, before=False)


def heirs(connection: Connection) -> dict[int, frozenset[int]]:
    """Give by unit the units everything of it passed to, for units that an event ended."""
    found: dict[int, set[int]] = defaultdict(set)
    wanted = (
        select(unit_succession.c.from_unit_id, unit_succession.c.to_unit_id)
        .join(unit_event, unit_event.c.id == unit_succession.c.event_id)
        .where(unit_event.c.kind != EventKind.TRANSFER, unit_succession.c.to_unit_id.is_not(None))
    )
    for old, new in connection.execute(wanted):
        found[old].add(new)
    return {old: frozenset(new) for old, new in found.items()}


def history(connection: Connection, unit_id: int) -> History | None:
    """Give all that is known of a unit over time; None for an unknown unit."""
    code = connection.scalar(select(unit.c.code).where(unit.c.id == unit_id))
    if code is None:
        return None
    concerned = (unit_succession.c.from_unit_id == unit_id) | (unit_succession.c.to_unit_id == unit_id)
    return History(
        code=code,
        versions=tuple(versions(connection).get(code, ())),
        events=tuple(_entry(row) for row in connection.execute(_entries().where(concerned))),
        predecessors=predecessors(connection, unit_id),
        successors=successors(connection, unit_id),
    )


def _entries() -> Select[Any]:
    old, new = unit.alias("old"), unit.alias("new")
    return (
        select(
            unit_succession.c.event_id,
            unit_event.c.kind,
            unit_event.c.day,
            unit_event.c.legal_act,
            unit_succession.c.note,
            old.c.code.label("old"),
            new.c.code.label("new"),
        )
        .select_from(unit_succession)
        .join(unit_event, unit_event.c.id == unit_succession.c.event_id)
        .join(old, old.c.id == unit_succession.c.from_unit_id)
        .outerjoin(new, new.c.id == unit_succession.c.to_unit_id)
        .order_by(unit_event.c.day, unit_event.c.legal_act, unit_event.c.kind, unit_succession.c.id)
    )


def _entry(row: Any) -> EventEntry:
    return EventEntry(
        line=0,
        kind=EventKind(row.kind),
        day=row.day,
        old=row.old,
        new=row.new or "",
        legal_act=row.legal_act,
        note=row.note,
    )


def _event_ids(connection: Connection) -> dict[tuple[EventKind, Any, str], int]:
    rows = connection.execute(select(unit_event.c.kind, unit_event.c.day, unit_event.c.legal_act, unit_event.c.id))
    return {(EventKind(kind), day, legal_act): event_id for kind, day, legal_act, event_id in rows}


def _add_events(connection: Connection, entries: Collection[EventEntry]) -> None:
    rows = [
        {"kind": kind, "day": day, "legal_act": act} for kind, day, act in {entry.event: None for entry in entries}
    ]
    insert_new(connection, unit_event, rows, "id")


def _note(connection: Connection, event_id: int, ids: dict[str, int], entry: EventEntry) -> None:
    to_unit = unit_succession.c.to_unit_id
    connection.execute(
        unit_succession.update()
        .where(unit_succession.c.event_id == event_id, unit_succession.c.from_unit_id == ids[entry.old])
        .where(to_unit == ids[entry.new] if entry.new else to_unit.is_(None))
        .values(note=entry.note)
    )


def _kin(connection: Connection, concerned: ColumnElement[bool], *, before: bool) -> tuple[Kin, ...]:
    far = unit_succession.c.from_unit_id if before else unit_succession.c.to_unit_id
    wanted = (
        select(
            unit_succession.c.note, unit_event.c.kind, unit_event.c.day, unit_event.c.legal_act, far.label("id")
        )
        .join(unit_event, unit_event.c.id == unit_succession.c.event_id)
        .where(concerned, far.is_not(None))
        .order_by(unit_event.c.day, unit_succession.c.id)
    )
    return tuple(
        Kin(
            unit=_unit_at(connection, row.id, row.day - _DAY if before else row.day),
            kind=EventKind(row.kind),
            day=row.day,
            legal_act=row.legal_act,
            note=row.note,
        )
        for row in connection.execute(wanted).all()
    )


def _unit_at(connection: Connection, unit_id: int, day: Any) -> Unit:
    """Give a unit as on the last of its versions that had begun by a day."""
    version = unit_version.c
    wanted = (
        select(unit.c.id, unit.c.code, unit.c.kind, unit_version)
        .join(unit_version, version.unit_id == unit.c.id)
        .where(unit.c.id == unit_id, version.valid_from <= day)
        .order_by(version.valid_from.desc())
        .limit(1)
    )
    row = connection.execute(wanted).one()
    return Unit(
        unit_id=unit_id,
        code=row.code,
        kind=row.kind,
        name=row.name,
        short_name=row.short_name,
        parent_id=row.parent_id,
        address=row.address,
    )
