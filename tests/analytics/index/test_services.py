from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from analytics.index.services import (
    Asked,
    Indices,
    SeveralQuestionnairesError,
    UnknownQuestionnaireError,
    UnknownUnitError,
    WrongPeriodError,
    indices,
    unit_indices,
)
from analytics.tally.services import rebuild_dirty, rebuild_everything
from survey.intake.records import response
from survey.intake.services import take_in
from tests.helpers.builders import (
    AT,
    DAY,
    a_desk,
    a_person,
    a_shift,
    a_submission,
    a_unit,
    a_version,
    default_marks,
    the_default,
)
from tests.helpers.matrix import counts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

WEEK = {"since": DAY - timedelta(days=3), "until": DAY + timedelta(days=3)}


def found(connection: Connection, **asked: Any) -> Indices:
    rebuild_dirty(connection)
    return indices(connection, Asked(**WEEK | asked))


def keys(result: Indices) -> list[tuple[str | None, str | None, int]]:
    return [(row.key, row.name, row.counts.responses) for row in result.rows]


@pytest.fixture
def offices(connection: Connection) -> Connection:
    """A province P with the wards A (desks A-1, A-2) and B; a ward C beside it."""
    a_unit(connection, "P", name="Tỉnh")
    for code in ("A", "B"):
        a_unit(connection, code, name=f"Phường {code}", parent="P")
    a_unit(connection, "C", name="Xã C")
    a_desk(connection, "A-1", unit="A", name="Quầy 1")
    a_desk(connection, "A-2", unit="A", name="Quầy 2")
    a_version(connection)
    return connection


def answers(connection: Connection, unit: str, *marks: str, desk: str | None = None, **told: Any) -> None:
    desk_id = a_desk(connection, desk, unit=unit) if desk else None
    version = a_version(connection)
    take_in(
        connection, [a_submission(version, _id(connection, unit), one, desk_id=desk_id, **told) for one in marks]
    )


def _id(connection: Connection, unit: str) -> int:
    from survey.organisation.records import unit_ids  # noqa: PLC0415

    return unit_ids(connection)[unit]


def test_each_unit_with_answers_has_a_row_in_the_order_of_codes(offices: Connection):
    answers(offices, "B", "55", "14")
    answers(offices, "A", "5-")
    result = found(offices)
    assert result.questionnaire == "short"
    assert keys(result) == [("A", "Phường A", 1), ("B", "Phường B", 2)]
    assert result.rows[1].counts == counts_of([[5, 5], [1, 4]], ("q1", "q2"))
    assert result.rows[1].index.index == 0.75
    assert unit_indices(offices, Asked(**WEEK)).keys() == {"A", "B"}


def test_desks_and_the_rest_of_their_unit_are_apart(offices: Connection):
    a_desk(offices, "A-1", unit="A", name="Quầy 1")
    answers(offices, "A", "55", "11")
    take_in(
        offices, [a_submission(a_version(offices), _id(offices, "A"), desk_id=a_desk(offices, "A-1", unit="A"))]
    )
    assert [(key, count) for key, _, count in keys(found(offices, by="desk"))] == [("A-1", 1), (None, 2)]


def test_people_have_their_answers_and_others_stay_with_nobody(offices: Connection):
    a_person(offices, "S1", name="Nguyễn An")
    a_shift(offices, staff="S1", desk="A-1")
    answers(offices, "A", "55", "54", desk="A-1")
    answers(offices, "A", "11", desk="A-2")
    assert keys(found(offices, by="staff")) == [("S1", "Nguyễn An", 2), (None, None, 1)]


def test_channels_are_told_apart_in_rows_and_in_every_row(offices: Connection):
    answers(offices, "A", "55", channel="kiosk")
    answers(offices, "A", "44", "33")
    assert keys(found(offices, by="channel")) == [("kiosk", "kiosk", 1), ("paper", "paper", 2)]
    (row,) = found(offices).rows
    assert row.channels == {"kiosk": 1, "paper": 2}


def test_questions_are_rows_of_their_own(offices: Connection):
    answers(offices, "A", "51", "4-", "x2")
    answers(offices, "B", "15")
    first, second = found(offices, by="question").rows
    assert (first.key, first.index.respondents, first.index.index) == ("q1", 3, 2 / 3)
    assert (second.key, second.index.respondents, second.index.index) == ("q2", 3, 1 / 3)


def test_by_question_with_no_answers_has_no_rows(offices: Connection):
    assert found(offices, by="question").rows == ()


