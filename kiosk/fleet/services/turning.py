"""The codes a desk's tablet shows in turn, for the minutes to come: also without a network they change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kiosk.fleet.services.configuring import desk_code
from survey.foundation.codes import grouped
from survey.touchpoint import qr
from survey.touchpoint.domain.rotating import SLOT_S, rotating_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kiosk.pairing.domain import Device

SLOTS = 6
"""Twelve minutes: what a tablet that has lost its network can still show."""

_MS = 1000
_PICTURE = re.compile(r'viewBox="0 0 (\d+) [^>]*>.*<path d="([^"]+)"')


def slots(
    connection: Connection, device: Device, *, at: datetime, secret: bytes, base_url: str
) -> list[dict[str, Any]]:
    """Give the codes of this slot and the next ones; none where the tablet's desk has no code."""
    code = desk_code(connection, device)
    if code is None:
        return []
    first = int(at.timestamp()) // SLOT_S
    return [_slot(secret, code, number, base_url) for number in range(first, first + SLOTS)]


def _slot(secret: bytes, code: str, number: int, base_url: str) -> dict[str, Any]:
    starts = datetime.fromtimestamp(0, UTC) + timedelta(seconds=number * SLOT_S)
    shown = rotating_code(secret, code, starts)
    where = qr.address(base_url, shown)
    size, path = _drawn(where)
    return {
        "from": number * SLOT_S * _MS,
        "until": (number + 1) * SLOT_S * _MS,
        "code": grouped(shown).replace("-", " "),
        "site": qr.site(where) + "/Q/",
        "size": size,
        "path": path,
    }


def _drawn(text: str) -> tuple[int, str]:
    """Give the side and the path of a QR picture; the tablet draws it with the colours of its page."""
    found = _PICTURE.search(qr.svg(text))
    if found is None:
        raise ValueError("a QR picture without its path")
    return int(found[1]), found[2]
