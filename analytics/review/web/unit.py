"""One unit's page: the answer first, then why, then where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template, url_for

from analytics.index.domain import METHOD, State, index_variance
from analytics.review.domain import weakest
from analytics.review.services import (
    as_before,
    monthly,
    origins,
    pasts,
    points,
    reach,
    review_unit,
    scored_beside,
    way_of,
)
from analytics.review.web import telling
from analytics.review.web.drawing import questions_chart, trend_chart
from analytics.review.web.explained_unit import NO_DESK
from analytics.review.web.explaining import told_points
from analytics.review.web.months import told_months
from analytics.review.web.past import lines_beside, told_past
from analytics.review.web.picking import picks
from analytics.review.web.visiting import visit_now
from analytics.review.web.way import told_way
from analytics.review.web.words import gettext
from analytics.tally.services import freshen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from markupsafe import Markup

    from analytics.index.domain import Criterion
    from analytics.review.domain import Judged
    from analytics.review.services import Asked, Group, Past, UnitReview
    from analytics.review.web.visiting import Visit
    from survey.foundation.doors import House

OVERALL = "overall"
"""The question about everything together, told beside the index and never in it."""


def unit_page(house: House, code: str) -> str:
    """Show one unit in one period."""
    visit = visit_now(house)
    unit = visit.unit(code)
    with house.store.reading() as connection:
        asked = visit.asked(connection)
        reached = reach(asked, unit.unit_id, visit.placed)
        before = origins(connection, unit, until=asked.chosen.period.until, within=reached.now)
        block = scored_beside(connection, unit, today=visit.today)
    everybody = reached.every.union(block, *(origin.whole for origin in before))
    freshen(house.store, everybody, least=house.settings.privacy_least)
    with house.store.reading() as connection:
        found = as_before(connection, asked, review_unit(connection, asked, unit, today=visit.today), reached)
        past = pasts(connection, asked, before)
        way = way_of(connection, asked, found, today=visit.today)
        by_month = monthly(connection, asked, unit, reached=reached)
        scored = points(connection, unit, every=asked.words.every, today=visit.today)
    titles = telling.question_words(asked.words, g.language)
    return render_template(
        "analytics/review/unit.html",
        picked=visit.picked,
        picks=picks(),
        keep=_kept(asked),
        own_address=url_for("review.unit", code=code),
        period_address=visit.picked.address,
        path=[each for each in found.path if each.unit_id in visit.visible],
        found=found,
        asked=asked,
        titles=titles,
        method=METHOD,
        **_headline(found, titles),
        **_breakdowns(visit, asked, found),
        **_pictures(asked, found, titles),
        **told_past(visit, past, keep=_kept(asked), address=url_for("review.unit", code=code)),
        trend_chart=_trend(asked, found, past),
        way=told_way(way, found),
        **told_months(by_month, least=visit.least),
        points=[told_points(each, least=visit.least, titles=titles) for each in scored],
    )


def _kept(asked: Asked) -> dict[str, str]:
    return {"questionnaire": asked.words.code} if asked.words.others and asked.words.code else {}


def _headline(found: UnitReview, titles: Mapping[str, str]) -> dict[str, Any]:
    judged = found.judged
    lowest, overall = weakest(judged), _overall(found)
    variance = index_variance(judged.counts)
    return {
        "estimate": _shown(judged),
        "why_not": "" if judged.shown else telling.unit_why_not(judged),
        "people": telling.people_of(judged),
        "few": judged.standing == "few",
        "verdict": telling.verdict(found.change),
        "earlier": _shown(found.before),
        "lowest": (titles.get(lowest.question, lowest.question), _of_question(lowest)) if lowest else None,
        "overall": _of_question(overall) if overall else None,
        "spread": float(variance) ** 0.5 if variance is not None else None,
    }


def _overall(found: UnitReview) -> Criterion | None:
    if not found.judged.shown or OVERALL in found.judged.counts.indexed:
        return None
    told = (each for each in found.questions if each.question == OVERALL)
    return next((each for each in told if each.state is not State.INSUFFICIENT), None)


def _shown(judged: Judged) -> Any:
    estimate = telling.estimate_of(judged)
    return None if isinstance(estimate, str) else estimate


def _of_question(question: Criterion) -> Any:
    return telling.estimate_of_question(question, least=0)


def _breakdowns(visit: Visit, asked: Asked, found: UnitReview) -> dict[str, Any]:
    where = visit.picked.address | _kept(asked) | {"code": found.unit.code}
    channels = telling.channel_words()
    comments = telling.comment_words()
    return {
        "units": [
            _group(group, telling.unit_name(group.unit))
            | {"href": url_for("review.unit", code=group.unit.code, **visit.picked.address)}
            | {"own": group.unit.unit_id == found.unit.unit_id}
            for group in found.units
            if group.unit is not None
        ],
        "desks": [
            _group(group, group.desk.name if group.desk else gettext("At no particular desk"))
            | {
                "explained": url_for(
                    "review.explained_unit", quay=group.desk.code if group.desk else NO_DESK, **where
                )
            }
            for group in found.desks
        ],
        "channels": [
            _group(group, channels.get(group.channel or "", group.channel or ""))
            | {"explained": url_for("review.explained_unit", kenh=group.channel, **where)}
            for group in found.channels
        ],
        "remarks": [
            {
                "day": remark.comment.day,
                "kind": comments.get(remark.comment.kind, comments[None]),
                "kind_code": remark.comment.kind or "other",
                "desk": remark.desk.name if remark.desk else "",
                "text": remark.comment.text,
            }
            for remark in found.remarks
        ],
    }


def _group(group: Group, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "estimate": _shown(group.judged),
        "why_not": "" if group.judged.shown else telling.why_not(group.judged),
        "people": telling.people_of(group.judged),
        "few": group.judged.standing == "few",
    }


def _pictures(asked: Asked, found: UnitReview, titles: Mapping[str, str]) -> dict[str, Any]:
    if not found.judged.shown:
        # The bars of so few people would be told apart one by one.
        return {"questions_chart": "", "questions": [], "weeks": [], "levels": ()}
    levels = telling.level_words(asked.words, g.language)
    return {
        "questions_chart": questions_chart(found.questions, titles, levels, least=asked.least),
        "levels": levels,
        "questions": [_question_row(each, found, titles, asked.least) for each in found.questions],
        "weeks": [
            {
                "week": each.week,
                "estimate": _shown(each.judged),
                "why_not": "" if each.judged.shown else telling.why_not(each.judged),
                "people": telling.people_of(each.judged),
            }
            for each in found.weeks
        ],
    }


def _trend(asked: Asked, found: UnitReview, past: Sequence[Past]) -> Markup | str:
    beside, shown = lines_beside(past), found.judged.shown
    if not shown and not beside:
        return ""
    return trend_chart(found.weeks, beside=beside, least=asked.least, shown=shown)


def _question_row(question: Criterion, found: UnitReview, titles: Mapping[str, str], least: int) -> dict[str, Any]:
    estimate = telling.estimate_of_question(question, least=least)
    told = not isinstance(estimate, str)
    return {
        "title": titles.get(question.question, question.question),
        "indexed": question.question in found.judged.counts.indexed,
        "counts": (question.n1, question.n2, question.n3, question.n4, question.n5) if told else None,
        "n": question.n,
        "estimate": estimate if told else None,
        "why_not": "" if told else estimate,
    }
