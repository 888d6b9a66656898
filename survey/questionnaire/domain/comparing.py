"""What changes from one document to another, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from survey.questionnaire.domain.document import ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from survey.questionnaire.domain.document import Draft, Question, Words


class ChangeKind(StrEnum):
    """What happened to a part of the document."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `where` is a question's code, or empty for the head; `lines` are field, before, after."""

    kind: ChangeKind
    where: str
    lines: tuple[tuple[str, str, str], ...] = ()


def compare(before: Draft | None, after: Draft) -> list[Change]:
    """List what changes from a document to another; with None, everything is added."""
    found = list(_head(before, after))
    old = {question.code: question for question in before.questions} if before else {}
    new = {question.code: question for question in after.questions}
    for code, question in new.items():
        lines = _lines(_flat(old[code]) if code in old else {}, _flat(question))
        if lines:
            kind = ChangeKind.CHANGED if code in old else ChangeKind.ADDED
            found.append(Change(kind=kind, where=code, lines=lines))
    found += [
        Change(kind=ChangeKind.REMOVED, where=code, lines=_lines(_flat(question), {}))
        for code, question in old.items()
        if code not in new
    ]
    return found + _moved(tuple(old), tuple(new))


def _head(before: Draft | None, after: Draft) -> Iterator[Change]:
    lines = _lines(_flat_head(before) if before else {}, _flat_head(after))
    if lines:
        yield Change(kind=ChangeKind.CHANGED if before else ChangeKind.ADDED, where="", lines=lines)


def _moved(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Name the questions that stand elsewhere among those of both documents: fewest moves told first."""
    before = [code for code in old if code in new]
    after = [code for code in new if code in old]
    found = []
    while before != after:
        # The first that stands wrong has come from further down, or the one before it went there.
        place = next(place for place, code in enumerate(after) if code != before[place])
        up, down = after[place], before[place]
        gone = up if before.index(up) - place >= after.index(down) - place else down
        found.append(Change(kind=ChangeKind.MOVED, where=gone))
        before.remove(gone)
        after.remove(gone)
    return found


def _lines(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    fields = dict.fromkeys((*before, *after))
    return tuple(
        (field, before.get(field, ""), after.get(field, ""))
        for field in fields
        if before.get(field, "") != after.get(field, "")
    )


def _flat(question: Question) -> dict[str, str]:
    condition = question.condition
    flags = {name: "✓" if getattr(question, name) else "" for name in ("core", "indexed", "confidential")}
    flat = {"kind": question.kind.value, "group": question.group} | flags
    flat["show_if"] = f"{condition.question}: {', '.join(condition.answers)}" if condition else ""
    flat |= _worded("text", question.text)
    for mark, words in zip(question.marks, question.options, strict=False):
        flat |= _worded(mark, words)
    for mark, words in question.answers.items():
        flat |= _worded(mark, words)
    return flat


def _flat_head(draft: Draft) -> dict[str, str]:
    flat = _worded("title", draft.title) | _worded("reviewed_by", draft.reviewed_by)
    for name, words in (*draft.groups.items(), *draft.words.items()):
        flat |= _worded(name, words)
    return flat


def _worded(name: str, words: Words) -> dict[str, str]:
    return {f"{name} ({language})": words[language] for language in ordered(words)}
