"""Forms of as many fields as there are languages, options and answers: from a question to fields and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from survey.foundation.text import clean
from survey.questionnaire.domain import OWN_GROUP, Condition, Draft, Kind, Question
from survey.questionnaire.domain.document import COMMENT, MARKS
from survey.questionnaire.domain.drafts import with_head
from survey.questionnaire.domain.refusals import BadCodeError, UnknownKindError, echo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.questionnaire.domain import Words

Typed = dict[str, str]
"""What stands in a form's fields, by their names."""

TEXT_LIMIT = 1000
OPTION_ROWS = 26
_FEWEST_ROWS = 4
_FLAGS = ("core", "indexed", "confidential")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OPTION = re.compile(r"option-([0-9]{1,2})-")


def typed_of(question: Question) -> Typed:
    """Give the fields a question fills."""
    typed = {"kind": question.kind.value, "group": question.group}
    typed |= {name: "1" for name in _FLAGS if getattr(question, name)}
    typed |= _typed("text", question.text)
    for number, words in enumerate(question.options, start=1):
        typed |= _typed(f"option-{number}", words)
    for mark, words in question.answers.items():
        typed |= _typed(f"answer-{mark}", words)
    if question.condition:
        typed["after"] = question.condition.question
        typed |= {f"when-{mark}": "1" for mark in question.condition.answers}
    return typed


def read_question(typed: Mapping[str, str], languages: Sequence[str], *, code: str, own: bool) -> Question:
    """Make a question of what was typed; `own` is a unit's, which has no flags and one group.

    It may be unfinished; refused is only what nobody can read.
    """
    kind = _kind(typed, code)
    rows = (_words(typed, f"option-{number}", languages) for number in range(1, OPTION_ROWS + 1))
    answers = {mark: _words(typed, f"answer-{mark}", languages) for mark in MARKS[Kind.EVENT]}
    flags = {name: bool(typed.get(name)) and not own for name in _FLAGS}
    return Question(
        code=code,
        kind=kind,
        group=OWN_GROUP if own else _line(typed, "group"),
        text=_words(typed, "text", languages),
        options=tuple(words for words in rows if words) if kind is Kind.CHOICE else (),
        answers={mark: words for mark, words in answers.items() if words and kind is Kind.EVENT},
        condition=_condition(typed),
        **flags,
    )


def new_code(typed: Mapping[str, str]) -> str:
    """Read the code of a new question of the centre; the comment's for a text."""
    if typed.get("kind") == Kind.TEXT:
        return COMMENT
    return read_code(typed)


def option_rows(typed: Mapping[str, str]) -> int:
    """Give how many rows for options a form shows: those in use and two more, four more when asked for."""
    used = [int(found[1]) for name, value in typed.items() if value and (found := _OPTION.match(name))]
    more = _FEWEST_ROWS if typed.get("do") == "more" else 2
    return min(max(max(used, default=0) + more, _FEWEST_ROWS), OPTION_ROWS)


def typed_head(draft: Draft) -> Typed:
    """Give the fields a document's head fills."""
    typed = _typed("title", draft.title) | _typed("reviewed", draft.reviewed_by)
    for name, words in (*_numbered("group", draft.groups), *_numbered("word", draft.words)):
        typed |= _typed(name, words)
    return typed


def read_head(typed: Mapping[str, str], draft: Draft) -> Draft:
    """Give a draft the head that was typed: its title, who vouches for it, its groups and words."""
    languages = draft.languages
    groups = {key: _words(typed, f"group-{number}", languages) for number, key in enumerate(draft.groups, start=1)}
    words = {key: _words(typed, f"word-{number}", languages) for number, key in enumerate(draft.words, start=1)}
    if added := _line(typed, "new-group"):
        groups.setdefault(_code(added), _words(typed, "new-group", languages))
    used = {question.group for question in draft.questions}
    return with_head(
        draft,
        title=_words(typed, "title", languages),
        reviewed_by={language: _line(typed, f"reviewed-{language}") for language in languages},
        # A group nobody stands in is taken out by emptying its title.
        groups={key: title for key, title in groups.items() if title or key in used},
        words=words,
    )


def read_code(typed: Mapping[str, str]) -> str:
    """Read the code of a new questionnaire."""
    return _code(_line(typed, "code"))


def _code(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise BadCodeError(code=echo(code))
    return code


def _numbered(name: str, catalogue: Mapping[str, Words]) -> Iterator[tuple[str, Words]]:
    return ((f"{name}-{number}", words) for number, words in enumerate(catalogue.values(), start=1))


def _typed(name: str, words: Words) -> Typed:
    return {f"{name}-{language}": text for language, text in words.items()}


def _words(typed: Mapping[str, str], name: str, languages: Sequence[str]) -> Words:
    found = {language: _line(typed, f"{name}-{language}") for language in languages}
    return {language: text for language, text in found.items() if text}


def _line(typed: Mapping[str, str], name: str) -> str:
    # A question is one line wherever it is shown.
    return " ".join(clean(typed.get(name, ""), limit=TEXT_LIMIT).split())


def _kind(typed: Mapping[str, str], code: str) -> Kind:
    try:
        return Kind(typed.get("kind", ""))
    except ValueError:
        raise UnknownKindError(question=code, kind=echo(typed.get("kind", ""))) from None


def _condition(typed: Mapping[str, str]) -> Condition | None:
    after = _line(typed, "after")
    if not after:
        return None
    marks = tuple(name.removeprefix("when-")[:1] for name in typed if name.startswith("when-"))
    return Condition(question=after, answers=marks)
