"""Each number of a row with its formula, what went in, what was left out, and where the method note has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analytics.index.domain import LEAST_SCORED, LEAST_SHOWN, METHOD
from analytics.index.domain.channels import ALARMING
from analytics.index.domain.clusters import LEAST_CLUSTERS
from analytics.index.domain.weighting import WEIGHT_CAP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.index.services.beside import Beside
    from analytics.index.services.computing import IndexRow

_INTERVAL = "Wilson with n_eff = S(1 − S)/var(S) held between m and N, Student's t with m − 1 degrees of freedom"
_STATE = f"insufficient under {LEAST_SHOWN} respondents or answers to a question, few under {LEAST_SCORED}"


def explained(row: IndexRow) -> list[dict[str, Any]]:
    """Explain the numbers of a row that its counts can say, in the order of the row."""
    told = [*_of_counts(row), *(_of_beside(row, row.beside) if row.beside else ())]
    exclusions = {"reasons": dict(sorted(row.excluded.items())), "counted": row.counts.responses}
    return [each | {"exclusions": exclusions, "method": METHOD} for each in told if each["value"] is not None]


def _entry(number: str, value: Any, section: str, formula: str, **told: Any) -> dict[str, Any]:
    """Give one explanation; what is told are inputs, but `parameters` are what somebody decided."""
    parameters = told.pop("parameters", {})
    return {
        "number": number,
        "value": value,
        "formula": formula,
        "inputs": told,
        "parameters": parameters,
        "section": section,
    }


def _of_counts(row: IndexRow) -> Iterator[dict[str, Any]]:
    index = row.index
    # A row by question is an index of that one question; its inputs are that question's.
    shares = {each.question: f"{each.n4 + each.n5}/{each.n}" for each in index.criteria}
    m, answers = index.respondents, index.ratings
    yield _entry("index", index.index, "§1", "S = (1/k) Σ p_j, p_j = (answers 4 or 5)/(answers)", p=shares)
    if index.index is not None and index.low is not None:
        interval = {"low": index.low, "high": index.high}
        told = {"m": m, "N": answers, "n_eff": index.n_eff}
        yield _entry("interval", interval, "§2", _INTERVAL, **told, parameters={"level": 0.95})
    yield _entry("deff", index.deff, "§2", "var(S) / (P(1 − P)/N)", N=answers)
    yield _entry("pooled_share", index.pooled_share, "§1", "P = (all answers 4 or 5)/N", p=shares, N=answers)
    yield _entry(
        "mean100", index.mean100, "§1", "mean over questions of 100 (mean level − 1)/4", levels=_levels(row)
    )
    overlap = {str(asked): happy for asked, happy in enumerate(row.counts.overlap, start=1)}
    if len(row.counts.indexed) == len(index.criteria):
        formula = "R = (1/m) Σ_a X_a/a, X_a: satisfied answers of those who answered a questions"
        yield _entry("respondent_mean", index.respondent_mean, "§1", formula, X=overlap, m=m)
    parameters = {"least_shown": LEAST_SHOWN, "least_scored": LEAST_SCORED}
    yield _entry("state", str(index.state), "§4", _STATE, m=m, n=_answers(row), parameters=parameters)


def _levels(row: IndexRow) -> dict[str, list[int]]:
    return {each.question: [each.n1, each.n2, each.n3, each.n4, each.n5] for each in row.index.criteria}


def _answers(row: IndexRow) -> dict[str, int]:
    return {each.question: each.n for each in row.index.criteria}


def _of_beside(row: IndexRow, beside: Beside) -> Iterator[dict[str, Any]]:
    days, gap, weighted = beside.days, beside.channel_gap, beside.post_stratified
    if days is not None:
        interval = "not estimable" if days.low is None else {"low": days.low, "high": days.high}
        formula = f"as the interval, with days as sampling units; not estimable below {LEAST_CLUSTERS} days"
        least = {"least_days": LEAST_CLUSTERS}
        yield _entry("day_interval", interval, "§2", formula, days=days.days, parameters=least)
    if gap is not None:
        formula = "S by QR less S by kiosk, with the interval of a difference; alarm beyond the limit"
        told = {"difference": gap.gap.difference, "low": gap.gap.low, "high": gap.gap.high, "alarm": gap.alarm}
        limit = {"alarm": float(ALARMING)}
        yield _entry("channel_gap", told, "§3", formula, answers=dict(row.channels), parameters=limit)
    yield from _of_volumes(row, beside)
    called = beside.call_back
    if called is not None and called.agreement is not None:
        formula = "agreed / reached, of people called back in the whole months of the period"
        told = {"agreed": called.agreed, "reached": called.reached, "called": called.called}
        yield _entry("agreement", float(called.agreement), "§9", formula, **told)
    if weighted is not None:
        cells = {cell.key: {"volume": cell.volume, "weight": cell.weight} for cell in weighted.cells}
        formula = "Σ W_h S_h over services h by their volumes, small ones joined, heavy weights cut"
        limits = {"cap": WEIGHT_CAP, "least": LEAST_SHOWN}
        yield _entry("post_stratified", weighted.weighted.index, "§3", formula, cells=cells, parameters=limits)


def _of_volumes(row: IndexRow, beside: Beside) -> Iterator[dict[str, Any]]:
    if beside.volume is None:
        return
    served = {"finished": beside.volume.finished, "refused": beside.volume.refused}
    formula = "V/(1 + V e²) rounded up, V those served"
    yield _entry("required_n", row.index.required_n, "§4", formula, **served, parameters={"e": 0.05})
    if beside.response_rate is not None:
        rate, answered = float(beside.response_rate), row.counts.responses
        yield _entry("response_rate", rate, "§9", "answers / served", answers=answered, **served)
    if beside.coverage is not None:
        part = float(beside.coverage)
        yield _entry("coverage", part, "§9", "invitations / served", invitations=beside.invited, **served)


def in_words(row: IndexRow) -> str:
    """Tell a row's explanations as lines a person can follow."""
    lines = [f"{row.key or '–'} {row.name or ''}".rstrip()]
    for each in explained(row):
        lines.append(f"  {each['number']} = {_word(each['value'])}")
        lines.append(f"    formula     {each['formula']} (method {each['method']} {each['section']})")
        lines += [f"    {kind:<11} {_words(each[kind])}" for kind in ("inputs", "parameters") if each[kind]]
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(row.excluded.items())) or "none"
    return "\n".join([*lines, f"  not counted: {left_out}; counted: {row.counts.responses} responses"])


def _words(told: dict[str, Any]) -> str:
    return "; ".join(f"{name} = {_word(value)}" for name, value in told.items())


def _word(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_word(inner)}" for name, inner in value.items()) or "–"
    if isinstance(value, list):
        return " · ".join(map(_word, value))
    return str(value)
