"""A block of units side by side: places and scores by the answers of one wave, and who stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.emulation.records import programmes
from analytics.index.ranking import ranking
from analytics.index.services import Asked as IndexAsked
from analytics.review.domain import Judged, Standing
from analytics.review.records import last_day
from survey.foundation.errors import NotFoundError
from survey.organisation.records import unit_ids

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from analytics.emulation.domain.membership import Membership
    from analytics.emulation.domain.programme import Block, Programme
    from analytics.index.domain.shrinkage import Shrinkage
    from analytics.index.ranking import RankRow
    from analytics.review.domain import Period
    from analytics.review.services.asking import Words


class NoSuchBlockError(NotFoundError):
    """No loaded programme has such a block."""

    message = "No programme has a block with the code %(code)s."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlace:
    """A block and the programme it belongs to."""

    programme: Programme
    block: Block

    @property
    def code(self) -> str:
        """The programme's code and the block's, as they stand in an address."""
        return f"{self.programme.code}/{self.block.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAsked:
    """Which block by which answers; with fewer than `least` answers a unit is in no number at all."""

    membership: Membership
    period: Period
    words: Words
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One unit of the block; `judged` says how much may be told of it."""

    row: RankRow
    judged: Judged

    @property
    def code(self) -> str:
        """The unit's code."""
        return self.row.key

    @property
    def name(self) -> str:
        """The unit's name, or its code where the organisation never had such a unit."""
        return self.row.name or self.row.key


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReview:
    """The ranked members by group and rank, the others apart, and what the block says as a whole."""

    ranked: tuple[Member, ...]
    apart: tuple[Member, ...]
    block: Shrinkage
    reliability: float | None
    last_day: date | None
    """The last day with an answer."""

    @property
    def members(self) -> tuple[Member, ...]:
        """All members."""
        return (*self.ranked, *self.apart)


def block_places(connection: Connection) -> tuple[BlockPlace, ...]:
    """List the blocks of the programmes in force."""
    held = (version.programme for version in programmes(connection))
    return tuple(BlockPlace(programme=each, block=block) for each in held for block in each.blocks)


def block_place(connection: Connection, code: str) -> BlockPlace:
    """Find the block of a programme's and a block's code; refuse one there is not."""
    for place in block_places(connection):
        if place.code == code:
            return place
    raise NoSuchBlockError(code=code)


def review_block(connection: Connection, asked: BlockAsked) -> BlockReview:
    """Rank the members by their own counted answers of the tiers that count (method note §4, §5).

    Members of too few answers for any number are left out of what the block has in common too: everybody else's
    counts can be looked up, so theirs would follow.
    """
    period = asked.period
    wish = IndexAsked(
        since=period.since,
        until=period.until,
        questionnaire=asked.words.code,
        tiers=frozenset(map(str, asked.membership.tiers)),
        units=frozenset(asked.membership.members),
    )
    found = ranking(connection, wish, least=asked.least)
    apart = sorted((*found.unranked, *found.hidden), key=lambda row: row.key)
    return BlockReview(
        ranked=tuple(_member(row, asked.least) for row in sorted(found.ranked, key=_by_group)),
        apart=tuple(_member(row, asked.least) for row in apart),
        block=found.block,
        reliability=found.reliability,
        last_day=_last_day(connection, asked),
    )


def _by_group(row: RankRow) -> tuple[int, str, int, str]:
    group, place = (row.standing.group, row.standing.rank) if row.standing else ("", 0)
    # "AA" comes after "Z".
    return (len(group), group, place, row.key)


def _member(row: RankRow, least: int) -> Member:
    return Member(row=row, judged=Judged(standing=_standing(row, least), counts=row.counts, index=row.index))


def _standing(row: RankRow, least: int) -> Standing:
    if not row.counts.responses:
        return Standing.NONE
    # The states of an index are named alike.
    return Standing.HIDDEN if row.counts.responses < least else Standing(row.index.state)


def _last_day(connection: Connection, asked: BlockAsked) -> date | None:
    ids = unit_ids(connection)
    return last_day(
        connection,
        [ids[code] for code in asked.membership.members if code in ids],
        since=asked.period.since,
        until=asked.period.until,
        version_ids=asked.words.version_ids,
    )
