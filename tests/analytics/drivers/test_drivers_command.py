"""`hailong drivers` reads answers and prints what the domain computes of them."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import numpy as np
import pytest
from click.testing import CliRunner

from analytics.drivers.cli import drivers
from analytics.drivers.services import NoAnswersError, UnknownOutcomeError, study
from analytics.index.domain.drivers import drivers as decompose
from analytics.index.domain.drivers import lmg
from analytics.index.domain.scale import reliability
from analytics.index.services import Asked
from analytics.tally.services import rebuild_dirty
from survey.foundation.doors import open_house
from survey.foundation.register import every_table
from survey.intake.services import take_in
from tests.analytics.index.test_drivers import sample
from tests.helpers.builders import AT, a_submission, a_unit, a_version

PERIOD = ("--from", "2026-03-01", "--to", "2026-03-31")
ASKED = Asked(since=date(2026, 3, 1), until=date(2026, 3, 31))
ROWS, OUTCOME = sample(200)
QUESTIONS = ["a", "b", "c", "d"]


def blanked() -> np.ndarray:
    table = np.column_stack([ROWS, OUTCOME])
    table[::9, 1] = 0
    return table


def keep(connection, version, unit: str, table) -> None:
    unit_id = a_unit(connection, unit)
    marks = ["".join("x" if level == 0 else str(level) for level in row) for row in table]
    take_in(connection, [a_submission(version, unit_id, each, at=AT) for each in marks])


@pytest.fixture
def answered(connection):
    """Two hundred answers; `overall` is a rated question of the index here, and the outcome."""
    version = a_version(connection, *QUESTIONS, "overall")
    table = blanked()
    keep(connection, version, "U", table[:150])
    keep(connection, version, "V", table[150:])
    rebuild_dirty(connection)
    return connection


def test_the_study_is_that_of_the_matrix_of_answers(answered):
    found = study(answered, ASKED)
    table = blanked()
    assert found.responses == 200
    # Answers come in no order.
    expected = reliability(table[:, :-1], QUESTIONS)
    assert found.scale.complete == expected.complete
    assert found.scale.alpha.value == pytest.approx(expected.alpha.value)
    assert found.scale.omega.value == pytest.approx(expected.omega.value, abs=1e-6)
    assert [each.nonresponse for each in found.scale.questions] == [
        each.nonresponse for each in expected.questions
    ]
    assert found.every == decompose(table[:, :-1], table[:, -1], QUESTIONS)
    assert found.without_straight_lines.n < found.every.n


def test_a_unit_has_a_study_of_its_own(answered):
    found = study(answered, Asked(since=ASKED.since, until=ASKED.until, unit="V"))
    assert found.responses == 50


def test_a_question_that_is_not_asked_is_refused(answered):
    with pytest.raises(UnknownOutcomeError, match="a, b, c, d, overall"):
        study(answered, ASKED, outcome="no-such")


def test_a_period_without_answers_is_refused(answered):
    with pytest.raises(NoAnswersError):
        study(answered, Asked(since=date(2025, 1, 1), until=date(2025, 1, 31)))


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    monkeypatch.delenv("HAILONG_DATABASE_URL", raising=False)
    with open_house() as opened:
        every_table().create_all(opened.store.engine)
        with opened.store.writing() as connection:
            keep(connection, a_version(connection, *QUESTIONS, "overall"), "U", blanked())


@pytest.mark.usefixtures("house")
def test_the_command_prints_the_numbers_and_how_they_were_drawn():
    found = CliRunner().invoke(drivers, [*PERIOD, "--format", "json"])
    assert found.exit_code == 0, found.output
    printed = json.loads(found.output)
    assert (printed["from"], printed["to"], printed["method"]) == ("2026-03-01", "2026-03-31", "drivers-1")
    assert printed["seed"] == 20260101
    assert printed["n"] == printed["complete"] == 177
    assert printed["alpha_state"] == printed["omega_state"] == printed["state"] == "ok"
    assert list(printed["alpha_if_deleted"]) == list(printed["nonresponse"]) == QUESTIONS
    assert [each["question"] for each in printed["drivers"]] == QUESTIONS
    assert sum(each["importance"] for each in printed["drivers"]) == pytest.approx(printed["r2"])
    assert all(0 <= each["low"] <= each["importance"] <= each["high"] for each in printed["drivers"])
    assert printed["without_straightliners"]["n"] < printed["n"]
    again = CliRunner().invoke(drivers, [*PERIOD, "--format", "json"])
    assert again.output == found.output


@pytest.mark.usefixtures("house")
def test_the_command_prints_a_row_a_question():
    found = CliRunner().invoke(drivers, [*PERIOD, "--format", "csv"])
    rows = list(csv.DictReader(StringIO(found.output.removeprefix("\ufeff"))))
    assert [row["question"] for row in rows] == QUESTIONS
    assert "importance" in CliRunner().invoke(drivers, PERIOD).output


@pytest.mark.usefixtures("house")
def test_the_command_explains_every_number():
    found = CliRunner().invoke(drivers, [*PERIOD, "--format", "json", "--explain"])
    printed = json.loads(found.output)
    told = {each["number"]: each for each in printed["explain"]}
    assert {(each["method"], each["section"]) for each in told.values()} == {("drivers-1", "§8")}
    assert told["alpha"]["value"] == printed["alpha"]
    c, k = np.array(list(told["alpha"]["inputs"]["c"].values())), len(QUESTIONS)
    assert told["alpha"]["value"] == pytest.approx(k / (k - 1) * (1 - np.trace(c) / c.sum()))
    loadings, sizes = np.array(list(told["omega"]["inputs"]["loadings"].values())), np.sqrt(np.diagonal(c))
    common, own = np.dot(sizes, loadings) ** 2, np.dot(sizes**2, 1 - loadings**2)
    assert told["omega"]["value"] == pytest.approx(common / (common + own), abs=1e-4)
    parts, whole = told["r2"]["inputs"]["LMG"], np.array([list(told["r2"]["inputs"]["c"].values())])
    assert list(parts.values()) == pytest.approx(lmg(whole)[0])
    assert told["r2"]["value"] == pytest.approx(sum(parts.values()))
    assert told["a.interval"]["parameters"] == {"draws": 1000, "seed": printed["seed"]}
    assert {f"{each}.{name}" for each in QUESTIONS for name in ("importance", "alpha_if_deleted")} <= told.keys()
    assert told["a.importance_without_straightliners"]["inputs"]["n"] == printed["without_straightliners"]["n"]
    words = CliRunner().invoke(drivers, [*PERIOD, "--explain"]).output
    assert all(f"  {number} = " in words for number in told)
    for more in (["--format", "csv"], ["--keep"]):
        assert CliRunner().invoke(drivers, [*PERIOD, "--explain", *more]).exit_code == 2
