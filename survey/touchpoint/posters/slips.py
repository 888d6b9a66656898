"""Sheets of one-time slips, fourteen a page, to be cut and handed out with the papers of each file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.foundation.clock import LOCAL
from survey.foundation.codes import grouped
from survey.touchpoint import qr
from survey.touchpoint.posters import lettering, typesetting
from survey.touchpoint.posters.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

A_PAGE = 14
_TEMPLATE = "slip.typ"
_TITLE = "Phiếu mời đánh giá"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSlip:
    """What one slip says: whose it is, its token, where it leads and until when it is good."""

    unit: str
    desk: str | None
    token: str
    address: str
    expires_at: datetime


def slip_sheets(slips: Sequence[PrintedSlip], *, language: str, at: datetime) -> bytes:
    """Set slips, all of one service, as one PDF/A-2b with marks to cut by."""
    return typesetting.pdf(_TEMPLATE, _data(slips, language), at=at)


def slip_pages(slips: Sequence[PrintedSlip], *, language: str, ppi: float) -> list[bytes]:
    """Set slips as one PNG a page, to look at before printing."""
    return typesetting.pages(_TEMPLATE, _data(slips, language), ppi=ppi)


def _data(slips: Sequence[PrintedSlip], language: str) -> dict[str, object]:
    return {
        "title": _TITLE,
        "words": words(language),
        "emblem": None,
        "site": lettering.printable(qr.site(slips[0].address)),
        "slips": [_set(each) for each in slips],
    }


def _set(slip: PrintedSlip) -> dict[str, object]:
    return {
        "unit": lettering.name(slip.unit),
        "desk": lettering.name(slip.desk) if slip.desk else None,
        "code": grouped(slip.token),
        "address": slip.address,
        "svg": qr.svg(slip.address),
        "until": f"{slip.expires_at.astimezone(LOCAL):%H:%M, %d/%m/%Y}",
    }
