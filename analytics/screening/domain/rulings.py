"""Rulings: what takes an answer out of the index or lets it in again, by two people, on a listed ground."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.screening.domain.findings import Action, Family

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime
    from uuid import UUID


class Ground(StrEnum):
    """Why answers leave the index, or enter it after a wait."""

    INVALID_SLIP = "invalid_slip"
    MADE_UP = "made_up"
    CAMPAIGN = "campaign"
    NOT_THIS_OFFICE = "not_this_office"
    ABUSE = "abuse"
    TRIAL = "trial"
    IMPOSSIBLE_MOMENT = "impossible_moment"
    GENUINE = "genuine"


FLAGGED_BY: dict[Ground, frozenset[Family]] = {
    Ground.INVALID_SLIP: frozenset({Family.TOKEN}),
    Ground.MADE_UP: frozenset({Family.BURST, Family.REGULAR, Family.DRIP, Family.SPEED, Family.TOKEN}),
    Ground.CAMPAIGN: frozenset({Family.BOMBING, Family.BURST, Family.DRIP}),
}
"""Grounds that need a flag of one of these families on every answer, and not a mere note."""

IN_WRITING = frozenset(
    {Ground.NOT_THIS_OFFICE, Ground.ABUSE, Ground.TRIAL, Ground.IMPOSSIBLE_MOMENT, Ground.GENUINE}
)
"""Grounds a person must give reasons for."""

LEAST_REASON = 20
LONGEST_REASON = 2000


class Effect(StrEnum):
    """What a ruling does when it is carried out."""

    EXCLUDE = "exclude"
    RELEASE = "release"


class Step(StrEnum):
    """What happened to a proposal, in this order; nothing is ever changed or taken back in the list."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    APPEALED = "appealed"
    UPHELD = "upheld"
    RESTORED = "restored"


class Status(StrEnum):
    """Where a ruling stands."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    AWAITS_INSPECTION = "awaits_inspection"
    IN_FORCE = "in_force"
    APPEALED = "appealed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One step of a ruling."""

    step: Step
    account_id: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A unit's index over the days a ruling is judged by; None is "these answers cannot say"."""

    respondents: int
    index: float | None
    low: float | None
    high: float | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A proposal with everything that was done about it."""

    ruling_id: int
    unit_id: int
    ground: Ground
    effect: Effect
    reason: str
    answers: int
    since: date
    until: date
    proposed_by: int
    proposed_at: datetime
    before: Figure
    after: Figure
    inspection_needed: bool
    steps: tuple[Done, ...] = ()

    @property
    def status(self) -> Status:
        """Where it stands after its last step."""
        if not self.steps:
            return Status.PROPOSED
        last = self.steps[-1].step
        if last is Step.ACCEPTED:
            return Status.AWAITS_INSPECTION if self.needs_inspection else Status.IN_FORCE
        return _AFTER[last]

    @property
    def needs_inspection(self) -> bool:
        """Whether the inspection must confirm: known when this was proposed, or found when it was decided.

        A second ACCEPTED, by the same hand as the first, passes the ruling on to the inspection: what was proposed
        stays as it was written.
        """
        return self.inspection_needed or sum(one.step is Step.ACCEPTED for one in self.steps) > 1

    @property
    def carried_out(self) -> bool:
        """Whether its answers were put in the state it gives them, and not given back since."""
        return self.status in {Status.IN_FORCE, Status.APPEALED}

    @property
    def confirmed(self) -> bool:
        """Whether the inspection has seen it."""
        return any(one.step is Step.CONFIRMED for one in self.steps)

    @property
    def people(self) -> frozenset[int]:
        """Who took part so far; none of them takes the next part."""
        judges = {one.account_id for one in self.steps if one.step is not Step.APPEALED}
        return frozenset(judges | {self.proposed_by})

    @property
    def in_force_since(self) -> datetime | None:
        """When it was carried out."""
        moments = [one.at for one in self.steps if one.step in {Step.ACCEPTED, Step.CONFIRMED}]
        return moments[-1] if moments else None


_AFTER = {
    Step.DECLINED: Status.DECLINED,
    Step.CONFIRMED: Status.IN_FORCE,
    Step.NOT_CONFIRMED: Status.DECLINED,
    Step.APPEALED: Status.APPEALED,
    Step.UPHELD: Status.IN_FORCE,
    Step.RESTORED: Status.RESTORED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A flag on an answer, as far as a ground depends on it."""

    response_id: UUID
    family: str
    action: str


def without_ground(ground: Ground, wanted: Collection[UUID], flags: Iterable[Marked]) -> set[UUID]:
    """Give the answers that no flag speaks against on this ground: a straight line or a wrong clock never does."""
    families = FLAGGED_BY.get(ground)
    if families is None:
        return set()
    spoken = {one.response_id for one in flags if one.family in families and one.action != Action.NOTE}
    return set(wanted) - spoken
