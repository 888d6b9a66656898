"""A programme as read from its document: blocks, waves, criteria and dated scoring tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from analytics.emulation.domain.refusals import UnknownWaveError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal
    from fractions import Fraction

    from analytics.emulation.domain.rules import Rule
    from survey.touchpoint.domain import Tier


class DueRule(StrEnum):
    """Whether the due day itself is on time; "trước ngày" is `before`."""

    BEFORE = "before"
    UNTIL = "until"


class LeastState(StrEnum):
    """The state a figure must have reached to be turned into points.

    `ok` unless the table says otherwise: below 30 respondents a unit is not scored on its own data (method
    note §4), since luck would place the small ones at both ends.
    """

    OK = "ok"
    FEW = "few"


class MeasureKind(StrEnum):
    """Which figure of a unit a leaf looks at."""

    INDEX = "index"
    SHRUNK = "shrunk"
    """The index drawn to the block, as far as its own answers leave room (method note §4)."""
    LOW = "low"
    SHARE = "share"
    PRAISE = "praise"
    """How many confirmed letters of praise the unit and its officers received: a count and no share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The figure a leaf turns into points; `question` is filled for a share only."""

    kind: MeasureKind
    question: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.question}" if self.question else str(self.kind)

    @property
    def counts_letters(self) -> bool:
        """Whether the figure, and with it every bound of the leaf's rule, is in letters and not in percent."""
        return self.kind is MeasureKind.PRAISE

    def on_scale(self, value: Fraction) -> Fraction:
        """Write a figure as the bounds of its rule are written: a share in percent, letters as they are."""
        return value if self.counts_letters else value * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Units that are compared with each other; `members` is empty where the scoring tables list them."""

    code: str
    name: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A stretch of emulation ("đợt"), both days included, and the day its report is due."""

    code: str
    name: str
    kind: str
    starts: date
    ends: date
    report_due: date | None
    due_rule: DueRule
    report_to: str
    data_cutoff: date | None

    @property
    def counted_until(self) -> date:
        """The last day whose answers count: the report may be due before the wave is over."""
        return self.data_cutoff or self.ends

    @property
    def last_day_on_time(self) -> date | None:
        """The last day on which the report is on time; None when the plan names no day."""
        if self.report_due is None or self.due_rule is DueRule.UNTIL:
            return self.report_due
        return self.report_due - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One sentence of the plan to be judged by; `text` is verbatim, `text_fixed` without its slips of the pen."""

    code: str
    subject: str
    section: str
    group: str
    text: str
    text_fixed: str
    observable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsSource:
    """Who set the points of a table, and by which document."""

    doc_no: str
    doc_date: date
    authority: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaWeights:
    """How much each criterion weighs in an index, set by a regulation (method note §3)."""

    shares: tuple[tuple[str, Fraction], ...]
    """Question and weight, exact, sorted by question; the weights add up to 1."""
    decided_by: str
    """The document that set them, with its date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPrior:
    """What is believed of a unit of a block before anybody answered; dated, decided before a period."""

    block: str
    mu: Decimal
    """0–1, both left out."""
    strength: Decimal
    """M: how many answers the belief is worth, above 0."""
    decided_by: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One line of a scoring table; a unit in `not_assigned` is neither given nor denied its points."""

    code: str
    criterion: str
    title: str
    max_points: Decimal
    measure: Measure
    rule: Rule
    not_assigned: frozenset[str]
    weights: CriteriaWeights | None = None
    """None: all criteria weigh the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringTable:
    """The points of one block for some days, both included; `valid_to` None means still in force."""

    code: str
    block: str
    members: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    decimals: int
    least_state: LeastState
    tiers: tuple[Tier, ...]
    """Answers of these tiers of trust count, most trusted first: the table's own or else the programme's."""
    source: PointsSource
    leaves: tuple[Leaf, ...]

    @property
    def counts_letters(self) -> bool:
        """Whether some leaf counts letters of praise."""
        return any(leaf.measure.counts_letters for leaf in self.leaves)

    @property
    def drawn_by(self) -> tuple[CriteriaWeights | None, ...]:
        """The weights by which leaves look at the index drawn to the block; empty when none does."""
        drawn = (leaf.weights for leaf in self.leaves if leaf.measure.kind is MeasureKind.SHRUNK)
        return tuple(dict.fromkeys(drawn))

    def in_force(self, day: date) -> bool:
        """Tell whether the table holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One plan ("kế hoạch") of an emulation movement."""

    code: str
    title: str
    title_en: str
    doc_no: str
    doc_date: date | None
    authority: str
    theme: str
    period_start: date
    period_end: date
    points_source_doc: str
    tiers: tuple[Tier, ...]
    """What counts where a scoring table does not say otherwise."""
    blocks: tuple[Block, ...]
    waves: tuple[Wave, ...]
    criteria: tuple[Criterion, ...]
    tables: tuple[ScoringTable, ...]
    priors: tuple[BlockPrior, ...] = ()

    def wave(self, code: str) -> Wave:
        """Give the wave of this code or refuse."""
        for wave in self.waves:
            if wave.code == code:
                return wave
        known = ", ".join(wave.code for wave in self.waves)
        raise UnknownWaveError(programme=self.code, wave=code, known=known)

    def block(self, code: str) -> Block:
        """Give the block of this code; the document was checked to have every block its tables name."""
        return next(block for block in self.blocks if block.code == code)

    def prior_of(self, block: str, since: date) -> BlockPrior | None:
        """Give the prior that was decided for a block before a period that begins on a day; None without one."""
        for prior in self.priors:
            if prior.block == block and prior.valid_from <= since:
                return prior
        return None

    def criterion(self, code: str) -> Criterion:
        """Give the collective criterion of this code; the document was checked to have those its leaves name."""
        return next(each for each in self.criteria if each.code == code and each.subject == "collective")

    def tables_on(self, day: date) -> tuple[ScoringTable, ...]:
        """List the scoring tables in force on a day: at most one for each block."""
        return tuple(table for table in self.tables if table.in_force(day))

    def blocks_without_points(self, day: date) -> tuple[Block, ...]:
        """List the blocks for which nobody has set points for a day."""
        scored = {table.block for table in self.tables_on(day)}
        return tuple(block for block in self.blocks if block.code not in scored)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeVersion:
    """One loaded version of a programme's document; the latest is in force."""

    programme_id: int
    number: int
    content_hash: str
    loaded_at: datetime
    programme: Programme


def overlapping(one: ScoringTable, other: ScoringTable) -> bool:
    """Tell whether some day has both tables in force."""
    return _starts_within(one, other) or _starts_within(other, one)


def _starts_within(one: ScoringTable, other: ScoringTable) -> bool:
    return other.in_force(one.valid_from)


def first_repeated(codes: Iterable[str]) -> str | None:
    """Give the first code that was seen before; None when all differ."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return None
