"""Indices of any group over any period, from tallies alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analytics.index.domain import UnitIndex, question_index, unit_index
from analytics.tally.domain import Counts, Wanted
from analytics.tally.services import counts_by
from survey.foundation.errors import Refusal
from survey.intake.domain import State
from survey.organisation.domain import subtree
from survey.organisation.records import desks, staff_by_id, unit_ids, units_on
from survey.organisation.records import versions as unit_versions
from survey.questionnaire.records import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from survey.organisation.domain import Version as UnitVersion

BY = ("unit", "desk", "staff", "channel", "question")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which indices are wanted: a period (both days included), what the rows are, and what is left out."""

    since: date
    until: date
    by: str = "unit"
    questionnaire: str | None = None
    unit: str | None = None
    tiers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """The index of one group with the counts it comes from; `key` is None for answers of no single one."""

    key: str | None
    name: str | None
    counts: Counts
    index: UnitIndex
    channels: Mapping[str, int]
    excluded: Mapping[str, int]
    """Responses that are not counted, by reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indices:
    """The rows asked for and the questionnaire they are of; None when nobody answered any."""

    questionnaire: str | None
    rows: tuple[IndexRow, ...]


def indices(connection: Connection, asked: Asked) -> Indices:
    """Compute the index of every group that has an answer in the period, sorted by key."""
    if asked.until < asked.since:
        raise WrongPeriodError(since=asked.since, until=asked.until)
    code, wanted = _wanted(connection, asked)
    if asked.by == "question":
        return Indices(questionnaire=code, rows=_by_question(connection, wanted))
    column = "channel" if asked.by == "channel" else f"{asked.by}_id"
    names = _names(connection, asked)
    groups = _groups(connection, column, wanted)
    rows = [_row(*names(key), group) for key, group in groups.items()]
    return Indices(questionnaire=code, rows=tuple(sorted(rows, key=lambda row: (row.key is None, row.key or ""))))


def unit_indices(connection: Connection, asked: Asked) -> dict[str, tuple[Counts, UnitIndex]]:
    """Give counts and index of each unit with answers, by its code."""
    return {row.key: (row.counts, row.index) for row in indices(connection, asked).rows if row.key is not None}


@dataclass(slots=True)
class _Group:
    counts: Counts
    channels: dict[str, int]
    excluded: dict[str, int]


def _groups(connection: Connection, column: str | None, wanted: Wanted) -> dict[Any, _Group]:
    by = ("state", "channel") if column is None else (column, "state", "channel")
    groups: dict[Any, _Group] = {}
    for (*key, state, channel), counts in sorted(counts_by(connection, by, wanted).items(), key=repr):
        group = groups.setdefault(key[0] if key else None, _Group(Counts(), {}, {}))
        if state == State.COUNTED:
            group.counts += counts
            group.channels[channel] = group.channels.get(channel, 0) + counts.responses
        else:
            group.excluded[state] = group.excluded.get(state, 0) + counts.responses
    return groups


def _row(key: str | None, name: str | None, group: _Group) -> IndexRow:
    return IndexRow(
        key=key,
        name=name,
        counts=group.counts,
        index=unit_index(group.counts),
        channels=group.channels,
        excluded=group.excluded,
    )


def _by_question(connection: Connection, wanted: Wanted) -> tuple[IndexRow, ...]:
    everything = _groups(connection, None, wanted).get(None)
    if everything is None:
        return ()
    return tuple(
        IndexRow(
            key=code,
            name=code,
            counts=everything.counts,
            index=question_index(everything.counts, code),
            channels=everything.channels,
            excluded=everything.excluded,
        )
        for code in sorted(everything.counts.questions)
    )


def _names(connection: Connection, asked: Asked) -> Callable[[Any], tuple[str | None, str | None]]:
    known: dict[Any, tuple[str, str]] = {}
    if asked.by == "unit":
        known = _unit_names(connection, asked.until)
    elif asked.by == "desk":
        known = {desk.desk_id: (desk.code, desk.name) for desk in desks(connection).values()}
    elif asked.by == "staff":
        known = {one.staff_id: (one.code, one.name) for one in staff_by_id(connection).values()}
    else:
        return lambda key: (key, key)
    return lambda key: known.get(key, (None, None)) if key is None else known.get(key, (f"#{key}", None))


def _unit_names(connection: Connection, day: date) -> dict[Any, tuple[str, str]]:
    ids = unit_ids(connection)
    return {ids[code]: (code, _name_on(history, day)) for code, history in unit_versions(connection).items()}


def _name_on(history: Sequence[UnitVersion], day: date) -> str:
    """Give the name on a day; after the end of a unit its last one, before its beginning its first."""
    begun = [version for version in history if version.valid_from <= day]
    return begun[-1].name if begun else history[0].name


def _wanted(connection: Connection, asked: Asked) -> tuple[str | None, Wanted]:
    unit_ids = None if asked.unit is None else _subtree(connection, asked.unit, asked.until)
    by_code: dict[str, set[int]] = {}
    for version in versions(connection):
        by_code.setdefault(version.code, set()).add(version.version_id)
    period = Wanted(since=asked.since, until=asked.until, unit_ids=unit_ids, tiers=asked.tiers)
    code = asked.questionnaire or _only_questionnaire(connection, by_code, period)
    if code is not None and code not in by_code:
        raise UnknownQuestionnaireError(code=code)
    chosen = frozenset(by_code[code]) if code else frozenset[int]()
    return code, Wanted(
        since=asked.since, until=asked.until, unit_ids=unit_ids, tiers=asked.tiers, version_ids=chosen
    )


def _only_questionnaire(connection: Connection, by_code: Mapping[str, set[int]], period: Wanted) -> str | None:
    answered = {key[0] for key in counts_by(connection, ("version_id",), period)}
    codes = sorted(code for code, version_ids in by_code.items() if version_ids & answered)
    if "default" in codes:
        return "default"
    if len(codes) > 1:
        raise SeveralQuestionnairesError(codes=", ".join(codes))
    return codes[0] if codes else None


def _subtree(connection: Connection, code: str, day: date) -> frozenset[int]:
    unit_id = unit_ids(connection).get(code)
    if unit_id is None:
        raise UnknownUnitError(code=code)
    # A unit that is not in force on the day stands above no other, and its answers are still its own.
    return subtree(units_on(connection, day), unit_id) or frozenset({unit_id})
