"""How a document is kept: one canonical text, its hash, and the scales it may not change."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from survey.questionnaire.domain.document import Draft, Kind, Question
from survey.questionnaire.domain.refusals import ScaleChangedError

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT = tuple(part.name for part in fields(Draft) if part.init)


def canonical(draft: Draft) -> str:
    """Give the one text of a document: JSON with sorted keys and no blanks."""
    plain = {name: getattr(draft, name) for name in _KEPT if name != "questions"}
    plain["questions"] = [asdict(question) for question in draft.questions]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(draft: Draft) -> str:
    """Give the SHA-256 of the canonical text, in hexadecimal."""
    return sha256(canonical(draft).encode()).hexdigest()


def read_canonical(text: str) -> Draft:
    """Read back what `canonical` wrote; rules made later do not apply to it."""
    plain: dict[str, Any] = json.loads(text)
    questions = tuple(
        Question(**(part | {"kind": Kind(part["kind"]), "options": tuple(part["options"])}))
        for part in plain.pop("questions")
    )
    return Draft(questions=questions, **plain)


def hold_scales(draft: Draft, published: Iterable[Draft]) -> None:
    """Refuse a draft that asks a code of an earlier version on another scale."""
    now = {question.code: _scale(question) for question in draft.questions}
    for question in (question for earlier in published for question in earlier.questions):
        before = _scale(question)
        after = now.get(question.code, before)
        if after != before:
            raise ScaleChangedError(question=question.code, before=before, after=after)


def _scale(question: Question) -> str:
    return f"choice of {len(question.options)}" if question.kind is Kind.CHOICE else question.kind.value
