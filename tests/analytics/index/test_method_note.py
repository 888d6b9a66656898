"""The worked examples of docs/method.md are read from the page and computed again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from analytics.index.domain import (
    METHOD,
    index_fraction,
    index_variance,
    mean100_fraction,
    pooled_fraction,
    pooled_variance,
    required_n,
    unit_index,
    wilson,
)
from tests.helpers.matrix import counts_of

NOTE = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")
EXAMPLES = NOTE.split("\n### ")[1:]


def tables(section: str) -> list[list[list[str]]]:
    blocks = [block for block in section.split("\n\n") if block.startswith("|")]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()] for block in blocks
    ]


def computed(answers: list[list[str]]) -> dict[str, list[Fraction | float | None]]:
    questions = answers[0][1:]
    counts = counts_of([[int(cell) if cell else None for cell in row[1:]] for row in answers[2:]], questions)
    unit = unit_index(counts)
    return {
        "respondents": [unit.respondents],
        "ratings": [unit.ratings],
        "shares": [criterion.share for criterion in unit.criteria],
        "index": [index_fraction(counts)],
        "pooled share": [pooled_fraction(counts)],
        "0–100 mean": [mean100_fraction(counts)],
        "var(S)": [index_variance(counts)],
        "var(P)": [pooled_variance(counts)],
        "deff": [unit.deff],
        "n_eff": [unit.n_eff],
        "low": [unit.low],
        "high": [unit.high],
    }


@pytest.mark.parametrize("section", EXAMPLES, ids=lambda section: section[:9])
def test_a_worked_example_comes_out_as_printed(section: str):
    answers, printed = tables(section)
    found = computed(answers)
    assert [row[0] for row in printed[2:]] == list(found)
    for name, cell in printed[2:]:
        for word, value in zip(cell.split(", "), found[name], strict=True):
            exact = "." not in word
            digits = 0 if exact else len(word.partition(".")[2])
            assert value == pytest.approx(
                float(Fraction(word)), abs=0 if exact else 0.5 / 10**digits, rel=1e-15
            ), name


def test_the_note_has_two_worked_examples():
    assert len(EXAMPLES) == 2


def test_the_figures_in_the_text_hold():
    interval = wilson(0.8, 10, 1.959964)
    assert f"{interval.low:.4f}–{interval.high:.4f}" in NOTE
    assert f"1000\nfiles want {required_n(1000)}" in NOTE


def test_the_note_describes_the_method_in_force():
    assert f"(version `{METHOD}`)" in NOTE.splitlines()[0]
