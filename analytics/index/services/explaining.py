"""Each number of a row with its formula, what went in, what was left out, and where the method note has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analytics.index.domain import LEAST_SCORED, LEAST_SHOWN, METHOD, index_variance, student_quantile
from analytics.index.domain.channels import ALARMING
from analytics.index.domain.clusters import LEAST_CLUSTERS
from analytics.index.domain.weighting import WEIGHT_CAP
from analytics.index.services.telling import entry, told_entries
from analytics.tally.domain import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.index.domain import Stratified, UnitIndex
    from analytics.index.services.beside import Beside
    from analytics.index.services.computing import IndexRow

_VAR = "m/(m − 1) Σ_i u_i², u_i = (1/k) Σ_j r_ij (y_ij − p_j)/n_j; the sum follows from n_j, x_j and the pairs"
_N_EFF = "S(1 − S)/var(S) held between m and N; m where var(S) = 0"
_INTERVAL = "Wilson with n_eff, and Student's t with m − 1 degrees of freedom in place of z"
_STATE = f"insufficient under {LEAST_SHOWN} respondents or answers to a question, few under {LEAST_SCORED}"
_WEIGHTED = "Wilson with n_eff = S(1 − S)/var(S), var(S) = Σ W_h² var(S_h), at most N; t with Σ m_h less the cells"


def explained(row: IndexRow, *, inside: bool = False) -> list[dict[str, Any]]:
    """Explain the numbers of a row that its counts can say, in the order of the row.

    `inside` adds what is for those in charge of all answers: the answers to each two questions, and the figures
    with what rulings took out.
    """
    told = [*_of_counts(row, inside=inside), *(_of_beside(row, row.beside) if row.beside else ())]
    if inside and row.with_excluded is not None:
        told.append(_with_excluded(row, row.with_excluded))
    exclusions = {"reasons": dict(sorted(row.excluded.items())), "counted": row.counts.responses}
    return [each | {"exclusions": exclusions, "method": METHOD} for each in told if each["value"] is not None]


def _own(row: IndexRow) -> Counts:
    """Give the counts the index of a row is of: all of them, or of a row by question those of the question."""
    asked = tuple(each.question for each in row.index.criteria)
    if asked == row.counts.indexed:
        return row.counts
    return Counts(
        questions=asked,
        indexed=asked,
        responses=row.counts.responses,
        respondents=row.index.respondents,
        levels=tuple(row.counts.level(each) for each in asked),
    )


def _of_counts(row: IndexRow, *, inside: bool) -> Iterator[dict[str, Any]]:
    index = row.index
    m, answers = index.respondents, index.ratings
    yield entry("index", index.index, "§1", "S = (1/k) Σ p_j, p_j = (answers 4 or 5)/(answers)", p=_shares(index))
    if index.index is not None and index.low is not None:
        yield from _interval(row, index.index, inside=inside)
    yield entry(
        "pooled_share", index.pooled_share, "§1", "P = (all answers 4 or 5)/N", p=_shares(index), N=answers
    )
    yield entry(
        "mean100", index.mean100, "§1", "mean over questions of 100 (mean level − 1)/4", levels=_levels(row)
    )
    if len(row.counts.indexed) == len(index.criteria):
        overlap = {str(asked): happy for asked, happy in enumerate(row.counts.overlap, start=1)}
        formula = "R = (1/m) Σ_a X_a/a, X_a: satisfied answers of those who answered a questions"
        yield entry("respondent_mean", index.respondent_mean, "§1", formula, X=overlap, m=m)
        formula = "respondents who gave three answers or more, all of one level; they stay in the index"
        yield entry("straight", index.straight, "§8", formula, m=m)
    parameters = {"least_shown": LEAST_SHOWN, "least_scored": LEAST_SCORED}
    yield entry("state", str(index.state), "§4", _STATE, m=m, n=_answers(row), parameters=parameters)


def _interval(row: IndexRow, share: float, *, inside: bool) -> Iterator[dict[str, Any]]:
    """Explain the interval from the variance on, so that each number follows from those before it."""
    index, own = row.index, _own(row)
    m, answers, exact = index.respondents, index.ratings, index_variance(own)
    variance = None if exact is None else float(exact)
    pairs = {"pairs": _pairs(own)} if inside else {}
    yield entry("var", variance, "§2", _VAR, answers=_satisfied(index), m=m, **pairs)
    yield entry("n_eff", index.n_eff, "§2", _N_EFF, S=share, var=variance, m=m, N=answers)
    ends = {"low": index.low, "high": index.high}
    told = {"S": share, "n_eff": index.n_eff, "t": student_quantile(m - 1)}
    yield entry("interval", ends, "§2", _INTERVAL, m=m, N=answers, **told, parameters={"level": 0.95})
    formula = "var(S) / (P(1 − P)/N)"
    yield entry("deff", index.deff, "§2", formula, var=variance, P=index.pooled_share, N=answers)


def _shares(index: UnitIndex) -> dict[str, str]:
    # A row by question is an index of that one question; its inputs are that question's.
    return {each.question: f"{each.n4 + each.n5}/{each.n}" for each in index.criteria}


def _satisfied(index: UnitIndex) -> dict[str, dict[str, int]]:
    return {each.question: {"x": each.n4 + each.n5, "n": each.n} for each in index.criteria}


def _pairs(counts: Counts) -> dict[str, list[int]]:
    """Give, of those who answered both: satisfied with both, only the first, only the second, neither."""
    return {f"{one} × {other}": list(cells) for (one, other), cells in counts.pair_table().items()}


def _levels(row: IndexRow) -> dict[str, list[int]]:
    return {each.question: [each.n1, each.n2, each.n3, each.n4, each.n5] for each in row.index.criteria}


def _answers(row: IndexRow) -> dict[str, int]:
    return {each.question: each.n for each in row.index.criteria}


def _with_excluded(row: IndexRow, index: UnitIndex) -> dict[str, Any]:
    formula = "S once more, with the answers that rulings took out"
    told = {"p": _shares(index), "m": index.respondents, "ruled_out": row.excluded.get("excluded", 0)}
    return entry("with_excluded", index.index, "§7", formula, **told)


def _of_beside(row: IndexRow, beside: Beside) -> Iterator[dict[str, Any]]:
    days, gap, weighted = beside.days, beside.channel_gap, beside.post_stratified
    if days is not None:
        interval = "not estimable" if days.low is None else {"low": days.low, "high": days.high}
        formula = f"as the interval, with days as sampling units; not estimable below {LEAST_CLUSTERS} days"
        told = {"S": row.index.index, "var": days.variance, "n_eff": days.n_eff, "days": days.days}
        least = {"least_days": LEAST_CLUSTERS}
        yield entry("day_interval", interval, "§2", formula, **told, parameters=least)
    if gap is not None:
        formula = "S by QR less S by kiosk, with the interval of a difference; alarm beyond the limit"
        value = {"difference": gap.gap.difference, "low": gap.gap.low, "high": gap.gap.high, "alarm": gap.alarm}
        limit = {"alarm": float(ALARMING)}
        yield entry("channel_gap", value, "§3", formula, answers=dict(row.channels), parameters=limit)
    yield from _of_volumes(row, beside)
    called = beside.call_back
    if called is not None and called.agreement is not None:
        formula = "agreed / reached, of people called back in the whole months of the period"
        told = {"agreed": called.agreed, "reached": called.reached, "called": called.called}
        yield entry("agreement", float(called.agreement), "§9", formula, **told)
    if weighted is not None:
        yield from _of_services(row, weighted)


def _of_services(row: IndexRow, weighted: Stratified) -> Iterator[dict[str, Any]]:
    found = weighted.weighted
    cells = {
        cell.key: {name: value for name, value in asdict(cell).items() if name != "key"} for cell in weighted.cells
    }
    formula = "Σ W_h S_h over services h by their volumes, small ones joined, heavy weights cut"
    limits = {"cap": WEIGHT_CAP, "least": LEAST_SHOWN}
    yield entry(
        "post_stratified",
        found.index,
        "§3",
        formula,
        cells=cells,
        left_out=weighted.left_out,
        parameters=limits,
    )
    if found.low is None:
        return
    told = {"S": found.index, "var": found.variance, "N": row.index.ratings, "kish": weighted.n_eff}
    degrees = sum(cell.respondents for cell in weighted.cells) - len(weighted.cells)
    ends = {"low": found.low, "high": found.high}
    yield entry("post_stratified_interval", ends, "§3", _WEIGHTED, **told, degrees_of_freedom=degrees)


def _of_volumes(row: IndexRow, beside: Beside) -> Iterator[dict[str, Any]]:
    if beside.volume is None:
        return
    served = {"finished": beside.volume.finished, "refused": beside.volume.refused}
    formula = "V/(1 + V e²) rounded up, V those served"
    yield entry("required_n", row.index.required_n, "§4", formula, **served, parameters={"e": 0.05})
    own = row.counts.respondents
    if beside.response_rate is not None:
        told = {"respondents": own, "of_other_questionnaires": beside.respondents - own}
        rate, formula = float(beside.response_rate), "respondents to any questionnaire / served"
        yield entry("response_rate", rate, "§9", formula, **told, **served)
    if beside.bounds is not None:
        formula = "RR·S to RR·S + 1 − RR, RR: respondents to this questionnaire / served"
        yield entry("bounds", asdict(beside.bounds), "§9", formula, S=row.index.index, respondents=own, **served)
    if beside.coverage is not None:
        part = float(beside.coverage)
        yield entry("coverage", part, "§9", "invitations / served", invitations=beside.invited, **served)


def in_words(row: IndexRow) -> str:
    """Tell a row's explanations as lines a person can follow."""
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(row.excluded.items())) or "none"
    return "\n".join(
        [
            f"{row.key or '–'} {row.name or ''}".rstrip(),
            *told_entries(explained(row, inside=True)),
            f"  not counted: {left_out}; counted: {row.counts.responses} responses",
        ]
    )
