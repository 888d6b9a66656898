"""How a document is kept: one canonical text, its hash, and what it may not change: scales, and the index."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from survey.questionnaire.domain.document import Condition, Draft, Kind, Question
from survey.questionnaire.domain.faults import JoinedIndexError, LeftIndexError
from survey.questionnaire.domain.refusals import ScaleChangedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from survey.foundation.errors import Refusal

_KEPT = tuple(part.name for part in fields(Draft) if part.init)


def canonical(draft: Draft) -> str:
    """Give the one text of a document: JSON with sorted keys and no blanks."""
    plain = {name: getattr(draft, name) for name in _KEPT if name != "questions"}
    plain["questions"] = [_plain(question) for question in draft.questions]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(question: Question) -> dict[str, Any]:
    plain = asdict(question)
    # Documents from before there were conditions keep their text, and so their hash.
    if plain["condition"] is None:
        del plain["condition"]
    return plain


def content_hash(draft: Draft) -> str:
    """Give the SHA-256 of the canonical text, in hexadecimal."""
    return sha256(canonical(draft).encode()).hexdigest()


def read_canonical(text: str) -> Draft:
    """Read back what `canonical` wrote; rules made later do not apply to it."""
    plain: dict[str, Any] = json.loads(text)
    questions = tuple(_question(part) for part in plain.pop("questions"))
    return Draft(questions=questions, **plain)


def _question(part: dict[str, Any]) -> Question:
    given = part.pop("condition", None)
    condition = Condition(question=given["question"], answers=tuple(given["answers"])) if given else None
    whole = part | {"kind": Kind(part["kind"]), "options": tuple(part["options"]), "condition": condition}
    return Question(**whole)


def hold_scales(draft: Draft, published: Iterable[Draft]) -> None:
    """Refuse a draft that asks a code of an earlier version on another scale, or in the index where it was not."""
    for fault in scale_faults(draft, published):
        raise fault


def scale_faults(draft: Draft, published: Iterable[Draft]) -> Iterator[Refusal]:
    """Name each code that an earlier version asked on another scale, or whose place in the index changes, once.

    `published` are the earlier versions, oldest first. Those of before this rule may differ from each other in the
    index; the last that asked the question counts.
    """
    told: set[str] = set()
    asked = {question.code: question for question in draft.questions}
    last: dict[str, bool] = {}
    for question in (question for earlier in published for question in earlier.questions):
        before, now = _scale(question), asked.get(question.code)
        last[question.code] = question.indexed
        if now is not None and _scale(now) != before and question.code not in told:
            told.add(question.code)
            yield ScaleChangedError(question=question.code, before=before, after=_scale(now))
    for code, was in last.items():
        if code in asked and code not in told and asked[code].indexed != was:
            yield LeftIndexError(question=code) if was else JoinedIndexError(question=code)


def _scale(question: Question) -> str:
    return f"choice of {len(question.options)}" if question.kind is Kind.CHOICE else question.kind.value
