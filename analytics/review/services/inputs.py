"""What a unit's figures are made from: its counts, what was left out, by which ways the answers came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.review.domain import change, hidden, judge
from analytics.review.records import last_day
from analytics.review.services.before import read_reach
from analytics.review.services.overview import judge_before, own_and_below
from analytics.tally.domain import Counts, Wanted
from analytics.tally.services import counts_by
from survey.intake.domain import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from analytics.review.domain import Change, Judged
    from analytics.review.services.asking import Asked
    from analytics.review.services.before import Reach
    from survey.organisation.domain import Unit

Key = tuple[int, str, str, str]
"""Unit id, channel, tier, state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitInputs:
    """A unit with those below it in one period, as its page tells it."""

    unit: Unit
    judged: Judged
    before: Judged
    change: Change | None
    below: int
    included: int
    """How many units are in the figures; those of too few answers are not."""
    channels: Mapping[str, int | None]
    """Counted answers by channel; None where they are kept from view."""
    tiers: Mapping[str, int | None]
    excluded: Mapping[str, int]
    """Answers that are not counted, by their state."""
    last_day: date | None
    """The last day of the period with an answer."""


def unit_inputs(connection: Connection, asked: Asked, unit: Unit, *, reached: Reach | None = None) -> UnitInputs:
    """Gather what the figures of a unit's page are made from; `reached` are its units, where they are known."""
    whole, least, period = asked.whole(unit.unit_id), asked.least, asked.chosen.period
    groups = _groups(connection, asked, whole)
    own = _own(groups)
    included = whole
    if len(whole) > 1:
        included = frozenset(unit_id for unit_id, counts in own.items() if counts.responses >= least)
    kept = {key: counts for key, counts in groups.items() if key[0] in included}
    judged = judge(own_and_below(own, whole, least=least), least=least)
    before = judge_before(connection, asked, (reached or read_reach(connection, asked, unit.unit_id)).before)
    return UnitInputs(
        unit=unit,
        judged=judged,
        before=before,
        change=change(judged, before),
        below=len(whole) - 1,
        included=len(included),
        channels=_told(kept, 1, least=least),
        tiers=_told(kept, 2, least=least),
        excluded=_excluded(kept),
        last_day=last_day(
            connection,
            included,
            since=period.since,
            until=period.until,
            version_ids=asked.words.version_ids,
        ),
    )


def _groups(connection: Connection, asked: Asked, whole: frozenset[int]) -> dict[Key, Counts]:
    wanted = Wanted(
        since=asked.chosen.period.since,
        until=asked.chosen.period.until,
        unit_ids=whole,
        version_ids=asked.words.version_ids,
    )
    found = counts_by(connection, ("unit_id", "channel", "tier", "state"), wanted)
    return {(unit_id, channel, tier, state): counts for (unit_id, channel, tier, state), counts in found.items()}


def _own(groups: Mapping[Key, Counts]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for (unit_id, _channel, _tier, state), counts in sorted(groups.items(), key=_by_key):
        if state == State.COUNTED:
            found[unit_id] = found.get(unit_id, Counts()) + counts
    return found


def _by_key(item: tuple[Key, Counts]) -> Key:
    return item[0]


def _told(groups: Mapping[Key, Counts], place: int, *, least: int) -> dict[str, int | None]:
    """Count the counted answers by one part of their key, channel or tier."""
    sizes: dict[str, int] = {}
    for key, counts in groups.items():
        if key[3] == State.COUNTED:
            sizes[str(key[place])] = sizes.get(str(key[place]), 0) + counts.responses
    kept = hidden(sizes, least=least)
    return {each: None if each in kept else sizes[each] for each in sorted(sizes)}


def _excluded(groups: Mapping[Key, Counts]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_unit, _channel, _tier, state), counts in sorted(groups.items(), key=_by_key):
        if state != State.COUNTED:
            found[state] = found.get(state, 0) + counts.responses
    return found
