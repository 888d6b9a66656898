"""Indices of any group over any period, from tallies alone, and what stands beside them."""

from __future__ import annotations

from analytics.index.services.asking import (
    BY,
    Asked,
    NotByThisError,
    SeveralQuestionnairesError,
    UnknownQuestionnaireError,
    UnknownUnitError,
    WrongPeriodError,
    wanted_of,
)
from analytics.index.services.beside import Beside, DayInterval
from analytics.index.services.computing import IndexRow, Indices, indices, unit_indices
from analytics.index.services.coverage import (
    COVERAGE_BY,
    Coverage,
    CoverageRow,
    as_coverage_row,
    coverage_document,
    coverages,
)
from analytics.index.services.explaining import explained, in_words
from analytics.index.services.rows import as_row, document

__all__ = [
    "BY",
    "COVERAGE_BY",
    "Asked",
    "Beside",
    "Coverage",
    "CoverageRow",
    "DayInterval",
    "IndexRow",
    "Indices",
    "NotByThisError",
    "SeveralQuestionnairesError",
    "UnknownQuestionnaireError",
    "UnknownUnitError",
    "WrongPeriodError",
    "as_coverage_row",
    "as_row",
    "coverage_document",
    "coverages",
    "document",
    "explained",
    "in_words",
    "indices",
    "unit_indices",
    "wanted_of",
]
