"""What the rows of an index are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from survey.organisation.records import desks, procedures, staff_by_id, unit_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection

    Names = Callable[[Any], tuple[str | None, str | None]]


def names(connection: Connection, by: str, day: date) -> Names:
    """Give a function from the id of a row to its code and name, as called on a day; None for no single one."""
    if by not in _KNOWN:
        return lambda key: (key, key)
    known = _KNOWN[by](connection, day)
    return lambda key: (None, None) if key is None else known.get(key, (f"#{key}", None))


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
