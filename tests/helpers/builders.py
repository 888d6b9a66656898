"""Builders: data for tests with irrelevant-looking defaults; a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from survey.intake.domain import Channel, Submission
from survey.organisation.domain import DeskEntry, ShiftEntry, StaffEntry
from survey.organisation.domain import Version as UnitVersion
from survey.organisation.records import (
    desk_places,
    keep_desks,
    keep_shifts,
    keep_staff,
    keep_units,
    keep_versions,
    staff_ids,
    unit_ids,
)
from survey.questionnaire.domain import created_document
from survey.questionnaire.records import publish
from survey.questionnaire.services import ensure_default
from survey.touchpoint.domain import Tier, TouchpointKind
from survey.touchpoint.records import issue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from survey.questionnaire.domain import Version
    from survey.touchpoint.domain import Touchpoint

AT = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
"""Half past nine of a Wednesday morning at the office."""

DAY = date(2026, 3, 4)
FOUNDED = date(2020, 1, 1)


def a_unit(
    connection: Connection,
    code: str = "DONGHA",
    *,
    name: str | None = None,
    parent: str = "",
    valid_from: date = FOUNDED,
    valid_to: date | None = None,
) -> int:
    """Keep a unit, or another version of one; its name is its code unless told."""
    keep_units(connection, {code: "ward"})
    version = UnitVersion(
        code=code,
        name=code if name is None else name,
        short_name="",
        parent=parent,
        address="",
        valid_from=valid_from,
        valid_to=valid_to,
    )
    keep_versions(connection, [version])
    return unit_ids(connection)[code]


def a_desk(
    connection: Connection, code: str = "DH-1", *, unit: str = "DONGHA", name: str | None = None, field: str = ""
) -> int:
    """Keep a desk; its unit too, unless it is known."""
    if unit not in unit_ids(connection):
        a_unit(connection, unit)
    entry = DeskEntry(
        line=2,
        code=code,
        unit=unit,
        name=code if name is None else name,
        field=field,
        opens=None,
        closes=None,
        days=frozenset(),
    )
    keep_desks(connection, [entry])
    return desk_places(connection)[code][1]


def a_person(connection: Connection, code: str = "S1", *, name: str | None = None) -> int:
    """Keep somebody who serves."""
    entry = StaffEntry(
        line=2,
        code=code,
        name=code if name is None else name,
        title="",
        kind="official",
        home_unit="",
        valid_from=None,
    )
    keep_staff(connection, [entry])
    return staff_ids(connection)[code]


def a_shift(
    connection: Connection,
    *,
    staff: str = "S1",
    desk: str = "DH-1",
    starts: datetime = AT - timedelta(hours=1),
    ends: datetime = AT + timedelta(hours=1),
) -> None:
    """Put somebody at a desk for a while; the person too, unless known."""
    if staff not in staff_ids(connection):
        a_person(connection, staff)
    keep_shifts(connection, [ShiftEntry(line=2, desk=desk, staff=staff, starts=starts, ends=ends)])


def a_version(connection: Connection, *ratings: str, code: str = "short") -> Version:
    """Publish a questionnaire of ratings, all of them in the index."""
    return publish(connection, created_document(code, ratings or ("q1", "q2")), at=AT)


def the_default(connection: Connection) -> Version:
    """Publish the packaged questionnaire."""
    return ensure_default(connection, at=AT)


def default_marks(version: Version, **given: str) -> str:
    """Give the marks of a reply that answers only the questions named."""
    return "".join(given.get(question.code, "-") for question in version.closed)


def a_submission(version: Version, unit_id: int, marks: str | None = None, **told: Any) -> Submission:
    """Give an answer ready for the door: satisfied with everything, on paper, under an id of its own."""
    defaults: dict[str, Any] = {
        "response_id": uuid4(),
        "version_id": version.version_id,
        "unit_id": unit_id,
        "at": AT,
        "marks": marks or "5" * len(version.closed),
        "channel": Channel.PAPER,
        "tier": Tier.OPEN,
    }
    return Submission(**defaults | told)


def some_ids(count: int) -> list[UUID]:
    """Give so many ids."""
    return [uuid4() for _ in range(count)]


def dice(seed: int | None = None) -> Random:
    """Give dice that throw the same twice when `seed` is given."""
    return Random(seed)  # noqa: S311 - a test's dice


def a_code(connection: Connection, place_id: int, *, kind: TouchpointKind = TouchpointKind.DESK) -> Touchpoint:
    """Issue a code for a desk (or a unit, or a link)."""
    return issue(connection, kind=kind, place_id=place_id, at=AT, random=dice())
