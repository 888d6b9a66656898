"""A queue file comes in: signed by a key of ours, even of a device that was revoked since."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kiosk.pairing.domain import file_text
from kiosk.pairing.domain.refusals import BadSignatureError
from kiosk.pairing.keys import signed_by
from kiosk.pairing.services import key_of
from kiosk.queue.domain import BATCH_MOST, Batch, Reason, Result
from kiosk.queue.models import FilePayload, QueueFile, read_item
from kiosk.queue.services.taking import Desk, take_batch
from survey.foundation.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta

    from kiosk.queue.domain import Told
    from survey.foundation.doors import House
    from survey.intake.domain import Hearing

_TABLETS_OWN = frozenset(("state", "tries", "reason"))


class NotAQueueFileError(Refusal):
    """The file is not what a tablet writes."""

    message = "This is not a queue file of a tablet."


@dataclass(slots=True)
class Report:
    """What became of the items of a file."""

    accepted: int = 0
    duplicate: int = 0
    quarantined: list[tuple[str | None, Reason]] = field(default_factory=list)

    def add(self, told: Told) -> None:
        """Count one item."""
        if told.result is Result.ACCEPTED:
            self.accepted += 1
        elif told.result is Result.DUPLICATE:
            self.duplicate += 1
        elif told.reason is not None:
            self.quarantined.append((told.item_id, told.reason))


def import_file(house: House, content: bytes, *, at: datetime, oldest: timedelta, hearing: Hearing) -> Report:
    """Take in a queue file; each answer once, however often it is brought and whatever came by the network."""
    file, payload = _opened(content)
    with house.store.reading() as connection:
        key = key_of(connection, file.key)
    if not signed_by(key.public_key, file_text(file.payload), file.signature):
        raise BadSignatureError
    desk = Desk(device=key.device, now=at, oldest=oldest, secret=house.secret, hearing=hearing)
    report = Report()
    for batch in _batches(payload):
        with house.store.writing() as connection:
            for told in take_batch(connection, batch, desk):
                report.add(told)
    return report


def _opened(content: bytes) -> tuple[QueueFile, FilePayload]:
    try:
        file = QueueFile.model_validate(json.loads(content))
        return file, FilePayload.model_validate(json.loads(file.payload))
    except (ValueError, RecursionError):  # a ValidationError is a ValueError
        raise NotAQueueFileError from None


def _batches(payload: FilePayload) -> Iterator[Batch]:
    items = [_as_sent(raw) for raw in (*payload.items, *payload.aside)]
    offset = _last_offset(items)
    for first in range(0, len(items), BATCH_MOST):
        some = items[first : first + BATCH_MOST]
        yield Batch(items=some, clocks=payload.clocks, live=False, offset_ms=offset)


def _last_offset(items: Sequence[Any]) -> int | None:
    """Give the difference of the clocks that the newest item knows: all of a file are one tablet's."""
    known = [(item.at_ms, item.offset_ms) for raw in items if (item := read_item(raw))]
    told = [(at_ms, offset_ms) for at_ms, offset_ms in known if offset_ms is not None]
    return max(told)[1] if told else None


def _as_sent(raw: Any) -> Any:
    """Give an item without what only the tablet needs to know of it."""
    if not isinstance(raw, dict):
        return raw
    return {name: value for name, value in raw.items() if name not in _TABLETS_OWN}
