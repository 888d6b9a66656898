"""Finding, listing, revoking and replacing touchpoints for the doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.codes import check_code
from survey.foundation.errors import NotFoundError
from survey.foundation.text import clean, sort_key
from survey.organisation.domain import subtree
from survey.organisation.records import desks, unit_ids, units_on
from survey.touchpoint import qr, records
from survey.touchpoint.domain import CODE_LENGTH, COMMAND_LINE, REASON_LIMIT, Deed, Logged, Touchpoint
from survey.touchpoint.services.refusals import RevokedCodeError, UnknownCodeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from random import Random

    from sqlalchemy import Connection

    from survey.organisation.domain import Desk, Unit


class UnknownUnitError(NotFoundError):
    """No unit has this code today; details: the unit's code."""

    message = "There is no unit %(unit)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A touchpoint with the names of its place and the full address its picture carries."""

    touchpoint: Touchpoint
    unit_code: str
    unit_name: str
    desk_code: str | None
    desk_name: str | None
    address: str

    @property
    def place(self) -> str:
        """What the code is about, in one line."""
        return f"{self.desk_name} – {self.unit_name}" if self.desk_name else self.unit_name


def find(connection: Connection, typed: str) -> Touchpoint:
    """Find the touchpoint of a code somebody typed."""
    code = check_code(typed, CODE_LENGTH)
    found = records.by_code(connection, code)
    if found is None:
        raise UnknownCodeError(code=code)
    return found


def find_in_force(connection: Connection, typed: str) -> Touchpoint:
    """Find the touchpoint of a code somebody typed; refuse a revoked one."""
    found = find(connection, typed)
    if not found.active:
        raise RevokedCodeError(code=found.code, new_code=None)
    return found


def revoke(
    connection: Connection, typed: str, *, at: datetime, by: str = COMMAND_LINE, reason: str = ""
) -> Touchpoint:
    """End a code from a moment on; refuse when it was revoked before."""
    found, why = find(connection, typed), clean(reason, limit=REASON_LIMIT) or None
    if not records.revoke(connection, found.touchpoint_id, at=at, by=by, reason=why):
        raise RevokedCodeError(code=found.code, new_code=None)
    return found


def replace(
    connection: Connection,
    typed: str,
    *,
    at: datetime,
    random: Random,
    by: str = COMMAND_LINE,
    reason: str = "",
) -> Touchpoint:
    """Give the place of a code a new one, end the old one, and give the new one."""
    found, why = find(connection, typed), clean(reason, limit=REASON_LIMIT) or None
    new = records.replace(connection, found, at=at, random=random, by=by, reason=why)
    if new is None:
        raise RevokedCodeError(code=found.code, new_code=None)
    return new


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One code in the history of a place; codes of before there was a log have no names."""

    touchpoint: Touchpoint
    replaced_by: str | None
    issued: Logged | None
    ended: Logged | None


def history(connection: Connection, typed: str) -> list[Step]:
    """Give every code the place of a code has had, oldest first."""
    found = records.of_place(connection, find(connection, typed))
    codes = {each.touchpoint_id: each.code for each in found}
    begun: dict[int, Logged] = {}
    ended: dict[int, Logged] = {}
    for line in records.logged(connection, codes.keys()):
        (begun if line.deed is Deed.ISSUED else ended)[line.touchpoint_id] = line
    return [
        Step(
            touchpoint=each,
            replaced_by=codes[each.replaced_by] if each.replaced_by else None,
            issued=begun.get(each.touchpoint_id),
            ended=ended.get(each.touchpoint_id),
        )
        for each in found
    ]


def of_unit(connection: Connection, unit_code: str | None, *, day: date) -> list[Touchpoint]:
    """List the touchpoints of a unit and of all units below it; of all units when none is named."""
    if unit_code is None:
        return records.listed(connection)
    units = units_on(connection, day)
    root_id = next((each.unit_id for each in units.values() if each.code == unit_code), None)
    if root_id is None:
        raise UnknownUnitError(unit=unit_code)
    return records.listed(connection, unit_ids=subtree(units, root_id))


def placed(connection: Connection, touchpoints: Iterable[Touchpoint], *, base_url: str, day: date) -> list[Placed]:
    """Name the places of touchpoints, sorted by unit and desk as a Vietnamese reader expects."""
    units = units_on(connection, day)
    codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
    every_desk = desks(connection)
    rows = [
        _placed(
            each, _names(each.unit_id, units, codes), every_desk[each.desk_id] if each.desk_id else None, base_url
        )
        for each in touchpoints
    ]
    return sorted(rows, key=_order)


def _names(unit_id: int, units: Mapping[int, Unit], codes: Mapping[int, str]) -> tuple[str, str]:
    # A unit that was abolished has no name today; its code still says which it was.
    return codes[unit_id], units[unit_id].name if unit_id in units else codes[unit_id]


def _placed(touchpoint: Touchpoint, unit: tuple[str, str], desk: Desk | None, base_url: str) -> Placed:
    return Placed(
        touchpoint=touchpoint,
        unit_code=unit[0],
        unit_name=unit[1],
        desk_code=desk.code if desk else None,
        desk_name=desk.name if desk else None,
        address=qr.address(base_url, touchpoint.code),
    )


def _order(row: Placed) -> tuple[str, str, str, str, int]:
    # The unit before its desks, and a code in force before the revoked ones of its place.
    return (
        sort_key(row.unit_name),
        row.unit_code,
        sort_key(row.desk_name or ""),
        row.touchpoint.state.value,
        row.touchpoint.touchpoint_id,
    )
