"""Each number of a row of the coverage with its formula, what went in, and where the method note has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from analytics.index.domain import METHOD, index_fraction
from analytics.index.services.coverage_rows import as_whole_row, coverage_document
from analytics.index.services.telling import entry, told_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.index.services.asking import Asked
    from analytics.index.services.coverage import Coverage, CoverageRow
    from survey.volume.domain import Floor

_RANKED = "both rates at their floors, exactly; not known while a rate is not, or where no slips are issued"


def explained_coverage(row: CoverageRow, floor: Floor) -> list[dict[str, Any]]:
    """Explain the numbers of a row that are known, in the order of the row."""
    told = [each for each in _entries(row, floor) if each["value"] is not None]
    return [each | {"exclusions": {"blank": row.blank}, "method": METHOD} for each in told]


def _entries(row: CoverageRow, floor: Floor) -> Iterator[dict[str, Any]]:
    files = {"finished": row.volume.finished, "refused": row.volume.refused} if row.volume else {}
    if row.response_rate is not None:
        told = {"respondents": row.respondents, "of_other_questionnaires": row.others}
        formula = "respondents to any questionnaire / served"
        yield entry("response_rate", float(row.response_rate), "§9", formula, **told, **files)
    if row.coverage is not None:
        formula = "invitations / served"
        yield entry("coverage", float(row.coverage), "§9", formula, invitations=row.invited, **files)
    if row.bounds is not None:
        index = index_fraction(row.counts)
        share = None if index is None else float(index)
        formula = "RR·S to RR·S + 1 − RR, RR: respondents to this questionnaire / served"
        yield entry("bounds", asdict(row.bounds), "§9", formula, S=share, respondents=row.respondents, **files)
    if row.may_be_ranked is not None:
        yield entry(
            "may_be_ranked",
            row.may_be_ranked,
            "§9",
            _RANKED,
            response_rate=float(row.response_rate or 0),
            coverage=float(row.coverage or 0),
            parameters={
                "response_rate": float(floor.response_rate),
                "coverage": float(floor.coverage),
                "decided_by": floor.decided_by,
            },
        )
    if row.call_back is not None and row.call_back.agreement is not None:
        called = row.call_back
        told = {"agreed": called.agreed, "reached": called.reached, "called": called.called}
        formula = "agreed / reached, of people called back in the whole months of the period"
        yield entry("agreement", float(row.call_back.agreement), "§9", formula, **told)


def explained_document(asked: Asked, found: Coverage) -> dict[str, Any]:
    """Give the whole answer with an explanation in each row."""
    rows = [as_whole_row(row) | {"explain": explained_coverage(row, found.floor)} for row in found.rows]
    return coverage_document(asked, found) | {"rows": rows}


def coverage_in_words(row: CoverageRow, floor: Floor) -> str:
    """Tell a row's explanations as lines a person can follow."""
    answered = f"  answered: {row.answered}"
    if row.blank is not None:
        answered += f"; no respondents, as they left all questions of the index blank: {row.blank}"
    head = f"{row.key or '–'} {row.name or ''}".rstrip()
    return "\n".join([head, *told_entries(explained_coverage(row, floor)), answered])
