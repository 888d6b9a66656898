from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.questionnaire import services
from survey.questionnaire.domain import (
    ChangeKind,
    Condition,
    Draft,
    Kind,
    Question,
    Sheet,
    addition,
    canonical,
    compare,
    content_hash,
    faults,
    parse_document,
    read_canonical,
    read_document,
    write_document,
)
from survey.questionnaire.domain.drafts import (
    hold_seen,
    moved,
    seen,
    with_head,
    with_question,
    without_question,
)
from survey.questionnaire.domain.refusals import DuplicateCodeError, NoQuestionnaireError
from survey.questionnaire.records import draft_by_id, draft_of, drafts, publish_for_unit, version_in_force
from survey.questionnaire.services import default_document, ensure_default
from tests.helpers.builders import a_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
DEFAULT = default_document()
CODES = [question.code for question in DEFAULT.questions]


def a_question(code: str = "new", **more: Any) -> Question:
    return Question(**{"code": code, "kind": Kind.EVENT, "group": "unit", "text": {"vi": "Câu mới"}} | more)


def codes(draft: Draft) -> list[str]:
    return [question.code for question in draft.questions]


def test_a_new_question_stands_before_the_comment():
    assert codes(with_question(DEFAULT, None, a_question()))[-2:] == ["new", "comment"]
    assert codes(with_question(replace(DEFAULT, questions=()), None, a_question())) == ["new"]


def test_a_changed_question_keeps_its_place():
    changed = with_question(DEFAULT, "respect", replace(DEFAULT.questions[1], text={"vi": "Khác"}))
    assert codes(changed) == CODES
    assert changed.questions[1].text == {"vi": "Khác"}


def test_a_code_stands_once_and_what_is_not_there_is_named():
    with pytest.raises(DuplicateCodeError):
        with_question(DEFAULT, None, a_question("overall"))
    for refused in (lambda: without_question(DEFAULT, "x"), lambda: moved(DEFAULT, "x", 1)):
        with pytest.raises(faults.NoSuchQuestionError):
            refused()


def test_a_question_moves_by_one_and_stays_at_the_ends():
    assert codes(moved(DEFAULT, "respect", -1))[:2] == ["respect", "overall"]
    assert codes(moved(DEFAULT, "overall", 1))[:2] == ["respect", "overall"]
    assert moved(DEFAULT, "overall", -1) == DEFAULT
    assert moved(DEFAULT, "comment", 1) == DEFAULT


def test_only_a_change_of_what_was_seen_is_in_the_way():
    mark, head = seen(DEFAULT, "respect"), seen(DEFAULT, None)
    elsewhere = without_question(DEFAULT, "badge")
    hold_seen(elsewhere, "respect", mark)
    hold_seen(elsewhere, None, head)
    changed = with_question(DEFAULT, "respect", replace(DEFAULT.questions[1], text={"vi": "Khác"}))
    with pytest.raises(faults.StaleDraftError):
        hold_seen(changed, "respect", mark)
    hold_seen(changed, None, head)
    titled = with_head(
        changed, title={"vi": "Khác"}, reviewed_by=DEFAULT.reviewed_by, groups=DEFAULT.groups, words=DEFAULT.words
    )
    with pytest.raises(faults.StaleDraftError):
        hold_seen(titled, None, head)


def test_a_comparison_names_what_changed():
    changed = moved(with_question(without_question(DEFAULT, "badge"), None, a_question()), "dress", -1)
    changed = with_question(
        changed, "respect", replace(DEFAULT.questions[1], text=DEFAULT.questions[1].text | {"vi": "Khác"})
    )
    found = {(one.kind, one.where): one.lines for one in compare(DEFAULT, changed)}
    assert set(found) == {
        (ChangeKind.ADDED, "new"),
        (ChangeKind.REMOVED, "badge"),
        (ChangeKind.CHANGED, "respect"),
        (ChangeKind.MOVED, "dress"),
    }
    assert found[ChangeKind.CHANGED, "respect"] == (("text (vi)", DEFAULT.questions[1].text["vi"], "Khác"),)


