from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from survey.questionnaire import records
from survey.questionnaire.domain import (
    Condition,
    Draft,
    Kind,
    Question,
    added,
    addition,
    check,
    faults,
    own_code,
    read_addition,
    rebased,
    with_addition,
    write_document,
)
from survey.questionnaire.domain.refusals import ReservedCodeError, ScaleChangedError
from survey.questionnaire.records import (
    publish,
    publish_for_unit,
    retire,
    version_by_id,
    version_in_force,
    versions,
)
from survey.questionnaire.services import default_document, ensure_default
from tests.helpers.builders import a_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(days=30)
DEFAULT = default_document()


def own_question(code: str = "u_1_1", **more: Any) -> Question:
    given = {"code": code, "kind": Kind.RATING5, "group": "u_own", "text": {"vi": "Bãi xe"}}
    return Question(**given | more)


def own(*questions: Question, central: Draft = DEFAULT) -> Draft:
    return addition(central, questions or (own_question(),))


def reworded() -> Draft:
    first, *others = DEFAULT.questions
    return replace(DEFAULT, questions=(replace(first, text={"vi": "Câu mới"}), *others))


def without(code: str) -> Draft:
    return replace(DEFAULT, questions=tuple(one for one in DEFAULT.questions if one.code != code))


@pytest.fixture
def units(connection: Connection) -> tuple[int, int]:
    ensure_default(connection, at=AT)
    return a_unit(connection, "DH"), a_unit(connection, "ND")


def test_a_units_questions_stand_after_the_centres():
    whole = with_addition(DEFAULT, own())
    assert whole.closed[: len(DEFAULT.closed)] == DEFAULT.closed
    assert (whole.closed[-1].code, whole.indexed) == ("u_1_1", DEFAULT.indexed)
    assert added(whole) == own().questions
    assert added(DEFAULT) == ()


