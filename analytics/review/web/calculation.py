"""The way from counts to an index and its interval, with the numbers put in: for pages, and as a document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from analytics.charts import Estimate
from analytics.index.domain import criterion, index_variance, student_quantile
from analytics.review.web import figures, telling
from analytics.review.web.numbers import fine
from analytics.review.web.words import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.index.domain import Criterion
    from analytics.review.domain import Judged
    from analytics.tally.domain import Counts


def told_steps(judged: Judged, titles: Mapping[str, str], *, least: int) -> dict[str, Any]:
    """Put the steps of an index that may be shown into words."""
    index, counts = judged.index, judged.counts
    asked = [criterion(counts, code) for code in counts.questions]
    variance = index_variance(counts)
    return {
        "questions": [_question(each, counts, titles, least) for each in asked],
        "pairs": [
            {
                "first": titles.get(a, a),
                "second": titles.get(b, b),
                "cells": cells if sum(cells) >= least else None,
            }
            for (a, b), cells in counts.pair_table().items()
        ],
        "k": len(counts.indexed),
        "terms": " + ".join(
            f"{figures.whole(each.n4 + each.n5)}/{figures.whole(each.n)}"
            for each in index.criteria
            if each.n >= least
        ),
        "index": index,
        "variance": float(variance) if variance is not None else None,
        "spread": float(variance) ** 0.5 if variance is not None else None,
        "held": _held(judged, variance),
        "degrees": index.respondents - 1,
        "quantile": student_quantile(index.respondents - 1),
    }


def _question(each: Criterion, counts: Counts, titles: Mapping[str, str], least: int) -> dict[str, Any]:
    estimate = telling.estimate_of_question(each, least=least)
    told = isinstance(estimate, Estimate)
    return {
        "code": each.question,
        "title": titles.get(each.question, each.question),
        "indexed": each.question in counts.indexed,
        "levels": (each.n1, each.n2, each.n3, each.n4, each.n5) if told else None,
        "satisfied": each.n4 + each.n5,
        "n": each.n,
        "estimate": estimate if told else None,
        "why_not": "" if told else estimate,
    }


def _held(judged: Judged, variance: Fraction | None) -> str:
    """Say how many independent answers there are, and why where the formula alone does not say it."""
    index = judged.index
    if index.index is None or index.n_eff is None:
        return ""
    ends = {"m": figures.whole(index.respondents), "n": figures.whole(index.ratings)}
    if not variance:
        return gettext("Everybody answered alike, so n_eff = m = %(m)s.", **ends)
    share = Fraction(index.index).limit_denominator(10**12)
    raw = float(share * (1 - share) / variance)
    told = f"n_eff = S(1 − S)/var(S) = {fine(raw, 1)}"
    if fine(raw, 1) == fine(index.n_eff, 1):
        return f"{told}; m = {ends['m']}, N = {ends['n']}"
    held = fine(index.n_eff, 1)
    return told + gettext(", held between m = %(m)s and N = %(n)s: %(held)s", held=held, **ends)


def document(judged: Judged, *, least: int) -> dict[str, Any]:
    """Give the same as unrounded numbers; what the page does not tell is null or left out."""
    if not judged.shown:
        return {"state": judged.standing, "index": None}
    index, counts = judged.index, judged.counts
    variance = index_variance(counts)
    return {
        "state": judged.standing,
        "respondents": index.respondents,
        "ratings": index.ratings,
        "questions": [
            _as_numbers(criterion(counts, code), indexed=code in counts.indexed, least=least)
            for code in counts.questions
        ],
        "pairs": [
            {"first": a, "second": b} | _cells(cells, least=least) for (a, b), cells in counts.pair_table().items()
        ],
        "index": index.index,
        "variance": float(variance) if variance is not None else None,
        "n_eff": index.n_eff,
        "degrees_of_freedom": index.respondents - 1,
        "quantile": student_quantile(index.respondents - 1),
        "low": index.low,
        "high": index.high,
        "deff": index.deff,
        "pooled_share": index.pooled_share,
        "mean100": index.mean100,
    }


_PAIR = ("both", "only_first", "only_second", "neither")


def _cells(cells: tuple[int, int, int, int], *, least: int) -> dict[str, int | None]:
    told = sum(cells) >= least
    return {name: cell if told else None for name, cell in zip(_PAIR, cells, strict=True)}


def _as_numbers(each: Criterion, *, indexed: bool, least: int) -> dict[str, Any]:
    told = isinstance(telling.estimate_of_question(each, least=least), Estimate)
    names = ("n1", "n2", "n3", "n4", "n5", "n", "share", "low", "high", "mean100")
    return {"question": each.question, "indexed": indexed} | {
        name: getattr(each, name) if told else None for name in names
    }
