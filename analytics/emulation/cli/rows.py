"""Scores as rows: flat for a table or CSV, nested with every reason for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analytics.emulation.domain.rules import Linear, Threshold, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analytics.emulation.domain.figures import Figure
    from analytics.emulation.domain.programme import BlockPrior, CriteriaWeights
    from analytics.emulation.domain.rules import Band, Rule
    from analytics.emulation.domain.scoring import LeafScore, UnitScore


def flat_rows(scored: Sequence[UnitScore]) -> list[dict[str, Any]]:
    """Give one row for each unit and leaf; the last columns repeat the unit's total."""
    return [
        {
            "unit": each.unit,
            "leaf": leaf.leaf.code,
            "criterion": leaf.leaf.criterion,
            "measure": str(leaf.leaf.measure),
            "value": None if leaf.reason.figure.value is None else float(leaf.reason.figure.value),
            "state": str(leaf.state),
            "points": leaf.points,
            "max_points": leaf.leaf.max_points,
            "unit_points": each.score.points,
            "unit_out_of": each.score.out_of,
        }
        for each in scored
        for leaf in each.score.leaves
    ]


def document(scored: Sequence[UnitScore], names: Mapping[str, str]) -> dict[str, Any]:
    """Give the scores of one wave with everything needed to compute them again."""
    from analytics.index.domain import METHOD  # noqa: PLC0415 - loads scipy, which only scoring should pay for

    first = scored[0]
    return {
        "programme": first.programme.code,
        "version": first.version,
        "wave": first.wave.code,
        "from": first.wave.starts,
        "to": first.wave.ends,
        "counted_until": first.wave.counted_until,
        "method": METHOD,
        "rows": [_unit(each, names.get(each.unit)) for each in scored],
    }


def _unit(scored: UnitScore, name: str | None) -> dict[str, Any]:
    return {
        "unit": scored.unit,
        "name": name,
        "block": scored.table.block,
        "table": scored.table.code,
        "points_set_by": asdict(scored.table.source),
        "tiers": list(scored.table.tiers),
        "prior": _prior(scored.programme.prior_of(scored.table.block, scored.wave.starts)),
        "decimals": scored.table.decimals,
        "points": scored.score.points,
        "out_of": scored.score.out_of,
        "pending": [leaf.code for leaf in scored.score.pending],
        "leaves": [_leaf(each) for each in scored.score.leaves],
    }


def _leaf(each: LeafScore) -> dict[str, Any]:
    leaf, applied = each.leaf, each.reason.applied
    return {
        "leaf": leaf.code,
        "criterion": leaf.criterion,
        "title": leaf.title,
        "state": str(each.state),
        "points": each.points,
        "points_exact": None if applied is None else str(applied.points),
        "max_points": leaf.max_points,
        "rule": {"kind": str(kind_of(leaf.rule)), **_rule(leaf.rule)},
        "bounds_in": "letters" if leaf.measure.counts_letters else "percent",
        "band": None if applied is None or applied.band is None else _band(applied.band),
        "measure": str(leaf.measure),
        "weights": _weights(leaf.weights),
        "figure": _figure(each.reason.figure),
    }


def _prior(decided: BlockPrior | None) -> dict[str, Any] | None:
    """Give the prior that was decided before; whether a figure stands on it is told beside the figure."""
    return None if decided is None else asdict(decided)


def _weights(weights: CriteriaWeights | None) -> dict[str, Any] | None:
    if weights is None:
        return None
    shares = {question: {"exact": str(share), "value": float(share)} for question, share in weights.shares}
    return {"decided_by": weights.decided_by, "questions": shares}


def _rule(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, Linear):
        return {"from": rule.low, "to": rule.high}
    if isinstance(rule, Threshold):
        return {"op": ">" if rule.band.strict else ">=", "value": rule.band.bound, "points": rule.band.points}
    return {"bands": [_band(band) for band in rule.bands]}


def _band(band: Band) -> dict[str, Any]:
    return {"above" if band.strict else "at_least": band.bound, "points": band.points}


def _figure(found: Figure) -> dict[str, Any]:
    numbers = asdict(found)
    value = found.value
    numbers |= {"value": None if value is None else float(value), "state": str(found.state)}
    return numbers | {"value_exact": None if value is None else str(value)}
