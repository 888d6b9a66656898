"""Finding published versions: the one in force for a unit, one by its number, all of them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, column, inspect, or_, select
from sqlalchemy import table as known_table

from survey.questionnaire.domain import OWN_PREFIX, Version, read_canonical
from survey.questionnaire.records.tables import question, questionnaire, questionnaire_version

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Row

_table = questionnaire_version
_all = (
    select(_table)
    .join(questionnaire)
    .order_by(questionnaire.c.code, _table.c.unit_id.is_(None), _table.c.unit_id, _table.c.number)
)
# Two tables of the organisation by their names: the two features do not know each other.
_unit = known_table("unit", column("id"), column("code"))
_unit_version = known_table(
    "unit_version", column("unit_id"), column("name"), column("valid_from", Date), column("valid_to", Date)
)


def in_force(connection: Connection, code: str, unit_id: int | None = None) -> Version | None:
    """Find the version of a questionnaire that citizens are asked now: the unit's own, or else the centre's."""
    mine = or_(_table.c.unit_id.is_(None), _table.c.unit_id == unit_id) if unit_id else _table.c.unit_id.is_(None)
    statement = (
        select(_table)
        .join(questionnaire)
        .where(questionnaire.c.code == code, _table.c.retired_at.is_(None), mine)
        # What belongs to a unit comes before what belongs to none, in both databases.
        .order_by(_table.c.unit_id.is_(None))
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return version_of(row) if row else None


def version_by_id(connection: Connection, version_id: int) -> Version | None:
    """Find a version, in force or retired."""
    row = connection.execute(select(_table).where(_table.c.id == version_id)).one_or_none()
    return version_of(row) if row else None


def versions(connection: Connection) -> list[Version]:
    """List every version of every questionnaire, by code; the units' before the centre's, then by number."""
    return [version_of(row) for row in connection.execute(_all)]


def versions_of(connection: Connection, code: str, unit_id: int | None = None) -> list[Version]:
    """List the centre's versions of a questionnaire, or those of a unit, by number."""
    mine = _table.c.unit_id.is_not_distinct_from(unit_id)
    return [version_of(row) for row in connection.execute(_all.where(questionnaire.c.code == code, mine))]


def followers(connection: Connection, code: str) -> list[Version]:
    """List the versions of units that are in force and follow the centre's."""
    of_units = (questionnaire.c.code == code, _table.c.unit_id.is_not(None), _table.c.retired_at.is_(None))
    return [version_of(row) for row in connection.execute(_all.where(*of_units))]


def codes_of_others(connection: Connection, code: str, unit_id: int) -> set[str]:
    """Give the codes of all closed questions that other units ever asked in this questionnaire."""
    others = (
        select(question.c.code)
        .join(_table, _table.c.id == question.c.version_id)
        .join(questionnaire)
        .where(questionnaire.c.code == code, _table.c.unit_id != unit_id)
        .distinct()
    )
    return {found for found in connection.scalars(others) if found.startswith(OWN_PREFIX)}


def questionnaire_codes(connection: Connection) -> list[str]:
    """List the codes of all published questionnaires."""
    published = select(questionnaire.c.code).join(_table).distinct().order_by(questionnaire.c.code)
    return list(connection.scalars(published))


def unit_codes(connection: Connection) -> dict[int, str]:
    """Give the codes of all units by their ids."""
    return {row.id: row.code for row in connection.execute(select(_unit.c.id, _unit.c.code))}


def unit_names(connection: Connection, day: date) -> dict[int, str]:
    """Give the names of the units that stand on a day by their ids."""
    dated = _unit_version.c
    stands = (dated.valid_from <= day, or_(dated.valid_to.is_(None), dated.valid_to >= day))
    return {row.unit_id: row.name for row in connection.execute(select(dated.unit_id, dated.name).where(*stands))}


def has_versions(connection: Connection) -> bool:
    """Tell whether the database has its tables yet: a file can be looked at before there is any."""
    return inspect(connection).has_table(_table.name)


# A document never changes, so what was read from its text stays true for as long as the process lives.
_draft = lru_cache(maxsize=256)(read_canonical)


def version_of(row: Row[Any]) -> Version:
    """Make a version of its row."""
    return Version(
        version_id=row.id,
        number=row.number,
        document=_draft(row.document),
        content_hash=row.content_hash,
        published_at=row.published_at,
        retired_at=row.retired_at,
        unit_id=row.unit_id,
        base_id=row.base_id,
    )
