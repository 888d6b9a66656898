"""Finding a tablet by its code, and a place by that of its desk or unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.fleet.domain.refusals import NoSuchPlaceError, NoSuchTabletError
from kiosk.fleet.services.listing import tablets_of
from kiosk.pairing.domain import DEVICE_CODE_LENGTH, Spot
from kiosk.pairing.records import device_by_code
from survey.foundation.clock import local_day
from survey.foundation.codes import normalise
from survey.organisation.domain import subtree
from survey.organisation.records import desk_places, unit_ids, units_on

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.services.listing import Tablet

_SHOWN = 40


def tablet_by_code(connection: Connection, typed: str, *, at: datetime) -> Tablet:
    """Find a tablet, of the past too, by the code managers see."""
    code = normalise(typed[:_SHOWN])
    found = device_by_code(connection, code) if len(code) == DEVICE_CODE_LENGTH else None
    if found is None:
        raise NoSuchTabletError(code=typed[:_SHOWN])
    (tablet,) = tablets_of(connection, [found], at=at)
    return tablet


def spot_at_desk(connection: Connection, desk: str) -> Spot:
    """Give the place of a desk by its code."""
    found = desk_places(connection).get(desk)
    if found is None:
        raise NoSuchPlaceError(code=desk[:_SHOWN])
    return Spot(unit_id=found[0], desk_id=found[1])


def spot_in_hall(connection: Connection, unit: str) -> Spot:
    """Give the hall of a unit by its code."""
    found = unit_ids(connection).get(unit)
    if found is None:
        raise NoSuchPlaceError(code=unit[:_SHOWN])
    return Spot(unit_id=found, desk_id=None)


def units_below(connection: Connection, unit: str | None, *, at: datetime) -> frozenset[int] | None:
    """Give a unit and those below it today; None, which is all, when no unit is named."""
    if unit is None:
        return None
    return subtree(units_on(connection, local_day(at)), spot_in_hall(connection, unit).unit_id)
