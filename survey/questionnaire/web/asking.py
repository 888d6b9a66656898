"""Writing one question, and the head of a document; what two people write at once is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from survey.foundation.clock import now
from survey.foundation.errors import Refusal
from survey.questionnaire import services
from survey.questionnaire.domain import VIETNAMESE, Draft, Question, own_code
from survey.questionnaire.domain.drafts import hold_seen, question_of, seen, with_question
from survey.questionnaire.domain.faults import NoSuchQuestionError, StaleDraftError
from survey.questionnaire.web.forms import (
    new_code,
    option_rows,
    read_head,
    read_question,
    typed_head,
    typed_of,
)
from survey.questionnaire.web.words import answers_of, gettext, text_of, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from werkzeug.wrappers import Response

    from survey.questionnaire.domain import Sheet
    from survey.questionnaire.web.forms import Typed
    from survey.questionnaire.web.visiting import Door

_NEW: Typed = {"kind": "rating5"}
_GONE = "gone"
"""What a form carries once somebody else has removed its question: saving puts it in again."""


def question_page(door: Door, draft_id: int, question: str) -> str | tuple[str, int] | Response:
    """Show the form of a question and keep what it says."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        kept = _kept(sheet, question)
        if request.method == "GET":
            shown = typed_of(question_of(sheet.document, question))
            return _question_form(connection, sheet, question, shown, seen=seen(sheet.document, question))
        if request.form.get("do") != "save":
            return _question_form(connection, sheet, question, _typed(), seen=request.form.get("seen", ""))
    try:
        _keep_question(door, sheet, question)
    except StaleDraftError as refusal:
        return _conflict(door, draft_id, question, refusal)
    except Refusal as refusal:
        return _again(door, sheet, question, refusal)
    flash(gettext("The question is kept in the draft.") if kept else gettext("The question is put in again."))
    return redirect(url_for("questionnaire.draft", draft_id=draft_id, _anchor=f"q-{question}"))


def new_page(door: Door, draft_id: int) -> str | tuple[str, int] | Response:
    """Show the form of a new question and put it into the draft."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        if request.form.get("do") != "save":
            return _question_form(connection, sheet, None, _typed() if request.form else _NEW, seen="")
    try:
        code = _add_question(door, sheet)
    except Refusal as refusal:
        return _again(door, sheet, None, refusal)
    flash(gettext("The question is kept in the draft."))
    return redirect(url_for("questionnaire.draft", draft_id=draft_id, _anchor=f"q-{code}"))


def head_page(door: Door, draft_id: int) -> str | tuple[str, int] | Response:
    """Show the form of a document's head and keep what it says."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
    if sheet.unit_id is not None:
        raise NoSuchQuestionError(question="")
    if request.method == "GET":
        return _head_form(sheet, typed_head(sheet.document))
    typed, mark = _typed(), request.form.get("seen", "")

    def change(draft: Draft) -> Draft:
        hold_seen(draft, None, mark)
        return read_head(typed, draft)

    try:
        with door.house.store.writing() as connection:
            services.change_draft(connection, draft_id, change, at=now(), by=door.who().name)
    except Refusal as refusal:
        with door.house.store.reading() as connection:
            sheet = door.sheet(connection, draft_id)
        theirs = typed_head(sheet.document) if isinstance(refusal, StaleDraftError) else {}
        return _head_form(sheet, typed, problem=refusal, theirs=theirs), refusal.status
    flash(gettext("Title, groups and words are kept in the draft."))
    return redirect(url_for("questionnaire.draft", draft_id=draft_id))


def _typed() -> Typed:
    return dict(request.form.items())


def _kept(sheet: Sheet, code: str) -> Question | None:
    """Find the question; one that somebody removed while its form was open may be put in again."""
    found = next((one for one in sheet.document.questions if one.code == code), None)
    if found is None and request.method == "GET":
        raise NoSuchQuestionError(question=code[:40])
    return found


