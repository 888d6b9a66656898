"""Rows of indices as the contract has them: unrounded numbers, null for what is missing."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analytics.index.domain import METHOD
from analytics.index.services.explaining import explained

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from analytics.index.domain import Stratified, UnitIndex
    from analytics.index.services.asking import Asked
    from analytics.index.services.beside import Beside
    from analytics.index.services.computing import IndexRow, Indices


def document(
    asked: Asked, found: Indices, *, explain: bool = False, others: Sequence[str] | None = None
) -> dict[str, Any]:
    """Give the whole answer to a question for indices; `others` are questionnaires answered too, and left out."""
    return {
        "from": asked.since,
        "to": asked.until,
        "by": asked.by,
        "method": METHOD,
        "questionnaire": found.questionnaire,
        **({} if others is None else {"others": list(others)}),
        "tiers": None if asked.tiers is None else sorted(asked.tiers),
        "rows": [
            as_row(row) | ({"explain": explained(row, inside=True)} if explain else {}) for row in found.rows
        ],
    }


def as_row(row: IndexRow) -> dict[str, Any]:
    """Give a row of the contract."""
    told = {"key": row.key, "name": row.name, **figures(row.index)}
    told["excluded"] = dict(sorted(row.excluded.items()))
    told["channels"] = dict(sorted(row.channels.items()))
    if row.beside is not None:
        told |= _beside(row.beside)
    if row.with_excluded is not None:
        told["with_excluded"] = figures(row.with_excluded)
    return told


def figures(index: UnitIndex) -> dict[str, Any]:
    """Give the numbers of one index, its criteria last."""
    numbers = asdict(index)
    criteria = numbers.pop("criteria")
    return numbers | {"criteria": criteria}


def _beside(beside: Beside) -> dict[str, Any]:
    days, gap, volume = beside.days, beside.channel_gap, beside.volume
    return {
        "days": days.days if days else None,
        "day_low": days.low if days else None,
        "day_high": days.high if days else None,
        "channel_gap": asdict(gap.gap) | {"alarm": gap.alarm} if gap else None,
        "finished": volume.finished if volume else None,
        "refused": volume.refused if volume else None,
        "invited": beside.invited,
        "response_rate": number(beside.response_rate),
        "coverage": number(beside.coverage),
        "bound_low": beside.bounds.low if beside.bounds else None,
        "bound_high": beside.bounds.high if beside.bounds else None,
        "warning": beside.warning,
        "missing_day": beside.missing_day,
        "post_stratified": _stratified(beside.post_stratified) if beside.post_stratified else None,
    }


def _stratified(found: Stratified) -> dict[str, Any]:
    weighted = found.weighted
    return {
        "index": weighted.index,
        "low": weighted.low,
        "high": weighted.high,
        "differs": weighted.differs,
        "n_eff": found.n_eff,
        "max_weight": found.max_weight,
        "represented": found.represented,
        "left_out": found.left_out,
        "capped": list(found.capped),
        "cells": [asdict(cell) for cell in found.cells],
    }


def number(exact: Fraction | None) -> float | None:
    """Give a share as a number of JSON."""
    return None if exact is None else float(exact)
