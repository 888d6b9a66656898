"""How a document is kept: one canonical text, its hash, and the scales it may not change."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from survey.questionnaire.domain.document import Condition, Draft, Kind, Question
from survey.questionnaire.domain.refusals import ScaleChangedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    """Refuse a draft that asks a code of an earlier version on another scale."""
    for fault in scale_faults(draft, published):
        raise fault


def scale_faults(draft: Draft, published: Iterable[Draft]) -> Iterator[ScaleChangedError]:
    """Name each code that an earlier version asked on another scale, once."""
    told: set[str] = set()
    now = {question.code: _scale(question) for question in draft.questions}
    for question in (question for earlier in published for question in earlier.questions):
        before = _scale(question)
        after = now.get(question.code, before)
        if after != before and question.code not in told:
            told.add(question.code)
            yield ScaleChangedError(question=question.code, before=before, after=after)


def _scale(question: Question) -> str:
    return f"choice of {len(question.options)}" if question.kind is Kind.CHOICE else question.kind.value
