from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk.fleet.domain import AlertKind, CommandKind, Status
from kiosk.fleet.services import order, tablets
from kiosk.pairing.domain import Spot
from kiosk.pairing.domain.refusals import DeviceGoneError
from kiosk.pairing.records import devices
from kiosk.pairing.services import lock, revoke
from survey.foundation.clock import now
from tests.helpers.builders import a_unit
from tests.helpers.houses import statements

if TYPE_CHECKING:
    from tests.helpers.tablet import Tablet
    from tests.kiosk.conftest import Ward


def test_a_manager_sees_the_tablets_of_own_units_and_how_they_do(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        other = a_unit(connection, "ND")
    ward.paired(Spot(unit_id=other, desk_id=None))
    tablet.results({"id": "x"})
    with ward.store.writing() as connection:
        (device,) = devices(connection, unit_ids=[ward.unit_id])
        order(connection, device, CommandKind.RELOAD, by=ward.manager, at=now())
        (found,) = tablets(connection, unit_ids=[ward.unit_id], at=now())
        assert len(tablets(connection, unit_ids=None, at=now())) == 2
    assert (found.unit_name, found.desk_name, found.set_aside) == ("Phường Đông Hà", "Quầy 1", 1)
    assert [command.kind for command in found.commands] == [CommandKind.RELOAD]
    assert AlertKind.ASIDE in found.alerts
    assert found.heartbeat is None


def test_a_tablet_of_the_past_is_listed_on_demand_and_alarms_nobody(ward: Ward, tablet: Tablet):
    tablet.results({"id": "x"})
    with ward.store.writing() as connection:
        (device,) = devices(connection)
        revoke(connection, device, by=ward.manager, at=now())
        assert tablets(connection, unit_ids=None, at=now()) == []
        (found,) = tablets(connection, unit_ids=None, at=now(), revoked=True)
        assert (found.status, found.alerts) == (Status.REVOKED, ())
        (device,) = devices(connection)
        with pytest.raises(DeviceGoneError):
            order(connection, device, CommandKind.SYNC, by=ward.manager, at=now())


def test_a_silent_tablet_is_missed_while_the_office_is_open(ward: Ward, tablet: Tablet):
    with ward.store.writing() as connection:
        (device,) = devices(connection)
        lock(connection, device, by=ward.manager, at=now())
        # Half past nine on a Wednesday some weeks later, and nothing was heard.
        later = now().replace(hour=2, minute=30) + timedelta(days=(2 - now().weekday()) % 7 + 14)
        (found,) = tablets(connection, unit_ids=None, at=later)
        assert found.status is Status.SILENT
        (found,) = tablets(connection, unit_ids=None, at=later + timedelta(hours=12))
        assert found.status is Status.LOCKED


def test_a_list_of_many_tablets_asks_the_database_as_often_as_one_of_few(ward: Ward):
    def asked() -> int:
        with statements(ward.store) as found, ward.store.reading() as connection:
            tablets(connection, unit_ids=None, at=now())
        return len(found)

    ward.paired()
    few = asked()
    for _ in range(5):
        ward.paired(ward.hall)
    assert asked() == few
