"""Random answers through the door, the tallies and the index: every figure is that of the single answers."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from math import sqrt
from typing import TYPE_CHECKING, Any

import pytest
from scipy import stats

from analytics.index.services import Asked, indices
from analytics.tally.services import differences, rebuild_dirty
from survey.intake.services import take_in
from tests.helpers.builders import AT, a_desk, a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from random import Random

    from sqlalchemy import Connection

QUESTIONS = ("q1", "q2", "q3", "q4")
SINCE, UNTIL = date(2026, 3, 2), date(2026, 5, 16)
Reply = tuple[date, list[int | None]]


def some_replies(random: Random, count: int, missing: float) -> list[Reply]:
    base = random.random()
    return [
        (
            SINCE + timedelta(days=random.choice([0, 1, 5, 8, 13, 21, 30, 31, 45, 58, 60, 75])),
            [
                None
                if random.random() < missing
                else random.choices((1, 2, 3, 4, 5), (1, 1, 1, 3 * base, 5 * base + 0.1))[0]
                for _ in QUESTIONS
            ],
        )
        for _ in range(count)
    ]


def wilson_by_hand(p: float, n: float, q: float) -> tuple[float, float]:
    centre, reach = p + q * q / (2 * n), q * sqrt(p * (1 - p) / n + q * q / (4 * n * n))
    return (centre - reach) / (1 + q * q / n), (centre + reach) / (1 + q * q / n)


def figures(replies: list[Reply]) -> dict[str, Any]:
    """Compute every figure from the single answers, respondent by respondent."""
    rows = [[None if level is None else level >= 4 for level in told] for _, told in replies]
    rows = [row for row in rows if any(one is not None for one in row)]
    n = [sum(row[j] is not None for row in rows) for j in range(len(QUESTIONS))]
    p = [Fraction(sum(bool(row[j]) for row in rows), n[j]) for j in range(len(QUESTIONS))]
    k, m, index = len(QUESTIONS), len(rows), sum(p) / len(QUESTIONS)

    def u(row: list[bool | None]) -> Fraction:
        return sum(((row[j] - p[j]) / n[j] for j in range(k) if row[j] is not None), Fraction(0)) / k

    variance = Fraction(m, m - 1) * sum(u(row) ** 2 for row in rows)
    pooled = Fraction(sum(bool(one) for row in rows for one in row), sum(n))
    levels = [[told[j] for _, told in replies if told[j] is not None] for j in range(k)]
    own = [Fraction(sum(map(bool, row)), sum(one is not None for one in row)) for row in rows]
    n_eff = min(max(index * (1 - index) / variance, Fraction(m)), Fraction(sum(n))) if variance else Fraction(m)
    low, high = wilson_by_hand(float(index), float(n_eff), stats.t.ppf(0.975, m - 1))
    return {
        "respondents": m,
        "ratings": sum(n),
        "index": float(index),
        "pooled_share": float(pooled),
        "mean100": float(sum(25 * (Fraction(sum(one), len(one)) - 1) for one in levels) / k),
        "respondent_mean": float(sum(own) / m),
        "n_eff": float(n_eff),
        "low": low,
        "high": high,
        "straight": sum(
            len(given) >= 3 and len(set(given)) == 1
            for _, told in replies
            for given in [[level for level in told if level is not None]]
        ),
        **day_figures(replies, p, n),
    }


def day_figures(replies: list[Reply], p: list[Fraction], n: list[int]) -> dict[str, Any]:
    k = len(QUESTIONS)
    sums = []
    for _, of_day in groupby(sorted(replies, key=lambda one: one[0]), key=lambda one: one[0]):
        told = [row for _, row in of_day]
        if any(level is not None for row in told for level in row):
            each = ((Fraction(row[j] >= 4) - p[j]) / n[j] for row in told for j in range(k) if row[j] is not None)
            sums.append(sum(each, Fraction(0)) / k)
    days, index = len(sums), sum(p) / k
    if days < 10:
        return {"days": days, "day_low": None, "day_high": None}
    variance = Fraction(days, days - 1) * sum(one**2 for one in sums)
    n_eff = min(index * (1 - index) / variance, Fraction(sum(n))) if variance else Fraction(days)
    low, high = wilson_by_hand(float(index), float(n_eff), stats.t.ppf(0.975, days - 1))
    return {"days": days, "day_low": low, "day_high": high}


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_is_that_of_the_single_answers(connection: Connection, seed: int):
    random = dice(seed)
    version = a_version(connection, *QUESTIONS)
    told: dict[str, list[Reply]] = {}
    batch = []
    for code, count in (("A", 200), ("B", 35), ("C", 12)):
        unit, desk = a_unit(connection, code), a_desk(connection, f"{code}-1", unit=code)
        told[code] = some_replies(random, count, missing=random.choice([0, 0.1, 0.4]))
        for day, levels in told[code]:
            marks = "".join("-" if level is None else str(level) for level in levels)
            places = {"desk_id": random.choice([desk, None]), "channel": random.choice(["kiosk", "paper", "link"])}
            at = AT + (day - AT.date())
            batch.append(a_submission(version, unit, marks, at=at, **places))
    random.shuffle(batch)
    take_in(connection, batch)
    rebuild_dirty(connection)
    assert differences(connection) == []
    for row in indices(connection, Asked(since=SINCE, until=UNTIL, beside=True)).rows:
        expected = figures(told[str(row.key)])
        assert row.beside is not None
        assert row.beside.days is not None
        days = row.beside.days
        found = {name: getattr(row.index, name) for name in expected if hasattr(row.index, name)}
        found |= {"days": days.days, "day_low": days.low, "day_high": days.high}
        assert found.keys() == expected.keys()
        unknown = {name for name, value in expected.items() if value is None}
        assert {name for name, value in found.items() if value is None} == unknown
        for name in expected.keys() - unknown:
            assert found[name] == pytest.approx(expected[name], rel=1e-9), name
