"""Touchpoints and slips: the codes by which a citizen says which desk or unit an answer is about; their prints."""

from survey.touchpoint.domain.jobs import KEPT, KEPT_STATES, SILENCE, JobState, PrintJob, PrintWish
from survey.touchpoint.domain.points import (
    CODE_LENGTH,
    COMMAND_LINE,
    REASON_LIMIT,
    Deed,
    Logged,
    Resolved,
    Tier,
    Touchpoint,
    TouchpointKind,
    TouchpointState,
    Way,
    tier_of,
    way_of,
)
from survey.touchpoint.domain.rotating import LETTERS as ROTATING_LETTERS
from survey.touchpoint.domain.rotating import SLOT_S, is_fresh, rotating_code
from survey.touchpoint.domain.slips import LEAST_DAYS, MOST_DAYS, TOKEN_LENGTH, Occasion, Slip, end_of

__all__ = [
    "CODE_LENGTH",
    "COMMAND_LINE",
    "KEPT",
    "KEPT_STATES",
    "LEAST_DAYS",
    "MOST_DAYS",
    "REASON_LIMIT",
    "ROTATING_LETTERS",
    "SILENCE",
    "SLOT_S",
    "TOKEN_LENGTH",
    "Deed",
    "JobState",
    "Logged",
    "Occasion",
    "PrintJob",
    "PrintWish",
    "Resolved",
    "Slip",
    "Tier",
    "Touchpoint",
    "TouchpointKind",
    "TouchpointState",
    "Way",
    "end_of",
    "is_fresh",
    "rotating_code",
    "tier_of",
    "way_of",
]
