"""Slips drawn for a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from survey.touchpoint.services.issuing import Batch, Named, about, draw, read_register
from tests.helpers.builders import AT, a_desk, dice

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.touchpoint.services.issuing import Drawn

SECRET = b"a secret"


def some_slips(connection: Connection, count: int = 3, **told: Any) -> list[Drawn]:
    a_desk(connection)
    place = about(read_register(connection), Named(desk="DH-1"))
    batch = Batch(batch_id=uuid4(), count=count, **told)
    return draw(place, batch, at=AT, secret=SECRET, random=dice())
