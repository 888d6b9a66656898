"""A block of units from answers in the database to ranks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from analytics.index.domain.ranking import Unranked
from analytics.index.domain.shrinkage import PriorState, frozen_prior, shrink
from analytics.index.ranking import NoUnitsError, Ranking, known_units, ranking
from analytics.index.services import Asked, SeveralQuestionnairesError, UnknownUnitError
from analytics.tally.services import rebuild_dirty
from survey.intake.services import take_in
from survey.organisation.records import unit_ids
from survey.volume.domain import Volume, VolumeEntry
from survey.volume.records import keep_volumes
from tests.helpers.builders import AT, DAY, a_submission, a_unit, a_version
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

WEEK = {"since": DAY - timedelta(days=3), "until": DAY + timedelta(days=3)}
SATISFIED = {"A": 120, "B": 116, "C": 90, "D": 90, "E": 36}
"""Of 120 respondents with two questions each, how many are satisfied with both."""


def answers(connection: Connection, unit: str, satisfied: int, of: int = 120, **told: Any) -> None:
    version, unit_id = a_version(connection), a_unit(connection, unit, name=f"Xã {unit}")
    marks = ["55"] * satisfied + ["12"] * (of - satisfied)
    take_in(connection, [a_submission(version, unit_id, each, **told) for each in marks])


@pytest.fixture
def block(connection: Connection) -> Connection:
    """Five units of 120 answers, one of twelve, one of none."""
    for unit, satisfied in SATISFIED.items():
        answers(connection, unit, satisfied)
    answers(connection, "F", 12, of=12)
    a_unit(connection, "G", name="Xã G")
    return connection


def found(connection: Connection, **asked: Any) -> Ranking:
    rebuild_dirty(connection)
    return ranking(connection, Asked(**WEEK | asked))


def ranks(result: Ranking) -> list[tuple[str, int, str]]:
    return [(row.key, row.standing.rank, row.standing.group) for row in result.ranked if row.standing]


def test_units_come_by_rank_and_equals_by_code(block: Connection):
    result = found(block)
    assert ranks(result) == [("A", 1, "A"), ("B", 2, "A"), ("C", 3, "B"), ("D", 3, "B"), ("E", 5, "C")]
    assert result.questionnaire == "short"
    assert result.ranked[2].standing == result.ranked[3].standing
    assert result.ranked[2].score == result.ranked[3].score


def test_units_that_cannot_be_ranked_stand_apart_with_the_reason(block: Connection):
    apart = {row.key: (row.reason, row.index.respondents, row.standing) for row in found(block).unranked}
    assert apart == {"F": (Unranked.FEW, 12, None), "G": (Unranked.NO_ANSWERS, 0, None)}


def test_the_scores_are_those_of_the_whole_block(block: Connection):
    result = found(block)
    of = {**SATISFIED, "F": 12}
    groups = [
        counts_of([[5, 5]] * happy + [[1, 2]] * ((12 if unit == "F" else 120) - happy), ("q1", "q2"))
        for unit, happy in of.items()
    ]
    by_key = {row.key: row.score for row in (*result.ranked, *result.unranked)}
    assert [by_key[unit] for unit in of] == list(shrink(groups).scores)
    assert (by_key["G"].shrunk, by_key["G"].own_weight) == (result.block.mu, 0)
    assert 0.5 < result.reliability < 1


def test_only_the_units_asked_for_make_the_block(block: Connection):
    result = found(block, units=frozenset({"A", "C", "G"}))
    assert ranks(result) == [("A", 1, "A"), ("C", 2, "B")]
    assert [row.key for row in result.unranked] == ["G"]
    assert (result.block.prior, result.ranked[0].score, result.reliability) == (
        PriorState.NOT_ESTIMABLE,
        None,
        None,
    )


def test_a_frozen_prior_scores_a_block_of_two(block: Connection):
    rebuild_dirty(block)
    asked = Asked(**WEEK, units=frozenset({"A", "C"}))
    result = ranking(block, asked, frozen=frozen_prior(0.8, 20))
    assert result.ranked[0].score.shrunk > result.ranked[1].score.shrunk


def test_a_member_the_organisation_never_had_is_listed_without_a_name(block: Connection):
    (row,) = found(block, units=frozenset({"Z"})).unranked
    assert (row.key, row.name, row.reason) == ("Z", None, Unranked.NO_ANSWERS)


def test_names_are_those_of_the_last_day(block: Connection):
    a_unit(block, "A", name="Phường A", valid_from=DAY + timedelta(days=2))
    assert found(block).ranked[0].name == "Phường A"
    assert found(block, until=DAY).ranked[0].name == "Xã A"


def test_all_units_are_those_with_answers_and_those_in_force(block: Connection):
    a_unit(block, "OLD", valid_to=DAY - timedelta(days=30))
    a_unit(block, "GONE", valid_to=DAY)
    version, gone = a_version(block), a_unit(block, "GONE", valid_to=DAY)
    take_in(block, [a_submission(version, gone)])
    assert [row.key for row in found(block).unranked] == ["F", "G", "GONE"]


def test_below_a_unit_only_those_below_it_are_listed(block: Connection):
    a_unit(block, "P")
    a_unit(block, "H", parent="P")
    assert [row.key for row in found(block, unit="P").unranked] == ["H", "P"]


def test_another_questionnaire_elsewhere_does_not_disturb_a_block(block: Connection):
    other, unit_id = a_version(block, "q1", code="other"), a_unit(block, "X")
    take_in(block, [a_submission(other, unit_id)])
    with pytest.raises(SeveralQuestionnairesError):
        found(block)
    assert len(found(block, units=frozenset(SATISFIED)).ranked) == 5
    assert found(block, questionnaire="other").ranked == ()


def test_tiers_and_days_outside_are_left_out(block: Connection):
    answers(block, "A", 0, tier="verified")
    answers(block, "B", 0, at=AT + timedelta(days=40))
    assert ranks(found(block, tiers=frozenset({"open"})))[:2] == [("A", 1, "A"), ("B", 2, "A")]


def test_without_answers_everyone_stands_apart(connection: Connection):
    a_unit(connection, "A")
    result = found(connection)
    assert (result.ranked, [row.key for row in result.unranked]) == ((), ["A"])
    assert (result.block.mu, result.block.deff, result.questionnaire) == (None, None, None)


def test_a_list_of_units_is_checked(block: Connection):
    assert known_units(block, ["A", "B", "A"]) == {"A", "B"}
    with pytest.raises(UnknownUnitError):
        known_units(block, ["A", "Z"])
    with pytest.raises(NoUnitsError):
        known_units(block, [])


def test_an_unknown_unit_to_look_below_is_refused(block: Connection):
    with pytest.raises(UnknownUnitError):
        found(block, unit="Z")


def served(connection: Connection, unit: str, finished: int) -> None:
    keep_volumes(
        connection,
        [
            VolumeEntry(
                unit_id=unit_ids(connection)[unit],
                procedure_id=None,
                day=DAY,
                whole=False,
                volume=Volume(finished=finished, refused=0),
            )
        ],
    )


def test_who_reached_too_few_of_those_served_is_not_ranked(block: Connection):
    served(block, "A", 1201)
    served(block, "B", 1200)
    apart = {row.key: row.reason for row in found(block).unranked}
    assert apart == {"A": Unranked.RESPONSE_RATE, "F": Unranked.FEW, "G": Unranked.NO_ANSWERS}


def test_who_issues_no_slips_is_not_measured_by_them(block: Connection):
    served(block, "A", 200)
    assert "A" in {row.key for row in found(block).ranked}
