"""Putting the tables of an organisation into the database: everything, or nothing and a list of faults."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL
from survey.foundation.tables import one_at_a_time
from survey.organisation import records
from survey.organisation.domain import Home, ended, joined, orphans, shared_shifts
from survey.organisation.services.checking import (
    all_duplicates,
    broken_timelines,
    two_kinds,
    unknown_codes,
)
from survey.organisation.services.checking_events import event_faults
from survey.organisation.services.errors import ImportRefusedError, OrphanError, SharedDeskError
from survey.organisation.services.holidays import fill_holidays
from survey.organisation.services.reading import NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal
    from survey.foundation.tabular import TableError
    from survey.organisation.domain import Change, EventEntry, StaffEntry, UnitEntry, Version
    from survey.organisation.services.reading import Draft

_DATE_AND_TIME = "%Y-%m-%d %H:%M"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did, by kind of row, and what looks odd but was taken."""

    changes: Mapping[str, Change]
    warnings: tuple[Refusal, ...]


def take_in(connection: Connection, draft: Draft, *, on: date) -> Report:
    """Keep what the tables say, or refuse all of it; what is not in the tables stays as it is.

    A change of home unit without a date counts from the day `on`.
    """
    one_at_a_time(connection, "organisation")
    events = _events(connection, draft.events.entries)
    timelines = ended(_timelines(connection, draft.units.entries), events)
    faults = _faults(connection, draft, timelines, events)
    if faults:
        raise ImportRefusedError(count=len(faults), faults=faults)
    changes = {
        "units": records.keep_units(connection, _kinds(connection, draft.units.entries)),
        "unit versions": records.keep_versions(connection, _touched(draft, timelines)),
        "events": records.keep_events(connection, draft.events.entries),
        "desks": records.keep_desks(connection, draft.desks.entries),
        "staff": records.keep_staff(connection, _latest(draft.staff.entries)),
        "home units": records.keep_homes(connection, _homes(connection, draft.staff.entries, timelines, on)),
        "shifts": records.keep_shifts(connection, draft.roster.entries),
        "patterns": records.keep_patterns(connection, draft.patterns.entries),
        "procedures": records.keep_procedures(connection, draft.procedures.entries),
        "holidays": records.keep_holidays(connection, draft.holidays.entries),
    }
    # After the given ones: the packaged list is for years nobody has told anything about.
    fill_holidays(connection)
    return Report(changes=changes, warnings=(*draft.warnings, *_orphan_warnings(timelines)))


def _faults(
    connection: Connection,
    draft: Draft,
    timelines: Mapping[str, Sequence[Version]],
    events: Sequence[EventEntry],
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
        *event_faults(draft, events, timelines),
    ]
    order = {getattr(draft, name).file: place for place, name in enumerate(NAMES)}
    return tuple(sorted(found, key=lambda fault: (order[fault.details["file"]], fault.details["line"])))


def _timelines(connection: Connection, entries: Sequence[UnitEntry]) -> dict[str, list[Version]]:
    timelines = records.versions(connection)
    given: dict[str, list[Version]] = {}
    for entry in entries:
        given.setdefault(entry.version.code, []).append(entry.version)
    return timelines | {code: joined(timelines.get(code, ()), versions) for code, versions in given.items()}


def _events(connection: Connection, given: Sequence[EventEntry]) -> list[EventEntry]:
    """Give all events, those given in place of the same ones that are kept."""
    entries = {(entry.event, entry.old, entry.new): entry for entry in records.event_entries(connection)}
    return list((entries | {(entry.event, entry.old, entry.new): entry for entry in given}).values())


def _touched(draft: Draft, timelines: Mapping[str, Sequence[Version]]) -> list[Version]:
    told = [entry.version.code for entry in draft.units.entries]
    gone = [entry.old for entry in draft.events.entries if not entry.goes_on]
    return [version for code in dict.fromkeys([*told, *gone]) for version in timelines[code]]


def _kinds(connection: Connection, entries: Sequence[UnitEntry]) -> dict[str, str]:
    stored = records.unit_kinds(connection)
    kinds = {entry.version.code: stored.get(entry.version.code, "") for entry in entries}
    return kinds | {entry.version.code: entry.kind for entry in entries if entry.kind}


def _latest(entries: Sequence[StaffEntry]) -> list[StaffEntry]:
    """Give of each person the line that counts last; one without a first day counts from now on."""
    found: dict[str, StaffEntry] = {}
    for entry in entries:
        known = found.get(entry.code)
        if known is None or _begins(entry) >= _begins(known):
            found[entry.code] = entry
    return list(found.values())


def _begins(entry: StaffEntry) -> tuple[bool, int]:
    return (entry.valid_from is None, entry.valid_from.toordinal() if entry.valid_from else 0)


def _homes(
    connection: Connection,
    entries: Sequence[StaffEntry],
    timelines: Mapping[str, Sequence[Version]],
    on: date,
) -> list[Home]:
    stored = records.homes(connection)
    lines: dict[str, list[StaffEntry]] = defaultdict(list)
    for entry in entries:
        lines[entry.code].append(entry)
    found: list[Home] = []
    for code, told in lines.items():
        known = stored.get(code, [])
        given = [
            home
            for entry in told
            if entry.home_unit
            and (home := _home(entry, known, timelines[entry.home_unit][0].valid_from, on)) is not None
        ]
        found.extend(joined(_loose(known), given))
    return found


def _loose(homes: Sequence[Home]) -> list[Home]:
    """Take away last days that came from the next home only, so that they are set anew."""
    following = {home.valid_from - _DAY for home in homes}
    return [replace(home, valid_to=None) if home.valid_to in following else home for home in homes]


def _home(entry: StaffEntry, known: Sequence[Home], unit_began: date, on: date) -> Home | None:
    last = known[-1] if known else None
    # The first home is told without a date because it always was the home: it counts since the unit exists.
    began = max(on, last.valid_from) if last else unit_began
    if entry.valid_from is None and last and last.unit == entry.home_unit and last.title in {"", entry.title}:
        if last.title == entry.title and entry.valid_to in {None, last.valid_to}:
            return None
        began = last.valid_from
    return Home(
        staff=entry.code,
        unit=entry.home_unit,
        title=entry.title,
        valid_from=entry.valid_from or began,
        valid_to=entry.valid_to,
    )


def _orphan_warnings(timelines: Mapping[str, Sequence[Version]]) -> list[Refusal]:
    return [OrphanError(code=version.code, parent=version.parent, day=day) for version, day in orphans(timelines)]


def shared_desks(connection: Connection, draft: Draft) -> list[Refusal]:
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
        SharedDeskError(
            desk=codes[one.desk_id],
            one=people[one.staff_id],
            other=people[other.staff_id],
            start=f"{other.starts.astimezone(LOCAL):{_DATE_AND_TIME}}",
            end=f"{min(one.ends, other.ends).astimezone(LOCAL):{_DATE_AND_TIME}}",
        )
        for one, other in shared
    ]
