"""The units of a block that may be compared: asked the same questions, and what they say together (§4, §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.index.domain.shrinkage import PriorState, shrink
from analytics.index.domain.units import State, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from analytics.index.domain.shrinkage import Prior, Sample, Score, Shrinkage
    from analytics.tally.domain import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A block drawn together: its list of criteria, its prior, and each unit's sample and score by key."""

    criteria: tuple[str, ...]
    """The questions every unit is compared by, sorted by code."""
    block: Shrinkage
    samples: Mapping[str, Sample | None]
    """None for a unit without an index, or of other questions: it is in no sum of the block."""
    scores: Mapping[str, Score | None]
    """None for a unit of other questions, and for all while there is no prior."""


def one_list(groups: Iterable[Counts]) -> tuple[str, ...]:
    """Give the index questions of the units that can be ranked; of all that have answers where none can.

    A few answers to another version of the questionnaire set no list: they would throw all others out.
    """
    answered = [counts for counts in groups if counts.respondents]
    able = [counts for counts in answered if state_of(counts) is State.OK] or answered
    return tuple(sorted({question for counts in able for question in counts.indexed}))


def lacking(counts: Counts, criteria: Sequence[str]) -> tuple[str, ...]:
    """Give the questions by which a unit differs from the list: asked and not in it, or in it and unanswered."""
    own = {question for question in counts.indexed if sum(counts.level(question))}
    return tuple(sorted({*counts.indexed, *criteria} - (own & set(criteria))))


def draw(
    groups: Mapping[str, Counts],
    *,
    frozen: Prior | None = None,
    fallback: Prior | None = None,
    weights: Mapping[str, Fraction] | None = None,
) -> Drawn:
    """Draw the units of a block towards its mean (method note §4).

    `frozen` holds whatever the units say, `fallback` only where too few of them have an index. The order of the
    units is of no account.
    """
    criteria = one_list(groups.values())
    keys = [key for key in sorted(groups) if not groups[key].respondents or not lacking(groups[key], criteria)]
    alike = [groups[key] for key in keys]
    block = shrink(alike, frozen=frozen, weights=weights)
    if fallback is not None and block.prior is PriorState.NOT_ESTIMABLE:
        block = shrink(alike, frozen=fallback, weights=weights)
    return Drawn(
        criteria=criteria,
        block=block,
        samples=dict.fromkeys(groups) | dict(zip(keys, block.samples, strict=True)),
        scores=dict.fromkeys(groups) | dict(zip(keys, block.scores, strict=True)),
    )
