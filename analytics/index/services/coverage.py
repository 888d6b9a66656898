"""How many were served, invited and answered, and whether that is enough to be ranked (method note §9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analytics.index.domain import bounds_for_all, coverage, index_fraction, response_rate
from analytics.index.services.asking import NotByThisError, wanted_of
from analytics.index.services.beside import called_back, served_by
from analytics.index.services.names import names
from analytics.tally.domain import Counts
from analytics.tally.records import answers_by_band
from analytics.tally.services import calendar, counts_by
from survey.foundation.clock import BAND_STARTS, HOUR_BANDS
from survey.intake.domain import State
from survey.organisation.records import units_on
from survey.touchpoint.domain import Tier
from survey.volume.records import floor_on, invitations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.domain import Interval
    from analytics.index.services.asking import Asked
    from analytics.tally.domain import Wanted
    from survey.volume.domain import CallBack, Floor, Volume

COVERAGE_BY = ("unit", "desk", "procedure", "day", "shift")
"""What the rows of the coverage can be; a shift is the coarse band of hours kept beside an answer."""

_COLUMNS = {"day": "day", "shift": "hour_band"}
# One-stop systems tell volumes by neither.
_NOT_SERVED_BY = {"desk", "shift"}
_ENDS = [f"{hour:02}:00" for hour in (0, *BAND_STARTS, 24)]
_HOURS = dict(zip(HOUR_BANDS, map("–".join, pairwise(_ENDS)), strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One group on its way from the counter to the index; None is "not known"."""

    key: str | None
    name: str | None
    volume: Volume | None
    invited: int
    """Slips issued; people who saw a poster or a tablet are not among them."""
    answered: int
    verified: int
    """Of those who answered: by a slip."""
    response_rate: Fraction | None
    coverage: Fraction | None
    bounds: Interval | None
    """The index of all served, whatever those who did not answer would have said."""
    may_be_ranked: bool | None
    """Whether both floors are reached; None where that is not known, or asked of no unit."""
    call_back: CallBack | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The rows and the floor in force on the first day: policy is decided before a period, not during it."""

    questionnaire: str | None
    floor: Floor
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class _Answered:
    responses: Mapping[Any, int]
    verified: Mapping[Any, int]
    indices: Mapping[Any, Fraction | None]


def coverages(connection: Connection, asked: Asked) -> Coverage:
    """Follow those served through invitation to answer, group by group, sorted by key; shifts by the hour."""
    if asked.by not in COVERAGE_BY:
        raise NotByThisError(by=asked.by[:40], known=", ".join(COVERAGE_BY))
    code, wanted = wanted_of(connection, replace(asked, by="unit"))
    floor = floor_on(connection, asked.since)
    answered = _answered(connection, asked.by, wanted)
    column = _COLUMNS.get(asked.by, f"{asked.by}_id")
    period = (wanted.unit_ids, wanted.since, wanted.until)
    served, rated = ({}, True) if asked.by in _NOT_SERVED_BY else served_by(connection, asked.by, wanted)
    invited = _keyed(invitations(connection, *period, by=(column,)))
    called = called_back(connection, wanted) if asked.by == "unit" else {}
    keys = {*answered.responses, *served, *invited, *called, *(_units(connection, asked, wanted))}
    told = _told(connection, asked)
    rows = []
    for key in keys:
        row = _row(served.get(key), invited.get(key, 0), answered, key, rated=rated)
        ranked = _may_be_ranked(row, floor) if asked.by == "unit" else None
        row = replace(row, may_be_ranked=ranked, call_back=called.get(key))
        name = told(key)
        rows.append(replace(row, key=name[0], name=name[1]))
    rows.sort(key=_place)
    return Coverage(questionnaire=code, floor=floor, rows=tuple(rows))


def _place(row: CoverageRow) -> tuple[bool, int, str]:
    """Give the place of a row: by its key, but shifts by the hour."""
    return row.key is None, HOUR_BANDS.index(row.key) if row.key in HOUR_BANDS else 0, row.key or ""


def _told(connection: Connection, asked: Asked) -> Callable[[Any], tuple[str | None, str | None]]:
    """Give a function from the key of a row to what it is called."""
    match asked.by:
        case "day":
            return lambda day: (day.isoformat(), None)
        case "shift":
            return lambda band: (band, _HOURS.get(band))
        case _:
            return names(connection, asked.by, asked.until)


def _keyed(found: Mapping[tuple[Any, ...], Any]) -> dict[Any, Any]:
    return {key: value for (key,), value in found.items()}


def _row(volume: Volume | None, invited: int, answered: _Answered, key: Any, *, rated: bool) -> CoverageRow:
    responses, served = answered.responses.get(key, 0), volume.served if volume and rated else 0
    rate, index = response_rate(responses, served), answered.indices.get(key)
    return CoverageRow(
        key=None,
        name=None,
        volume=volume,
        invited=invited,
        answered=responses,
        verified=answered.verified.get(key, 0),
        response_rate=rate,
        coverage=coverage(invited, served),
        bounds=bounds_for_all(index, rate) if index is not None and rate is not None else None,
        may_be_ranked=None,
        call_back=None,
    )


def _may_be_ranked(row: CoverageRow, floor: Floor) -> bool | None:
    if row.response_rate is None or row.coverage is None:
        return None
    if row.response_rate < floor.response_rate:
        return False
    # An office that issues no slips invites by posters and tablets, and nobody counts these.
    return row.coverage >= floor.coverage if row.invited else None


def _counted(wanted: Wanted) -> Wanted:
    return replace(wanted, states=frozenset({State.COUNTED}))


def _answered(connection: Connection, by: str, wanted: Wanted) -> _Answered:
    match by:
        case "day":
            return _by_day(connection, wanted)
        case "shift":
            return _by_shift(connection, wanted)
        case _:
            return _by_place(connection, by, wanted)


def _by_place(connection: Connection, by: str, wanted: Wanted) -> _Answered:
    whole: dict[Any, Counts] = {}
    verified: dict[Any, int] = {}
    found = counts_by(connection, (f"{by}_id", "tier"), _counted(wanted))
    for (key, tier), counts in sorted(found.items(), key=lambda item: repr(item[0])):
        whole[key] = whole.get(key, Counts()) + counts
        if tier == Tier.VERIFIED:
            verified[key] = counts.responses
    return _Answered(
        {key: counts.responses for key, counts in whole.items()},
        verified,
        {key: index_fraction(counts) for key, counts in whole.items()},
    )


def _by_day(connection: Connection, wanted: Wanted) -> _Answered:
    responses: dict[Any, int] = {}
    verified: dict[Any, int] = {}
    for (tier,), table in calendar(connection, _counted(wanted), ("tier",)).items():
        for day, count in zip(table.days, table.responses.tolist(), strict=True):
            responses[day] = responses.get(day, 0) + count
            if tier == Tier.VERIFIED:
                verified[day] = count
    return _Answered(responses, verified, {})


def _by_shift(connection: Connection, wanted: Wanted) -> _Answered:
    responses: dict[Any, int] = {}
    verified: dict[Any, int] = {}
    for (band, tier), count in answers_by_band(connection, _counted(wanted)).items():
        responses[band] = responses.get(band, 0) + count
        if tier == Tier.VERIFIED:
            verified[band] = count
    return _Answered(responses, verified, {})


def _units(connection: Connection, asked: Asked, wanted: Wanted) -> frozenset[int]:
    """Give the units in force on the last day: one where nothing is known is to be seen too."""
    if asked.by != "unit":
        return frozenset()
    ids = frozenset(units_on(connection, asked.until))
    return ids if wanted.unit_ids is None else ids & wanted.unit_ids


def coverage_document(asked: Asked, found: Coverage) -> dict[str, Any]:
    """Give the whole answer: unrounded numbers, null for what is not known."""
    return {
        "from": asked.since,
        "to": asked.until,
        "by": asked.by,
        "questionnaire": found.questionnaire,
        "floor": {
            "response_rate": float(found.floor.response_rate),
            "coverage": float(found.floor.coverage),
            "decided_by": found.floor.decided_by,
        },
        "rows": [as_coverage_row(row) for row in found.rows],
    }


def as_coverage_row(row: CoverageRow) -> dict[str, Any]:
    """Give a row as the contract has it."""
    volume, called = row.volume, row.call_back
    return {
        "key": row.key,
        "name": row.name,
        "finished": volume.finished if volume else None,
        "refused": volume.refused if volume else None,
        "served": volume.served if volume else None,
        "invited": row.invited,
        "answered": row.answered,
        "verified": row.verified,
        "response_rate": None if row.response_rate is None else float(row.response_rate),
        "coverage": None if row.coverage is None else float(row.coverage),
        "bound_low": row.bounds.low if row.bounds else None,
        "bound_high": row.bounds.high if row.bounds else None,
        "may_be_ranked": row.may_be_ranked,
        "called": called.called if called else None,
        "agreed": called.agreed if called else None,
        "differed": called.differed if called else None,
        "unreachable": called.unreachable if called else None,
        "agreement": None if called is None or called.agreement is None else float(called.agreement),
    }
