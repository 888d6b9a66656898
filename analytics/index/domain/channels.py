"""How far two ways of answering are apart: a mode, not a population to weigh by (method note §3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from analytics.index.domain.differences import difference
from analytics.index.domain.shares import index_fraction

if TYPE_CHECKING:
    from analytics.index.domain.differences import Change
    from analytics.tally.domain import Counts

ALARMING = Fraction(10, 100)
"""Channels further than ten points apart are pointed out; it may be fraud as well as habit (method note §3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelGap:
    """The index by QR less the index by kiosk with its 95 % interval, and whether it is alarming."""

    gap: Change
    alarm: bool
    """More than ten points either way, before rounding."""


def channel_gap(qr: Counts, kiosk: Counts) -> ChannelGap | None:
    """Compare what the two channels say of one unit; None when one has too few answers (method note §3)."""
    gap, ours, theirs = difference(qr, kiosk), index_fraction(qr), index_fraction(kiosk)
    if gap is None or ours is None or theirs is None:
        return None
    return ChannelGap(gap=gap, alarm=abs(ours - theirs) > ALARMING)
