"""What a detector says: a group of answers, why, how sure, and what is proposed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from analytics.screening.domain.chances import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.screening.domain.answers import Ints


class Action(StrEnum):
    """What is proposed; a person decides, and a note is for reading only."""

    REJECT = "reject"
    QUARANTINE = "quarantine"
    NOTE = "note"


class Family(StrEnum):
    """A family of detectors; the false discovery rate is held within each family and period."""

    TOKEN = "token"  # noqa: S105 - a slip's token, no secret
    VISITS = "visits"
    BURST = "burst"
    REGULAR = "regular"
    DRIP = "drip"
    BOMBING = "bombing"
    SPEED = "speed"
    STRAIGHT = "straight"
    CLOCK = "clock"
    CHANNEL_GAP = "channel_gap"
    STAFF_GAP = "staff_gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One anomaly: the answers that belong to it (row numbers), and the sentence that explains it."""

    detector: Family
    kind: str
    """What was looked at, such as `device` or `desk`."""
    rows: Ints
    reason: str
    """An English sentence with %(name)s places, which is also its gettext key."""
    details: Mapping[str, Any] = field(default_factory=dict)
    p: float | None = None
    rule: str | None = None
    """The name of a hard rule."""
    action: Action = Action.QUARANTINE

    @property
    def told(self) -> str:
        """The reason in English, its places filled."""
        return self.reason % self.details


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one detector of a family looked at: how many tests it made, and those that may be findings."""

    kind: str
    tests: int
    candidates: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What one family found, of how many tests, and how many of its findings chance alone explains."""

    family: Family
    tests: int
    findings: tuple[Finding, ...]
    expected_false: float
    by_kind: Mapping[str, int] = field(default_factory=dict)
    """How many of the tests each detector of the family made, where it has several."""


def confirm(family: Family, candidates: Sequence[Finding], q: float, tests: int = 0) -> Tested:
    """Keep the candidates that hold against all the tests of their family (Benjamini and Hochberg).

    `tests` is how many were made, when only the small p-values are among the candidates.
    """
    count = max(tests, len(candidates))
    kept = benjamini_hochberg([one.p if one.p is not None else 1.0 for one in candidates], q, count)
    found = tuple(one for one, hold in zip(candidates, kept, strict=True) if hold and len(one.rows))
    return Tested(family=family, tests=count, findings=found, expected_false=q * len(found))


def confirm_together(family: Family, looked: Sequence[Looked], q: float) -> Tested:
    """Keep what holds against all the tests of all the detectors of a family, in one correction for them all."""
    candidates = [one for each in looked for one in each.candidates]
    tested = confirm(family, candidates, q, sum(each.tests for each in looked))
    return replace(tested, by_kind={each.kind: each.tests for each in looked})


def by_rule(family: Family, findings: Sequence[Finding]) -> Tested:
    """Give findings that no chance is in: a rule was broken or was not."""
    found = tuple(one for one in findings if len(one.rows))
    return Tested(family=family, tests=len(found), findings=found, expected_false=0.0)


def as_note(finding: Finding) -> Finding:
    """Give the same finding for reading only."""
    return replace(finding, action=Action.NOTE)
