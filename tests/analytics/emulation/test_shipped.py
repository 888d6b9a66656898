from __future__ import annotations

import csv
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analytics.emulation.domain.programme import MeasureKind
from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import NoTableInForceError
from analytics.emulation.domain.rules import RuleKind, kind_of
from analytics.emulation.services import SHIPPED, load_shipped, score_by
from survey import demonstration
from survey.questionnaire.services import default_document
from survey.touchpoint.domain import Tier

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
UNITS = Path(demonstration.__path__[0]) / "data" / "units.csv"


@pytest.fixture
def demonstrated():
    return read((SHIPPED / "minh_hoa_2026.toml").read_text(encoding="utf-8"))


@pytest.fixture
def plan():
    return read((SHIPPED / "quang_tri_khoi_tham_muu_2022.toml").read_text(encoding="utf-8"))


def test_the_shipped_programmes_load_once(connection):
    first = load_shipped(connection, at=NOON)
    assert [version.programme.code for version in first] == ["minh_hoa_2026", "quang_tri_khoi_tham_muu_2022"]
    assert load_shipped(connection, at=NOON) == first


def test_every_member_is_a_unit_of_the_demonstration_province(demonstrated):
    with UNITS.open(encoding="utf-8-sig", newline="") as lines:
        units = {row["code"]: date.fromisoformat(row["valid_from"]) for row in csv.DictReader(lines)}
    for table in demonstrated.tables:
        assert set(table.members) <= set(units)
        assert all(units[member] <= table.valid_from for member in table.members)


def test_every_share_is_of_a_rating_question_of_the_default_questionnaire(demonstrated):
    ratings = {question.code for question in default_document().questions if question.kind == "rating5"}
    measures = [leaf.measure for table in demonstrated.tables for leaf in table.leaves]
    assert {each.question for each in measures if each.kind is MeasureKind.SHARE} <= ratings


def test_the_demonstration_says_everywhere_that_nobody_issued_its_points(demonstrated):
    assert all("không phải văn bản của cơ quan nào" in table.source.note for table in demonstrated.tables)
    assert "minh họa" in demonstrated.title


def test_the_demonstration_shows_every_kind_for_every_block(demonstrated):
    for table in demonstrated.tables:
        assert {kind_of(leaf.rule) for leaf in table.leaves} == set(RuleKind)
    assert {table.block for table in demonstrated.tables} == {block.code for block in demonstrated.blocks}


def test_the_demonstration_draws_to_the_block_what_no_plan_words_as_a_number_reached(demonstrated):
    for table in demonstrated.tables:
        for leaf in table.leaves:
            in_proportion = kind_of(leaf.rule) is RuleKind.LINEAR
            assert (leaf.measure.kind is MeasureKind.SHRUNK) == in_proportion, leaf.code
            assert leaf.measure.kind is not MeasureKind.LOW


def test_the_demonstration_quotes_the_criteria_of_the_plan(demonstrated, plan):
    for criterion in demonstrated.criteria:
        assert criterion == plan.criterion(criterion.code)


def test_the_plan_of_2022_has_its_two_waves_and_no_points(plan):
    assert [(wave.starts, wave.ends, wave.last_day_on_time) for wave in plan.waves] == [
        (date(2022, 1, 1), date(2022, 6, 30), date(2022, 6, 29)),
        (date(2022, 7, 1), date(2022, 12, 31), date(2022, 12, 19)),
    ]
    with pytest.raises(NoTableInForceError, match="2556/HD-HĐTĐKT ngày 25/10/2006"):
        score_by(plan, "dot_1", indices=lambda *_asked: {}, letters=lambda *_days: {})


def test_the_demonstration_says_which_tiers_count_and_leaves_none_of_its_answers_out(demonstrated):
    assert demonstrated.tiers == tuple(Tier)
    assert {table.tiers for table in demonstrated.tables} == {tuple(Tier)}


def test_the_plan_carries_no_number_of_points():
    document = tomllib.loads((SHIPPED / "quang_tri_khoi_tham_muu_2022.toml").read_text(encoding="utf-8"))
    assert "scoring_table" not in document
    assert not {"points", "max_points", "weight"} & {key for each in document["criterion"] for key in each}
