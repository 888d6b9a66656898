"""Answers that broke a hard rule of slips wait outside the figures for two people (method note §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.screening import records
from analytics.screening.domain.rulings import Effect, Status
from survey.foundation.tables import one_at_a_time
from survey.intake.domain import State
from survey.intake.records import mark_dirty

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.records import Answer


def to_set_aside(connection: Connection, ids: Collection[UUID]) -> list[Answer]:
    """Give those of some answers that count and that no two people have decided to count."""
    if not ids:
        return []
    naming = records.rulings_naming(connection, ids)
    kept = [one for one in records.rulings_by_id(connection, naming) if _lets_count(one)]
    spoken_for = {response_id for one in kept for response_id in naming[one.ruling_id]}
    found = records.find_answers(connection, set(ids) - spoken_for)
    return [one for one in found if one.state == State.COUNTED]


def set_aside(connection: Connection, ids: Collection[UUID]) -> int:
    """Let answers wait outside the figures until somebody rules; give how many counted before.

    Done again, it changes nothing. Nothing but a ruling lets them count again, whatever a later run says of them.
    """
    if not ids:
        return 0
    one_at_a_time(connection, "ruling")
    found = to_set_aside(connection, ids)
    changed = records.set_state(
        connection, [one.id for one in found], was=State.COUNTED.value, now=State.QUARANTINED.value
    )
    mark_dirty(connection, {(one.unit_id, one.day) for one in found})
    return changed


def _lets_count(ruling: Ruling) -> bool:
    """Tell whether a ruling, or an appeal against one, has decided that its answers count."""
    if ruling.effect is Effect.RELEASE:
        return ruling.carried_out
    return ruling.status is Status.RESTORED
