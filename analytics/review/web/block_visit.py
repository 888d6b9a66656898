"""A visit to a block: who may look at it, and what is asked.

A block's ranks are meant for the block: its members check each other and vote on them (they are said openly at its
conference), so a head whose unit is in the block reads the same figures as the council. What lies below the
figures, the counts of each question, stays with those in charge of the unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import request

from analytics.emulation.domain.membership import membership
from analytics.review.domain import Chosen, Pick
from analytics.review.services.asking import choose_questionnaire
from analytics.review.services.block import BlockAsked, block_place, block_places, review_block
from analytics.review.web.waves import picked_wave
from analytics.tally.services import freshen
from survey.accounts.web import account_now
from survey.foundation.clock import local_day, now
from survey.foundation.errors import ForbiddenError
from survey.foundation.gate import Audience
from survey.organisation.domain import subtree
from survey.organisation.records import unit_ids, units_between, units_on

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from sqlalchemy import Connection

    from analytics.emulation.domain.membership import Membership
    from analytics.review.domain import Period
    from analytics.review.services.block import BlockPlace, BlockReview
    from analytics.review.web.waves import WavePicked
    from survey.foundation.doors import House
    from survey.organisation.domain import Unit

READERS = (Audience.ADMINISTRATOR, Audience.COUNCIL, Audience.INSPECTOR, Audience.UNIT_HEAD)
"""Who reads block pages; an account of one unit only those of blocks that this unit, or one below it, is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockVisit:
    """One request about one block."""

    place: BlockPlace
    picked: WavePicked
    asked: BlockAsked
    found: BlockReview
    visible: frozenset[str]
    """Codes of the units in force on any of the days that the account is in charge of."""
    short_names: Mapping[str, str]
    own: str | None
    """Code of the account's own unit."""

    @property
    def keep(self) -> dict[str, str]:
        """What an address keeps beside the days."""
        words = self.asked.words
        return {"questionnaire": words.code} if words.others and words.code else {}

    @property
    def address(self) -> dict[str, Any]:
        """The part of an address that asks for the same figures again."""
        return self.picked.address | self.keep


def visit_block(house: House, code: str) -> BlockVisit:
    """Read the request and rank the block; refuse a block that the account has no unit in."""
    today = local_day(now())
    with house.store.reading() as connection:
        place = block_place(connection, code)
        picked = picked_wave(place.programme, today)
        units = units_between(connection, picked.period.since, picked.period.until)
        ids = unit_ids(connection)
    held = membership(place.programme, place.block, picked.day)
    visible = _visible(units)
    if not _admitted(held, visible):
        raise ForbiddenError
    freshen(house.store, [ids[each] for each in held.members if each in ids], least=house.settings.privacy_least)
    with house.store.reading() as connection:
        asked = replace(
            _asked(connection, held, picked.period, least=house.settings.privacy_least),
            prior=place.programme.prior_of(place.block.code, picked.period.since),
        )
        found = review_block(connection, asked, today=today)
    own = account_now().unit_id
    return BlockVisit(
        place=place,
        picked=picked,
        asked=asked,
        found=found,
        visible=visible,
        short_names={unit.code: unit.short_name for unit in units.values() if unit.short_name},
        own=units[own].code if own in units else None,
    )


def visible_blocks(house: House) -> list[tuple[BlockPlace, Membership, WavePicked]]:
    """List the blocks the account may look at, each with its members in the wave its page opens with."""
    today = local_day(now())
    with house.store.reading() as connection:
        places = block_places(connection)
        visible = _visible(units_on(connection, today))
    picked = [picked_wave(place.programme, today) for place in places]
    held = [membership(place.programme, place.block, each.day) for place, each in zip(places, picked, strict=True)]
    return [each for each in zip(places, held, picked, strict=True) if _admitted(each[1], visible)]


def _visible(units: Mapping[int, Unit]) -> frozenset[str]:
    root = account_now().unit_id
    ids: Collection[int] = units if root is None else subtree(units, root)
    return frozenset(units[unit_id].code for unit_id in ids)


def _admitted(held: Membership, visible: frozenset[str]) -> bool:
    return account_now().unit_id is None or not visible.isdisjoint(held.members)


def _asked(connection: Connection, held: Membership, period: Period, *, least: int) -> BlockAsked:
    wanted = request.args.get("questionnaire") or None
    words = choose_questionnaire(connection, _only(period), wanted)
    return BlockAsked(membership=held, period=period, words=words, least=least)


def _only(period: Period) -> Chosen:
    # A block is compared with no earlier period: places that change say nothing (method note §5).
    return Chosen(pick=Pick.FREE, period=period, before=period)
