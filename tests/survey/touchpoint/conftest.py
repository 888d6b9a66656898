"""Two offices behind their staff pages, and a browser for each kind of account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from survey.foundation.clock import now
from survey.touchpoint.domain import TouchpointKind
from survey.touchpoint.records import issue
from tests.helpers import staff
from tests.helpers.builders import a_desk, a_unit, dice

if TYPE_CHECKING:
    from collections.abc import Callable

    from survey.app import Service
    from survey.foundation.database import Store


@dataclass(kw_only=True)
class Browser(staff.Browser):
    """A browser, signed in or not, in front of the pages of codes."""

    service: Service
    codes: dict[str, str]
    """The code in force by the desk's or unit's own code."""


@pytest.fixture
def codes(store: Store) -> dict[str, str]:
    """Two wards with a desk each, in a province; the codes of all but the province."""
    with store.writing() as connection:
        a_unit(connection, "QT", name="Tỉnh Quảng Trị")
        places = {}
        for unit, name in (("DH", "Phường Đông Hà"), ("ND", "Phường Nam Đông Hà")):
            places[unit] = (TouchpointKind.UNIT, a_unit(connection, unit, name=name, parent="QT"))
            desk = a_desk(connection, f"{unit}/1", unit=unit, name="Quầy 1 – Hộ tịch")
            places[f"{unit}/1"] = (TouchpointKind.DESK, desk)
        return {
            code: issue(connection, kind=kind, place_id=place_id, at=now(), random=dice()).code
            for code, (kind, place_id) in places.items()
        }


@pytest.fixture
def office(store: Store, service: Service, codes: dict[str, str]) -> Callable[..., Browser]:
    """Open a browser for the account of this name, or for a stranger; pages speak English."""

    def open_for(name: str = "") -> Browser:
        opened = Browser(Client(service), service=service, codes=codes)
        if name:
            opened.sign_in(store, name, language="en")
        return opened

    return open_for
