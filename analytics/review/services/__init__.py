"""What the pages show: the list of units, one unit, its emulation points."""

from __future__ import annotations

from analytics.review.services.asking import Asked, UnknownQuestionnaireError, Words, choose_questionnaire
from analytics.review.services.overview import Row, overview
from analytics.review.services.points import Points, points
from analytics.review.services.unit import Group, UnitReview, WeekFigure, review_unit, weekly

__all__ = [
    "Asked",
    "Group",
    "Points",
    "Row",
    "UnitReview",
    "UnknownQuestionnaireError",
    "WeekFigure",
    "Words",
    "choose_questionnaire",
    "overview",
    "points",
    "review_unit",
    "weekly",
]
