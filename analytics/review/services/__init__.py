"""What the pages show: the list of units, one unit, its emulation points."""

from __future__ import annotations

from analytics.review.services.asking import Asked, UnknownQuestionnaireError, Words, choose_questionnaire
from analytics.review.services.comparing import Compared, SideBySide, UnknownBlockError, compare_units
from analytics.review.services.months import MonthFigure, Months, monthly
from analytics.review.services.overview import Row, overview
from analytics.review.services.past import Origin, Past, origins, pasts
from analytics.review.services.points import Points, points
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
    "Row",
    "SideBySide",
    "UnitReview",
    "UnknownBlockError",
    "UnknownQuestionnaireError",
    "Way",
    "WeekFigure",
    "Words",
    "choose_questionnaire",
    "compare_units",
    "monthly",
    "origins",
    "overview",
    "pasts",
    "points",
    "review_unit",
    "way_of",
    "weekly",
]
