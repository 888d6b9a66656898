"""What a page is asked for, and which questionnaire its figures are of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.review.records import answered_versions
from survey.foundation.errors import NotFoundError
from survey.organisation.domain import subtree
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from analytics.review.domain import Chosen
    from survey.organisation.domain import Unit
    from survey.questionnaire.domain import Version

_USUAL = "default"
_SEVERAL = 2


class UnknownQuestionnaireError(NotFoundError):
    """No questionnaire has this code."""

    message = "There is no questionnaire with the code “%(code)s”."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The questionnaire the figures are of; None while there is none at all.

    Answers to different questionnaires never add up to one index; `others` were answered in the period too.
    """

    code: str | None
    others: tuple[str, ...]
    versions: tuple[Version, ...]
    every: tuple[Version, ...]
    """The versions of all questionnaires."""

    @property
    def version_ids(self) -> frozenset[int]:
        """The ids of its versions: they share the meaning of a question's code and add up."""
        return frozenset(version.version_id for version in self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One page's wish: units as they stood on the last day of the period, and what must stay hidden."""

    chosen: Chosen
    words: Words
    units: Mapping[int, Unit]
    least: int

    def below(self, unit_id: int) -> tuple[Unit, ...]:
        """List the units directly under a unit, in Vietnamese order."""
        return tuple(unit for unit in self.units.values() if unit.parent_id == unit_id)

    def whole(self, unit_id: int) -> frozenset[int]:
        """Give a unit and all below it."""
        return subtree(self.units, unit_id)


def choose_questionnaire(connection: Connection, chosen: Chosen, wanted: str | None) -> Words:
    """Take the wanted questionnaire, or the usual one where it was answered, or else the first that was."""
    every = tuple(versions(connection))
    known = sorted({version.code for version in every})
    answered = _answered(connection, every, since=chosen.period.since, until=chosen.period.until)
    if wanted is not None and wanted not in known:
        raise UnknownQuestionnaireError(code=wanted)
    code = wanted or _preferred(answered) or _preferred(known)
    return Words(
        code=code,
        others=tuple(each for each in answered if each != code),
        versions=tuple(version for version in every if version.code == code),
        every=every,
    )


def scored_versions(
    connection: Connection, every: Sequence[Version], *, since: date, until: date, tiers: Collection[str]
) -> frozenset[int]:
    """Give the versions whose answers are scored; none where it is not clear which questionnaire is meant."""
    answered = _answered(connection, every, since=since, until=until, tiers=tiers)
    code = _USUAL if _USUAL in answered else answered[0] if len(answered) == 1 else None
    return frozenset(version.version_id for version in every if version.code == code)


def _preferred(codes: Sequence[str]) -> str | None:
    """Take the usual questionnaire if it is among the codes, or else the first."""
    return _USUAL if _USUAL in codes else next(iter(codes), None)


def _answered(
    connection: Connection,
    every: Sequence[Version],
    *,
    since: date,
    until: date,
    tiers: Collection[str] | None = None,
) -> list[str]:
    """Give the codes of the questionnaires answered in a period; where there is but one, nobody need look."""
    codes = sorted({version.code for version in every})
    if len(codes) < _SEVERAL:
        return codes
    version_ids = answered_versions(connection, since=since, until=until, tiers=tiers)
    return sorted({version.code for version in every if version.version_id in version_ids})
