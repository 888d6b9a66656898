"""Made-up answers as columns, and what they become for the detectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.screening.domain import Answers, Hours, Setting, SlipFacts

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

QUESTIONS = 6
DAY_S = 86_400
LOCAL_S = 7 * 3_600
FIRST_DAY = 20_514
"""1 March 2026, in days since 1970: a Sunday."""

WORKDAYS = tuple(FIRST_DAY + day for day in range(31) if day % 7 not in {0, 6})


def at(day: Any, second: Any) -> Any:
    """Give the moment of a second of a local day."""
    return np.asarray(day, dtype=float) * DAY_S + second - LOCAL_S


@dataclass(slots=True)
class Names:
    """Numbers for phones, networks and slips that nobody else has."""

    device: int = 0
    network: int = 0
    issued: list[float] = field(default_factory=lambda: [0.0])
    expires: list[float] = field(default_factory=lambda: [0.0])
    slip_unit: list[int] = field(default_factory=lambda: [0])
    slip_desk: list[int] = field(default_factory=lambda: [0])
    unused: dict[int, list[int]] = field(default_factory=dict)
    """By unit: slips nobody has answered with."""

    def devices(self, count: int) -> NDArray[np.int64]:
        """Give new phones."""
        self.device += count
        return np.arange(self.device - count + 1, self.device + 1)

    def networks(self, count: int) -> NDArray[np.int64]:
        """Give new networks."""
        self.network += count
        return np.arange(self.network - count + 1, self.network + 1)

    def slips(self, unit: int, desk: Any, issued: Any) -> NDArray[np.int64]:
        """Hand out slips, good for five days."""
        first = len(self.issued)
        self.issued += [float(one) for one in issued]
        self.expires += [float(one) + 5 * DAY_S for one in issued]
        self.slip_unit += [unit] * len(issued)
        self.slip_desk += [int(one) for one in desk]
        return np.arange(first, len(self.issued))


Sheet = dict[str, Any]
"""Columns of equal length, by name."""


def sheet(count: int, truth: str, *, fake: bool, **columns: Any) -> Sheet:
    """Give columns with what was not told set to "unknown"."""
    plain: Sheet = {
        "desk": 0, "staff": 0, "told": np.nan, "device": 0, "network": 0, "token": 0, "channel": "qr_open",
    } | columns | {"truth": truth, "fake": fake}  # fmt: skip
    return {
        name: value if isinstance(value, np.ndarray) else np.full(count, value) for name, value in plain.items()
    }


def joined(sheets: list[Sheet]) -> Sheet:
    """Put sheets one below another, sorted by moment."""
    whole = {name: np.concatenate([one[name] for one in sheets]) for name in sheets[0]}
    order = np.argsort(whole["received"], kind="stable")
    return {name: value[order] for name, value in whole.items()}


def answers_of(whole: Sheet) -> Answers:
    """Give the columns the detectors read."""
    levels = whole["levels"]
    count = len(levels)
    return Answers(
        ids=range(count),
        unit=whole["unit"].astype(np.int64),
        desk=whole["desk"].astype(np.int64),
        staff=whole["staff"].astype(np.int64),
        channel=whole["channel"].astype("U12"),
        day=((whole["received"] + LOCAL_S) // DAY_S).astype(np.int64),
        received=whole["received"],
        told=whole["told"].astype(float),
        dwell=np.floor(whole["dwell"].astype(float)),
        device=whole["device"].astype(np.int64),
        network=whole["network"].astype(np.int64),
        token=whole["token"].astype(np.int64),
        given=np.full(count, QUESTIONS),
        rated=np.full(count, QUESTIONS),
        good=(levels >= 4).mean(axis=1),
        mean=levels.mean(axis=1),
        straight=(levels == levels[:, :1]).all(axis=1),
    )


def setting_of(names: Names) -> Setting:
    """Give what the answers are held against: the slips, and the moments they were handed out."""
    issued, desk = np.array(names.issued), np.array(names.slip_desk)
    unit = np.array(names.slip_unit)
    known = np.arange(len(issued)) > 0
    tickets = {int(one): np.sort(issued[desk == one]) for one in np.unique(desk[desk > 0])}
    slips = SlipFacts(
        known=known,
        issued=issued,
        expires=np.array(names.expires),
        unit=unit,
        desk=desk,
        units=frozenset(int(one) for one in np.unique(unit[1:])),
    )
    return Setting(hours={int(one): Hours() for one in np.unique(desk[desk > 0])}, slips=slips, tickets=tickets)


def pick(rng: Generator, options: Any, count: int) -> Any:
    """Draw with replacement."""
    return np.asarray(options)[rng.integers(0, len(options), count)]