def test_a_question_outside_the_index_is_a_row_too(offices: Connection):
    version = the_default(offices)
    take_in(offices, [a_submission(version, _id(offices, "A"), default_marks(version, overall="5"))])
    rows = {row.key: row for row in found(offices, by="question").rows}
    assert rows["overall"].index.index == 1
    assert rows["respect"].index.index is None


def test_answers_of_several_questionnaires_are_never_added(offices: Connection):
    answers(offices, "A", "55")
    other = a_version(offices, "q1", code="other")
    take_in(offices, [a_submission(other, _id(offices, "A"))])
    rebuild_dirty(offices)
    with pytest.raises(SeveralQuestionnairesError) as refused:
        found(offices)
    assert refused.value.details["codes"] == "other, short"
    assert keys(found(offices, questionnaire="other")) == [("A", "Phường A", 1)]


def test_the_packaged_questionnaire_is_meant_when_none_is_named(offices: Connection):
    answers(offices, "A", "55")
    version = the_default(offices)
    take_in(offices, [a_submission(version, _id(offices, "B"), default_marks(version, respect="4"))])
    result = found(offices)
    assert (result.questionnaire, keys(result)) == ("default", [("B", "Phường B", 1)])


def test_versions_of_one_questionnaire_add_up(offices: Connection):
    answers(offices, "A", "55")
    later = a_version(offices, "q1", "q2", "q3")
    take_in(offices, [a_submission(later, _id(offices, "A"), "451")])
    (row,) = found(offices).rows
    assert row.counts == counts_of([[5, 5, None], [4, 5, 1]], ("q1", "q2", "q3"))


def test_a_unit_counts_with_all_that_stand_below_it(offices: Connection):
    for unit in ("P", "A", "B", "C"):
        answers(offices, unit, "55")
    assert [row.key for row in found(offices, unit="P").rows] == ["A", "B", "P"]
    assert [row.key for row in found(offices, unit="B").rows] == ["B"]


def test_names_and_parents_are_those_of_the_last_day(offices: Connection):
    answers(offices, "A", "55")
    a_unit(offices, "A", name="Phường Mới", parent="C", valid_from=DAY + timedelta(days=2))
    assert keys(found(offices)) == [("A", "Phường Mới", 1)]
    assert keys(found(offices, until=DAY)) == [("A", "Phường A", 1)]
    assert [row.key for row in found(offices, unit="C").rows] == ["A"]
    assert [row.key for row in found(offices, unit="C", until=DAY).rows] == []


def test_a_unit_that_ended_keeps_its_code_and_its_last_name(offices: Connection):
    a_unit(offices, "X", name="Xã cũ", valid_to=DAY)
    answers(offices, "X", "55")
    assert keys(found(offices)) == [("X", "Xã cũ", 1)]
    assert keys(found(offices, unit="X")) == [("X", "Xã cũ", 1)]


def test_a_unit_entered_with_a_later_beginning_keeps_its_code(offices: Connection):
    a_unit(offices, "Y", name="Xã mới", valid_from=DAY + timedelta(days=100))
    answers(offices, "Y", "55")
    assert keys(found(offices)) == [("Y", "Xã mới", 1)]


def test_only_the_days_asked_for_count(offices: Connection):
    for step in range(-5, 6):
        answers(offices, "A", "55", at=AT + timedelta(days=step))
    assert found(offices).rows[0].counts.responses == 7
    assert found(offices, since=DAY, until=DAY).rows[0].counts.responses == 1


def test_only_the_tiers_asked_for_count(offices: Connection):
    answers(offices, "A", "55", tier="verified")
    answers(offices, "A", "11", "11")
    assert found(offices, tiers=frozenset({"verified"})).rows[0].index.index == 1
    assert found(offices, tiers=frozenset({"verified", "open"})).rows[0].counts.responses == 3


def test_what_is_not_counted_is_named_beside_the_figure(offices: Connection):
    answers(offices, "A", "55", "55", channel="kiosk")
    answers(offices, "A", "11")
    offices.execute(update(response).where(response.c.channel == "paper").values(state="excluded"))
    rebuild_everything(offices)
    (row,) = found(offices).rows
    assert (row.index.index, row.counts.responses, dict(row.excluded)) == (1, 2, {"excluded": 1})


def test_without_answers_there_are_no_rows(offices: Connection):
    assert found(offices) == Indices(questionnaire=None, rows=())


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"since": DAY, "until": DAY - timedelta(days=1)}, WrongPeriodError),
        ({"unit": "Z"}, UnknownUnitError),
        ({"questionnaire": "long"}, UnknownQuestionnaireError),
    ],
)
def test_what_cannot_be_asked_is_refused(offices: Connection, asked: dict[str, Any], refusal: type[Exception]):
    with pytest.raises(refusal):
        found(offices, **asked)
