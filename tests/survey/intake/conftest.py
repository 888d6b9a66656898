"""What the tests of the citizen's pages may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from tests.helpers.builders import a_code, a_desk, a_unit, the_default
from tests.survey.intake.standing import Stand

if TYPE_CHECKING:
    from survey.app import Service
    from survey.foundation.database import Store


@pytest.fixture
def stand(service: Service, store: Store) -> Stand:
    """A desk of Đông Hà with the packaged questionnaire and a code."""
    with store.writing() as connection:
        the_default(connection)
        a_unit(connection, name="Phường Đông Hà")
        point = a_code(connection, a_desk(connection, name="Quầy 1", field="Hộ tịch"))
    return Stand(store, Client(service), point)
