"""Reading the document an office writes, and making one from the columns of a file."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import TYPE_CHECKING, Any

from survey.foundation.text import TextTooLongError, UnreadableTextError, clean
from survey.questionnaire.domain.additions import addition
from survey.questionnaire.domain.document import (
    MARKS,
    VIETNAMESE,
    CommentKind,
    Condition,
    Draft,
    Kind,
    Question,
)
from survey.questionnaire.domain.refusals import (
    BadCodeError,
    BadColumnError,
    MisshapenFieldError,
    MissingVietnameseError,
    UnknownFieldError,
    UnknownKindError,
    UnknownLanguageError,
    UnreadableDocumentError,
    echo,
)
from survey.questionnaire.domain.rules import OWN_GROUP, authored_faults, hold_rules

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from survey.questionnaire.domain.document import Words

_AUTHORED_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_CODE_LIMIT = 64
_TEXT_LIMIT = 1000
_DOCUMENT_LIMIT = 500_000
_DOCUMENT_FIELDS = ("code", "title", "reviewed_by", "words", "groups", "question")
_QUESTION_FIELDS = (
    "code", "kind", "group", "core", "indexed", "confidential", "text", "options", "answers", "show_if",
)  # fmt: skip
_WORDED = frozenset("".join(MARKS[kind] for kind in (Kind.RATING5, Kind.EVENT))) | frozenset(CommentKind)
# Control characters, lone surrogates, and line and paragraph separators.
_UNPRINTED = frozenset({"Cc", "Cs", "Zl", "Zp"})

_CREATED_GROUP = "questions"
_CREATED_GROUP_TITLE = "Nội dung đánh giá"
_CREATED_WORDS: dict[str, Words] = {
    "1": {VIETNAMESE: "Rất không hài lòng"},
    "2": {VIETNAMESE: "Không hài lòng"},
    "3": {VIETNAMESE: "Bình thường"},
    "4": {VIETNAMESE: "Hài lòng"},
    "5": {VIETNAMESE: "Rất hài lòng"},
    "x": {VIETNAMESE: "Không có ý kiến"},
}


def read_document(text: str) -> Draft:
    """Read a questionnaire from TOML; refuse it with the name of the first thing that is wrong."""
    draft = hold_rules(parse_document(text))
    for fault in authored_faults(draft):
        raise fault
    return draft


def parse_document(text: str) -> Draft:
    """Read a questionnaire from TOML whatever rules it breaks; refuse only what has not its form."""
    raw = _load(text)
    _only(raw, _DOCUMENT_FIELDS, "")
    reviewed_by = {
        _language(language): _line(name, f"reviewed_by.{language}", empty=True)
        for language, name in _table(raw, "reviewed_by", "reviewed_by").items()
    }
    if VIETNAMESE not in reviewed_by:
        raise MissingVietnameseError(field="reviewed_by")
    words = _table(raw, "words", "words")
    _only(words, _WORDED, "words.")
    return Draft(
        code=_authored_code(raw, "code"),
        title=_words(raw.get("title"), "title", reviewed_by),
        reviewed_by=reviewed_by,
        words=_catalogue(words, "words", reviewed_by),
        groups=_catalogue(_table(raw, "groups", "groups"), "groups", reviewed_by),
        questions=_questions(raw, reviewed_by),
    )


def read_addition(text: str, central: Draft) -> Draft:
    """Read a unit's own questions from TOML; `with_addition` says whether they can be added."""
    raw = _load(text)
    _only(raw, ("question",), "")
    return addition(central, _questions(raw, central.languages, OWN_GROUP))


def created_document(code: str, columns: Sequence[str]) -> Draft:
    """Make a questionnaire with one five-level question per column of a file, all of them in the index."""
    title = question_code(code)
    questions = tuple(
        Question(
            code=question_code(column),
            kind=Kind.RATING5,
            group=_CREATED_GROUP,
            text={VIETNAMESE: question_code(column)},
            indexed=True,
        )
        for column in columns
    )
    return hold_rules(
        Draft(
            code=title,
            title={VIETNAMESE: title},
            reviewed_by={VIETNAMESE: ""},
            words=_CREATED_WORDS,
            groups={_CREATED_GROUP: {VIETNAMESE: _CREATED_GROUP_TITLE}},
            questions=questions,
        )
    )


def question_code(column: str) -> str:
    """Give the question code a column's name stands for: NFC, without outer blanks, on one line."""
    try:
        code = clean(column, limit=_CODE_LIMIT)
    except (TextTooLongError, UnreadableTextError) as error:
        raise BadColumnError(column=echo(column)) from error
    if not code or any(unicodedata.category(letter) in _UNPRINTED for letter in code):
        raise BadColumnError(column=echo(code))
    return code


