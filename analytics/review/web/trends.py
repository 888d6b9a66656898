"""What control charts, breaks and funnels found, in sentences made from their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.index.domain.changes import Breaks
from analytics.index.domain.funnel import Comparison, Placement
from analytics.index.domain.trend import BASELINE, Course, Rule, drift
from analytics.review.web import figures
from analytics.review.web.words import gettext
from survey.foundation.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from analytics.index.domain.changes import Changes
    from analytics.index.domain.funnel import Funnel
    from analytics.index.domain.trend import ControlChart, Phase, Signal
    from analytics.review.records import KeptRebase


def course_words(chart: ControlChart, *, since: date) -> list[str]:
    """Say what the months from a day on show; what broke a rule before it is not told again."""
    if chart.course is Course.TOO_SHORT:
        have = len(chart.phases[-1].points) if chart.phases else 0
        return [
            gettext(
                "Too short to judge: %(have)s of at least %(need)s months have enough answers.",
                have=figures.whole(have),
                need=figures.whole(BASELINE),
            )
        ]
    found = [signal for phase in chart.phases for signal in phase.signals if signal.days[-1] >= since]
    return [_signal(signal) for signal in found] or [gettext("No statistically significant change")]


def drift_words(chart: ControlChart) -> str:
    """Say whether the moving average of the last phase wandered off; nothing where it is too short."""
    if chart.course is Course.TOO_SHORT:
        return ""
    out = [point for point in drift(chart.phases[-1]).points if point.signal]
    if not out:
        return gettext("The moving average (EWMA) shows no slow drift.")
    days = {"month": figures.month(out[0].day)}
    if out[-1].value > 0:
        return gettext("The moving average (EWMA) shows a slow drift upwards, first in %(month)s.", **days)
    return gettext("The moving average (EWMA) shows a slow drift downwards, first in %(month)s.", **days)


def break_words(changes: Changes) -> list[str]:
    """Say in hindsight when the level changed; nothing where there are too few months to look back on."""
    if changes.breaks is Breaks.TOO_SHORT:
        return []
    if changes.breaks is Breaks.NONE:
        return [gettext("Looking back, one level fits all months best.")]
    return [
        gettext(
            "Looking back, the level changed with %(month)s: from %(before)s to %(after)s.",
            month=figures.month(after.since),
            before=figures.percent(before.share),
            after=figures.percent(after.share),
        )
        for before, after in zip(changes.segments, changes.segments[1:], strict=False)
    ]


def usual_words(phase: Phase) -> str:
    """Say which months the usual level is taken from and how much more than chance they vary."""
    usual = [point.day for point in phase.points if point.baseline]
    if phase.centre is None or phase.sigma_z is None or not usual:
        return ""
    return gettext(
        "The usual level, %(level)s, is that of %(first)s to %(last)s; the months vary %(times)s times as much as "
        "independent answers would.",
        level=figures.percent(phase.centre),
        first=figures.month(usual[0]),
        last=figures.month(usual[-1]),
        times=figures.tenth(phase.sigma_z),
    )


def rebase_words(rebase: KeptRebase) -> str:
    """Say from when on the usual level is taken anew, why, and who recorded it."""
    return gettext(
        "From %(month)s on the usual level is taken anew: %(reason)s (recorded by %(name)s on %(day)s).",
        month=figures.month(rebase.month),
        reason=rebase.reason,
        name=rebase.recorded_by,
        day=figures.day(local_day(rebase.recorded_at)),
    )


def rule_words() -> dict[Rule, str]:
    """Give the names of the four rules, for a mark or a cell of a table."""
    return {
        Rule.BEYOND: gettext("outside the limits"),
        Rule.RUN: gettext("eight in a row on one side"),
        Rule.SLOPE: gettext("six in a row rising or falling"),
        Rule.NEAR: gettext("two of three close to a limit"),
    }


def placement_words() -> dict[Placement | None, str]:
    """Give the names of the places in a funnel; None is a unit that is not judged."""
    return {
        Placement.FAR_BELOW: gettext("below the limits"),
        Placement.BELOW: gettext("low, within the outer limits"),
        Placement.WITHIN: gettext("within the limits"),
        Placement.ABOVE: gettext("high, within the outer limits"),
        Placement.FAR_ABOVE: gettext("above the limits"),
        None: gettext("not judged"),
    }


def funnel_words(found: Funnel, names: Mapping[str, str], *, least: int) -> list[str]:
    """Say which units are out of the funnel, by their names."""
    if found.comparison is Comparison.TOO_FEW:
        return [
            gettext(
                "Too few units to compare: %(have)s of at least %(need)s have enough answers.",
                have=figures.whole(len(found.units)),
                need=figures.whole(least),
            )
        ]
    if found.comparison is Comparison.ALIKE:
        return [gettext("No unit differs from the others by more than chance and the usual differences make.")]
    out = {
        place: ", ".join(names[unit.key] for unit in found.units if unit.placement is place)
        for place in (Placement.FAR_BELOW, Placement.FAR_ABOVE)
    }
    below, above = out[Placement.FAR_BELOW], out[Placement.FAR_ABOVE]
    told = [gettext("Units below the limits: %(units)s", units=below) if below else ""]
    told.append(gettext("Units above the limits: %(units)s", units=above) if above else "")
    return [each for each in told if each]


def _signal(signal: Signal) -> str:
    match signal.rule, signal.up:
        case Rule.BEYOND, _:
            return gettext("Points outside the limits: %(months)s", months=_listed(signal.days))
        case Rule.NEAR, True:
            return gettext("Two of three months close to the upper limit: %(months)s", months=_listed(signal.days))
        case Rule.NEAR, False:
            return gettext("Two of three months close to the lower limit: %(months)s", months=_listed(signal.days))
        case _:
            return _stretch(signal)


def _stretch(signal: Signal) -> str:
    ends = {"first": figures.month(signal.days[0]), "last": figures.month(signal.days[-1])}
    match signal.rule, signal.up:
        case Rule.RUN, True:
            return gettext("Eight months in a row or more above the usual level: %(first)s to %(last)s", **ends)
        case Rule.RUN, False:
            return gettext("Eight months in a row or more below the usual level: %(first)s to %(last)s", **ends)
        case _, True:
            return gettext("Six months in a row or more rising: %(first)s to %(last)s", **ends)
        case _:
            return gettext("Six months in a row or more falling: %(first)s to %(last)s", **ends)


def _listed(days: Sequence[date]) -> str:
    return ", ".join(map(figures.month, days))
