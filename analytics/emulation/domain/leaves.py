"""One leaf of a scoring table as read from the document: its measure and its rule."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from analytics.emulation.domain.programme import Leaf, Measure, MeasureKind
from analytics.emulation.domain.refusals import (
    AssignmentTwofoldError,
    BandBoundError,
    BandPointsError,
    BandsMissingError,
    BandsOverlapError,
    BandsUnorderedError,
    LinearRangeError,
    MaxExceededError,
    NotMemberError,
    UnknownChoiceError,
    UnknownKindError,
    UnknownMeasureError,
)
from analytics.emulation.domain.rules import Band, Bands, Linear, RuleKind, Threshold
from analytics.emulation.domain.weights import read_weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from analytics.emulation.domain.document import Section
    from analytics.emulation.domain.rules import Rule

    Bound = Callable[[Section, str], Decimal]
    """Reads a bound of a rule as the leaf's measure has it: in percent or in letters."""

_COMMON = (
    *("id", "criterion", "title", "kind", "max_points", "measure", "applies_to", "not_assigned"),
    *("weights", "weights_by"),
)
_OWN = {
    RuleKind.LINEAR: ("from", "to"),
    RuleKind.BAND: ("band",),
    RuleKind.THRESHOLD: ("op", "value", "points"),
}
_STRICT = {">": True, ">=": False}
_ZERO, _HUNDRED, _MOST_POINTS, _MOST_LETTERS = Decimal(0), Decimal(100), Decimal(10_000), 10_000
_LEAST_MAX = Decimal("0.000001")
"""A leaf worth nothing would be a line of the table that says nothing."""


def read_leaf(section: Section, members: tuple[str, ...]) -> Leaf:
    """Read one [[scoring_table.leaf]] for a table of these members."""
    kind = _kind(section)
    section.only((*_COMMON, *_OWN[kind]))
    max_points = section.number("max_points", least=_LEAST_MAX, most=_MOST_POINTS)
    measure = _measure(section)
    return Leaf(
        code=section.code("id"),
        criterion=section.code("criterion"),
        title=section.text("title"),
        max_points=max_points,
        measure=measure,
        rule=_READERS[kind](section, max_points, _letters if measure.counts_letters else _percent),
        not_assigned=_not_assigned(section, members),
        weights=read_weights(section, measure),
    )


def _kind(section: Section) -> RuleKind:
    value = section.text("kind")
    if value not in tuple(RuleKind):
        raise UnknownKindError(place=section.place, value=value, field="kind", known=", ".join(RuleKind))
    return RuleKind(value)


def _measure(section: Section) -> Measure:
    value = section.text("measure")
    word, colon, question = value.partition(":")
    # Only a share names a question, and it always does.
    if (
        word not in tuple(MeasureKind)
        or (word == MeasureKind.SHARE) != bool(colon and question.strip())
        or (colon and word != MeasureKind.SHARE)
    ):
        known = "index, shrunk, low, share:QUESTION, praise"
        raise UnknownMeasureError(place=section.place, value=value, field="measure", known=known)
    return Measure(kind=MeasureKind(word), question=question.strip())


def _not_assigned(section: Section, members: tuple[str, ...]) -> frozenset[str]:
    if section.has("applies_to") and section.has("not_assigned"):
        raise AssignmentTwofoldError(place=section.place)
    for field in ("applies_to", "not_assigned"):
        for unit in section.codes(field):
            if unit not in members:
                raise NotMemberError(place=section.place, field=field, unit=unit)
    if section.has("applies_to"):
        return frozenset(members).difference(section.codes("applies_to"))
    return frozenset(section.codes("not_assigned"))


def _linear(section: Section, _max_points: Decimal, bound: Bound) -> Linear:
    low, high = bound(section, "from"), bound(section, "to")
    if low >= high:
        raise LinearRangeError(place=section.place, low=low, high=high)
    return Linear(low=low, high=high)


def _bands(section: Section, max_points: Decimal, bound: Bound) -> Bands:
    sections = section.sections("band")
    if not sections:
        raise BandsMissingError(place=section.place)
    bands = tuple(_band(each, max_points, bound) for each in sections)
    for (above, below), each in zip(pairwise(bands), sections[1:], strict=True):
        _check_below(each.place, above, below)
    return Bands(bands=bands)


def _band(section: Section, max_points: Decimal, bound: Bound) -> Band:
    section.only(("above", "at_least", "points"))
    if section.has("above") == section.has("at_least"):
        raise BandBoundError(place=section.place)
    strict = section.has("above")
    least = bound(section, "above" if strict else "at_least")
    return Band(bound=least, strict=strict, points=_points(section, max_points))


def _check_below(place: str, above: Band, below: Band) -> None:
    if (above.bound, above.strict) == (below.bound, below.strict):
        raise BandsOverlapError(place=place)
    # "above 80" stands over "at least 80": exactly 80 falls to the second.
    if (above.bound, above.strict) < (below.bound, below.strict):
        raise BandsUnorderedError(place=place)
    if below.points >= above.points:
        raise BandPointsError(place=place)


def _threshold(section: Section, max_points: Decimal, bound: Bound) -> Threshold:
    op = section.text("op")
    if op not in _STRICT:
        raise UnknownChoiceError(place=section.place, value=op, field="op", known=", ".join(_STRICT))
    least, points = bound(section, "value"), _points(section, max_points)
    return Threshold(band=Band(bound=least, strict=_STRICT[op], points=points))


def _percent(section: Section, field: str) -> Decimal:
    return section.number(field, least=_ZERO, most=_HUNDRED)


def _letters(section: Section, field: str) -> Decimal:
    return Decimal(section.whole(field, most=_MOST_LETTERS))


def _points(section: Section, max_points: Decimal) -> Decimal:
    points = section.number("points", least=_ZERO, most=_MOST_POINTS)
    if points > max_points:
        raise MaxExceededError(place=section.place, points=points, most=max_points)
    return points


_READERS: dict[RuleKind, Callable[[Section, Decimal, Bound], Rule]] = {
    RuleKind.LINEAR: _linear,
    RuleKind.BAND: _bands,
    RuleKind.THRESHOLD: _threshold,
}
