"""The worked examples of §6 and §8 of docs/method.md are read from the page and computed again."""

from __future__ import annotations

from datetime import date
from math import log
from pathlib import Path

import numpy as np
import pytest

from analytics.index.domain.changes import change_points
from analytics.index.domain.drivers import drivers, without_straight_lines
from analytics.index.domain.funnel import Entrant, funnel
from analytics.index.domain.scale import reliability
from analytics.index.domain.trend import Observation, control_chart, drift

NOTE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")


def tables(letter: str) -> list[list[list[str]]]:
    section = NOTE.split(f"\n#### Example {letter}:")[1].split("\n## ")[0].split("\n#### ")[0]
    blocks = [block for block in section.split("\n\n") if block.startswith("|")]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()[2:]]
        for block in blocks
    ]


def series(rows: list[list[str]]) -> list[Observation]:
    return [
        Observation(day=date.fromisoformat(f"{month}-01"), share=int(satisfied) / int(n), n=float(n))
        for month, n, satisfied in rows
    ]


def printed(value: float) -> str:
    return f"{value:.6f}"


def test_the_fifteen_months_come_out_as_printed():
    given, expected = tables("G")
    (phase,) = control_chart(series(given)).phases
    found = [
        [
            f"{point.day:%Y-%m}",
            printed(point.z),
            printed(point.low),
            printed(point.high),
            ", ".join(point.rules),
            printed(average.value),
        ]
        for point, average in zip(phase.points, drift(phase).points, strict=True)
    ]
    assert found[12:] == expected
    assert phase.centre == pytest.approx(0.8)


def test_the_change_in_hindsight_comes_out_as_printed():
    given, expected = tables("H")
    found = change_points(series(given))
    assert expected == [
        [f"{each.since:%Y-%m}", f"{each.until:%Y-%m}", printed(each.share)] for each in found.segments
    ]
    assert found.penalty == pytest.approx(2 * log(12) / 4)
    assert f"2 ln(12)/4 = {printed(found.penalty)}" in NOTE


def test_the_seven_units_come_out_as_printed():
    given, figures, expected = tables("I")
    found = funnel(Entrant(key=unit, share=int(happy) / int(n), n=float(n)) for unit, n, happy in given)
    assert figures == [
        ["θ₀", printed(found.target)],
        ["φ", printed(found.phi)],
        ["τ²", printed(found.tau2)],
        ["95 % at 100", ", ".join(map(printed, found.limits(100, wide=False)))],
        ["99.8 % at 100", ", ".join(map(printed, found.limits(100, wide=True)))],
    ]
    assert expected == [[unit.key, printed(unit.z), unit.placement] for unit in found.units]


def test_the_three_questions_come_out_as_printed():
    given, figures, expected = tables("J")
    rows = [[int(cell or 0) for cell in row] for row in given]
    table = np.repeat(np.array(rows)[:, :4], [row[4] for row in rows], axis=0)
    answers, outcome, questions = table[:, :3], table[:, 3], ["q1", "q2", "q3"]
    scale = reliability(answers, questions)
    every = drivers(answers, outcome, questions, draws=2)
    assert figures == [
        ["complete", str(scale.complete)],
        ["α", printed(scale.alpha.value)],
        ["ω", printed(scale.omega.value)],
        ["straight-lining", printed(scale.straightlining)],
        ["R²", printed(every.r2)],
        ["R² without straight-liners", printed(without_straight_lines(answers, outcome, questions, draws=2).r2)],
    ]
    assert expected == [
        [
            question.question,
            printed(question.alpha_if_deleted.value),
            printed(question.loading),
            printed(question.nonresponse),
            printed(driver.importance),
            printed(driver.performance),
        ]
        for question, driver in zip(scale.questions, every.drivers, strict=True)
    ]
