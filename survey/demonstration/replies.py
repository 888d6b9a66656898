"""What a respondent marks and writes, given a mood: one person's answers hang together."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from survey.intake.domain import Channel
from survey.questionnaire.domain import CommentKind, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from survey.questionnaire.domain import Question, Version

_CUTS = (-2.45, -1.85, -1.15, 0.05)
"""Where the mood passes from one level to the next."""

_NOISE = 0.55
"""Standard deviation of one question about the mood; with 0.8 between persons, answers correlate at about 0.7."""

_HARDER = {"on_time": -0.30, "simple": -0.35, "procedures_posted": -0.15, "explanation": -0.10, "dress": 0.30}
"""Questions that are marked lower or higher than the rest."""

_SELDOM = {"apology": 0.55, "permission": 0.45}
"""Events that mostly do not come up."""

_GROUPS = {"overall": 0.98, "conduct": 0.85, "four_requests": 0.30, "four_always": 0.30, "unit": 0.35}
"""How often a group of questions is reached on a phone or on paper."""

_SKIPPED, _NO_OPINION = 0.03, 0.06
"""Upper ends of the shares of a reached question that is left blank or met with no opinion."""

_FORGOTTEN = -0.9
"""Below this mood a courtesy was missed."""

_UNHAPPY = -1.3
_WRONGED, _WRONGED_ANYWAY = 0.012, 0.0003
"""How often harassment or money is reported by the very unhappy, and by the others."""

_HAPPY = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A closed question as the generator answers it."""

    question: Question
    is_rating: bool
    is_event: bool
    harder: float
    seldom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A questionnaire as the generator fills it in: the closed questions, and the places of each short form."""

    asked: tuple[Asked, ...]
    groups: tuple[str, ...]
    short: tuple[tuple[int, ...], ...]


def form_of(version: Version) -> Form:
    """Lay out a version; a kiosk asks the first question and two other core ratings, in rotation."""
    core = [
        place
        for place, question in enumerate(version.closed)
        if question.core and question.kind is Kind.RATING5 and place > 0
    ]
    asked = tuple(
        Asked(
            question=question,
            is_rating=question.kind is Kind.RATING5,
            is_event=question.kind is Kind.EVENT,
            harder=_HARDER.get(question.code, 0.0),
            seldom=_SKIPPED + _SELDOM.get(question.code, 0.02),
        )
        for question in version.closed
    )
    short = tuple((0, *pair) for pair in combinations(core, 2)) or ((0,),)
    return Form(asked=asked, groups=tuple(dict.fromkeys(each.question.group for each in asked)), short=short)


def marks(form: Form, mood: float, channel: Channel, rng: Random) -> str:
    """Mark every closed question of the form; `-` where it was not reached or left blank."""
    if channel is Channel.KIOSK:
        given = ["-"] * len(form.asked)
        for place in rng.choice(form.short):
            given[place] = _mark(form.asked[place], mood, rng)
        return "".join(given)
    reached = {group for group in form.groups if rng.random() < _GROUPS.get(group, 1.0)}
    return "".join([_mark(each, mood, rng) if each.question.group in reached else "-" for each in form.asked])


def _mark(asked: Asked, mood: float, rng: Random) -> str:
    luck = rng.random()
    if luck < _SKIPPED:
        return "-"
    if asked.is_rating:
        return "x" if luck < _NO_OPINION else "12345"[bisect(_CUTS, mood + asked.harder + rng.gauss(0, _NOISE))]
    return _event(asked, mood, luck, rng) if asked.is_event else rng.choice(asked.question.marks)


def _event(asked: Asked, mood: float, luck: float, rng: Random) -> str:
    if luck < asked.seldom:
        return "o"
    if asked.question.confidential:
        return "n" if rng.random() < (_WRONGED if mood < _UNHAPPY else _WRONGED_ANYWAY) else "y"
    return "n" if mood + rng.gauss(0, _NOISE) < _FORGOTTEN else "y"


def staged_marks(form: Form) -> str:
    """Mark everything at its best, as somebody does who clicks for a desk."""
    return "".join("5" if each.is_rating else each.question.marks[0] for each in form.asked)


def comment(
    phrases: Mapping[str, Sequence[str]], mood: float, rng: Random, *, wronged: bool
) -> tuple[str | None, str | None]:
    """Draw a comment and its kind; most write nothing, the unhappy more, who was wronged says how."""
    if wronged:
        return (rng.choice(phrases["allegation"]), CommentKind.PROBLEM) if rng.random() < _TELLS else (None, None)
    if rng.random() >= (_WRITES_UNHAPPY if mood < _UNHAPPY else _WRITES):
        return None, None
    kind = _kind(mood, rng.random())
    return rng.choice(phrases[kind]), kind if rng.random() < _NAMES_A_KIND else None


_TELLS, _WRITES_UNHAPPY, _WRITES, _NAMES_A_KIND = 0.4, 0.24, 0.12, 0.93


def _kind(mood: float, luck: float) -> CommentKind:
    usual, share = CommentKind.SUGGESTION, 0.5
    if mood < _UNHAPPY:
        usual, share = CommentKind.PROBLEM, 0.8
    elif mood > _HAPPY:
        usual, share = CommentKind.PRAISE, 0.75
    if luck < share:
        return usual
    return CommentKind.PROBLEM if usual is CommentKind.SUGGESTION else CommentKind.SUGGESTION
