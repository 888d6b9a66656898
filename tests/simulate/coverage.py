"""How often the published interval holds the truth, by simulation (method note §2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.index.domain import unit_index
from analytics.tally.counting import count_marks
from analytics.tally.domain import Layout

QUESTIONS = 6
_LAYOUT = Layout(
    questions=tuple(f"q{number}" for number in range(QUESTIONS)),
    places=tuple(range(QUESTIONS)),
    indexed=tuple(f"q{number}" for number in range(QUESTIONS)),
)
# Of two respondents' worth of spread: answers of one person agree, as in real surveys (deff about 3).
_AGREEMENT = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The share of intervals that held the true index."""

    respondents: int
    index: float
    share: float
    width: float
    """The mean width, in points."""


def coverage(seed: int, *, times: int) -> list[Covered]:
    """Try the default interval for small and large offices, ordinary and excellent ones."""
    rng = np.random.default_rng(seed)
    return [_covered(rng, count, index, times) for count in (10, 30, 100) for index in (0.88, 0.97)]


def _covered(rng: np.random.Generator, respondents: int, index: float, times: int) -> Covered:
    person = rng.beta(index * (1 / _AGREEMENT - 1), (1 - index) * (1 / _AGREEMENT - 1), (times, respondents, 1))
    happy = rng.random((times, respondents, QUESTIONS)) < person
    marks = ["".join("5" if one else "2" for one in answers) for unit in happy for answers in unit]
    counted = count_marks(_LAYOUT, marks, np.repeat(np.arange(times), respondents), times)
    held, widths = 0, []
    for vector in counted.tolist():
        found = unit_index(_LAYOUT.counts(vector))
        assert found.low is not None and found.high is not None  # noqa: PT018 - everybody answered everything
        held += found.low <= index <= found.high
        widths.append(found.high - found.low)
    return Covered(respondents=respondents, index=index, share=held / times, width=100 * float(np.mean(widths)))
