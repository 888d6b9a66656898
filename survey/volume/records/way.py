"""Served, told and invited of several units at once, in one statement, for pages that tell all of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, String, cast, literal, null, select, union_all

from survey.volume.domain import Told, Volume
from survey.volume.records.invitations import invitation_counts
from survey.volume.records.told import told_lines
from survey.volume.records.volumes import volume_sums

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import Connection, Select


class _Kind(StrEnum):
    SERVED = "served"
    INVITED = "invited"
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedAndInvited:
    """Volumes by unit and month (its first day), as far as they are known, and slips issued by unit."""

    volumes: Mapping[tuple[int, date], Volume]
    told: Mapping[tuple[int, date], Told]
    """Which lines the months have that the days asked about are in."""
    invited: Mapping[int, int]


def served_and_invited(
    connection: Connection, unit_ids: Collection[int], since: date, until: date, *, days: Collection[date]
) -> ServedAndInvited:
    """Sum volumes and slips of units in a period, both days included, and say which of `days` have a line.

    A month known as a whole counts only if it lies within the period; what is unknown is absent.
    """
    volumes = volume_sums(unit_ids, (since, until), by=("unit_id", "month"))
    slips = invitation_counts(connection.dialect.name, unit_ids, (since, until), by=("unit_id",))
    lines = [_told(_Kind.LINES, told_lines(unit_ids, days))] if days else []
    parts = [
        *(_told(_Kind.SERVED, each) for each in volumes),
        *(_told(_Kind.INVITED, each) for each in slips),
        *lines,
    ]
    served: dict[tuple[int, date], Volume] = {}
    told: dict[tuple[int, date], Told] = {}
    invited: dict[int, int] = {}
    for kind, unit_id, month, one, other in connection.execute(union_all(*parts)):
        match kind:
            case _Kind.INVITED:
                invited[unit_id] = invited.get(unit_id, 0) + int(one)
            case _Kind.LINES:
                told[unit_id, month] = Told(whole=bool(one), days=int(other))
            case _:
                before = served.get((unit_id, month), Volume(finished=0, refused=0))
                both = Volume(finished=before.finished + int(one), refused=before.refused + int(other))
                served[unit_id, month] = both
    return ServedAndInvited(volumes=served, told=told, invited=invited)


def _told(kind: _Kind, counted: Select[Any]) -> Select[Any]:
    unit_id, *rest = counted.subquery().c
    numbers = [cast(null(), Date), *rest, literal(0)] if kind == _Kind.INVITED else rest
    return select(literal(kind.value, String), unit_id, *numbers)
