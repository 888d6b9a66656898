"""Served and invited of several units at once, in one statement, for pages that tell both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, String, cast, literal, null, select, union_all

from survey.volume.domain import Volume
from survey.volume.records.invitations import invitation_counts
from survey.volume.records.volumes import volume_sums

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy import Connection, Select

_SERVED, _INVITED = "served", "invited"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedAndInvited:
    """Volumes by unit and month (its first day), as far as they are known, and slips issued by unit."""

    volumes: Mapping[tuple[int, date], Volume]
    invited: Mapping[int, int]


def served_and_invited(
    connection: Connection, unit_ids: Collection[int], since: date, until: date
) -> ServedAndInvited:
    """Sum volumes and slips of units in a period, both days included.

    A month known as a whole counts only if it lies within the period; what is unknown is absent.
    """
    volumes = volume_sums(unit_ids, (since, until), by=("unit_id", "month"))
    slips = invitation_counts(connection.dialect.name, unit_ids, (since, until), by=("unit_id",))
    told = union_all(*(_told(_SERVED, each) for each in volumes), *(_told(_INVITED, each) for each in slips))
    served: dict[tuple[int, date], Volume] = {}
    invited: dict[int, int] = {}
    for kind, unit_id, month, one, other in connection.execute(told):
        if kind == _INVITED:
            invited[unit_id] = invited.get(unit_id, 0) + int(one)
            continue
        before = served.get((unit_id, month), Volume(finished=0, refused=0))
        served[unit_id, month] = Volume(finished=before.finished + int(one), refused=before.refused + int(other))
    return ServedAndInvited(volumes=served, invited=invited)


def _told(kind: str, counted: Select[Any]) -> Select[Any]:
    unit_id, *rest = counted.subquery().c
    numbers = rest if kind == _SERVED else [cast(null(), Date), *rest, literal(0)]
    return select(literal(kind, String), unit_id, *numbers)
