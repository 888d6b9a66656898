"""What the rows of an index are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.organisation.records import desks, procedures, staff_by_id, unit_ids
from survey.organisation.records import versions as unit_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.organisation.domain import Version as UnitVersion

    Names = Callable[[Any], tuple[str | None, str | None]]


def names(connection: Connection, by: str, day: date) -> Names:
    """Give a function from the id of a row to its code and name, as called on a day; None for no single one."""
    if by not in _KNOWN:
        return lambda key: (key, key)
    known = _KNOWN[by](connection, day)
    return lambda key: (None, None) if key is None else known.get(key, (f"#{key}", None))


def unit_names(connection: Connection, day: date) -> dict[Any, tuple[str, str]]:
    """Give code and name of every unit there ever was by its id, as called on a day."""
    ids = unit_ids(connection)
    return {ids[code]: (code, _name_on(history, day)) for code, history in unit_versions(connection).items()}


def _name_on(history: Sequence[UnitVersion], day: date) -> str:
    """Give the name on a day; after the end of a unit its last one, before its beginning its first."""
    begun = [version for version in history if version.valid_from <= day]
    return begun[-1].name if begun else history[0].name


def _desk_names(connection: Connection, _day: date) -> dict[Any, tuple[str, str]]:
    return {desk.desk_id: (desk.code, desk.name) for desk in desks(connection).values()}


def _staff_names(connection: Connection, _day: date) -> dict[Any, tuple[str, str]]:
    return {one.staff_id: (one.code, one.name) for one in staff_by_id(connection).values()}


def _procedure_names(connection: Connection, _day: date) -> dict[Any, tuple[str, str]]:
    return {one.procedure_id: (one.code, one.name) for one in procedures(connection).values()}


_KNOWN: dict[str, Callable[[Connection, date], dict[Any, tuple[str, str]]]] = {
    "unit": unit_names,
    "desk": _desk_names,
    "staff": _staff_names,
    "procedure": _procedure_names,
}
