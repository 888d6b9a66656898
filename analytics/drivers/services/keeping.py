"""Studies made for the pages: of every unit with those below it, once a quarter or when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from analytics.drivers.records import KeptStudy, add_study, latest
from analytics.drivers.services.documents import METHOD, as_document
from analytics.drivers.services.studying import NoAnswersError, UnknownOutcomeError, gather, study_of
from analytics.index.domain.drivers import LEAST_COMPLETE
from analytics.index.services import Asked, UnknownUnitError
from analytics.tally.domain import Wanted
from analytics.tally.services import answered_versions
from survey.foundation.clock import local_day
from survey.organisation.domain import subtree
from survey.organisation.records import units_between
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.organisation.domain import Unit

_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What became of the units of a run."""

    kept: int = 0
    same: int = 0
    """Nothing was answered since they were studied."""
    too_few: int = 0
    without_outcome: int = 0
    """The questionnaire asks for no overall rating."""


def keep_studies(
    store: Store,
    asked: Asked,
    *,
    at: datetime,
    least: int,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> Keeping:
    """Study every unit with those below it, or the one asked for and those below; keep what is new.

    `told` hears after each unit how many of how many are done. Units of fewer than `least` answers are left out of
    those above them. Where fewer than thirty people answered nothing is kept: nothing can be estimated.
    """
    with store.reading() as connection:
        units = _units(connection, asked)
        codes = _questionnaires(connection, asked)
        before = latest(connection, asked.since, asked.until)
    wishes = [(unit, code) for unit in units for code in codes]
    found = Keeping()
    for done, (unit, code) in enumerate(wishes, start=1):
        wish = replace(asked, unit=unit.code, questionnaire=code)
        fate = _keep(store, wish, unit.unit_id, before.get((unit.unit_id, code)), at=at, least=least)
        found = replace(found, **{fate: getattr(found, fate) + 1})
        told(done, len(wishes))
    return found


def _keep(store: Store, wish: Asked, unit_id: int, before: KeptStudy | None, *, at: datetime, least: int) -> str:
    # Computing takes seconds, so nothing of the database is held meanwhile.
    with store.reading() as connection:
        try:
            material = gather(connection, wish, least=least)
        except NoAnswersError:
            return "too_few"
    if before and (before.method, before.document["responses"]) == (METHOD, material.responses):
        return "same"
    try:
        result = study_of(material)
    except UnknownOutcomeError:
        return "without_outcome"
    if result.scale.respondents < LEAST_COMPLETE:
        return "too_few"
    kept = KeptStudy(
        unit_id=unit_id,
        since=wish.since,
        until=wish.until,
        questionnaire=result.questionnaire,
        method=METHOD,
        made_at=at,
        document=as_document(result),
    )
    with store.writing() as connection:
        add_study(connection, kept)
    return "kept"


def _units(connection: Connection, asked: Asked) -> list[Unit]:
    units = units_between(connection, asked.since, asked.until)
    if asked.unit is None:
        return list(units.values())
    root = next((unit.unit_id for unit in units.values() if unit.code == asked.unit), None)
    if root is None:
        raise UnknownUnitError(code=asked.unit[:40])
    return [units[unit_id] for unit_id in sorted(subtree(units, root))]


def _questionnaires(connection: Connection, asked: Asked) -> list[str]:
    if asked.questionnaire is not None:
        return [asked.questionnaire]
    answered = answered_versions(connection, Wanted(since=asked.since, until=asked.until))
    return sorted({version.code for version in versions(connection) if version.version_id in answered})


def keep_last_quarter(store: Store, *, at: datetime, least: int) -> Keeping | None:
    """Study the quarter that ended last, unless that was done; None when it was."""
    if not last_quarter_waits(store, at=at):
        return None
    since, until = last_quarter(local_day(at))
    return keep_studies(store, Asked(since=since, until=until), at=at, least=least)


def last_quarter_waits(store: Store, *, at: datetime) -> bool:
    """Tell whether no unit's questions were studied for the quarter that ended last."""
    with store.reading() as connection:
        return not latest(connection, *last_quarter(local_day(at)))


def last_quarter(today: date) -> tuple[date, date]:
    """Give the first and the last day of the quarter before the one a day is in."""
    begun = today.replace(month=today.month - (today.month - 1) % _QUARTER, day=1)
    until = begun - timedelta(days=1)
    return until.replace(month=until.month - _QUARTER + 1, day=1), until
