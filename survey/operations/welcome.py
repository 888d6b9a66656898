"""What is printed when the service starts: where a citizen, a tablet of a room and an official begin."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from survey.foundation.clock import local_day
from survey.organisation.records import desks, units_on
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.qr import address, terminal
from survey.touchpoint.records import listed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.foundation.doors import House


def lines(house: House, connection: Connection, *, at: datetime) -> Iterator[str]:
    """Give the lines to print; the first desk that has a code stands for all of them."""
    base_url = house.settings.base_url
    codes = [one for one in listed(connection) if one.active and one.kind is TouchpointKind.DESK]
    if codes:
        first = codes[0]
        desk = desks(connection)[first.desk_id or 0]
        unit = units_on(connection, local_day(at))[first.unit_id]
        yield f"Citizens, at {desk.name}, {unit.name}:  {base_url}/Q/{first.code}"
        yield terminal(address(base_url, first.code))
    else:
        yield "No desk has a code yet: `hailong import organisation FOLDER`, then `hailong touchpoint list`."
    for room in house.settings.rooms:
        hook = getattr(import_module(f"{room}.room"), "welcome", None)
        if hook is not None:
            yield from hook(house, connection, at=at)
    yield f"Officials sign in at:  {base_url}/dang-nhap"
