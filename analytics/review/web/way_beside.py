"""What stands beside a unit's index, in words: by files served, by days, by channel (method note §2, §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.charts import Estimate
from analytics.index.domain.clusters import LEAST_CLUSTERS
from analytics.review.web import figures
from analytics.review.web.words import gettext, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analytics.review.services import UnitReview, Way

    Told = tuple[str, str, str]


def by_volume(way: Way, found: UnitReview, unshown: str) -> Iterator[Told]:
    """Tell the units in the figures added up by the files they served; nothing of a unit by itself."""
    if not found.below:
        return
    title, told = gettext("Index by files served"), way.by_volume
    if unshown:
        yield title, "", unshown
        return
    if told is None:
        yield title, "", gettext("not known: the files of some unit in the figures are not told")
        return
    weighted = told.found.weighted
    index, low, high = weighted.index or 0.0, weighted.low or 0.0, weighted.high or 0.0
    cells = len(told.found.cells)
    note = ngettext(
        "units count by their files: %(part)s of the files known, in %(cells)s group",
        "units count by their files: %(part)s of the files known, in %(cells)s groups",
        cells,
        part=figures.percent(told.represented),
        cells=figures.whole(cells),
    )
    if weighted.differs:
        plain = figures.percent(weighted.plain or 0.0)
        note += ". " + gettext(
            "More than two points from the %(plain)s of all answers together: some units have more answers for "
            "their files than others, and other answers.",
            plain=plain,
        )
    yield title, figures.estimate(Estimate(share=index, low=low, high=high)), note


def by_days(way: Way, found: UnitReview, unshown: str) -> Told:
    """Tell the interval with days as sampling units, and whether days differ beyond what people do."""
    title, days, index = gettext("Interval by days"), way.days, found.judged.index
    if unshown or days is None:
        return title, "", unshown or gettext("Not enough answers yet")
    count = {"days": figures.whole(days.days), "least": figures.whole(LEAST_CLUSTERS)}
    if days.low is None or days.high is None or index.low is None or index.high is None:
        note = ngettext(
            "not estimable: there are answers of %(days)s day, %(least)s are needed",
            "not estimable: there are answers of %(days)s days, %(least)s are needed",
            days.days,
            **count,
        )
        return title, "", note
    note = gettext("would it be the same on other days? Of %(days)s days", **count)
    if days.high - days.low > index.high - index.low:
        judgement = gettext("Wider than the interval by people: on other days the index may lie further off.")
    else:
        judgement = gettext("No wider than the interval by people: days do not differ beyond what people do.")
    ends = Estimate(share=days.low, low=days.low, high=days.high)
    return title, figures.bounds(ends), f"{note}. {judgement}"


def gap(way: Way, unshown: str) -> Told:
    """Tell by how much the index by QR code lies above that by tablet, and what that amounts to."""
    title, told = gettext("QR code less tablet"), way.gap
    if unshown:
        return title, "", unshown
    if told is None:
        hidden = gettext("Hidden to protect those who answered")
        return title, "", hidden if way.gap_hidden else gettext("not enough answers by one of the two")
    change = told.gap
    ends = {"low": figures.signed(change.low), "high": figures.signed(change.high)}
    value = gettext("%(points)s points", points=figures.signed(change.difference))
    note = gettext("between %(low)s and %(high)s", **ends)
    if not change.significant:
        judgement = gettext("The difference is not statistically significant.")
    elif change.difference > 0:
        judgement = gettext("Those who answered by QR code are more satisfied; this is statistically significant.")
    else:
        judgement = gettext("Those who answered by QR code are less satisfied; this is statistically significant.")
    if told.alarm:
        judgement += " " + gettext("More than ten points apart: see how the tablets are used, and by whom.")
    return title, value, f"{note}. {judgement}"
