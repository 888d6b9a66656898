"""What indices are asked for, and which answers are meant by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analytics.tally.domain import Wanted
from analytics.tally.services import answered_versions
from survey.foundation.errors import Refusal
from survey.organisation.domain import subtree
from survey.organisation.records import unit_ids, units_between
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

BY = ("unit", "desk", "staff", "procedure", "channel", "question")
"""What the rows of an index can be."""


class WrongPeriodError(Refusal):
    """The period ends before it begins."""

    message = "The period ends (%(until)s) before it begins (%(since)s)."


class UnknownUnitError(Refusal):
    """No unit ever had this code."""

    status = 404
    message = "There is no unit with the code “%(code)s”."


class UnknownQuestionnaireError(Refusal):
    """No questionnaire has this code."""

    status = 404
    message = "There is no questionnaire with the code “%(code)s”."


class SeveralQuestionnairesError(Refusal):
    """Answers to different questionnaires do not add up to one index."""

    message = "The period has answers to several questionnaires; name one of: %(codes)s."


class NotByThisError(Refusal):
    """Rows of a kind there is not."""

    message = "“%(by)s” is nothing rows can be by; they can be by: %(known)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which indices are wanted: a period (both days included), what the rows are, and what is left out."""

    since: date
    until: date
    by: str = "unit"
    questionnaire: str | None = None
    unit: str | None = None
    tiers: frozenset[str] | None = None
    units: frozenset[str] | None = None
    """Only these units, without those below them; a code nobody has has no answers."""
    within: frozenset[int] | None = None
    """The ids of the units whoever asks may see; None for all."""
    beside: bool = False
    """Whether what stands beside the index is wanted too: volumes, days, channels, services."""
    with_excluded: bool = False
    """Whether each figure is wanted once more with the answers that rulings took out."""


def others_answered(connection: Connection, asked: Asked, code: str | None) -> tuple[str, ...]:
    """Give the codes of the questionnaires that the same units answered in the period beside the one told."""
    answered = _answered(connection, _by_code(connection), _period(connection, asked))
    return tuple(each for each in answered if each != code)


def wanted_of(connection: Connection, asked: Asked) -> tuple[str | None, Wanted]:
    """Give the questionnaire asked for, or the only one answered, and which answers are meant."""
    if asked.by not in BY:
        raise NotByThisError(by=asked.by[:40], known=", ".join(BY))
    if asked.until < asked.since:
        raise WrongPeriodError(since=asked.since, until=asked.until)
    by_code, period = _by_code(connection), _period(connection, asked)
    code = asked.questionnaire or _only_questionnaire(connection, by_code, period)
    if code is not None and code not in by_code:
        raise UnknownQuestionnaireError(code=code)
    return code, replace(period, version_ids=frozenset(by_code[code]) if code else frozenset[int]())


def _by_code(connection: Connection) -> dict[str, set[int]]:
    by_code: dict[str, set[int]] = {}
    for version in versions(connection):
        by_code.setdefault(version.code, set()).add(version.version_id)
    return by_code


def _period(connection: Connection, asked: Asked) -> Wanted:
    return Wanted(since=asked.since, until=asked.until, unit_ids=_unit_ids(connection, asked), tiers=asked.tiers)


def _only_questionnaire(connection: Connection, by_code: Mapping[str, set[int]], period: Wanted) -> str | None:
    codes = _answered(connection, by_code, period)
    if "default" in codes:
        return "default"
    if len(codes) > 1:
        raise SeveralQuestionnairesError(codes=", ".join(codes))
    return codes[0] if codes else None


def _answered(connection: Connection, by_code: Mapping[str, set[int]], period: Wanted) -> list[str]:
    answered = answered_versions(connection, period)
    return sorted(code for code, version_ids in by_code.items() if version_ids & answered)


def _unit_ids(connection: Connection, asked: Asked) -> frozenset[int] | None:
    chosen = None if asked.unit is None else _subtree(connection, asked)
    if asked.units is not None:
        ids = unit_ids(connection)
        chosen = _both(chosen, frozenset(ids[code] for code in asked.units if code in ids))
    return chosen if asked.within is None else _both(chosen, asked.within)


def _both(one: frozenset[int] | None, other: frozenset[int]) -> frozenset[int]:
    return other if one is None else one & other


def _subtree(connection: Connection, asked: Asked) -> frozenset[int]:
    unit_id = unit_ids(connection).get(asked.unit or "")
    if unit_id is None:
        raise UnknownUnitError(code=asked.unit)
    return below(connection, unit_id, since=asked.since, until=asked.until)


def below(connection: Connection, unit_id: int, *, since: date, until: date) -> frozenset[int]:
    """Give a unit and all that stood under it when a period ended, or when they ended in it (method note §1)."""
    # A unit that is in force on no day stands above no other, and its answers are still its own.
    return subtree(units_between(connection, since, until), unit_id) or frozenset({unit_id})
