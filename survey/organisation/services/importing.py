"""Putting the tables of an organisation into the database: everything, or nothing and a list of faults."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL
from survey.foundation.tables import one_at_a_time
from survey.organisation import records
from survey.organisation.domain import Change, Home, Version, joined, orphans, shared_shifts
from survey.organisation.services.checking import (
    all_duplicates,
    broken_timelines,
    two_kinds,
    unknown_codes,
)
from survey.organisation.services.errors import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.tabular import TableError
    from survey.organisation.domain import StaffEntry, UnitEntry
    from survey.organisation.services.reading import Draft

_DATE_AND_TIME = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did, by kind of row, and what looks odd but was taken."""

    changes: Mapping[str, Change]
    warnings: tuple[str, ...]


def take_in(connection: Connection, draft: Draft, *, on: date) -> Report:
    """Keep what the tables say, or refuse all of it; what is not in the tables stays as it is.

    A change of home unit without a date counts from the day `on`.
    """
    one_at_a_time(connection, "organisation")
    timelines = _timelines(connection, draft.units.entries)
    faults = _faults(connection, draft, timelines)
    if faults:
        raise ImportRefusedError(count=len(faults), faults=faults)
    changes = {
        "units": records.keep_units(connection, _kinds(connection, draft.units.entries)),
        "unit versions": records.keep_versions(connection, _touched(draft.units.entries, timelines)),
        "desks": records.keep_desks(connection, draft.desks.entries),
        "staff": records.keep_staff(connection, draft.staff.entries),
        "home units": records.keep_homes(connection, _homes(connection, draft.staff.entries, timelines, on)),
        "shifts": records.keep_shifts(connection, draft.roster.entries),
        "procedures": records.keep_procedures(connection, draft.procedures.entries),
    }
    return Report(changes=changes, warnings=(*draft.warnings, *_orphan_warnings(timelines)))


def _faults(
    connection: Connection, draft: Draft, timelines: Mapping[str, Sequence[Version]]
) -> tuple[TableError, ...]:
    known: dict[str, Collection[str]] = {
        "unit": records.unit_ids(connection),
        "desk": records.desk_places(connection),
        "staff": records.staff_ids(connection),
    }
    found = [
        *draft.faults,
        *all_duplicates(draft),
        *unknown_codes(draft, known),
        *two_kinds(draft.units),
        *broken_timelines(draft.units, timelines),
    ]
    files = (draft.units.file, draft.desks.file, draft.staff.file, draft.roster.file, draft.procedures.file)
    order = {file: place for place, file in enumerate(files)}
    return tuple(sorted(found, key=lambda fault: (order[fault.details["file"]], fault.details["line"])))


def _timelines(connection: Connection, entries: Sequence[UnitEntry]) -> dict[str, list[Version]]:
    timelines = records.versions(connection)
    given: dict[str, list[Version]] = {}
    for entry in entries:
        given.setdefault(entry.version.code, []).append(entry.version)
    return timelines | {code: joined(timelines.get(code, ()), versions) for code, versions in given.items()}


def _touched(entries: Sequence[UnitEntry], timelines: Mapping[str, Sequence[Version]]) -> list[Version]:
    codes = {entry.version.code: None for entry in entries}
    return [version for code in codes for version in timelines[code]]


def _kinds(connection: Connection, entries: Sequence[UnitEntry]) -> dict[str, str]:
    stored = records.unit_kinds(connection)
    kinds = {entry.version.code: stored.get(entry.version.code, "") for entry in entries}
    return kinds | {entry.version.code: entry.kind for entry in entries if entry.kind}


def _homes(
    connection: Connection,
    entries: Sequence[StaffEntry],
    timelines: Mapping[str, Sequence[Version]],
    on: date,
) -> list[Home]:
    stored = records.homes(connection)
    found: list[Home] = []
    for entry in entries:
        known = stored.get(entry.code, [])
        given = _home(entry, known, timelines[entry.home_unit][0].valid_from, on) if entry.home_unit else None
        # Last days of homes only ever come from the next home, so they are set anew.
        found.extend(joined([replace(home, valid_to=None) for home in known], [given] if given else []))
    return found


def _home(entry: StaffEntry, known: Sequence[Home], unit_began: date, on: date) -> Home | None:
    last = known[-1] if known else None
    if entry.valid_from is None and last and last.unit == entry.home_unit:
        return None
    # The first home is told without a date because it always was the home: it counts since the unit exists.
    began = max(on, last.valid_from) if last else unit_began
    return Home(staff=entry.code, unit=entry.home_unit, valid_from=entry.valid_from or began, valid_to=None)


def _orphan_warnings(timelines: Mapping[str, Sequence[Version]]) -> list[str]:
    return [
        f"unit “{version.code}” stands under “{version.parent}”, which is not in force on {day}: "
        "from then on it is not counted under it"
        for version, day in orphans(timelines)
    ]


def shared_desks(connection: Connection, draft: Draft) -> list[str]:
    """Warn of two people at one desk at once, now that the roster is kept; readers need no lock for it."""
    entries = draft.roster.entries
    if not entries:
        return []
    places = records.desk_places(connection)
    codes = {places[entry.desk][1]: entry.desk for entry in entries}
    people = {staff_id: code for code, staff_id in records.staff_ids(connection).items()}
    since, until = min(entry.starts for entry in entries), max(entry.ends for entry in entries)
    by_desk = records.shifts(connection, codes, since=since, until=until)
    shared = shared_shifts(shift for shifts in by_desk.values() for shift in shifts)
    return [
        f"desk “{codes[one.desk_id]}” has both {people[one.staff_id]} and {people[other.staff_id]} from "
        f"{other.starts.astimezone(LOCAL):{_DATE_AND_TIME}} to "
        f"{min(one.ends, other.ends).astimezone(LOCAL):{_DATE_AND_TIME}}: answers of that time stay with the desk"
        for one, other in shared
    ]
