"""Issuing slips: for a desk or a unit, so many at once, each with a token that is told once and never kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.codes import new_code
from survey.organisation.records import desk_places, procedure_ids, staff_ids, unit_ids
from survey.touchpoint import records
from survey.touchpoint.domain import LEAST_DAYS, MOST_DAYS, TOKEN_LENGTH, Occasion, Slip, end_of
from survey.touchpoint.services.resolving import slip_hash_of
from survey.touchpoint.services.slip_refusals import (
    NoSlipPlaceError,
    SlipCountError,
    SlipDaysError,
    SlipDeskElsewhereError,
    SlipsNotNewError,
    UnknownOccasionError,
    UnknownSlipDeskError,
    UnknownSlipProcedureError,
    UnknownSlipStaffError,
    UnknownSlipUnitError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from random import Random
    from uuid import UUID

    from sqlalchemy import Connection

    from survey.foundation.errors import Refusal

MOST_AT_ONCE = 10_000
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The codes that exist, read once for many slips."""

    units: Mapping[str, int]
    desks: Mapping[str, tuple[int, int]]
    """Desk code to unit and desk."""
    staff: Mapping[str, int]
    procedures: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a slip is about, by codes as they were written; empty where nothing was."""

    unit: str = ""
    desk: str = ""
    staff: str = ""
    procedure: str = ""
    occasion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a slip is about."""

    unit_id: int
    desk_id: int | None
    staff_id: int | None
    procedure_id: int | None
    occasion: Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A slip on its way out: the token for who is served, and what is kept of it."""

    token: str
    slip: Slip


def read_register(connection: Connection) -> Register:
    """Read the codes of places, officers and procedures."""
    return Register(
        units=unit_ids(connection),
        desks=desk_places(connection),
        staff=staff_ids(connection),
        procedures=procedure_ids(connection),
    )


def about(register: Register, named: Named) -> About:
    """Find what codes name; refuse the first that names nothing."""
    unit_id, desk_id = _place(register, named)
    return About(
        unit_id=unit_id,
        desk_id=desk_id,
        staff_id=_one_of(named.staff, register.staff, UnknownSlipStaffError),
        procedure_id=_one_of(named.procedure, register.procedures, UnknownSlipProcedureError),
        occasion=_occasion(named.occasion),
    )


def _place(register: Register, named: Named) -> tuple[int, int | None]:
    if not named.desk and not named.unit:
        raise NoSlipPlaceError
    unit_id = _one_of(named.unit, register.units, UnknownSlipUnitError)
    if not named.desk:
        return register.units[named.unit], None
    if named.desk not in register.desks:
        raise UnknownSlipDeskError(code=named.desk[:_SHOWN])
    place = register.desks[named.desk]
    if unit_id is not None and unit_id != place[0]:
        raise SlipDeskElsewhereError(desk=named.desk, unit=named.unit)
    return place


def _one_of(code: str, known: Mapping[str, int], refusal: type[Refusal]) -> int | None:
    if not code:
        return None
    if code not in known:
        raise refusal(code=code[:_SHOWN])
    return known[code]


def _occasion(word: str) -> Occasion:
    try:
        return Occasion(word) if word else Occasion.FINISHED
    except ValueError:
        raise UnknownOccasionError(value=word[:_SHOWN], known=", ".join(Occasion)) from None


def check_days(days: int) -> int:
    """Refuse a validity that is too short or too long."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise SlipDaysError(least=LEAST_DAYS, most=MOST_DAYS)
    return days


def new_slip(
    place: About, token: str, *, days: int, at: datetime, secret: bytes, batch_id: UUID | None = None
) -> Drawn:
    """Give the slip of a token, good from a moment on."""
    slip = Slip(
        hash=slip_hash_of(secret, token),
        unit_id=place.unit_id,
        desk_id=place.desk_id,
        staff_id=place.staff_id,
        procedure_id=place.procedure_id,
        occasion=place.occasion,
        batch_id=batch_id,
        issued_at=at,
        valid_from=at,
        expires_at=end_of(at, check_days(days)),
    )
    return Drawn(token=token, slip=slip)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Slips that are printed together."""

    batch_id: UUID
    count: int
    days: int = LEAST_DAYS


def draw(place: About, batch: Batch, *, at: datetime, secret: bytes, random: Random) -> list[Drawn]:
    """Draw the slips of a batch; nothing is kept yet."""
    if not 1 <= batch.count <= MOST_AT_ONCE:
        raise SlipCountError(most=MOST_AT_ONCE)
    return [
        new_slip(
            place,
            new_code(TOKEN_LENGTH, random=random),
            days=batch.days,
            at=at,
            secret=secret,
            batch_id=batch.batch_id,
        )
        for _ in range(batch.count)
    ]


def keep(connection: Connection, drawn: Sequence[Drawn]) -> None:
    """Keep what was drawn: from the commit on, the tokens are good."""
    if len(records.add_slips(connection, [each.slip for each in drawn])) < len(drawn):
        raise SlipsNotNewError
