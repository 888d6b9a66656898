from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from uuid import UUID

import pytest
from click.testing import CliRunner

from analytics.emulation.cli import programme, score
from analytics.emulation.cli.explained import percent
from analytics.emulation.domain.refusals import (
    NotTextError,
    TomlSyntaxError,
    UnknownProgrammeError,
    WeightsQuestionsError,
)
from survey.foundation.doors import open_house
from survey.foundation.register import every_table
from survey.intake.domain import Channel, Submission
from survey.intake.services import take_in
from survey.organisation.records import add_places, unit_ids
from survey.questionnaire.services import ensure_default
from survey.touchpoint.domain import Tier
from tests.analytics.emulation.samples import DRAWN, LINEAR, PLAN, TABLE, WHOLE

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


def answer(version, unit_id, number, level):
    marks = "".join(level if question.indexed else "-" for question in version.closed)
    return Submission(
        response_id=UUID(int=number),
        version_id=version.version_id,
        unit_id=unit_id,
        at=NOON,
        marks=marks,
        channel=Channel.LINK,
        tier=Tier.PRESENCE,
    )


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A house with 40 answers about SNV, 34 of them satisfied: exactly 85 %."""
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    monkeypatch.delenv("HAILONG_DATABASE_URL", raising=False)
    with open_house() as opened:
        every_table().create_all(opened.store.engine)
        with opened.store.writing() as connection:
            add_places(connection, units=["SNV"], desks=[], valid_from=date(2025, 7, 1))
            version = ensure_default(connection, at=NOON)
            unit_id = unit_ids(connection)["SNV"]
            levels = "4" * 34 + "3" * 6
            each = enumerate(levels, start=1)
            take_in(connection, [answer(version, unit_id, number, level) for number, level in each])
    return tmp_path


def run(command, *words):
    return CliRunner().invoke(command, words)


@pytest.fixture
def file(house):
    path = house / "p.toml"
    path.write_text("\ufeff" + WHOLE, encoding="utf-8")
    return str(path)


def test_a_file_can_be_checked_without_being_kept(file):
    result = run(programme, "check", file)
    assert result.exit_code == 0
    assert "t1: 2 members, 3 leaves, 35 points" in result.output
    assert "12/QĐ of 2026-01-05, UBND tỉnh" in result.output
    assert json.loads(run(programme, "list", "--format", "json").output) == []


def test_a_plan_without_points_checks_and_says_so(house):
    path = house / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    assert "no scoring table" in run(programme, "check", str(path)).output


def test_a_file_is_loaded_once_and_listed(file):
    assert run(programme, "load", file).output == "p version 1: in force now\n"
    assert run(programme, "load", file).output == "p version 1: in force already\n"
    (row,) = json.loads(run(programme, "list", "--format", "json").output)
    assert (row["code"], row["version"], row["waves"], row["scoring_tables"]) == ("p", 1, "w1 w2", "t1")


@pytest.mark.parametrize("word", ["check", "load"])
def test_a_faulty_file_is_refused_and_nothing_kept(house, word):
    path = house / "faulty.toml"
    path.write_text("schema = ", encoding="utf-8")
    result = run(programme, word, str(path))
    assert (result.exit_code, type(result.exception)) == (1, TomlSyntaxError)
    path.write_bytes(b"title = '\xff'")
    assert isinstance(run(programme, word, str(path)).exception, NotTextError)
    assert json.loads(run(programme, "list", "--format", "json").output) == []


def test_wrong_usage_is_exit_code_two(house):
    assert run(programme, "load", "no such file").exit_code == 2
    assert run(score, "--programme", "p").exit_code == 2


def test_an_unknown_programme_is_refused(house):
    result = run(score, "--programme", "p", "--wave", "w1")
    assert (result.exit_code, type(result.exception)) == (1, UnknownProgrammeError)


def test_json_has_everything_to_compute_the_points_again(file):
    run(programme, "load", file)
    result = run(score, "--programme", "p", "--wave", "w1", "--format", "json")
    document = json.loads(result.stdout)
    assert (document["programme"], document["version"], document["counted_until"]) == ("p", 1, "2026-06-30")
    answered, silent = document["rows"]
    assert (answered["unit"], answered["points"], answered["out_of"]) == ("SNV", 20, 35)
    assert answered["points_set_by"]["doc_no"] == "12/QĐ"
    line, bands, past = answered["leaves"]
    assert (line["points"], line["points_exact"], line["rule"]) == (
        17.5,
        "35/2",
        {"kind": "linear", "from": 50, "to": 90},
    )
    assert (line["figure"]["value"], line["figure"]["value_exact"]) == (0.85, "17/20")
    assert line["figure"]["criteria"][0]["n4"] == 34
    assert (bands["points"], bands["band"]) == (2.5, {"at_least": 70, "points": 2.5})
    assert (past["points"], past["band"], past["rule"]["op"]) == (0, None, ">")
    assert (silent["points"], silent["out_of"], silent["pending"]) == (None, 0, ["line", "bands", "past"])
    assert 'no unit "007" exists' in result.stderr
    assert 'block "b2" has no scoring table' in result.stderr


def test_csv_and_table_have_a_row_for_each_leaf(file):
    run(programme, "load", file)
    words = ("--programme", "p", "--wave", "w1", "--unit", "SNV")
    rows = list(csv.DictReader(StringIO(run(score, *words, "--format", "csv").stdout.lstrip("\ufeff"))))
    assert [(row["leaf"], row["points"], row["unit_points"]) for row in rows] == [
        ("line", "17.5", "20"),
        ("bands", "2.5", "20"),
        ("past", "0", "20"),
    ]
    assert "past" in run(score, *words).output


def test_the_explanation_goes_from_counts_to_points(file):
    run(programme, "load", file)
    text = run(score, "--programme", "p", "--wave", "w1", "--explain").stdout
    for words in (
        "points set by 12/QĐ of 2026-01-05, UBND tỉnh",
        "TOTAL 20.00 of 35 points",
        "m = 40 respondents",
        "levels 1–5: 0 · 0 · 6 · 34 · 0; satisfied 85.00 %",
        "0 points up to 50 %, 20 points from 90 %, in proportion between",
        "(85 − 50) / (90 − 50) × 20 = 17.5, rounded 17.50",
        "the same as at [line]",
        "above 90 %: 10 points; at least 90 %: 9 points; at least 70 %: 2.5 points; otherwise 0 points",
        "at least 70 % is reached: 2.50",
        "no bound is reached: 0.00",
        "TOTAL no points while 35 wait for more answers, which is not zero",
        "no points yet, and not zero: at least 30 respondents are needed",
    ):
        assert words in text


def test_an_explanation_is_words_or_json_but_no_csv(file):
    run(programme, "load", file)
    assert run(score, "--programme", "p", "--wave", "w1", "--explain", "--format", "csv").exit_code == 2
    assert run(score, "--programme", "p", "--wave", "w1", "--explain", "--format", "json").exit_code == 0


def test_a_file_can_be_tried_out_without_loading(house):
    path = house / "try.toml"
    path.write_text(PLAN + TABLE + LINEAR + 'not_assigned = ["007"]\n', encoding="utf-8")
    result = run(programme, "simulate", str(path), "--wave", "w1", "--explain")
    assert "programme p (not loaded), wave w1" in result.stdout
    assert "not assigned to this unit" in result.stdout
    assert json.loads(run(programme, "list", "--format", "json").output) == []


PRIOR = """
[prior.b1]
mu = 0.8
strength = 20
decided_by = "9/QĐ, 2025-12-30"
valid_from = 2026-01-01
"""


def a_file(house, document: str) -> str:
    path = house / "other.toml"
    path.write_text(document, encoding="utf-8")
    return str(path)


def test_checking_warns_of_a_measure_that_punishes_the_small(house):
    low = a_file(house, PLAN + TABLE + LINEAR.replace('"index"', '"low"'))
    assert (
        'warning   leaf "line": a lower bound punishes a unit for being small'
        in run(programme, "check", low).output
    )
    assert "warning" not in run(programme, "check", a_file(house, WHOLE + DRAWN)).output


def test_checking_tells_weights_and_priors(house):
    weights = 'weights = { q1 = 2, q2 = 1 }\nweights_by = "12/QĐ"\n'
    told = run(programme, "check", a_file(house, PLAN + TABLE + LINEAR + weights + PRIOR)).output
    assert 'weights   leaf "line": q1 2/3, q2 1/3; set by 12/QĐ' in told
    assert "prior     b1: μ = 0.8, M = 20, from 2026-01-01; decided by 9/QĐ, 2025-12-30" in told


def test_an_index_drawn_to_the_block_is_explained_with_its_numbers(house):
    run(programme, "load", a_file(house, PLAN + TABLE + DRAWN + PRIOR))
    words = ("--programme", "p", "--wave", "w1", "--unit", "SNV")
    text = run(score, *words, "--explain").stdout
    (row,) = json.loads(run(score, *words, "--format", "json").stdout)["rows"]
    (leaf,) = row["leaves"]
    shrunk = leaf["figure"]["shrunk"]
    assert (shrunk["index"], shrunk["mu"], shrunk["strength"], shrunk["prior"]) == (0.85, 0.8, 20, "frozen")
    expected = (shrunk["x"] + 16) / (shrunk["n"] + 20)
    assert leaf["figure"]["value"] == pytest.approx(expected, abs=1e-9)
    assert Fraction(leaf["figure"]["value_exact"]).denominator <= 10**9
    assert row["prior"] == {
        "block": "b1", "mu": 0.8, "strength": 20, "decided_by": "9/QĐ, 2025-12-30", "valid_from": "2026-01-01",
    }  # fmt: skip
    for told in (
        "block   μ = 80.0000 %, M = 20, decided by 9/QĐ, 2025-12-30, in force from 2026-01-01",
        f"own     S = 85.0000 %, n = N/deff = {shrunk['n']:.4f}",
        f"own weight n/(n + M) = {100 * shrunk['own_weight']:.4f} %",
        f"figure  shrunk: {100 * expected:.2f} %, 95 % interval of S",
    ):
        assert told in text, told


def test_a_block_without_a_prior_says_what_wants(house):
    run(programme, "load", a_file(house, PLAN + TABLE + DRAWN))
    text = run(score, "--programme", "p", "--wave", "w1", "--explain").stdout
    assert "fewer than five units of the block have an index, and no prior was decided before" in text
    assert "more answers alone will not do" in text
    assert "at least 10 respondents are needed" in text


def test_weights_that_leave_out_a_question_are_refused(house):
    weights = 'weights = { respect = 1 }\nweights_by = "12/QĐ"\n'
    run(programme, "load", a_file(house, PLAN + TABLE + LINEAR + weights))
    for form in ("table", "json"):
        result = run(score, "--programme", "p", "--wave", "w1", "--format", form)
        assert (result.exit_code, type(result.exception)) == (1, WeightsQuestionsError)
        assert 'leaf "line": the weights are of respect, but the index questions asked about SNV are' in str(
            result.exception
        )


def test_a_percentage_is_written_on_its_own_side_of_a_bound():

    bound = (Decimal(85),)
    assert percent(Fraction(85, 100), bound) == "85.00 %"
    assert percent(Fraction(85, 100) + Fraction(1, 10**6), bound) == "85.0001 %"
    assert percent(Fraction(85, 100) - Fraction(1, 10**30), bound).endswith("%")
    assert percent(Fraction(85, 100) - Fraction(1, 10**30), bound) != "85.00 %"
    assert percent(Fraction(1, 3)) == "33.33 %"
