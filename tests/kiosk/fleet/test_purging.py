from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.pairing.records import kiosk_pairing
from kiosk.queue.records import kiosk_set_aside, kiosk_trace
from survey.foundation.clock import now
from survey.intake.records import count
from survey.operations.purging import purge

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from tests.helpers.tablet import Tablet
    from tests.kiosk.conftest import Ward


def left(ward: Ward) -> tuple[int, int, int]:
    with ward.store.reading() as connection:
        traces = connection.execute(kiosk_trace.select()).all()
        pairings = connection.execute(kiosk_pairing.select()).all()
        return len(traces), len(pairings), count(connection)


def test_clock_readings_go_with_the_traces_and_answers_stay(ward: Ward, tablet: Tablet):
    tablet.results(tablet.item(ward.version.content_hash))
    house = ward.service.house
    days = house.settings.trace_days
    purge(house, at=now() + timedelta(days=days - 1), dry_run=False)
    assert left(ward) == (1, 1, 1)
    late = now() + timedelta(days=days + 1)
    would = purge(house, at=late, dry_run=True)
    assert left(ward) == (1, 1, 1)
    assert would.rooms == {
        "Clock readings of tablets": 1,
        "Set aside of tablets": 0,
        "Pairings that are over": 1,
    }
    assert purge(house, at=late, dry_run=False).rooms == would.rooms
    assert left(ward) == (0, 0, 1)


def test_what_could_not_be_read_goes_with_the_traces(ward: Ward, tablet: Tablet):
    tablet.results({"not": "an answer"}, {"neither": "this"})
    house = ward.service.house
    days = house.settings.trace_days

    def aside() -> int:
        with ward.store.reading() as connection:
            return len(connection.execute(kiosk_set_aside.select()).all())

    purge(house, at=now() + timedelta(days=days - 1), dry_run=False)
    late = now() + timedelta(days=days + 1)
    assert purge(house, at=late, dry_run=True).rooms["Set aside of tablets"] == 2
    assert aside() == 2
    assert purge(house, at=late, dry_run=False).rooms["Set aside of tablets"] == 2
    assert aside() == 0


def test_a_room_that_keeps_nothing_for_a_time_is_not_asked(ward: Ward):
    house = replace(ward.service.house, settings=replace(ward.service.house.settings, rooms=("analytics",)))
    assert purge(house, at=now(), dry_run=True).rooms == {}


def test_the_command_says_what_went(ward: Ward, hailong: Callable[..., Result]):
    result = hailong("purge", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Clock readings of tablets: 0." in result.output
