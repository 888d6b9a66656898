"""Who looks at which tablets: those of the own unit and below; inspectors look only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.fleet.services.finding import tablet_by_code
from survey.foundation.errors import ForbiddenError
from survey.foundation.gate import Audience
from survey.organisation.web.visiting import Door
from survey.touchpoint.web.codes import seen

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.fleet.services import Tablet

MANAGERS = (Audience.ADMINISTRATOR, Audience.UNIT_HEAD)
READERS = (*MANAGERS, Audience.INSPECTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetDoor(Door):
    """The door of these pages; `app_version` gives the edition of the tablet's app that is served."""

    app_version: Callable[[], str]

    @property
    def manages(self) -> bool:
        """Whether the visitor may change what is shown."""
        return bool(self.who().roles & set(MANAGERS))


def reached(door: Door, connection: Connection) -> frozenset[int] | None:
    """Give the units whose tablets the visitor looks after; None for all there ever were."""
    return seen(door, connection)


def own_tablet(door: Door, connection: Connection, code: str, *, at: datetime) -> Tablet:
    """Find a tablet the visitor looks after; refuse those of other units."""
    found = tablet_by_code(connection, code, at=at)
    allowed = reached(door, connection)
    if allowed is not None and found.device.spot.unit_id not in allowed:
        raise ForbiddenError
    return found
