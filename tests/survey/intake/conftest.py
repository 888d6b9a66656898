"""What the tests of the intake may ask for: a desk with a code, and a house that takes files in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client

from survey.intake.importing import Options, import_responses
from tests.helpers.builders import a_code, a_desk, a_unit, a_version, the_default
from tests.survey.intake.bringing import AT
from tests.survey.intake.standing import Stand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from survey.app import Service
    from survey.foundation.database import Store
    from survey.foundation.doors import House
    from survey.intake.importing import Report


@pytest.fixture
def stand(service: Service, store: Store) -> Stand:
    """A desk of Đông Hà with the packaged questionnaire and a code."""
    with store.writing() as connection:
        the_default(connection)
        a_unit(connection, name="Phường Đông Hà")
        point = a_code(connection, a_desk(connection, name="Quầy 1", field="Hộ tịch"))
    return Stand(store, Client(service), point)


@pytest.fixture
def office(house: House) -> House:
    """A house with desk DH-1 of unit DONGHA and the questionnaire `short` (q1, q2)."""
    with house.store.writing() as connection:
        a_desk(connection)
        a_version(connection)
    return house


@pytest.fixture
def bring(office: House, tmp_path: Path) -> Callable[..., Report]:
    """Bring in a file of these lines (the first is the header)."""

    def run(*lines: str, at: datetime = AT, questionnaire: str = "short", **chosen: Any) -> Report:
        path = tmp_path / "answers.csv"
        path.write_bytes("\n".join(lines).encode())
        return import_responses(office, path, Options(questionnaire=questionnaire, **chosen), at=at)

    return run
