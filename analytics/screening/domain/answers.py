"""The answers of a period as columns, and what they are held against: hours, slips, files served."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

DAY_S = 86_400
HOUR_S = 3_600
# Vietnam has kept UTC+7 without summer time since 1975; the domain knows no time zone database.
_LOCAL_S = 7 * HOUR_S
_SUNDAY_BEFORE_1970 = 3  # 1 January 1970 was a Thursday, the fourth day counted from Monday

KIOSK = "kiosk"
PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a desk serves, in seconds of the local day."""

    opens: float = 7.5 * HOUR_S
    closes: float = 17.0 * HOUR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """What is known of the slips: by token code, and for which units slips were handed out at all."""

    known: Bools
    issued: Floats
    expires: Floats
    unit: Ints
    desk: Ints
    """0 where a slip names no desk."""
    units: frozenset[int] = frozenset()
    """Units that handed out slips; only there a token nobody issued is a forgery."""
    used_before: frozenset[int] = frozenset()
    """Token codes whose first answer came before the period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the answers of a period are held against."""

    hours: Mapping[int, Hours] = field(default_factory=dict)
    """By desk."""
    slips: SlipFacts | None = None
    visits: Mapping[int, int] = field(default_factory=dict)
    """Files finished or refused in the period by unit, where that is known."""
    tickets: Mapping[int, Floats] = field(default_factory=dict)
    """By desk: the sorted moments at which it handed out slips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of a period, one row each in any lasting order; in codes 0 is "none", elsewhere nan "unknown".

    Moments are seconds since 1970 in UTC.
    """

    ids: Sequence[Any]
    unit: Ints
    desk: Ints
    staff: Ints
    channel: NDArray[np.str_]
    day: Ints
    """Days since 1 January 1970 on the office's calendar."""
    received: Floats
    """When the service got the answer."""
    told: Floats
    """When the device says it was given; nan where no device said so."""
    dwell: Floats
    """Seconds from the first sight of the questions to the answer."""
    device: Ints
    network: Ints
    token: Ints
    given: Ints
    """How many closed questions were answered."""
    rated: Ints
    """How many index questions were answered."""
    good: Floats
    """Share of the index answers at 4 or 5; nan without any."""
    mean: Floats
    """Mean level of the index answers, 1 to 5."""
    straight: Bools
    """At least three index answers, all of one level."""

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self.unit)

    @property
    def kiosk(self) -> Bools:
        """Whether the answer came from an office's tablet."""
        found: Bools = self.channel == KIOSK
        return found

    @property
    def place(self) -> Ints:
        """The desk, or the unit as a negative number where no desk is named."""
        return np.where(self.desk > 0, self.desk, -self.unit)


def moments(answers: Answers) -> Floats:
    """Give the moment of each answer; nan where it cannot be known.

    Answers of one device that came at the very same moment were sent together by a tablet that had been cut off:
    for these only what the device says counts.
    """
    moment = answers.received.copy()
    together = _sent_together(answers)
    moment[together] = answers.told[together]
    return moment


def _sent_together(answers: Answers, least: int = 3) -> Bools:
    known = ~np.isnan(answers.received) & (answers.device > 0)
    rows = np.flatnonzero(known)
    found = np.zeros(len(answers), dtype=bool)
    if not rows.size:
        return found
    keys = np.stack([answers.device[rows].astype(np.float64), np.round(answers.received[rows])], axis=1)
    _, inverse, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    found[rows] = counts[inverse.ravel()] >= least
    return found


def clock(moment: Floats) -> Floats:
    """Give the second of the local day."""
    return np.mod(moment + _LOCAL_S, DAY_S)


def weekday(day: Ints) -> Ints:
    """Give 0 for Monday to 6 for Sunday."""
    return np.mod(day + _SUNDAY_BEFORE_1970, 7)


def groups(key: Ints, among: Bools | None = None) -> list[tuple[int, Ints]]:
    """Give (key, rows) of each key, rows in order, keys sorted."""
    rows = np.arange(len(key)) if among is None else np.flatnonzero(among)
    order = rows[np.argsort(key[rows], kind="stable")]
    values, starts = np.unique(key[order], return_index=True)
    return (
        [(int(value), part) for value, part in zip(values, np.split(order, starts[1:]), strict=True)]
        if len(order)
        else []
    )


def coded(*columns: NDArray[Any]) -> Ints:
    """Give one whole number for each different combination of columns."""
    table = np.stack([np.asarray(column, dtype=np.int64) for column in columns], axis=1)
    _, inverse = np.unique(table, axis=0, return_inverse=True)
    return inverse.ravel().astype(np.int64)
