"""Figures in words: why there is none, how it changed, what the codes are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.charts import Estimate
from analytics.index.domain import State
from analytics.review.domain import Standing
from analytics.review.web import figures
from analytics.review.web.words import gettext, ngettext
from survey.intake.domain import Channel
from survey.questionnaire.domain import CommentKind, in_language
from survey.touchpoint.domain import Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analytics.index.domain import Criterion
    from analytics.review.domain import Change, Judged
    from analytics.review.services import Words
    from survey.organisation.domain import Unit


def unit_name(unit: Unit, *, short: bool = False) -> str:
    """Name a unit; one that ended on the way is named with its last day."""
    name = unit.short_name or unit.name if short else unit.name
    if unit.last is None:
        return name
    return gettext("%(unit)s (until %(day)s)", unit=name, day=figures.day(unit.last))


def unit_why_not(judged: Judged) -> str:
    """Say why a unit has no figure: it is never hidden for the sake of another."""
    if judged.standing is Standing.HIDDEN:
        return gettext("Not enough answers yet to show any number")
    return why_not(judged)


def why_not(judged: Judged) -> str:
    """Say why a group has no figure."""
    match judged.standing:
        case Standing.NONE:
            return gettext("No answers")
        case Standing.HIDDEN:
            return gettext("Hidden to protect those who answered")
        case _:
            return not_enough(judged.missing)


def not_enough(missing: int) -> str:
    """Say that there are answers, but not enough, and how many are wanting."""
    return ngettext(
        "Not enough answers yet (%(shown)s more needed)",
        "Not enough answers yet (%(shown)s more needed)",
        missing,
        shown=figures.whole(missing),
    )


def estimate_of(judged: Judged) -> Estimate | str:
    """Give the index with its interval, or why it is not told."""
    index = judged.index
    if not judged.shown or index.index is None or index.low is None or index.high is None:
        return why_not(judged)
    return Estimate(share=index.index, low=index.low, high=index.high)


def estimate_of_question(question: Criterion, *, least: int) -> Estimate | str:
    """Give the share of one question with its interval, or why it is not told."""
    if question.share is None or question.low is None or question.high is None:
        return gettext("No answers")
    if question.n < least:
        return gettext("Hidden to protect those who answered")
    if question.state is State.INSUFFICIENT:
        return gettext("Not enough answers yet")
    return Estimate(share=question.share, low=question.low, high=question.high)


def people_of(judged: Judged) -> str:
    """Say how many people stand behind a figure; nothing where that would tell on them."""
    return "" if judged.standing in {Standing.NONE, Standing.HIDDEN} else figures.people(judged.index.respondents)


def verdict(change: Change | None) -> str:
    """Say in brackets how much a change means."""
    if change is None:
        return ""
    if change.significant:
        return gettext("(statistically significant)")
    return gettext("(not statistically significant)")


def question_words(words: Words, language: str) -> dict[str, str]:
    """Give the text of each question by code, as the latest version asks it."""
    return {
        question.code: in_language(question.text, language)
        for version in words.versions
        for question in version.questions
    }


def level_words(words: Words, language: str) -> tuple[str, str, str, str, str]:
    """Give the names of the levels 1 to 5."""
    usual = (
        gettext("Very dissatisfied"),
        gettext("Dissatisfied"),
        gettext("Neither satisfied nor dissatisfied"),
        gettext("Satisfied"),
        gettext("Very satisfied"),
    )
    if not words.versions:
        return usual
    given: Mapping[str, Mapping[str, str]] = words.versions[-1].document.words
    one, two, three, four, five = (
        in_language(given[str(level)], language) if str(level) in given else usual[level - 1]
        for level in range(1, 6)
    )
    return (one, two, three, four, five)


def channel_words() -> dict[str, str]:
    """Give the names of the ways an answer comes by."""
    return {
        Channel.QR_OPEN: gettext("QR code at the desk"),
        Channel.QR_RECEIPT: gettext("QR code on a slip"),
        Channel.KIOSK: gettext("Tablet"),
        Channel.LINK: gettext("Link"),
        Channel.PHONE: gettext("Telephone"),
        Channel.PAPER: gettext("Paper"),
    }


def tier_words() -> dict[str, str]:
    """Give the names of the tiers of trust."""
    return {Tier.VERIFIED: gettext("Verified"), Tier.PRESENCE: gettext("Presence"), Tier.OPEN: gettext("Open")}


def comment_words() -> dict[str | None, str]:
    """Give the names of the kinds of comment."""
    return {
        CommentKind.PRAISE: gettext("Praise"),
        CommentKind.SUGGESTION: gettext("Suggestion"),
        CommentKind.PROBLEM: gettext("Problem"),
        None: gettext("Comment"),
    }
