"""A small province behind its staff pages, and a browser for each kind of account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.foundation.clock import local_day, now
from survey.organisation.services import read_cells, take_in
from tests.helpers.staff import Browser

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.app import Service
    from survey.foundation.database import Store

AT = "/admin/to-chuc"
TODAY = local_day(now())
MONDAY = TODAY + timedelta(days=8 - TODAY.isoweekday())
"""The next Monday: a head may change it."""

UNITS = (
    ("QT", "Tỉnh Quảng Trị", "", "province"),
    ("DH", "UBND phường Đông Hà", "QT", "ward"),
    ("DH-MC", "Bộ phận Một cửa Đông Hà", "DH", "one_stop"),
    ("ND", "UBND phường Nam Đông Hà", "QT", "ward"),
)
DESKS = (
    ("DH-1", "DH", "Quầy 1 – Hộ tịch"),
    ("DH-2", "DH", "Quầy 2 – Đất đai"),
    ("ND-1", "ND", "Quầy 1 – Chứng thực"),
)
STAFF = (("S1", "Nguyễn Thị Ánh", "DH"), ("S2", "Trần Văn Ất", "DH"), ("S3", "Lê Thị Chi", "ND"))


@pytest.fixture
def office(store: Store, service: Service) -> Callable[..., Browser]:
    """Open a browser for the account of this name, or for a stranger."""
    with store.writing() as connection:
        _found_province(connection)

    def open_for(name: str = "") -> Browser:
        opened = Browser(Client(service), AT)
        if name:
            opened.sign_in(store, name)
        return opened

    return open_for


@pytest.fixture
def admin(office: Callable[..., Browser]) -> Browser:
    return office("quantri")


@pytest.fixture
def head(office: Callable[..., Browser]) -> Browser:
    return office("lanhdao.dh")


def _found_province(connection: Any) -> None:
    week = "1,2,3,4,5,6,7"
    hours = {"opens": "07:30", "closes": "17:00", "days": week}
    tables: dict[str, list[dict[str, str]]] = {
        "units": [
            {"code": code, "name": name, "parent": parent, "kind": kind, "valid_from": "2020-01-01"}
            for code, name, parent, kind in UNITS
        ],
        "desks": [{"code": code, "unit": unit, "name": name, **hours} for code, unit, name in DESKS],
        "staff": [
            {"code": code, "name": name, "home_unit": unit, "kind": "official", "title": "Chuyên viên"}
            for code, name, unit in STAFF
        ],
        "roster": [
            {"desk": "DH-1", "staff": "S1", "from": f"{MONDAY} 07:30", "to": f"{MONDAY} 17:00"},
            {"desk": "ND-1", "staff": "S3", "from": f"{MONDAY} 07:30", "to": f"{MONDAY} 17:00"},
            {"desk": "DH-1", "staff": "S1", "from": "2026-03-02 07:30", "to": "2026-03-02 17:00"},
        ],
        "events": [
            {"kind": "transfer", "date": "2021-01-01", "from": "ND", "to": "DH", "legal_act": "QĐ 9", "note": "x"}
        ],
    }
    take_in(connection, read_cells(tables), on=date(2026, 1, 1))
