"""How much of what was made up is found, at what price, and what is left of its effect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import analytics.screening
from analytics.screening.domain import Action, in_force, read_documents, screen
from tests.simulate.frauds import KINDS
from tests.simulate.honest import a_world, month
from tests.simulate.sheets import answers_of, joined, setting_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analytics.screening.domain import Tested
    from tests.simulate.sheets import Sheet

THRESHOLDS = read_documents((Path(analytics.screening.__file__).parent / "thresholds.toml").read_text())
OFFICES_A_KIND = 3
LOOK_ALIKES = ("visitor", "family", "broker", "group", "bad_day")
"""Honest kinds; those on a bad day include everybody of that office's tablet."""


@dataclass(slots=True)
class Score:
    """What became of one kind of answers, over all the simulated months."""

    answers: int = 0
    flagged: int = 0
    before: list[float] = field(default_factory=list)
    """Bias of each unit with this kind, in points, before anything is taken out."""
    after: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One simulated month and what screening said."""

    whole: Sheet
    kind_of: dict[int, str]
    flagged: NDArray[np.bool_]
    tested: list[Tested]


def play(
    seed: int, *, hard: bool, phones: bool = True, units: int = 40, kinds: tuple[str, ...] = tuple(KINDS)
) -> Played:
    """Simulate a month in which some offices are cheated in each way, and screen it."""
    world = a_world(seed, units=units, hard=hard)
    sheets = month(world)
    chosen = world.rng.permutation(units)[: OFFICES_A_KIND * len(kinds)]
    kind_of: dict[int, str] = {}
    for place, number in enumerate(chosen):
        office = world.offices[int(number)]
        kind_of[office.unit] = kinds[place % len(kinds)]
        sheets.append(KINDS[kind_of[office.unit]](world, office))
    whole = joined(sheets)
    if not phones:  # as our own pages are: they set no cookie, so no phone is known again
        whole["device"] = np.where(whole["channel"] == "kiosk", whole["device"], 0)
    tested = screen(answers_of(whole), setting_of(world.names), in_force(THRESHOLDS, THRESHOLDS[0].valid_from))
    return Played(whole=whole, kind_of=kind_of, flagged=flagged(tested, len(whole["unit"])), tested=tested)


def flagged(tested: list[Tested], size: int) -> NDArray[np.bool_]:
    """Say which answers are proposed to be taken out; notes propose nothing."""
    found = np.zeros(size, dtype=bool)
    for one in tested:
        for finding in one.findings:
            if finding.action is not Action.NOTE:
                found[finding.rows] = True
    return found


def score(played: list[Played]) -> dict[str, Score]:
    """Add months up by kind; honest kinds are those of the look-alikes."""
    scores: dict[str, Score] = defaultdict(Score)
    for one in played:
        whole = one.whole
        for truth in np.unique(whole["truth"]):
            rows = whole["truth"] == truth
            scores[str(truth)].answers += int(rows.sum())
            scores[str(truth)].flagged += int((rows & one.flagged).sum())
        for unit in np.unique(whole["unit"]):
            kind = one.kind_of.get(int(unit), "honest")
            before, after = _bias(one, whole["unit"] == unit)
            scores[kind].before.append(before)
            scores[kind].after.append(after)
    return scores


def _bias(one: Played, unit: NDArray[np.bool_]) -> tuple[float, float]:
    """Give by how many points the index is off, before and after the flagged answers are out."""
    good = (one.whole["levels"] >= 4).mean(axis=1)
    true = good[unit & ~one.whole["fake"]].mean()
    kept = unit & ~one.flagged
    return float(100 * (good[unit].mean() - true)), float(100 * (good[kept].mean() - true))
