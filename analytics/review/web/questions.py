"""The page that says which questions go along with the overall rating, from the study kept last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, render_template, request, url_for

from analytics.charts import Estimate, Figures, Frame, QuadrantDot, QuadrantWords, quadrants, responsive
from analytics.drivers.records import studies_of
from analytics.index.domain.drivers import LEAST_COMPLETE, LEAST_PER_QUESTION, MOST_QUESTIONS, Drive
from analytics.index.domain.scale import Scale
from analytics.review.web import figures
from analytics.review.web.visiting import visit_now
from analytics.review.web.words import gettext
from survey.foundation.clock import local_day
from survey.questionnaire.domain import in_language
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from markupsafe import Markup

    from analytics.drivers.records import KeptStudy
    from survey.foundation.doors import House

_MOST_STUDIES = 24


def questions_page(house: House, code: str) -> str:
    """Show what was found of a unit's questions, in the period chosen among those studied."""
    visit = visit_now(house)
    unit = visit.unit(code)
    with house.store.reading() as connection:
        studies = studies_of(connection, unit.unit_id, limit=_MOST_STUDIES)
        every = versions(connection) if studies else []
    chosen = _chosen(studies, request.args.get("study", ""))
    told: dict[str, Any] = {}
    if chosen is not None:
        titles = {
            question.code: in_language(question.text, g.language)
            for version in every
            if version.code == chosen.questionnaire
            for question in version.questions
        }
        told = _told(chosen, titles)
    return render_template(
        "analytics/review/questions.html",
        unit=unit,
        picked=visit.picked,
        studies=[(_name(each), each) for each in studies],
        chosen=chosen,
        own_address=url_for("review.questions", code=code),
        least=LEAST_COMPLETE,
        **told,
    )


def _name(study: KeptStudy) -> str:
    return f"{study.since.isoformat()}_{study.until.isoformat()}_{study.questionnaire}"


def _chosen(studies: Sequence[KeptStudy], name: str) -> KeptStudy | None:
    return next((each for each in studies if _name(each) == name), next(iter(studies), None))


def _told(study: KeptStudy, titles: Mapping[str, str]) -> dict[str, Any]:
    document = study.document
    found = [*document["drivers"]]
    found.sort(key=lambda each: -each["importance"])
    without = {each["question"]: each for each in document["without_straightliners"]["drivers"]}
    codes = [each["question"] for each in found] or list(document["nonresponse"])
    of = {each["question"]: each for each in found}
    return {
        "document": document,
        "made_on": local_day(study.made_at),
        "name": _name(study),
        "findings": _findings(document, found, titles),
        "why_not": _why_not(document["state"]),
        "why_no_scale": {key: _why_no_scale(document[f"{key}_state"]) for key in ("alpha", "omega")},
        "chart": _chart(found, titles) if found else "",
        "rows": [
            {
                "title": titles.get(code, code),
                "driver": of.get(code),
                "part": _part(of[code]) if code in of else None,
                "without": without.get(code),
                "alpha_without": document["alpha_if_deleted"].get(code),
                "nonresponse": document["nonresponse"].get(code),
            }
            for code in codes
        ],
    }


def _part(driver: Mapping[str, Any]) -> Estimate:
    return Estimate(share=driver["importance"], low=driver["low"], high=driver["high"])


def _findings(
    document: Mapping[str, Any], found: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> list[str]:
    """Say what the numbers bear and no more: what goes along, in which order if that is sure, never why."""
    if not found:
        return []
    said = [
        gettext(
            "%(share)s of the differences in overall satisfaction go along with the answers to these questions.",
            share=figures.percent(document["r2"], 0),
        )
    ]
    first = found[0]
    name = titles.get(first["question"], first["question"])
    share = figures.percent(first["importance"], 0)
    if all(first["low"] > each["high"] for each in found[1:]):
        said.append(gettext("Most of it goes along with “%(question)s”: %(share)s.", question=name, share=share))
    else:
        said.append(
            gettext(
                "The largest part goes along with “%(question)s” (%(share)s), but the intervals overlap: which "
                "question comes first is not certain.",
                question=name,
                share=share,
            )
        )
    return said


def _why_not(state: str) -> str:
    """Say why the parts of the questions could not be told apart; nothing where they could."""
    return {
        Drive.OK: "",
        Drive.NO_QUESTIONS: gettext("The questionnaire has no question of the index beside the overall rating."),
        Drive.TOO_MANY_QUESTIONS: gettext(
            "The questionnaire has more than %(most)s questions of the index: their parts cannot be told apart.",
            most=MOST_QUESTIONS,
        ),
        Drive.TOO_FEW_ANSWERS: gettext(
            "Too few people answered every question: %(least)s are wanted, and %(each)s for each question.",
            least=LEAST_COMPLETE,
            each=LEAST_PER_QUESTION,
        ),
        Drive.NO_VARIATION: gettext(
            "Everybody rated their overall satisfaction alike, so nothing can go along with it."
        ),
    }[Drive(state)]


def _why_no_scale(state: str) -> str:
    return {
        Scale.OK: "",
        Scale.TOO_FEW_QUESTIONS: gettext("too few questions"),
        Scale.TOO_FEW_ANSWERS: gettext("too few answers"),
        Scale.NO_VARIATION: gettext("a question was answered alike by everybody"),
        Scale.IMPROPER: gettext("cannot be estimated from these answers"),
    }[Scale(state)]


def _chart(found: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> Markup:
    frame = Frame(
        ident="questions-chart",
        title=gettext("Questions by how satisfied people are and how much goes along with overall satisfaction"),
        description=gettext(
            "Each number is a question: further right more satisfied, further up more of the differences in "
            "overall satisfaction go along with it. The upright line is the interval. The table below has the "
            "same numbers."
        ),
    )
    words = QuadrantWords(
        importance=gettext("Part that goes along with overall satisfaction"),
        performance=gettext("Share of satisfied citizens"),
        corners=(
            gettext("Look here first"),
            gettext("Keep it so"),
            gettext("Well rated, goes along little"),
            gettext("Goes along little"),
        ),
        axis=lambda low, high: gettext("The axis runs from %(low)s to %(high)s.", low=low, high=high),
        empty="",
    )
    dots = [
        QuadrantDot(
            label=titles.get(each["question"], each["question"]),
            performance=each["performance"] or 0.0,
            importance=each["importance"],
            low=each["low"],
            high=each["high"],
        )
        for each in found
    ]
    written = Figures(percent=figures.percent, answers=figures.people_or_dash(0), estimate=figures.estimate)
    return responsive(lambda each: quadrants(dots, frame=each, figures=written, words=words), frame)