def _load(text: str) -> dict[str, Any]:
    if len(text) > _DOCUMENT_LIMIT:
        raise UnreadableDocumentError(reason=f"it has more than {_DOCUMENT_LIMIT} characters")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableDocumentError(reason=str(error)) from error
    except RecursionError:
        raise UnreadableDocumentError(reason="it is nested too deeply") from None


def _questions(raw: Mapping[str, Any], languages: Collection[str], group: str = "") -> tuple[Question, ...]:
    return tuple(
        _question(
            {"group": group, **part} if group and isinstance(part, dict) else part, f"question {number}", languages
        )
        for number, part in enumerate(_list(raw, "question", "question"), start=1)
    )


def _question(raw: object, where: str, languages: Collection[str]) -> Question:
    if not isinstance(raw, dict):
        raise MisshapenFieldError(field=where)
    _only(raw, _QUESTION_FIELDS, f"{where}: ")
    code = _authored_code(raw, f"{where}: code")
    answers = _table(raw, "answers", f"{code}: answers") if "answers" in raw else {}
    options = _list(raw, "options", f"{code}: options") if "options" in raw else []
    return Question(
        code=code,
        kind=_kind(code, raw.get("kind")),
        group=_line(raw.get("group"), f"{code}: group"),
        text=_words(raw.get("text"), f"{code}: text", languages),
        core=_flag(raw, code, "core"),
        indexed=_flag(raw, code, "indexed"),
        confidential=_flag(raw, code, "confidential"),
        options=tuple(_words(option, f"{code}: options", languages) for option in options),
        answers=_catalogue(answers, f"{code}: answers", languages),
        condition=_condition(raw, code),
    )


def _condition(raw: Mapping[str, Any], code: str) -> Condition | None:
    where = f"{code}: show_if"
    if "show_if" not in raw:
        return None
    given = _table(raw, "show_if", where)
    _only(given, ("question", "in"), f"{where}.")
    answers = _list(given, "in", f"{where}.in")
    return Condition(
        question=_line(given.get("question"), f"{where}.question"),
        answers=tuple(_line(answer, f"{where}.in") for answer in answers),
    )


def _authored_code(raw: Mapping[str, Any], where: str) -> str:
    code = _line(raw.get("code"), where)
    if not _AUTHORED_CODE.fullmatch(code):
        raise BadCodeError(code=echo(code))
    return code


def _kind(code: str, value: object) -> Kind:
    name = _line(value, f"{code}: kind")
    try:
        return Kind(name)
    except ValueError:
        raise UnknownKindError(question=code, kind=name) from None


def _flag(raw: Mapping[str, Any], code: str, name: str) -> bool:
    value = raw.get(name, False)
    if not isinstance(value, bool):
        raise MisshapenFieldError(field=f"{code}: {name}")
    return value


def _catalogue(raw: Mapping[str, Any], where: str, languages: Collection[str]) -> dict[str, Words]:
    return {name: _words(value, f"{where}.{name}", languages) for name, value in raw.items()}


def _words(value: object, where: str, languages: Collection[str]) -> Words:
    if not isinstance(value, dict):
        raise MisshapenFieldError(field=where)
    for language in value:
        if language not in languages:
            raise UnknownLanguageError(field=where, language=language)
    words = {language: _line(text, where, empty=True) for language, text in value.items()}
    if not words.get(VIETNAMESE):
        raise MissingVietnameseError(field=where)
    return words


def _language(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise UnknownLanguageError(field="reviewed_by", language=language)
    return language


def _line(value: object, where: str, *, empty: bool = False) -> str:
    if not isinstance(value, str):
        raise MisshapenFieldError(field=where)
    try:
        text = clean(value, limit=_TEXT_LIMIT)
    except (TextTooLongError, UnreadableTextError) as error:
        raise UnreadableDocumentError(reason=f"{where}: {error}") from error
    if not text and not empty:
        raise MisshapenFieldError(field=where)
    return text


def _table(raw: Mapping[str, Any], name: str, where: str) -> dict[str, Any]:
    value = raw.get(name)
    if not isinstance(value, dict):
        raise MisshapenFieldError(field=where)
    return value


def _list(raw: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = raw.get(name, [])
    if not isinstance(value, list):
        raise MisshapenFieldError(field=where)
    return value


def _only(raw: Mapping[str, Any], known: Collection[str], where: str) -> None:
    for name in raw:
        if name not in known:
            raise UnknownFieldError(field=where + name)
