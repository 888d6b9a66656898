"""The scoring tables of a programme's document: whose points, set by whom, from when, and how leaf by leaf."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from analytics.emulation.domain.document import check_order
from analytics.emulation.domain.leaves import read_leaf
from analytics.emulation.domain.programme import (
    LeastState,
    PointsSource,
    ScoringTable,
    first_repeated,
    overlapping,
)
from analytics.emulation.domain.refusals import (
    DuplicateIdError,
    InternalCriterionError,
    LeavesMissingError,
    MembersMissingError,
    MembersTwofoldError,
    MemberTwiceError,
    MixedGroupsError,
    PointsSourceMissingError,
    TablesOverlapError,
    UnknownBlockError,
    UnknownChoiceError,
    UnknownCriterionError,
)
from analytics.emulation.domain.tiers import read_tiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analytics.emulation.domain.document import Section
    from analytics.emulation.domain.programme import Block, Criterion, Leaf
    from survey.touchpoint.domain import Tier

_FIELDS = (
    *("id", "block", "members", "valid_from", "valid_to"),
    *("decimals", "least_state", "tiers", "points_set_by", "leaf"),
)
_SOURCE_FIELDS = ("doc_no", "doc_date", "authority")
_DECIMALS = 2
_MOST_DECIMALS = 6


def read_tables(
    document: Section, blocks: Sequence[Block], criteria: Sequence[Criterion], *, tiers: tuple[Tier, ...]
) -> tuple[ScoringTable, ...]:
    """Read every [[scoring_table]]; refuse tables that contradict the plan, themselves or each other.

    `tiers` are the programme's: they count for the tables that name none.
    """
    sections = document.sections("scoring_table", named="scoring table")
    of_blocks = {block.code: block for block in blocks}
    collective = {each.code: each for each in criteria if each.subject == "collective"}
    tables = tuple(_table(section, of_blocks, collective, tiers) for section in sections)
    repeated = first_repeated(table.code for table in tables)
    if repeated is not None:
        raise DuplicateIdError(place="scoring table", code=repeated)
    for one, other in combinations(tables, 2):
        if overlapping(one, other):
            _check_apart(one, other)
    return tables


def _check_apart(one: ScoringTable, other: ScoringTable) -> None:
    place = f'scoring table "{other.code}"'
    if one.block == other.block:
        raise TablesOverlapError(place=place, other=one.code, block=one.block)
    repeated = first_repeated((*one.members, *other.members))
    if repeated is not None:
        raise MemberTwiceError(place=f'{place} and "{one.code}"', unit=repeated)


def _table(
    section: Section, blocks: dict[str, Block], criteria: dict[str, Criterion], tiers: tuple[Tier, ...]
) -> ScoringTable:
    section.only(_FIELDS)
    code, block = section.code("id"), section.code("block")
    if block not in blocks:
        raise UnknownBlockError(place=section.place, code=block)
    check_order(section, "valid_from", "valid_to")
    members = _members(section, blocks[block])
    table = ScoringTable(
        code=code,
        block=block,
        members=members,
        valid_from=section.day("valid_from"),
        valid_to=section.day_or_none("valid_to"),
        decimals=section.whole_or("decimals", _DECIMALS, most=_MOST_DECIMALS),
        least_state=_least_state(section),
        tiers=read_tiers(section, tiers),
        source=_source(section),
        leaves=(),
    )
    return replace(table, leaves=_leaves(section, members, criteria))


def _members(section: Section, block: Block) -> tuple[str, ...]:
    members = section.codes("members")
    if members and block.members:
        raise MembersTwofoldError(place=section.place, block=block.code)
    repeated = first_repeated(members)
    if repeated is not None:
        raise MemberTwiceError(place=section.place, unit=repeated)
    if not members and not block.members:
        raise MembersMissingError(place=section.place, block=block.code)
    return members or block.members


def _least_state(section: Section) -> LeastState:
    value = section.text_or("least_state", LeastState.OK)
    if value not in tuple(LeastState):
        known = ", ".join(LeastState)
        raise UnknownChoiceError(place=section.place, value=value, field="least_state", known=known)
    return LeastState(value)


def _source(section: Section) -> PointsSource:
    if not section.has("points_set_by"):
        raise PointsSourceMissingError(place=section.place, field="points_set_by")
    source = section.section("points_set_by")
    source.only((*_SOURCE_FIELDS, "note"))
    for field in _SOURCE_FIELDS:
        if not source.has(field) or source.data[field] == "":
            raise PointsSourceMissingError(place=section.place, field=field)
    return PointsSource(
        doc_no=source.text("doc_no"),
        doc_date=source.day("doc_date"),
        authority=source.text("authority"),
        note=source.text_or("note", ""),
    )


def _leaves(section: Section, members: tuple[str, ...], criteria: dict[str, Criterion]) -> tuple[Leaf, ...]:
    leaves = tuple(read_leaf(each, members) for each in section.sections("leaf"))
    if not leaves:
        raise LeavesMissingError(place=section.place)
    repeated = first_repeated(leaf.code for leaf in leaves)
    if repeated is not None:
        raise DuplicateIdError(place=f"{section.place}, leaf", code=repeated)
    for leaf in leaves:
        _check_criterion(f'{section.place}, leaf "{leaf.code}"', leaf, criteria)
    groups = dict.fromkeys(criteria[leaf.criterion].group for leaf in leaves)
    if len(groups) > 1:
        raise MixedGroupsError(place=section.place, groups=", ".join(groups))
    return leaves


def _check_criterion(place: str, leaf: Leaf, criteria: dict[str, Criterion]) -> None:
    if leaf.criterion not in criteria:
        raise UnknownCriterionError(place=place, code=leaf.criterion)
    if criteria[leaf.criterion].observable == "internal":
        raise InternalCriterionError(place=place, code=leaf.criterion)
