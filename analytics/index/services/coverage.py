"""How many were served, invited and answered, and whether that is enough to be ranked (method note §9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from analytics.index.domain import coverage, response_rate
from analytics.index.domain.bounds import more_answers_than_files
from analytics.index.services.asking import NotByThisError, wanted_of
from analytics.index.services.beside import bounds_of, called_back
from analytics.index.services.names import names
from analytics.index.services.serving import Warned, nothing_served, other_respondents, served_by
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
    from datetime import date
    from fractions import Fraction

    from sqlalchemy import Connection

    from analytics.index.domain import Interval
    from analytics.index.services.asking import Asked
    from analytics.index.services.serving import Served
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
    """Answers to the questionnaire asked for, blank ones too."""
    counts: Counts
    """What they add up to; empty for days and shifts."""
    respondents: int | None
    """Of those who answered: a question of the index at least; None of shifts."""
    others: int
    """Respondents to other questionnaires, who were served too."""
    verified: int
    """Of those who answered: by a slip."""
    response_rate: Fraction | None
    """Respondents to any questionnaire, of those served."""
    coverage: Fraction | None
    bounds: Interval | None
    """The index of all served, whatever those who did not answer would have said."""
    may_be_ranked: bool | None
    """Whether both floors are reached; None where that is not known, or asked of no unit."""
    call_back: CallBack | None
    missing_day: date | None
    """The first day whose files are not told, where there is no rate for want of it."""

    @property
    def blank(self) -> int | None:
        """How many left every question of the index blank: they are no respondents."""
        return None if self.respondents is None else self.answered - self.respondents

    @property
    def warning(self) -> Warned | None:
        """What is wrong with the volumes."""
        if more_answers_than_files(self.response_rate):
            return Warned.MORE_ANSWERS_THAN_FILES
        return Warned.DAY_NOT_TOLD if self.missing_day is not None else None


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
    respondents: Mapping[Any, int] | None
    counts: Mapping[Any, Counts]


def coverages(connection: Connection, asked: Asked, *, today: date | None = None) -> Coverage:
    """Follow those served through invitation to answer, group by group, sorted by key; shifts by the hour.

    Volumes of days that are not over by `today` are not waited for.
    """
    if asked.by not in COVERAGE_BY:
        raise NotByThisError(by=asked.by[:40], known=", ".join(COVERAGE_BY))
    code, wanted = wanted_of(connection, replace(asked, by="unit"))
    floor = floor_on(connection, asked.since)
    answered = _answered(connection, asked.by, wanted)
    rated = asked.by not in _NOT_SERVED_BY
    served = served_by(connection, asked.by, wanted, today=today) if rated else nothing_served()
    others = other_respondents(connection, asked.by, wanted) if served.volumes else {}
    column = _COLUMNS.get(asked.by, f"{asked.by}_id")
    invited = _keyed(invitations(connection, wanted.unit_ids, wanted.since, wanted.until, by=(column,)))
    called = called_back(connection, wanted) if asked.by == "unit" else {}
    keys = {*answered.responses, *served.volumes, *invited, *called, *(_units(connection, asked, wanted))}
    told = _told(connection, asked)
    rows = []
    for key in keys:
        row = _row(answered, key, served, others.get(key, 0), invited.get(key, 0))
        ranked = _may_be_ranked(row, floor) if asked.by == "unit" else None
        name = told(key)
        rows.append(replace(row, key=name[0], name=name[1], may_be_ranked=ranked, call_back=called.get(key)))
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


def _row(answered: _Answered, key: Any, served: Served, others: int, invited: int) -> CoverageRow:
    respondents = None if answered.respondents is None else answered.respondents.get(key, 0)
    rated, counts = served.rated(key), answered.counts.get(key, Counts())
    files = rated.served if rated else 0
    rate = response_rate((respondents or 0) + others, files)
    return CoverageRow(
        key=None,
        name=None,
        volume=served.volumes.get(key),
        invited=invited,
        answered=answered.responses.get(key, 0),
        counts=counts,
        respondents=respondents,
        others=others,
        verified=answered.verified.get(key, 0),
        response_rate=rate,
        coverage=coverage(invited, files),
        bounds=bounds_of(counts, rated, rate) if rated else None,
        may_be_ranked=None,
        call_back=None,
        missing_day=served.missing_day(key),
    )


def _may_be_ranked(row: CoverageRow, floor: Floor) -> bool | None:
    if row.response_rate is None or row.coverage is None or row.warning:
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
        {key: counts.respondents for key, counts in whole.items()},
        whole,
    )


def _by_day(connection: Connection, wanted: Wanted) -> _Answered:
    responses: dict[Any, int] = {}
    respondents: dict[Any, int] = {}
    verified: dict[Any, int] = {}
    for (tier,), table in calendar(connection, _counted(wanted), ("tier",)).items():
        for day, count, rated in zip(
            table.days, table.responses.tolist(), table.respondents.tolist(), strict=True
        ):
            responses[day] = responses.get(day, 0) + count
            respondents[day] = respondents.get(day, 0) + rated
            if tier == Tier.VERIFIED:
                verified[day] = count
    return _Answered(responses, verified, respondents, {})


def _by_shift(connection: Connection, wanted: Wanted) -> _Answered:
    responses: dict[Any, int] = {}
    verified: dict[Any, int] = {}
    for (band, tier), count in answers_by_band(connection, _counted(wanted)).items():
        responses[band] = responses.get(band, 0) + count
        if tier == Tier.VERIFIED:
            verified[band] = count
    return _Answered(responses, verified, None, {})


def _units(connection: Connection, asked: Asked, wanted: Wanted) -> frozenset[int]:
    """Give the units in force on the last day: one where nothing is known is to be seen too."""
    if asked.by != "unit":
        return frozenset()
    ids = frozenset(units_on(connection, asked.until))
    return ids if wanted.unit_ids is None else ids & wanted.unit_ids
