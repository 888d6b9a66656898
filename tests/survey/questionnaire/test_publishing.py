from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from survey.questionnaire import records
from survey.questionnaire.domain import Draft, Kind, check, created_document
from survey.questionnaire.domain.faults import JoinedIndexError, LeftIndexError
from survey.questionnaire.domain.refusals import ScaleChangedError, UnreadableDocumentError
from survey.questionnaire.domain.storing import scale_faults
from survey.questionnaire.records import publish, version_by_id, version_in_force, versions
from survey.questionnaire.services import default_document, ensure_default, publish_file

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(days=30)


def reworded(draft: Draft, text: str = "Câu hỏi mới") -> Draft:
    first, *others = draft.questions
    return replace(draft, questions=(replace(first, text={"vi": text}), *others))


def a_draft() -> Draft:
    return created_document("small", ["Item 1", "Item 2"])


def test_a_published_document_is_in_force_and_reads_back_whole(connection):
    version = publish(connection, a_draft(), at=AT)
    assert (version.number, version.published_at, version.retired_at) == (1, AT, None)
    assert version.document == a_draft()
    assert version_in_force(connection, "small") == version
    assert version_by_id(connection, version.version_id) == version


def test_the_same_content_again_is_the_same_version(connection):
    first = publish(connection, a_draft(), at=AT)
    assert publish(connection, a_draft(), at=LATER) == first
    assert len(versions(connection)) == 1


def test_changed_content_is_the_next_version_and_retires_the_former(connection):
    first = publish(connection, a_draft(), at=AT)
    second = publish(connection, reworded(a_draft()), at=LATER)
    assert second.number == 2
    assert version_in_force(connection, "small") == second
    kept = version_by_id(connection, first.version_id)
    assert kept is not None
    assert (kept.retired_at, kept.document) == (LATER, first.document)
    assert [version.number for version in versions(connection)] == [1, 2]


def test_a_retired_document_does_not_come_back_in_force(connection):
    first = publish(connection, a_draft(), at=AT)
    second = publish(connection, reworded(a_draft()), at=LATER)
    again = publish(connection, a_draft(), at=LATER)
    assert (again.version_id, again.retired_at) == (first.version_id, LATER)
    assert version_in_force(connection, "small") == second


def test_a_change_of_scale_is_a_new_questionnaire(connection):
    draft = a_draft()
    publish(connection, draft, at=AT)
    without = replace(draft, questions=draft.questions[1:])
    publish(connection, without, at=AT)
    as_event = replace(draft.questions[0], kind=Kind.EVENT, indexed=False)
    with pytest.raises(ScaleChangedError) as refused:
        publish(connection, replace(draft, questions=(as_event, draft.questions[1])), at=LATER)
    assert refused.value.details == {"question": "Item 1", "before": "rating5", "after": "event"}
    assert len(versions(connection)) == 2


@pytest.mark.parametrize(("was", "fault"), [(True, LeftIndexError), (False, JoinedIndexError)])
def test_a_question_neither_leaves_the_index_nor_joins_it(connection, was, fault):
    """Answers before and after would be in the index by half: levels of all, pairs and respondents of some."""
    draft = a_draft()
    kept, changing = draft.questions
    former = replace(draft, questions=(kept, replace(changing, indexed=was)))
    publish(connection, former, at=AT)
    publish(connection, replace(draft, questions=(kept,)), at=AT)
    with pytest.raises(fault) as refused:
        publish(connection, replace(draft, questions=(kept, replace(changing, indexed=not was))), at=LATER)
    assert refused.value.details == {"question": changing.code}
    assert "Give the question a new code." in str(refused.value)
    assert version_in_force(connection, "small").number == 2
    renamed = replace(changing, code="item_2_anew", indexed=not was)
    assert publish(connection, replace(draft, questions=(kept, renamed)), at=LATER).number == 3


def test_among_documents_of_before_that_rule_the_last_one_counts():
    first = a_draft()
    kept, changing = first.questions
    second = replace(first, questions=(kept, replace(changing, indexed=False)))
    assert [type(each) for each in scale_faults(first, [first, second])] == [JoinedIndexError]
    assert list(scale_faults(second, [first, second])) == []


def test_a_choice_with_more_options_is_another_scale(connection):
    draft = a_draft()
    options = ({"vi": "a"}, {"vi": "b"})
    choice = replace(draft.questions[0], kind=Kind.CHOICE, indexed=False, options=options)
    publish(connection, replace(draft, questions=(choice,)), at=AT)
    more = replace(choice, options=(*options, {"vi": "c"}))
    with pytest.raises(ScaleChangedError):
        publish(connection, replace(draft, questions=(more,)), at=LATER)


def test_the_same_code_in_another_questionnaire_may_have_another_scale(connection):
    publish(connection, a_draft(), at=AT)
    event = replace(a_draft().questions[0], kind=Kind.EVENT, indexed=False)
    other = replace(a_draft(), code="other", questions=(event,))
    assert publish(connection, other, at=AT).number == 1


def test_the_closed_questions_are_listed_by_their_place_in_the_marks(connection):
    version = ensure_default(connection, at=AT)
    table = records.question
    rows = connection.execute(
        select(table).where(table.c.version_id == version.version_id).order_by(table.c.position)
    ).all()
    assert [row.position for row in rows] == list(range(1, len(version.closed) + 1))
    assert [(row.code, row.kind, row.indexed) for row in rows] == [
        (question.code, question.kind.value, question.indexed) for question in version.closed
    ]
    marks = check(version, {"clean": "5", "overall": "4"}).marks
    positions = {row.code: row.position for row in rows}
    for code, mark in (("clean", "5"), ("overall", "4"), ("badge", "-")):
        assert connection.scalar(select(func.substr(marks, positions[code], 1))) == mark


def test_the_packaged_questionnaire_is_published_once(connection):
    first = ensure_default(connection, at=AT)
    assert (first.code, first.number) == ("default", 1)
    assert ensure_default(connection, at=LATER) == first


def test_an_office_keeps_its_own_wording_when_the_service_starts_again(connection):
    ensure_default(connection, at=AT)
    own = publish(connection, reworded(default_document()), at=LATER)
    assert ensure_default(connection, at=LATER) == own


def test_the_database_allows_one_version_in_force(connection):
    version = publish(connection, a_draft(), at=AT)
    table = records.questionnaire_version
    row = connection.execute(select(table).where(table.c.id == version.version_id)).one()._asdict()
    twin = row | {"id": row["id"] + 1000, "number": 2, "content_hash": "other"}
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(insert(table).values(twin))


def test_nothing_is_known_before_it_is_published(connection):
    assert version_in_force(connection, "small") is None
    assert version_by_id(connection, 10**6) is None
    assert versions(connection) == []


def test_a_hostile_code_finds_nothing_and_breaks_nothing(connection):
    code = "'; DROP TABLE question; --"
    assert version_in_force(connection, code) is None
    version = publish(connection, created_document(code, ["<script>", "=HYPERLINK()"]), at=AT)
    assert version_in_force(connection, code) == version


def test_a_file_of_another_encoding_is_refused(connection, tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes('title = "Phiếu"'.encode("utf-16"))
    with pytest.raises(UnreadableDocumentError):
        publish_file(connection, path, at=AT)
