"""Writing a document as TOML, in the form `read_document` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.questionnaire.domain.document import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from survey.questionnaire.domain.document import Draft, Question, Words

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def write_document(draft: Draft) -> str:
    """Give a document's TOML; a unit's own questions without the head, which is the centre's."""
    return "\n".join((*_head(draft), *(line for question in draft.questions for line in _question(question)), ""))


def _head(draft: Draft) -> Iterator[str]:
    if draft.title:
        yield f"code = {_text(draft.code)}"
        yield from _table("title", draft.title)
        yield from _table("reviewed_by", draft.reviewed_by)
        yield from _tables("words", draft.words)
        yield from _tables("groups", draft.groups)


def _question(question: Question) -> Iterator[str]:
    yield "\n[[question]]"
    yield f"code = {_text(question.code)}"
    yield f"kind = {_text(question.kind.value)}"
    yield f"group = {_text(question.group)}"
    for name in ("core", "indexed", "confidential"):
        if getattr(question, name):
            yield f"{name} = true"
    if question.condition:
        marks = ", ".join(map(_text, question.condition.answers))
        yield f"show_if = {{ question = {_text(question.condition.question)}, in = [{marks}] }}"
    if question.options:
        yield "options = ["
        yield from (f"    {_inline(words)}," for words in question.options)
        yield "]"
    yield f"text = {_inline(question.text)}"
    if question.answers:
        yield "[question.answers]"
        yield from (f"{_text(mark)} = {_inline(words)}" for mark, words in question.answers.items())


def _table(name: str, words: Words) -> Iterator[str]:
    yield f"\n[{name}]"
    yield from (f"{_text(language)} = {_text(words[language])}" for language in ordered(words))


def _tables(name: str, catalogue: Mapping[str, Words]) -> Iterator[str]:
    yield f"\n[{name}]"
    yield from (f"{_text(key)} = {_inline(words)}" for key, words in catalogue.items())


def _inline(words: Words) -> str:
    return "{ " + ", ".join(f"{_text(language)} = {_text(words[language])}" for language in ordered(words)) + " }"


def _text(text: str) -> str:
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter < " " or letter == "\x7f":
        return _ESCAPES.get(letter, f"\\u{ord(letter):04x}")
    return _ESCAPES.get(letter, letter)