def _keep_question(door: Door, sheet: Sheet, code: str) -> None:
    typed, mark = _typed(), request.form.get("seen", "")
    question = _read(sheet, typed, code)

    def change(draft: Draft) -> Draft:
        known = any(one.code == code for one in draft.questions)
        if not known and mark == _GONE:
            return with_question(draft, None, question)
        hold_seen(draft, code, mark)
        return with_question(draft, code, question)

    with door.house.store.writing() as connection:
        services.change_draft(connection, sheet.draft_id, change, at=now(), by=door.who().name)


def _add_question(door: Door, sheet: Sheet) -> str:
    typed = _typed()
    with door.house.store.writing() as connection:
        used = services.used_codes(connection, door.sheet(connection, sheet.draft_id))
        code = new_code(typed) if sheet.unit_id is None else own_code(sheet.unit_id, used)
        question = _read(sheet, typed, code)
        services.change_draft(
            connection,
            sheet.draft_id,
            lambda draft: with_question(draft, None, question),
            at=now(),
            by=door.who().name,
        )
    return code


def _read(sheet: Sheet, typed: Typed, code: str) -> Question:
    return read_question(typed, sheet.document.languages, code=code, own=sheet.unit_id is not None)


def _conflict(door: Door, draft_id: int, code: str, refusal: Refusal) -> tuple[str, int]:
    """Show both texts: what was typed in the fields, what somebody else saved beside them."""
    with door.house.store.reading() as connection:
        sheet = door.sheet(connection, draft_id)
        kept = _kept(sheet, code)
        page = _question_form(
            connection,
            sheet,
            code,
            _typed(),
            seen=seen(sheet.document, code) if kept else _GONE,
            problem=refusal,
            theirs=typed_of(kept) if kept else {},
        )
    return page, refusal.status


def _again(door: Door, sheet: Sheet, code: str | None, refusal: Refusal) -> tuple[str, int]:
    with door.house.store.reading() as connection:
        mark = request.form.get("seen", "")
        page = _question_form(connection, sheet, code, _typed(), seen=mark, problem=refusal)
    return page, refusal.status


def _question_form(
    connection: Connection, sheet: Sheet, code: str | None, typed: Typed, *, seen: str, **more: Any
) -> str:
    whole = services.whole_document(connection, sheet)
    before = _before(services.asked_before(connection, sheet), code)
    after = next((one for one in before if one.code == typed.get("after")), None)
    found = services.findings(connection, sheet) if code else []
    return render_template(
        "survey/questionnaire/question.html",
        sheet=sheet,
        code=code,
        seen=seen,
        typed=typed,
        theirs=_differing(typed, more.get("theirs") or {}),
        stale="theirs" in more,
        problem=more.get("problem"),
        title=title_of(whole),
        languages_written=sheet.document.languages,
        named_groups=[(key, words.get(VIETNAMESE) or key) for key, words in sheet.document.groups.items()],
        before_choices=[("", gettext("Always asked")), *((one.code, text_of(one)) for one in before)],
        after=(after, answers_of(whole, after)) if after else None,
        rows=option_rows(typed),
        findings=[finding for finding in found if finding.where == code],
    )


def _before(asked: tuple[Question, ...], code: str | None) -> tuple[Question, ...]:
    """Give the questions that stand before one, which a condition may look at."""
    codes = [question.code for question in asked]
    return asked[: codes.index(code)] if code in codes else asked


def _differing(typed: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Give the fields somebody else saved with another content."""
    return {name: text for name, text in theirs.items() if typed.get(name, "") != text}


def _head_form(sheet: Sheet, typed: Typed, **more: Any) -> str:
    return render_template(
        "survey/questionnaire/head.html",
        sheet=sheet,
        draft=sheet.document,
        seen=seen(sheet.document, None),
        typed=typed,
        theirs=_differing(typed, more.get("theirs") or {}),
        problem=more.get("problem"),
        title=title_of(sheet.document),
        languages_written=sheet.document.languages,
    )
