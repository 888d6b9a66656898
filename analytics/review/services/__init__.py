"""What the pages show: the list of units, one unit, its emulation points."""

from __future__ import annotations

from analytics.review.services.asking import Asked, UnknownQuestionnaireError, Words, choose_questionnaire
from analytics.review.services.before import Reach, as_before, earlier_units, reach
from analytics.review.services.comparing import Compared, SideBySide, UnknownBlockError, compare_units
from analytics.review.services.months import MonthFigure, Months, monthly
from analytics.review.services.overview import Row, overview
from analytics.review.services.past import Origin, Past, origins, pasts
from analytics.review.services.points import Points, points, scored_beside
from analytics.review.services.rebasing import Wish, record_rebase, unit_id_of
from analytics.review.services.unit import Group, UnitReview, WeekFigure, review_unit, weekly
from analytics.review.services.way import Way, way_of

__all__ = [
    "Asked",
    "Compared",
    "Group",
    "MonthFigure",
    "Months",
    "Origin",
    "Past",
    "Points",
    "Reach",
    "Row",
    "SideBySide",
    "UnitReview",
    "UnknownBlockError",
    "UnknownQuestionnaireError",
    "Way",
    "WeekFigure",
    "Wish",
    "Words",
    "as_before",
    "choose_questionnaire",
    "compare_units",
    "earlier_units",
    "monthly",
    "origins",
    "overview",
    "pasts",
    "points",
    "reach",
    "record_rebase",
    "review_unit",
    "scored_beside",
    "unit_id_of",
    "way_of",
    "weekly",
]
