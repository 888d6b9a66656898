"""From the door to the points: whose answers count, and letters of praise beside them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from survey.feedback.domain import CaseKind
from survey.feedback.services import handling
from survey.intake.services import take_in
from survey.touchpoint.domain import Tier
from tests.analytics.emulation.samples import LINEAR, PLAN, PRAISE, TABLE
from tests.helpers.builders import a_person, a_submission, a_version
from tests.survey.feedback.people import AT, an_office

MEMBERS = PLAN.replace('["SNV", "007"]', '["DONGHA", "VINHLINH"]')
STRICT = TABLE.replace("valid_to", 'tiers = ["verified", "presence"]\nvalid_to')


@pytest.fixture
def answered(store):
    """40 answers by poster about DONGHA, 20 satisfied; 40 by slip, 36 satisfied; three letters of praise."""
    with store.writing() as connection:
        office = an_office(connection)
        version = a_version(connection, "respect")
        rows = [(Tier.OPEN, "4", 20), (Tier.OPEN, "2", 20), (Tier.VERIFIED, "4", 36), (Tier.VERIFIED, "2", 4)]
        answers = [
            a_submission(version, office.unit(), mark, tier=tier) for tier, mark, n in rows for _ in range(n)
        ]
        take_in(connection, answers)
        staff_id = a_person(connection)
        for staff, days in ((staff_id, 0), (None, 1), (None, 2), (None, 200)):
            case_id = office.case(CaseKind.PRAISE, staff_id=staff)
            handling.write_letter(connection, office.viewer("head"), case_id, at=AT + timedelta(days=days))


@pytest.fixture
def scored(hailong, answered, tmp_path):
    """Load a programme and give what `score` prints."""

    def run(document: str, *words: str) -> str:
        path = tmp_path / "p.toml"
        path.write_text(document, encoding="utf-8")
        assert hailong("programme", "load", path).exit_code == 0
        result = hailong("score", "--programme", "p", "--wave", "w1", *words)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def rows(printed: str) -> dict[str, dict]:
    return {row["unit"]: row for row in json.loads(printed)["rows"]}


@pytest.mark.parametrize(
    ("tiers", "points", "people"),
    [
        # 56 of 80, 36 of 40, 20 of 40 satisfied; 0 points at 50 %, 20 from 90 %.
        (["verified", "presence", "open"], 10, 80),
        (["verified", "presence"], 20, 40),
        (["open"], 0, 40),
    ],
)
def test_the_tiers_that_count_decide_the_points(scored, tiers, points, people):
    table = TABLE.replace("valid_to", f"tiers = {json.dumps(tiers)}\nvalid_to")
    row = rows(scored(MEMBERS + table + LINEAR, "--format", "json"))["DONGHA"]
    assert (row["points"], row["tiers"]) == (points, tiers)
    assert row["leaves"][0]["figure"]["respondents"] == people


def test_without_a_word_every_tier_counts(scored):
    row = rows(scored(MEMBERS + TABLE + LINEAR, "--format", "json"))["DONGHA"]
    assert (row["points"], row["tiers"]) == (10, ["verified", "presence", "open"])


def test_a_tier_nobody_answered_by_leaves_nothing_to_score(scored):
    table = TABLE.replace("valid_to", 'tiers = ["presence"]\nvalid_to')
    row = rows(scored(MEMBERS + table + LINEAR, "--format", "json"))["DONGHA"]
    assert (row["points"], row["pending"]) == (None, ["line"])


def test_the_explanation_names_the_tiers_that_counted(scored):
    told = scored(MEMBERS + STRICT + LINEAR, "--unit", "DONGHA", "--explain")
    assert "tiers that count: verified, presence; left out: open" in told
    assert "m = 40 respondents" in told
    told = scored(MEMBERS + TABLE + LINEAR, "--unit", "DONGHA", "--explain")
    assert "tiers that count: verified, presence, open (all of them)" in told


def test_a_checked_programme_says_which_answers_count(hailong, store, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(MEMBERS + STRICT + LINEAR, encoding="utf-8")
    assert "counts verified + presence answers" in hailong("programme", "check", path).output


def test_letters_of_praise_of_the_wave_are_points_that_explain_themselves(scored):
    told = scored(MEMBERS + TABLE + PRAISE, "--explain")
    for words in (
        "counts  3 letters of praise, written from 2026-01-01 to 2026-06-30",
        "figure  praise: 3 letters of praise",
        "rule    0 points up to 1 letter, 4 points from 5 letters, in proportion between",
        "points  (3 − 1) / (5 − 1) × 4 = 2, rounded 2.00",
        "points set by 12/QĐ of 2026-01-05, UBND tỉnh",
        "figure  praise: 0 letters of praise",
    ):
        assert words in told


def test_letters_are_counted_for_the_unit_they_were_written_to(scored):
    found = rows(scored(MEMBERS + TABLE + PRAISE, "--format", "json"))
    assert {unit: row["points"] for unit, row in found.items()} == {"DONGHA": 2, "VINHLINH": 0}
    (leaf,) = found["DONGHA"]["leaves"]
    assert (leaf["measure"], leaf["bounds_in"]) == ("praise", "letters")
    assert (leaf["figure"]["letters"], leaf["figure"]["value_exact"]) == (3, "3")


def test_bands_and_thresholds_of_letters_are_told_in_letters(scored):
    bands = "band = [{ at_least = 3, points = 4 }, { above = 0, points = 1 }]"
    banded = PRAISE.replace("linear", "band").replace("from = 1\nto = 5", bands)
    past = PRAISE.replace("linear", "threshold").replace('"letters"', '"past"')
    past = past.replace("from = 1\nto = 5", 'op = ">"\nvalue = 3\npoints = 4')
    told = scored(MEMBERS + TABLE + banded + past, "--unit", "DONGHA", "--explain")
    assert "at least 3 letters: 4 points; above 0 letters: 1 points; otherwise 0 points" in told
    assert "at least 3 letters is reached: 4.00" in told
    assert "no bound is reached: 0.00" in told
