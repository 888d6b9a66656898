"""What the tests of the index may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from survey.organisation.domain import ProcedureEntry
from survey.organisation.records import keep_procedures
from tests.helpers.builders import a_unit

if TYPE_CHECKING:
    from sqlalchemy import Connection


@pytest.fixture
def office(connection: Connection) -> Connection:
    """Units A and B, procedures P (field X), Q (field X) and R."""
    for code in "AB":
        a_unit(connection, code)
    entries = [
        ProcedureEntry(line=2, code=code, name=f"Thủ tục {code}", field=field, unit="")
        for code, field in (("P", "X"), ("Q", "X"), ("R", ""))
    ]
    keep_procedures(connection, entries)
    return connection