REFUSED = {
    "four": ([own_question(f"u_1_{n}") for n in range(4)], faults.TooManyAdditionsError),
    "no prefix": ([own_question("parking")], faults.AdditionCodeError),
    "core": ([own_question(core=True)], faults.AdditionFlagError),
    "in the index": ([own_question(indexed=True)], faults.AdditionFlagError),
    "confidential": ([own_question(confidential=True)], faults.AdditionFlagError),
    "a code of the centre": ([own_question("overall")], faults.AdditionCodeError),
    "unknown placeholder": ([own_question(text={"vi": "{room}"})], faults.UnknownPlaceholderError),
    "a secret given away": (
        [own_question(condition=Condition(question="no_harassment", answers=("n",)))],
        faults.ConditionSecrecyError,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_unit_may_not_add_is_refused(name):
    questions, fault = REFUSED[name]
    with pytest.raises(fault):
        with_addition(DEFAULT, own(*questions))


def test_a_unit_may_ask_every_kind_and_follow_a_question_of_the_centre():
    condition = Condition(question="overall", answers=("1", "2"))
    kinds = (
        own_question("u_1_1", kind=Kind.EVENT, condition=condition),
        own_question("u_1_2", kind=Kind.CHOICE, options=({"vi": "a"}, {"vi": "b"})),
        own_question("u_1_3", kind=Kind.TEXT),
    )
    assert added(with_addition(DEFAULT, own(*kinds))) == kinds


def test_a_text_of_the_centre_is_the_comment_only():
    with pytest.raises(ReservedCodeError):
        with_addition(
            replace(DEFAULT, questions=(*DEFAULT.questions, own_question("more", kind=Kind.TEXT, group="unit"))),
            own(),
        )


def test_a_units_questions_are_read_from_toml():
    document = own(own_question(condition=Condition(question="overall", answers=("1",))))
    text = write_document(document)
    assert "reviewed_by" not in text
    assert read_addition(text, DEFAULT) == document


def test_a_code_is_never_given_twice():
    assert own_code(7, {"u_7_1", "u_7_3", "u_8_9", "u_7_x"}) == "u_7_4"
    assert own_code(7, set()) == "u_7_1"


def test_each_unit_is_asked_its_own_version(connection, units):
    mine = publish_for_unit(connection, own(), units[0], at=AT)
    central = version_in_force(connection, "default")
    assert central is not None
    assert (mine.unit_id, mine.base_id, mine.number) == (units[0], central.version_id, 1)
    assert version_in_force(connection, "default", unit_id=units[0]) == mine
    assert version_in_force(connection, "default", unit_id=units[1]) == central
    assert version_in_force(connection, "default") == central
    assert version_by_id(connection, mine.version_id) == mine
    marks = check(mine, {"u_1_1": "5", "overall": "4"}).marks
    assert (marks[0], marks[-1], len(marks)) == ("4", "5", len(central.closed) + 1)


def test_the_latest_version_of_the_centre_is_listed_last(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    assert versions(connection)[-1].unit_id is None


def test_the_closed_questions_of_a_unit_are_listed_by_their_place(connection, units):
    mine = publish_for_unit(connection, own(), units[0], at=AT)
    table = records.question
    codes = connection.scalars(
        select(table.c.code).where(table.c.version_id == mine.version_id).order_by(table.c.position)
    ).all()
    assert codes == [question.code for question in mine.closed]


def test_the_same_questions_again_are_the_same_version_and_others_the_next(connection, units):
    first = publish_for_unit(connection, own(), units[0], at=AT)
    assert publish_for_unit(connection, own(), units[0], at=LATER) == first
    second = publish_for_unit(connection, own(own_question("u_1_2")), units[0], at=LATER)
    assert second.number == 2
    again = publish_for_unit(connection, own(), units[0], at=LATER)
    assert (again.number, again.content_hash) == (3, first.content_hash)
    kept = version_by_id(connection, first.version_id)
    assert kept is not None
    assert kept.retired_at == LATER


def test_a_unit_without_questions_asks_the_centres_again(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    central = publish_for_unit(connection, addition(DEFAULT, ()), units[0], at=LATER)
    assert central.unit_id is None
    assert version_in_force(connection, "default", unit_id=units[0]) == central


def test_a_new_version_of_the_centre_takes_the_units_with_it(connection, units):
    former = publish_for_unit(connection, own(), units[0], at=AT)
    central = publish(connection, reworded(), at=LATER)
    mine = version_in_force(connection, "default", unit_id=units[0])
    assert mine is not None
    assert (mine.base_id, mine.number, added(mine.document)) == (central.version_id, 2, own().questions)
    assert mine.questions[0].text == {"vi": "Câu mới"}
    kept = version_by_id(connection, former.version_id)
    assert kept is not None
    assert (kept.document, kept.retired_at) == (former.document, LATER)


def test_a_question_that_no_longer_fits_is_left_out(connection, units):
    lost = own_question("u_1_2", condition=Condition(question="badge", answers=("n",)))
    publish_for_unit(connection, own(own_question(), lost), units[0], at=AT)
    publish_for_unit(connection, own(replace(lost, code="u_2_1")), units[1], at=AT)
    assert rebased(without("badge"), (lost,)) == (None, ("u_1_2",))
    central = publish(connection, without("badge"), at=LATER)
    mine = version_in_force(connection, "default", unit_id=units[0])
    assert mine is not None
    assert [question.code for question in added(mine.document)] == ["u_1_1"]
    assert version_in_force(connection, "default", unit_id=units[1]) == central


def test_the_scale_of_a_units_question_stays(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    with pytest.raises(ScaleChangedError):
        publish_for_unit(connection, own(own_question(kind=Kind.EVENT)), units[0], at=LATER)


def test_two_units_share_no_code(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    with pytest.raises(faults.ForeignCodeError):
        publish_for_unit(connection, own(), units[1], at=AT)


def test_nothing_is_added_to_what_is_not_asked(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    assert retire(connection, "default", at=LATER) == 2
    assert version_in_force(connection, "default", unit_id=units[0]) is None
    with pytest.raises(faults.RetiredBaseError):
        publish_for_unit(connection, own(), units[0], at=LATER)


def test_a_unit_retires_only_its_own(connection, units):
    publish_for_unit(connection, own(), units[0], at=AT)
    theirs = publish_for_unit(connection, own(own_question("u_2_1")), units[1], at=AT)
    assert retire(connection, "default", at=LATER, unit_id=units[0]) == 1
    assert version_in_force(connection, "default", unit_id=units[1]) == theirs


def test_a_retired_document_can_be_put_in_force_again_under_the_next_number(connection, units):
    publish(connection, reworded(), at=AT)
    assert publish(connection, DEFAULT, at=LATER).number == 1
    again = publish(connection, DEFAULT, at=LATER, again=True)
    assert (again.number, again.retired_at) == (3, None)
    assert ensure_default(connection, at=LATER) == again


def test_the_database_allows_one_version_of_a_unit_in_force(connection, units):
    mine = publish_for_unit(connection, own(), units[0], at=AT)
    table = records.questionnaire_version
    row = connection.execute(select(table).where(table.c.id == mine.version_id)).one()._asdict()
    for wrong in ({"number": 2}, {"number": 2, "retired_at": AT, "base_id": None}):
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(table).values(row | {"id": row["id"] + 1000} | wrong))
