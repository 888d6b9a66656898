"""The examples of blocks, volumes and days in docs/method.md are read from the page and computed again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from analytics.index.domain import unit_index
from analytics.index.domain.bounds import Floors, bounds_for_all
from analytics.index.domain.channels import ALARMING
from analytics.index.domain.clusters import LEAST_CLUSTERS, clustered_index
from analytics.index.domain.ranking import TIE, WIDEST, Unranked, rank, why_unranked
from analytics.index.domain.shrinkage import LEAST_UNITS, reliability, shrink
from analytics.index.domain.strata import Stratum
from analytics.index.domain.weighting import NOTEWORTHY, WEIGHT_CAP, post_stratified
from tests.helpers.matrix import counts_of

NOTE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")


def tables(title: str) -> list[list[list[str]]]:
    """Give the tables of an example without their two header lines."""
    section = NOTE.split(f"#### {title}")[1].split("\n#")[0]
    blocks = [block for block in section.split("\n\n") if block.startswith("|")]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
        for block in blocks
    ]


def one_question(respondents: str, satisfied: str):
    happy = int(satisfied)
    return counts_of([[5]] * happy + [[2]] * (int(respondents) - happy), ("q",))


def assert_printed(word: str, value: float):
    exact = "." not in word
    digits = 0 if exact else len(word.partition(".")[2])
    assert value == pytest.approx(float(Fraction(word)), abs=0.5 / 10**digits if digits else 0, rel=1e-15), word


def test_days_come_out_as_printed():
    days, printed = tables("Example C")
    found = clustered_index([[int(n)] for _, n, _ in days], [[int(x)] for _, _, x in days])
    values = (found.clusters, found.index, found.variance, found.n_eff, found.low, found.high)
    for (_, word), value in zip(printed, values, strict=True):
        assert_printed(word, value)
    alone = unit_index(one_question(str(sum(int(n) for _, n, _ in days)), str(sum(int(x) for _, _, x in days))))
    assert f"{alone.low:.6f}–{alone.high:.6f}" in NOTE


def test_services_by_volume_come_out_as_printed():
    services, printed = tables("Example D")
    strata = [
        Stratum(key=key, counts=one_question(m, x), volume=int(volume))
        for key, _, volume, m, x in services
        if volume
    ]
    found = post_stratified(strata, {key: parent for key, parent, *_ in services})
    weighted = found.weighted
    assert weighted.differs
    assert [(cell.key, cell.respondents, cell.volume) for cell in found.cells] == [
        ("building", 44, 700),
        ("civil", 60, 300),
    ]
    values = (weighted.plain, weighted.index, weighted.variance, weighted.low, weighted.high)
    for (_, word), value in zip(printed, (*values, found.max_weight, found.n_eff), strict=True):
        assert_printed(word, value)


def the_block():
    units, *printed = tables("Example E")
    return [name for name, *_ in units], [one_question(m, x) for _, m, x in units], printed


def test_the_scores_of_a_block_come_out_as_printed():
    names, groups, (figures, scores) = the_block()
    found = shrink(groups)
    trust = reliability([sample for sample in found.samples[:-1] if sample])
    for (_, word), value in zip(figures, (found.deff, found.mu, found.rho, found.strength, trust), strict=True):
        assert_printed(word, value)
    for (name, *words), sample, score in zip(scores, found.samples, found.scores, strict=True):
        assert name in names
        for word, value in zip(words, (sample.index, score.own_weight, score.shrunk, score.low), strict=True):
            assert_printed(word, value)


def test_the_ranks_of_a_block_come_out_as_printed():
    names, groups, _ = the_block()
    reasons = [why_unranked(unit_index(counts)) for counts in groups]
    assert reasons == [None] * 5 + [Unranked.INSUFFICIENT]
    samples = shrink(groups).samples[:-1]
    standings = rank([sample.index for sample in samples], [sample.error for sample in samples])
    by_name = dict(zip(names, zip(samples, standings, strict=False), strict=False))
    (printed,) = tables("Example F")
    assert len(printed) == len(standings)
    for name, error, *words in printed:
        sample, found = by_name[name]
        assert_printed(error, sample.error)
        places, alone = f"{found.low}–{found.high}", f"{found.marginal_low}–{found.marginal_high}"
        assert words == [str(found.rank), places, alone, found.group]


def test_the_figures_in_the_text_hold():
    low, high = 0.18, 0.98
    found = bounds_for_all(Fraction(9, 10), Fraction(1, 5))
    assert (found.low, found.high) == (low, high)
    assert f"the bounds are {low}–{high}" in NOTE
    floors = Floors()
    assert (
        f"RR ≥ {float(100 * floors.response_rate):g} % and coverage ≥ {float(100 * floors.coverage):g} %" in NOTE
    )
    assert f"K < {LEAST_UNITS}" in NOTE
    assert f"more than {TIE:.0e}".replace("e-09", "e-9") in NOTE
    assert f"no wider than {100 * WIDEST:g} points" in NOTE
    assert f"exceeds {float(100 * ALARMING):g} points" in NOTE
    assert f"fewer than {LEAST_CLUSTERS}\nsuch days" in NOTE
    assert f"exceeds {WEIGHT_CAP} times" in NOTE
    assert float(NOTEWORTHY) == 0.02
    assert "by more than two points" in NOTE


def test_every_reason_is_in_the_note():
    assert all(f"`{reason}`" in NOTE for reason in Unranked)