def test_a_comparison_with_itself_is_empty_and_with_nothing_is_all_new():
    assert compare(DEFAULT, DEFAULT) == []
    assert {one.kind for one in compare(None, DEFAULT)} == {ChangeKind.ADDED}


def test_a_question_that_went_far_is_the_only_one_that_moved():
    questions = list(DEFAULT.questions)
    questions.append(questions.pop(0))
    assert [one.where for one in compare(DEFAULT, replace(DEFAULT, questions=tuple(questions)))] == ["overall"]


@given(st.permutations(CODES[:6]))
def test_moves_end_for_any_order(order):
    by_code = {question.code: question for question in DEFAULT.questions}
    there = replace(DEFAULT, questions=tuple(by_code[code] for code in order))
    here = replace(DEFAULT, questions=DEFAULT.questions[:6])
    assert (compare(here, there) == []) == (order == CODES[:6])


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    str.strip
)


@given(ANY_TEXT, ANY_TEXT)
def test_a_document_written_as_toml_reads_back(one, two):
    question = a_question(kind=Kind.CHOICE, text={"vi": one}, options=({"vi": two}, {"vi": one}))
    draft = replace(DEFAULT, questions=(DEFAULT.questions[0], question))
    back = parse_document(write_document(draft))
    # Reading brings texts into normal form; a second time nothing changes.
    assert parse_document(write_document(back)) == back
    assert codes(back) == codes(draft)


def test_the_packaged_document_goes_through_toml_unchanged():
    follow = a_question(
        condition=Condition(question="overall", answers=("1", "2")), text={"vi": 'Nói "rõ" \\ hơn'}
    )
    draft = with_question(DEFAULT, None, follow)
    assert content_hash(read_document(write_document(draft))) == content_hash(draft)


def test_an_unfinished_document_is_kept_as_it_is():
    unfinished = replace(DEFAULT, questions=(a_question(kind=Kind.CHOICE, text={}), a_question("x", group="none")))
    assert read_canonical(canonical(unfinished)) == unfinished


@pytest.fixture
def office(connection: Connection) -> int:
    ensure_default(connection, at=AT)
    return a_unit(connection, "DH")


def started(connection: Connection, unit_id: int | None = None) -> Sheet:
    return services.start_draft(connection, "default", unit_id, at=AT, by="an")


def changed(connection: Connection, sheet: Sheet, document: Draft) -> Sheet:
    services.change_draft(connection, sheet.draft_id, lambda _: document, at=LATER, by="binh")
    found = draft_by_id(connection, sheet.draft_id)
    assert found is not None
    return found


def test_a_draft_begins_with_what_is_in_force_and_is_one(connection, office):
    sheet = started(connection)
    assert (sheet.document, sheet.before, sheet.updated_by) == (DEFAULT, None, "an")
    assert started(connection) == sheet
    own = started(connection, office)
    assert own.document == addition(DEFAULT, ())
    assert [each.draft_id for each in drafts(connection)] == [sheet.draft_id, own.draft_id]


def test_a_draft_of_an_unknown_questionnaire_is_refused(connection, office):
    with pytest.raises(NoQuestionnaireError):
        services.start_draft(connection, "none", None, at=AT, by="an")


def test_a_change_keeps_the_document_before_it_and_undo_swaps_them(connection, office):
    sheet = changed(connection, started(connection), without_question(DEFAULT, "badge"))
    assert (sheet.before, sheet.updated_by, sheet.updated_at) == (DEFAULT, "binh", LATER)
    services.undo(connection, sheet.draft_id, at=LATER, by="an")
    back = draft_by_id(connection, sheet.draft_id)
    assert back is not None
    assert back.document == DEFAULT
    services.undo(connection, sheet.draft_id, at=LATER, by="an")
    again = draft_by_id(connection, sheet.draft_id)
    assert again is not None
    assert again.document == sheet.document


