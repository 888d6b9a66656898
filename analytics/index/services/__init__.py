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
    below,
    others_answered,
    wanted_of,
)
from analytics.index.services.beside import Beside, DayInterval
from analytics.index.services.computing import IndexRow, Indices, indices, unit_indices
from analytics.index.services.coverage import COVERAGE_BY, Coverage, CoverageRow, coverages
from analytics.index.services.coverage_rows import as_coverage_row, as_whole_row, coverage_document
from analytics.index.services.explaining import explained, in_words
from analytics.index.services.explaining_coverage import coverage_in_words, explained_document
from analytics.index.services.rows import as_row, document
from analytics.index.services.whole import Whole, whole_by_volume, whole_document, whole_in_words

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
    "Whole",
    "WrongPeriodError",
    "as_coverage_row",
    "as_row",
    "as_whole_row",
    "below",
    "coverage_document",
    "coverage_in_words",
    "coverages",
    "document",
    "explained",
    "explained_document",
    "in_words",
    "indices",
    "others_answered",
    "unit_indices",
    "wanted_of",
    "whole_by_volume",
    "whole_document",
    "whole_in_words",
]
