"""The months of a unit as its page tells them: sentences first, then the chart, then the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.review.web import trends
from analytics.review.web.plotting import month_row, months_chart

if TYPE_CHECKING:
    from typing import Any

    from analytics.review.services import Months


def told_months(months: Months, *, least: int) -> dict[str, Any]:
    """Give what the part `months.html` needs; nothing while no month has enough answers."""
    if not any(each.judged.shown for each in months.shown):
        return {"months": None}
    points = {point.day: point for point in months.chart.points}
    return {
        "months": {
            "sentences": trends.course_words(months.chart, since=months.shown[0].month),
            "anew": [trends.rebase_words(each) for each in months.rebases],
            "chart": months_chart(months, least=least),
            "rows": [month_row(each, points) for each in months.shown],
            "usual": [words for phase in months.chart.phases if (words := trends.usual_words(phase))],
            "drift": trends.drift_words(months.chart),
            "breaks": trends.break_words(months.changes),
            "last": months.last,
        }
    }