def publish(connection: Connection, sheet: Sheet) -> Any:
    return services.publish_draft(connection, sheet.draft_id, shown=content_hash(sheet.document), at=LATER)


def test_a_published_draft_is_closed(connection, office):
    sheet = changed(connection, started(connection), without_question(DEFAULT, "badge"))
    version = publish(connection, sheet)
    assert version_in_force(connection, "default") == version
    assert draft_of(connection, "default", None) is None
    with pytest.raises(faults.NoDraftError):
        publish(connection, sheet)


def test_only_the_document_that_was_shown_is_published(connection, office):
    sheet = changed(connection, started(connection), without_question(DEFAULT, "badge"))
    changed(connection, sheet, without_question(DEFAULT, "dress"))
    with pytest.raises(faults.StaleDraftError):
        publish(connection, sheet)


def test_an_unchanged_draft_is_not_published(connection, office):
    with pytest.raises(faults.UnchangedError):
        publish(connection, started(connection))


def test_a_draft_with_errors_is_not_published(connection, office):
    bad = with_question(DEFAULT, None, a_question(text={"vi": "Họ tên?"}))
    with pytest.raises(faults.LintError):
        publish(connection, changed(connection, started(connection), bad))
    assert version_in_force(connection, "default").number == 1


def test_what_was_retired_is_put_in_force_again_from_a_draft(connection, office):
    publish(connection, changed(connection, started(connection), without_question(DEFAULT, "badge")))
    version = publish(connection, changed(connection, started(connection), DEFAULT))
    assert (version.number, version.document, version.retired_at) == (3, DEFAULT, None)


def test_another_scale_becomes_another_questionnaire(connection, office):
    rated = replace(DEFAULT.questions[1], kind=Kind.EVENT, indexed=False)
    sheet = changed(connection, started(connection), with_question(DEFAULT, "respect", rated))
    with pytest.raises(faults.LintError):
        publish(connection, sheet)
    code = services.free_code(connection, "default")
    with pytest.raises(faults.TakenCodeError):
        services.make_another(connection, sheet.draft_id, "default", at=LATER, by="an")
    services.make_another(connection, sheet.draft_id, code, at=LATER, by="an")
    other = draft_of(connection, code, None)
    assert other is not None
    assert (code, publish(connection, other).number) == ("default_2", 1)
    assert version_in_force(connection, "default").number == 1


def test_the_consequences_name_units_and_index(connection, office):
    own = addition(DEFAULT, [a_question(f"u_{office}_1", condition=Condition(question="badge", answers=("n",)))])
    publish_for_unit(connection, own, office, at=AT)
    fewer = without_question(without_question(DEFAULT, "badge"), "respect")
    follows = services.consequences(connection, changed(connection, started(connection), fewer))
    assert follows.units == ((office, (f"u_{office}_1",)),)
    assert (follows.left, follows.number) == (("respect",), 2)


def test_a_units_draft_is_published_after_the_centres_questions(connection, office):
    sheet = started(connection, office)
    document = addition(DEFAULT, [a_question(f"u_{office}_1", text=dict.fromkeys(DEFAULT.languages, "Bãi xe?"))])
    sheet = changed(connection, sheet, document)
    assert services.findings(connection, sheet) == []
    version = publish(connection, sheet)
    assert (version.unit_id, version.closed[-1].code) == (office, f"u_{office}_1")
    assert started(connection, office).document == document


def test_a_unit_that_takes_its_questions_out_asks_the_centres(connection, office):
    publish_for_unit(connection, addition(DEFAULT, [a_question("u_1")]), office, at=AT)
    sheet = changed(connection, started(connection, office), addition(DEFAULT, ()))
    assert publish(connection, sheet).unit_id is None
