"""What a tablet sends and gets when it empties its queue, and how one item is read, strictly."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, SkipValidation, ValidationError

from kiosk.pairing.models import STRICT, Reply
from kiosk.queue.domain import BATCH_MOST, FARTHEST_MS, Batch, Clocks, Item

_Id = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
_Ms = Annotated[int, Field(ge=0, le=FARTHEST_MS)]
_Gap = Annotated[int, Field(ge=-FARTHEST_MS, le=FARTHEST_MS)]
_Code = Annotated[str, Field(min_length=1, max_length=64)]
_Mark = Annotated[str, Field(min_length=1, max_length=8)]


class ItemModel(BaseModel):
    """One answer on the wire."""

    model_config = STRICT

    id: _Id
    questionnaire: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    answers: Annotated[dict[_Code, _Mark], Field(min_length=1, max_length=100)]
    at: _Gap
    mono: _Ms
    session: _Id
    offset: _Gap | None
    dwell_ms: _Ms | None
    assisted: bool


class BatchModel(BaseModel):
    """A batch on the wire; its items are read one by one, so that a bad one spoils no other."""

    model_config = STRICT

    items: Annotated[list[SkipValidation[ItemModel]], Field(max_length=BATCH_MOST)]
    sent_at: _Gap
    mono: _Ms
    session: _Id

    def batch(self) -> Batch:
        """Give the batch as the services know it."""
        clocks = Clocks(sent_at_ms=self.sent_at, mono_ms=self.mono, session=UUID(self.session))
        return Batch(items=self.items, clocks=clocks)


class FilePayload(BaseModel):
    """What a queue file holds under its signature; what the tablet put aside is tried again."""

    model_config = STRICT

    exported_at: _Gap
    mono: _Ms
    session: _Id
    items: list[Any]
    aside: list[Any]

    @property
    def clocks(self) -> Clocks:
        """The clocks of the tablet as it wrote the file."""
        return Clocks(sent_at_ms=self.exported_at, mono_ms=self.mono, session=UUID(self.session))


class QueueFile(BaseModel):
    """A queue file: a payload, and who vouches for it."""

    model_config = STRICT

    format: Literal["hailong-kiosk-queue-1"]
    key: Annotated[str, Field(max_length=100)]
    payload: str
    signature: Annotated[str, Field(max_length=200)]


class ToldModel(BaseModel):
    """What became of one item."""

    id: str | None
    result: Literal["accepted", "duplicate", "quarantined"]
    reason: Literal["malformed", "unknown_questionnaire", "wrong_answer", "clock", "too_large"] | None


class BatchReply(Reply):
    """What became of the items, in their order."""

    results: list[ToldModel]


def read_item(raw: Any) -> Item | None:
    """Read one item; None when it is not one."""
    try:
        told = ItemModel.model_validate(raw)
    except ValidationError:
        return None
    return Item(
        item_id=UUID(told.id),
        questionnaire=told.questionnaire,
        answers=told.answers,
        at_ms=told.at,
        mono_ms=told.mono,
        session=UUID(told.session),
        offset_ms=told.offset,
        dwell_ms=told.dwell_ms,
        assisted=told.assisted,
    )


def id_of(raw: Any) -> str | None:
    """Give the id an item says it has, to name it in the reply; None when it has none that could be one."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) and _is_id(found) else None


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def written(raw: Any) -> bytes:
    """Write an item as it is put aside: one spelling, ASCII only, whatever it holds."""
    return json.dumps(raw, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")
