"""The other rulings on a unit's answers: what they have done already, and what they would do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.screening import records
from analytics.screening.domain.rulings import Effect, Status
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from analytics.screening.domain.rulings import Ruling
    from analytics.screening.records import Answer
    from analytics.screening.records.rulings import Ruled

_UNDECIDED = {Status.PROPOSED, Status.AWAITS_INSPECTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Answers that go out of the index, and answers that come into it."""

    out: tuple[Answer, ...] = ()
    come: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What the rulings on one unit's answers do together."""

    undo: Change
    """Leads from the answers as they are back to how the inspection last saw them."""
    proposed: Mapping[int, Change]
    """By ruling: what is proposed and not carried out yet."""

    def proposed_beside(self, answers: Iterable[Answer], ruling_id: int | None) -> Change:
        """Give what the other rulings would do to other answers than these."""
        own = {one.id for one in answers}
        others = [one for number, one in self.proposed.items() if number != ruling_id]
        return Change(
            out=tuple(one for each in others for one in each.out if one.id not in own),
            come=tuple(one for each in others for one in each.come if one.id not in own),
        )


def change(answers: Iterable[Answer], effect: Effect) -> Change:
    """Give what a ruling does to answers as they are now: out go those that count, in come those that do not."""
    listed = tuple(answers)
    if effect is Effect.EXCLUDE:
        return Change(out=tuple(one for one in listed if one.state == State.COUNTED))
    return Change(come=tuple(one for one in listed if one.state != State.COUNTED))


def besides(connection: Connection, unit_ids: Collection[int]) -> dict[int, Besides]:
    """Read the rulings on units, by unit."""
    by_unit: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in records.rulings(connection, unit_ids):
        if ruling.carried_out or ruling.status in _UNDECIDED:
            by_unit[ruling.unit_id].append(ruling)
    wanted = [ruling.ruling_id for of_unit in by_unit.values() for ruling in of_unit]
    ruled: dict[int, list[Ruled]] = defaultdict(list)
    for one in records.ruled_answers(connection, wanted):
        ruled[one.ruling_id].append(one)
    return {unit_id: _of_unit(by_unit[unit_id], ruled) for unit_id in unit_ids}


def _of_unit(rulings: Sequence[Ruling], ruled: Mapping[int, Sequence[Ruled]]) -> Besides:
    return Besides(
        undo=_undo([one for one in rulings if one.carried_out], ruled),
        proposed={
            one.ruling_id: change((each.answer for each in ruled[one.ruling_id]), one.effect)
            for one in rulings
            if not one.carried_out
        },
    )


def _undo(rulings: Sequence[Ruling], ruled: Mapping[int, Sequence[Ruled]]) -> Change:
    """Undo what was decided since the inspection last confirmed a ruling on the unit and saw where it stands."""
    was: dict[UUID, str] = {}
    now: dict[UUID, Answer] = {}
    for ruling in sorted(rulings, key=lambda one: (one.in_force_since, one.ruling_id)):
        if ruling.confirmed:
            was, now = {}, {}
            continue
        for one in ruled[ruling.ruling_id]:
            now[one.answer.id] = one.answer
            was.setdefault(one.answer.id, one.was)
    return Change(
        out=tuple(one for one in now.values() if one.state == State.COUNTED and was[one.id] != State.COUNTED),
        come=tuple(one for one in now.values() if one.state != State.COUNTED and was[one.id] == State.COUNTED),
    )
