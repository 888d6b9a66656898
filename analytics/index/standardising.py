"""The units of a block as if all had its mix of services, beside the index as it is (method note §3, §5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.index.domain import Stratum
from analytics.index.domain.weighting import standardised
from analytics.index.services.asking import wanted_of
from analytics.tally.services import counts_by
from survey.intake.domain import State
from survey.organisation.records import procedures, unit_ids
from survey.volume.records import volumes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from analytics.index.services import Asked
    from analytics.tally.domain import Counts

MOVED = 3
"""A rank that changes by so many places or more is pointed out (method note §5)."""

_FIELD = "field "


class Mix(StrEnum):
    """Whether the mix of services of a block is known, or else why it is not."""

    KNOWN = "known"
    NO_VOLUMES = "no_volumes"
    """Nobody told how many were served."""
    NOT_BY_PROCEDURE = "not_by_procedure"
    """Nobody told how many were served by each procedure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standardised:
    """A unit's index as if it had the mix of its block; shares 0–1."""

    index: float
    low: float | None
    high: float | None
    differs: bool
    """Whether it lies more than two points from the unit's own index."""
    rank: int | None = None
    """The place among the ranked units by this index; None when some of them has none."""
    moved: bool = False
    """Whether that place is three or more from the unit's rank."""


def as_in_the_mix(connection: Connection, asked: Asked) -> tuple[Mix, dict[str, Standardised]]:
    """Standardise the units asked for, by code, to the services of all of them together.

    A unit is absent where fewer than half of its respondents answered about a service of the mix. The volumes and
    the answers are read once for the whole block.
    """
    _, wanted = wanted_of(connection, replace(asked, by="unit"))
    served = volumes(connection, wanted.unit_ids, wanted.since, wanted.until, by=("procedure_id",))
    known = {procedure_id: volume.served for (procedure_id,), volume in served.items() if procedure_id is not None}
    if not any(known.values()):
        return (Mix.NOT_BY_PROCEDURE if served else Mix.NO_VOLUMES), {}
    listed = procedures(connection)
    codes = {procedure_id: each.code for procedure_id, each in listed.items()}
    tree = {each.code: _FIELD + each.field for each in listed.values() if each.field}
    mix = {codes[procedure_id]: volume for procedure_id, volume in known.items() if procedure_id in codes}
    counted = replace(wanted, states=frozenset({State.COUNTED}))
    of_units: dict[int, dict[str, Counts]] = {}
    for (unit_id, procedure_id), counts in counts_by(connection, ("unit_id", "procedure_id"), counted).items():
        of_units.setdefault(unit_id, {})[codes.get(procedure_id, "")] = counts
    told = {unit_id: code for code, unit_id in unit_ids(connection).items()}
    found = {told[unit_id]: _of_unit(services, mix, tree) for unit_id, services in of_units.items()}
    return Mix.KNOWN, {code: each for code, each in found.items() if each is not None}


def _of_unit(
    services: Mapping[str, Counts], mix: Mapping[str, int], tree: Mapping[str, str]
) -> Standardised | None:
    strata = [Stratum(key=key, counts=services[key], volume=0) for key in sorted(services)]
    weighted = standardised(strata, mix, tree).weighted
    if weighted.index is None:
        return None
    return Standardised(index=weighted.index, low=weighted.low, high=weighted.high, differs=bool(weighted.differs))
