"""An office on a connection that is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.survey.feedback.people import Office, an_office

if TYPE_CHECKING:
    from sqlalchemy import Connection


@pytest.fixture
def office(connection: Connection) -> Office:
    return an_office(connection)
