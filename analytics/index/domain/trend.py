"""Control charts of a share over time: Laney's p′ with four rules, an EWMA for slow drifts (method note §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, pairwise
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

BASELINE = 12
"""How many points the usual level is taken from; fewer are too short to judge."""

RUN = 8
"""Points in a row on one side of the centre that are a signal."""

SLOPE = 6
"""Points in a row, each higher (or each lower) than the one before, that are a signal."""

LIMIT, NEAR = 3.0, 2.0
"""How many standard deviations from the centre the limits lie, and where two of three points are a signal."""

UNBIASED = 1.128
"""The mean distance of two draws from a normal distribution, in standard deviations."""

WEIGHT, REACH = 0.2, 2.86
"""Of the moving average: the weight of the newest point, and how many standard deviations are a signal."""

_WINDOW = 2
# Equal shares must not lie on one side of their own mean because a sum of floats was rounded.
_SLACK = 1e-9


class Rule(StrEnum):
    """Why points are a signal."""

    BEYOND = "beyond"
    """A point beyond three standard deviations."""
    RUN = "run"
    """Eight in a row on one side of the centre."""
    SLOPE = "slope"
    """Six in a row rising, or falling."""
    NEAR = "near"
    """Two of three in a row beyond two standard deviations on one side."""


class Course(StrEnum):
    """What a series says of the process behind it."""

    TOO_SHORT = "too_short"
    STEADY = "steady"
    """Nothing that chance alone would not often make."""
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One step of time: its first day, a share of 0–1 and how many independent answers it rests on (above 0)."""

    day: date
    share: float
    n: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebase:
    """From this day on the usual level is taken anew, for a reason that somebody recorded."""

    day: date
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("the usual level is taken anew only for a recorded reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPoint:
    """One step with its limits, shares 0–1, and the rules it breaks; no limits where the series is too short."""

    day: date
    share: float
    n: float
    z: float | None
    """Distance from the centre in standard deviations of n independent answers."""
    low: float | None
    high: float | None
    rules: tuple[Rule, ...]
    baseline: bool
    """Whether the usual level was taken from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A rule, the side it was broken on (or went to), and the days of the points that broke it."""

    rule: Rule
    up: bool
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """The points judged by one usual level; `reason` is why it was taken anew, None for the first."""

    course: Course
    centre: float | None
    sigma_z: float | None
    """How far the series varies beyond independent answers: 1 is not at all."""
    points: tuple[ControlPoint, ...]
    signals: tuple[Signal, ...]
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """The phases of a series, oldest first; its course is that of the last one."""

    phases: tuple[Phase, ...]

    @property
    def course(self) -> Course:
        """What the series says now."""
        return self.phases[-1].course if self.phases else Course.TOO_SHORT

    @property
    def points(self) -> tuple[ControlPoint, ...]:
        """Every point, oldest first."""
        return tuple(chain.from_iterable(phase.points for phase in self.phases))


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftPoint:
    """The moving average of one step and how far from 0 chance may carry it."""

    day: date
    value: float
    limit: float
    signal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The exponentially weighted moving average of a phase."""

    course: Course
    points: tuple[DriftPoint, ...]


def control_chart(observations: Iterable[Observation], *, rebases: Iterable[Rebase] = ()) -> ControlChart:
    """Judge a series by Laney's p′ chart; its usual level is that of the first twelve points (method note §6).

    The level moves only with a recorded reason: each `rebase` begins a phase of its own.
    """
    ordered = sorted(observations, key=lambda each: each.day)
    starts: list[Rebase | None] = [None, *sorted(rebases, key=lambda each: each.day)]
    phases = []
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        within = [
            each
            for each in ordered
            if (start is None or each.day >= start.day) and (following is None or each.day < following.day)
        ]
        if within:
            phases.append(_phase(within, None if start is None else start.reason))
    return ControlChart(phases=tuple(phases))


def drift(phase: Phase) -> Drift:
    """Follow E_t = λ z_t/σ_z + (1 − λ) E_{t−1} from 0, λ = 0.2, L = 2.86 (method note §6)."""
    if phase.sigma_z is None:
        return Drift(course=Course.TOO_SHORT, points=())
    points: list[DriftPoint] = []
    value = 0.0
    for step, point in enumerate(phase.points, start=1):
        value = WEIGHT * (point.z or 0.0) / phase.sigma_z + (1 - WEIGHT) * value
        limit = REACH * sqrt(WEIGHT / (2 - WEIGHT) * (1 - (1 - WEIGHT) ** (2 * step)))
        points.append(DriftPoint(day=point.day, value=value, limit=limit, signal=abs(value) > limit + _SLACK))
    course = Course.SIGNAL if any(point.signal for point in points) else Course.STEADY
    return Drift(course=course, points=tuple(points))


def spread(centre: float, total: float) -> float:
    """Give √(p(1 − p)) of a share p of `total` answers; (x + 2)/(n + 4) stands in for a share of 0 or 1.

    Where everybody answered alike the formula gives 0, as if nobody could ever answer otherwise.
    """
    share = centre if 0 < centre < 1 else (centre * total + 2) / (total + 4)
    return sqrt(share * (1 - share))


def _phase(series: Sequence[Observation], reason: str | None) -> Phase:
    if len(series) < BASELINE:
        return _too_short(series, reason)
    usual = series[:BASELINE]
    total = sum(each.n for each in usual)
    centre = min(1.0, sum(each.share * each.n for each in usual) / total)
    deviation = spread(centre, total)
    z = [(each.share - centre) / deviation * sqrt(each.n) for each in series]
    ranges = [abs(after - before) for before, after in pairwise(z[:BASELINE])]
    sigma_z = max(1.0, sum(ranges) / len(ranges) / UNBIASED)
    found = _found([value / sigma_z for value in z], [each.share for each in series])
    return Phase(
        course=Course.SIGNAL if found else Course.STEADY,
        centre=centre,
        sigma_z=sigma_z,
        points=tuple(
            ControlPoint(
                day=each.day,
                share=each.share,
                n=each.n,
                z=z[place],
                low=max(0.0, centre - LIMIT * sigma_z * deviation / sqrt(each.n)),
                high=min(1.0, centre + LIMIT * sigma_z * deviation / sqrt(each.n)),
                rules=tuple(rule for rule in Rule if _breaks(found, rule, place)),
                baseline=place < BASELINE,
            )
            for place, each in enumerate(series)
        ),
        signals=tuple(
            Signal(rule=rule, up=up, days=tuple(series[place].day for place in places))
            for rule, up, places in found
        ),
        reason=reason,
    )


def _too_short(series: Sequence[Observation], reason: str | None) -> Phase:
    bare = tuple(
        ControlPoint(
            day=each.day, share=each.share, n=each.n, z=None, low=None, high=None, rules=(), baseline=False
        )
        for each in series
    )
    return Phase(course=Course.TOO_SHORT, centre=None, sigma_z=None, points=bare, signals=(), reason=reason)


_Found = list[tuple[Rule, bool, list[int]]]


def _breaks(found: _Found, rule: Rule, place: int) -> bool:
    return any(each is rule and place in places for each, _, places in found)


def _found(z: Sequence[float], shares: Sequence[float]) -> _Found:
    """Give (rule, upwards, places) of every signal; `z` is in the standard deviations of the series itself."""
    found: _Found = []
    for up in (True, False):
        heights = [value if up else -value for value in z]
        levels = [share if up else -share for share in shares]
        beyond = [place for place, height in enumerate(heights) if height > LIMIT + _SLACK]
        near = _near(heights)
        found += [(rule, up, places) for rule, places in ((Rule.BEYOND, beyond), (Rule.NEAR, near)) if places]
        found += [(Rule.RUN, up, places) for places in _runs(heights)]
        found += [(Rule.SLOPE, up, places) for places in _slopes(levels)]
    order = list(Rule)
    return sorted(found, key=lambda each: (order.index(each[0]), not each[1], each[2]))


def _near(heights: Sequence[float]) -> list[int]:
    """Give the places beyond two deviations with another one at most two steps away: two of three in a row."""
    far = [place for place, height in enumerate(heights) if height > NEAR + _SLACK]
    return sorted({place for pair in pairwise(far) if pair[1] - pair[0] <= _WINDOW for place in pair})


def _runs(heights: Sequence[float]) -> list[list[int]]:
    return _stretches(len(heights), RUN, lambda place: heights[place] > _SLACK, joined=lambda _: True)


def _slopes(levels: Sequence[float]) -> list[list[int]]:
    return _stretches(
        len(levels),
        SLOPE,
        lambda _: True,
        joined=lambda place: levels[place] - levels[place - 1] > _SLACK,
    )


def _stretches(
    size: int, least: int, belongs: Callable[[int], bool], *, joined: Callable[[int], bool]
) -> list[list[int]]:
    """Give the longest stretches of at least `least` places that belong and are each joined to the one before."""
    stretches: list[list[int]] = [[]]
    for place in range(size):
        if not belongs(place):
            stretches.append([])
            continue
        if stretches[-1] and not joined(place):
            stretches.append([])
        stretches[-1].append(place)
    return [stretch for stretch in stretches if len(stretch) >= least]
