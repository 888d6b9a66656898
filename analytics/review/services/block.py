"""A block of units side by side: places and scores by the answers of one wave, and who stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.emulation.records import programmes
from analytics.emulation.services import decided_prior
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
    from analytics.emulation.domain.programme import Block, BlockPrior, Programme
    from analytics.index.domain.shrinkage import Shrinkage
    from analytics.index.ranking import RankRow
    from analytics.index.standardising import Mix
    from analytics.review.domain import Period
    from analytics.review.services.asking import Words
    from survey.volume.domain import Floor


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
    prior: BlockPrior | None = None
    """What was decided before the period for a block of too few units."""


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
    criteria: tuple[str, ...]
    """The questions all units are compared by."""
    floor: Floor | None
    """What a unit must reach to be ranked; None while nobody told how many were served."""
    mix: Mix
    """Whether the services of the block are known, to which units are standardised."""
    prior: BlockPrior | None
    """The prior that was decided before the period, whether or not the scores stand on it."""
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


def review_block(connection: Connection, asked: BlockAsked, *, today: date) -> BlockReview:
    """Rank the members by their own counted answers of the tiers that count (method note §4, §5).

    Members whose index may not be told are left out of what the block has in common too: everybody else's counts
    can be looked up, so theirs would follow.
    """
    period = asked.period
    wish = IndexAsked(
        since=period.since,
        until=period.until,
        questionnaire=asked.words.code,
        tiers=frozenset(map(str, asked.membership.tiers)),
        units=frozenset(asked.membership.members),
    )
    decided = decided_prior(asked.prior)
    found = ranking(connection, wish, fallback=decided, least=asked.least, today=today)
    apart = sorted((*found.unranked, *found.hidden), key=lambda row: row.key)
    return BlockReview(
        ranked=tuple(_member(row, asked.least) for row in sorted(found.ranked, key=_by_group)),
        apart=tuple(_member(row, asked.least) for row in apart),
        block=found.block,
        reliability=found.reliability,
        criteria=found.criteria,
        floor=found.floor,
        mix=found.mix,
        prior=asked.prior,
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
