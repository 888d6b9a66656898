"""Weights of the criteria that a regulation sets for a leaf (method note §3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import CriteriaWeights, MeasureKind
from analytics.emulation.domain.refusals import (
    WeightsMeasureError,
    WeightsMissingError,
    WeightsSourceMissingError,
)

if TYPE_CHECKING:
    from analytics.emulation.domain.document import Section
    from analytics.emulation.domain.programme import Measure

WEIGHTED = (MeasureKind.INDEX, MeasureKind.LOW, MeasureKind.SHRUNK)
"""The measures that are made of several criteria."""

_LEAST, _MOST = Decimal("0.000001"), Decimal(10_000)


def read_weights(section: Section, measure: Measure) -> CriteriaWeights | None:
    """Read `weights` and `weights_by`, made to add up to 1 exactly; None where all criteria weigh the same."""
    if not section.has("weights"):
        if section.has("weights_by"):
            raise WeightsMissingError(place=section.place)
        return None
    if measure.kind not in WEIGHTED:
        raise WeightsMeasureError(place=section.place, measure=str(measure), known=", ".join(WEIGHTED))
    if not section.has("weights_by"):
        raise WeightsSourceMissingError(place=section.place)
    given = section.section("weights")
    if not given.data:
        raise WeightsMissingError(place=section.place)
    parts = {code: Fraction(given.number(code, least=_LEAST, most=_MOST)) for code in sorted(given.data)}
    whole = sum(parts.values(), Fraction(0))
    return CriteriaWeights(
        shares=tuple((code, part / whole) for code, part in parts.items()),
        decided_by=section.text("weights_by"),
    )
