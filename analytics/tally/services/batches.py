"""Answers are let into the tallies some at a time, so that nobody's is the difference of two readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.tally import records
from analytics.tally.counting import unpacked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.tally.records import Day


def ripe(
    connection: Connection, unit_ids: Collection[int] | None = None, *, least: int, today: date
) -> frozenset[Day]:
    """Give the waiting days (of these units) whose answers may come into the tallies now (method note §10).

    Those of months that are over, and of units of which at least `least` new answers wait, or none is tallied
    yet. Whoever reads a unit's figures again and again then sees them change by so many people at once.
    """
    waiting = records.dirty_days(connection, unit_ids)
    month = today.replace(day=1)
    held = {unit_id for unit_id, day in waiting if day >= month}
    tallied = records.tallied_units(connection, held)
    recent = [each for each in waiting if each[1] >= month and each[0] in tallied]
    new = _new_answers(connection, recent)
    # A day whose answers changed their state and not their number waits for nobody: a ruling tells both figures.
    kept = {unit_id for unit_id in tallied if 0 < new.get(unit_id, 0) < least}
    return frozenset(each for each in waiting if each[1] < month or each[0] not in kept)


def _new_answers(connection: Connection, days: Sequence[Day]) -> dict[int, int]:
    """Count by unit how many answers of some days are not in the tallies yet, whatever their state."""
    if not days:
        return {}
    new = records.answers_of(connection, days)
    sizes = {version_id: layout.size for version_id, layout in records.layouts(connection).items()}
    for unit_id, version_id, counts in records.day_vectors(connection, days):
        # A vector begins with the number of its answers.
        new[unit_id] = new.get(unit_id, 0) - int(unpacked([counts], sizes[version_id], slice(1))[0, 0])
    return new
