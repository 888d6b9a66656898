"""Slips on their way to the printer: a sheet to cut, or a table for a system that prints them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL, local_day
from survey.foundation.tabular import write_csv
from survey.organisation.records import desks, unit_ids, units_on
from survey.touchpoint import qr
from survey.touchpoint.posters.slips import PrintedSlip, slip_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from survey.touchpoint.services.issuing import About, Drawn

SLIP_KINDS = (".csv", ".pdf")


def names_of(connection: Connection, place: About, *, at: datetime) -> tuple[str, str | None]:
    """Give the names of the unit and of the desk that slips are about."""
    unit = units_on(connection, local_day(at)).get(place.unit_id)
    codes = {unit_id: code for code, unit_id in unit_ids(connection).items()}
    desk = desks(connection)[place.desk_id].name if place.desk_id else None
    return unit.name if unit else codes[place.unit_id], desk


def slip_csv(drawn: Sequence[Drawn], *, base_url: str) -> str:
    """Give a table of tokens, the addresses their pictures carry, and the moments they end."""
    rows = [
        (each.token, qr.address(base_url, each.token), each.slip.expires_at.astimezone(LOCAL).isoformat())
        for each in drawn
    ]
    return write_csv(rows, ("token", "address", "expires"))


def slip_pdf(
    drawn: Sequence[Drawn], names: tuple[str, str | None], *, base_url: str, language: str, at: datetime
) -> bytes:
    """Set the sheets of a batch, all of one place with these names."""
    printed = [
        PrintedSlip(
            unit=names[0],
            desk=names[1],
            token=each.token,
            address=qr.address(base_url, each.token),
            expires_at=each.slip.expires_at,
        )
        for each in drawn
    ]
    return slip_sheets(printed, language=language, at=at)
