"""Every detector over one period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.screening.domain.answers import moments
from analytics.screening.domain.bombing import bombing
from analytics.screening.domain.bursts import bursts
from analytics.screening.domain.drip import drip
from analytics.screening.domain.haste import speed, straight
from analytics.screening.domain.notes import channel_gaps, clocks, staff_gaps
from analytics.screening.domain.regular import regular
from analytics.screening.domain.signatures import columns
from analytics.screening.domain.tokens import tokens
from analytics.screening.domain.volumes import more_than_visits

if TYPE_CHECKING:
    from analytics.screening.domain.answers import Answers, Setting
    from analytics.screening.domain.findings import Tested
    from analytics.screening.domain.thresholds import Thresholds


def screen(answers: Answers, setting: Setting, limits: Thresholds) -> list[Tested]:
    """Run every detector; the same answers, setting and thresholds always give the same findings."""
    if not len(answers):
        return []
    moment, known = moments(answers), columns(answers)
    return [
        tokens(answers, setting.slips, limits),
        more_than_visits(answers, setting.visits),
        bursts(answers, moment, known, tickets=setting.tickets, limits=limits),
        regular(answers, moment, known, limits),
        drip(answers, moment, known, hours=setting.hours, limits=limits),
        bombing(answers, moment, known, limits),
        speed(answers, known, limits),
        straight(answers, limits),
        clocks(answers, limits),
        channel_gaps(answers, limits),
        staff_gaps(answers, limits),
    ]
