"""A block of units from answers in the database to ranks."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from analytics.index.domain.ranking import Unranked
from analytics.index.domain.shrinkage import PriorState, frozen_prior, shrink
from analytics.index.ranking import NoUnitsError, Ranking, known_units, ranking
from analytics.index.services import Asked, SeveralQuestionnairesError, UnknownUnitError
from analytics.index.standardising import Mix
from analytics.tally.services import rebuild_dirty
from survey.intake.services import take_in
from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures, procedure_ids, unit_ids
from survey.volume.domain import Floor, Volume, VolumeEntry
from survey.volume.records import add_floor, keep_volumes
from tests.helpers.builders import AT, DAY, a_submission, a_unit, a_version
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

MONTH = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
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


@contextmanager
def counted_statements(connection: Connection) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield found
    event.remove(connection, "before_cursor_execute", note)


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


def served(connection: Connection, unit: str, finished: int, procedure: str | None = None) -> None:
    """Tell how many files of a unit came to an end in the month."""
    entry = VolumeEntry(
        unit_id=unit_ids(connection)[unit],
        procedure_id=procedure_ids(connection)[procedure] if procedure else None,
        day=MONTH["since"],
        whole=True,
        volume=Volume(finished=finished, refused=0),
    )
    keep_volumes(connection, [entry])


def test_who_reached_too_few_of_those_served_is_not_ranked(block: Connection):
    served(block, "A", 1201)
    served(block, "B", 1200)
    result = found(block, **MONTH)
    apart = {row.key: row.reason for row in result.unranked}
    assert apart == {"A": Unranked.RESPONSE_RATE, "F": Unranked.FEW, "G": Unranked.NO_ANSWERS}
    assert (result.floor.response_rate, result.unranked[0].response_rate) == (
        Fraction(1, 10),
        Fraction(120, 1201),
    )


def test_the_floor_is_the_one_in_force(block: Connection):
    served(block, "A", 300)
    assert found(block, **MONTH).floor.response_rate == Fraction(1, 10)
    add_floor(
        block,
        Floor(
            valid_from=MONTH["since"],
            response_rate=Fraction(1, 2),
            coverage=Fraction(1),
            decided_by="7/QĐ",
            recorded_at=AT - timedelta(days=30),
        ),
    )
    result = found(block, **MONTH)
    assert (result.floor.response_rate, result.floor.decided_by) == (Fraction(1, 2), "7/QĐ")
    assert {row.key: row.reason for row in result.unranked}["A"] is Unranked.RESPONSE_RATE


def test_who_answered_by_any_tier_was_reached(block: Connection):
    answers(block, "A", 30, of=40, tier="verified")
    served(block, "A", 1000)
    strict = found(block, **MONTH, tiers=frozenset({"verified"}), units=frozenset({"A"}))
    (row,) = (*strict.ranked, *strict.unranked)
    # Forty answers earn points, and 160 of 1000 came: 16 %, above the floor.
    assert (row.index.respondents, row.response_rate) == (40, Fraction(160, 1000))
    assert row.reason is not Unranked.RESPONSE_RATE


def test_nobody_who_answered_is_no_reason_to_ask_which_questionnaire(block: Connection):
    other, unit_id = a_version(block, "q1", code="other"), a_unit(block, "X")
    take_in(block, [a_submission(other, unit_id)])
    served(block, "A", 300)
    result = found(block, **MONTH, tiers=frozenset({"verified"}))
    assert (result.questionnaire, result.ranked, result.floor) == (None, (), None)


def test_who_issues_no_slips_is_not_measured_by_them(block: Connection):
    served(block, "A", 200)
    result = found(block, **MONTH)
    assert {row.key: row.coverage for row in result.ranked}["A"] is None


def asked_otherwise(connection: Connection, unit: str, marks: list[str], *questions: str) -> None:
    """Keep answers to another version of the questionnaire, with these questions in its index."""
    version = a_version(connection, *questions)
    take_in(connection, [a_submission(version, a_unit(connection, unit), each) for each in marks])


def test_units_of_other_questions_stand_apart_and_are_in_no_sum(connection: Connection):
    # The first question 90 % everywhere; who was asked the second too has 60 % there.
    both = ["55"] * 60 + ["51"] * 30 + ["11"] * 10
    for unit in "ABCDE":
        asked_otherwise(connection, unit, both, "q1", "q2")
    alone = found(connection)
    asked_otherwise(connection, "OTHER", ["5"] * 90 + ["1"] * 10, "q1")
    result = found(connection)
    (row,) = result.unranked
    assert (row.key, row.reason, row.lacking, row.score) == ("OTHER", Unranked.OTHER_QUESTIONS, ("q2",), None)
    assert (row.index.index, result.criteria) == (0.9, ("q1", "q2"))
    assert [each.standing.rank for each in result.ranked] == [1, 1, 1, 1, 1]
    assert (result.block.units, result.block.mu) == (alone.block.units, alone.block.mu)
    assert [each.score for each in result.ranked] == [each.score for each in alone.ranked]


def test_a_few_answers_to_another_version_throw_nobody_else_out(block: Connection):
    asked_otherwise(block, "F", ["555"] * 3, "q1", "q2", "q3")
    result = found(block)
    assert (result.criteria, len(result.ranked)) == (("q1", "q2"), 5)
    assert {row.key: (row.reason, row.lacking) for row in result.unranked}["F"] == (
        Unranked.OTHER_QUESTIONS,
        ("q3",),
    )


def test_a_unit_of_few_answers_speaks_in_what_the_block_has_in_common(block: Connection):
    whole = found(block)
    answers(block, "H", 0, of=9)
    result = found(block)
    (small,) = [row for row in result.unranked if row.key == "H"]
    assert (small.reason, result.block.units) == (Unranked.INSUFFICIENT, whole.block.units + 1)
    assert small.score.shrunk < result.block.mu < whole.block.mu


def test_a_prior_decided_before_holds_only_where_none_can_be_estimated(block: Connection):
    rebuild_dirty(block)
    decided = frozen_prior(0.8, 20)
    few = ranking(block, Asked(**WEEK, units=frozenset({"A", "C"})), fallback=decided)
    assert (few.block.prior, few.block.mu, few.block.strength) == (PriorState.FROZEN, 0.8, 20)
    many = ranking(block, Asked(**WEEK), fallback=decided)
    assert many.block.prior is PriorState.ESTIMATED


def of_services(connection: Connection, unit: str, easy: tuple[int, int], hard: tuple[int, int]) -> None:
    """Keep answers about an easy and a hard procedure: how many are satisfied, of how many."""
    ids = procedure_ids(connection)
    for code, (satisfied, of) in (("easy", easy), ("hard", hard)):
        answers(connection, unit, satisfied, of=of, procedure_id=ids[code])


@pytest.fixture
def services(connection: Connection) -> Connection:
    """M has mostly easy cases and N mostly hard ones, each handled a little better by N."""
    keep_procedures(
        connection,
        [ProcedureEntry(line=1, code=code, name=code, field=code, unit="") for code in ("easy", "hard")],
    )
    of_services(connection, "M", (152, 160), (20, 40))
    of_services(connection, "N", (40, 40), (96, 160))
    return connection


def test_units_are_compared_as_if_they_had_the_same_services(services: Connection):
    for unit in "MN":
        served(services, unit, 500, "easy")
        served(services, unit, 500, "hard")
    result = found(services, **MONTH)
    assert (result.mix, [row.key for row in result.ranked]) == (Mix.KNOWN, ["M", "N"])
    m, n = (row.standardised for row in result.ranked)
    # Half the files of the block are easy: ½ · 95 % + ½ · 50 %, and ½ · 100 % + ½ · 60 %.
    assert (m.index, n.index) == (pytest.approx(0.725), pytest.approx(0.8))
    assert (m.rank, n.rank, m.differs, n.differs, m.moved) == (2, 1, True, True, False)
    assert m.low < m.index < m.high


def test_a_place_three_further_by_the_same_services_is_pointed_out(services: Connection):
    for unit in "XYZ":
        of_services(services, unit, (153, 160), (22, 40))
    for unit in "MNXYZ":
        served(services, unit, 500, "easy")
        served(services, unit, 500, "hard")
    ranked = found(services, **MONTH).ranked
    moved = {row.key: (row.standing.rank, row.standardised.rank, row.standardised.moved) for row in ranked}
    assert moved == {
        "X": (1, 2, False),
        "Y": (1, 2, False),
        "Z": (1, 2, False),
        "M": (4, 5, False),
        "N": (5, 1, True),
    }


def test_without_volumes_by_procedure_nobody_is_standardised(services: Connection):
    assert found(services, **MONTH).mix is Mix.NO_VOLUMES
    served(services, "M", 1000)
    result = found(services, **MONTH)
    assert (result.mix, {row.standardised for row in result.ranked}) == (Mix.NOT_BY_PROCEDURE, {None})


def test_a_unit_whose_answers_name_no_service_leaves_all_places_open(services: Connection):
    answers(services, "O", 100, of=200)
    served(services, "M", 500, "easy")
    served(services, "M", 500, "hard")
    result = found(services, **MONTH)
    by_key = {row.key: row.standardised for row in result.ranked}
    assert by_key["O"] is None
    assert by_key["M"] is not None
    assert (by_key["M"].rank, by_key["M"].moved) == (None, False)


def test_a_block_without_volumes_asks_no_more_than_its_answers(block: Connection):
    rebuild_dirty(block)
    with counted_statements(block) as few:
        ranking(block, Asked(**WEEK))
    served(block, "A", 500)
    with counted_statements(block) as more:
        ranking(block, Asked(**MONTH))
    assert len(few) < len(more)
    assert len(few) <= 9
