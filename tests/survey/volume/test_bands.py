"""The band of hours beside invitations whose slips are gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from survey.foundation.clock import HOUR_BANDS, LOCAL, hour_band
from survey.foundation.database import Store
from survey.foundation.migrating import downgrade, migrate
from survey.touchpoint.domain import Occasion, Slip
from survey.touchpoint.records import add_slips
from survey.volume.records import invitations, keep_invitations
from tests.conftest import DATABASES, a_postgresql_database
from tests.helpers.builders import a_unit, some_ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(params=DATABASES)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of each kind at the migration before bands were kept."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'bands.sqlite3'}")
        migrate(store, "20261122_02")
        yield store
        store.close()
        return
    server, worker = request.getfixturevalue("postgresql_server"), request.getfixturevalue("worker")
    with a_postgresql_database(server, f"bands_{worker}") as address:
        store = Store(address)
        migrate(store, "20261122_02")
        yield store
        store.close()


def test_every_hour_of_a_day_has_the_band_answers_have(connection: Connection):
    unit = a_unit(connection, "A")
    moments = [datetime(2026, 3, 4, tzinfo=UTC) + timedelta(hours=hour, minutes=59) for hour in range(24)]
    slips = [
        Slip(
            hash=one.bytes,
            unit_id=unit,
            occasion=Occasion.FINISHED,
            issued_at=moment,
            valid_from=moment,
            expires_at=moment + timedelta(days=3),
        )
        for one, moment in zip(some_ids(24), moments, strict=True)
    ]
    add_slips(connection, slips)
    expected = dict.fromkeys(((band,) for band in HOUR_BANDS[:-1]), 0)
    for moment in moments:
        expected[(hour_band(moment.astimezone(LOCAL).hour),)] += 1
    assert invitations(connection, None, *MARCH, by=("hour_band",)) == expected
    both = invitations(connection, [unit], *MARCH, by=("day", "hour_band"))
    assert keep_invitations(connection, before=moments[-1] + timedelta(days=9)) == 24
    connection.execute(text("DELETE FROM slip"))
    assert invitations(connection, [unit], *MARCH, by=("day", "hour_band")) == both


def test_invitations_purged_before_have_an_unknown_band_and_lose_nothing_either_way(migrated: Store):
    with migrated.writing() as connection:
        unit = a_unit(connection, "A")
        kept = text("INSERT INTO invitation (unit_id, day, issued) VALUES (:unit, '2026-03-04', 7)")
        connection.execute(kept, {"unit": unit})
    migrate(migrated)
    with migrated.reading() as connection:
        assert invitations(connection, None, *MARCH, by=("hour_band",)) == {("unknown",): 7}
    downgrade(migrated, "20261122_02")
    with migrated.reading() as connection:
        assert connection.execute(text("SELECT unit_id, issued FROM invitation")).all() == [(unit, 7)]
    migrate(migrated)


def test_the_database_keeps_no_other_band(connection: Connection):
    unit = a_unit(connection, "A")
    wrong = "INSERT INTO invitation (unit_id, day, hour_band, issued) VALUES (:unit, '2026-03-04', '09:30', 7)"
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(text(wrong), {"unit": unit})
