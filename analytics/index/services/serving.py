"""Whom units, procedures and days served, as far as rates may stand on it, and who answered anything at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from analytics.tally.services import answered_versions, calendar, counts_by
from survey.intake.domain import State
from survey.volume.records import volumes
from survey.volume.services import known_volumes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from analytics.tally.domain import Wanted
    from survey.volume.domain import Volume


class Warned(StrEnum):
    """What is wrong with the volumes of a group."""

    MORE_ANSWERS_THAN_FILES = "more_answers_than_files"
    """The files are not all told, or answers were stuffed: neither rate nor bounds can be relied on."""
    DAY_NOT_TOLD = "day_not_told"
    """A working day of the period has no line, so there is no rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Volumes by unit, procedure or day."""

    volumes: Mapping[Any, Volume]
    of_all: bool
    """Whether rates may stand on them.

    They may not where somebody has answers and no volume, or where files are told without their procedure: a rate
    by procedure or day would be too high.
    """
    missing: Mapping[int, date]
    """The first day that is not told, of the units of which not all is."""
    by_unit: bool

    def rated(self, key: Any) -> Volume | None:
        """Give the volume of a group where a rate may stand on it."""
        return self.volumes.get(key) if self.by_unit or self.of_all else None

    def missing_day(self, key: Any) -> date | None:
        """Give the first day for want of which a group has no rate."""
        if self.by_unit:
            return self.missing.get(key)
        return min(self.missing.values(), default=None) if not self.of_all else None


def nothing_served() -> Served:
    """Say that nothing is known of whom desks, officers or shifts served."""
    return Served(volumes={}, of_all=True, missing={}, by_unit=True)


def served_by(connection: Connection, by: str, wanted: Wanted, *, today: date | None = None) -> Served:
    """Give the volumes of units, procedures or days, and of which units a day is not told (method note §9)."""
    period = (wanted.since, wanted.until)
    known = known_volumes(connection, wanted.unit_ids, period, today=today)
    of_all = bool(known.volumes) and _all_known(connection, wanted, known.volumes)
    if by == "unit" or not known.volumes:
        of_units = known.volumes if by == "unit" else {}
        return Served(volumes=of_units, of_all=of_all, missing=known.missing, by_unit=by == "unit")
    column = "day" if by == "day" else f"{by}_id"
    found = {key: each for (key,), each in volumes(connection, wanted.unit_ids, *period, by=(column,)).items()}
    return Served(
        volumes=found,
        of_all=None not in found and of_all,
        missing=known.missing,
        by_unit=False,
    )


def _all_known(connection: Connection, wanted: Wanted, known: Mapping[int, Volume]) -> bool:
    every = replace(_counted(wanted), version_ids=None)
    return all(unit_id in known for (unit_id,) in counts_by(connection, ("unit_id",), every))


def other_respondents(connection: Connection, by: str, wanted: Wanted) -> dict[Any, int]:
    """Count, by unit, procedure or day, who answered other questionnaires than those wanted.

    Files are of everybody, so a response rate counts whoever answered any questionnaire (method note §9).
    """
    every = replace(_counted(wanted), version_ids=None)
    others = answered_versions(connection, every) - (wanted.version_ids or frozenset())
    if not others:
        return {}
    others_only = replace(every, version_ids=others)
    if by == "day":
        table = calendar(connection, others_only, ()).get(())
        return dict(zip(table.days, table.respondents.tolist(), strict=True)) if table is not None else {}
    found = counts_by(connection, (f"{by}_id",), others_only)
    return {key: counts.respondents for (key,), counts in found.items()}


def _counted(wanted: Wanted) -> Wanted:
    return replace(wanted, states=frozenset({State.COUNTED}))
