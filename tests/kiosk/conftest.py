"""A ward with two desks, a manager, and the whole service with the kiosk's room open, on each database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from kiosk.pairing.domain import Spot
from survey.app import Service, create_app
from tests.helpers.builders import a_code, a_desk, a_unit, the_default
from tests.helpers.tablet import Tablet, a_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

    from survey.foundation.database import Store
    from survey.questionnaire.domain import Version
    from survey.settings import Settings


@dataclass
class Ward:
    """What stands ready: places, a questionnaire, somebody who may pair."""

    service: Service
    version: Version
    unit_id: int
    desk_id: int
    other_desk_id: int
    manager: int

    @property
    def store(self) -> Store:
        return self.service.house.store

    @property
    def desk(self) -> Spot:
        return Spot(unit_id=self.unit_id, desk_id=self.desk_id)

    @property
    def other_desk(self) -> Spot:
        return Spot(unit_id=self.unit_id, desk_id=self.other_desk_id)

    @property
    def hall(self) -> Spot:
        return Spot(unit_id=self.unit_id, desk_id=None)

    def paired(self, spot: Spot | None = None) -> Tablet:
        """Give a tablet that a manager has paired, at the first desk unless told."""
        tablet = Tablet(self.service)
        tablet.pair(spot or self.desk, by=self.manager)
        return tablet


@pytest.fixture(scope="session")
def opened_kiosks() -> Iterator[dict[str, Service]]:
    opened: dict[str, Service] = {}
    yield opened
    for service in opened.values():
        service.house.store.close()


@pytest.fixture
def ward(store: Store, settings: Settings, opened_kiosks: dict[str, Service]) -> Ward:
    """The ward, in an empty database of each kind."""
    if settings.database_url not in opened_kiosks:
        opened_kiosks[settings.database_url] = create_app(
            replace(settings, rooms=("kiosk",), signin_attempts="100000 per minute")
        )
    with store.writing() as connection:
        version = the_default(connection)
        unit_id = a_unit(connection, "DH", name="Phường Đông Hà")
        desk_id = a_desk(connection, "DH-1", unit="DH", name="Quầy 1", field="Hộ tịch")
        other_desk_id = a_desk(connection, "DH-2", unit="DH", name="Quầy 2")
        a_code(connection, desk_id)
        manager = a_manager(connection)
    return Ward(
        service=opened_kiosks[settings.database_url],
        version=version,
        unit_id=unit_id,
        desk_id=desk_id,
        other_desk_id=other_desk_id,
        manager=manager,
    )


@pytest.fixture
def tablet(ward: Ward) -> Tablet:
    """A tablet that is paired at the first desk."""
    return ward.paired()
