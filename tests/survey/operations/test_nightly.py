from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from kiosk.pairing.domain import Spot
from survey.app import create_app
from survey.foundation.clock import now
from survey.foundation.installation import DEMONSTRATION, note
from survey.intake.domain import Trace
from survey.intake.records import count_traces
from survey.intake.services import take_in
from survey.operations.cli import nightly
from survey.operations.doctor import examine
from survey.operations.nightly import run
from survey.operations.records import NightAtWorkError, keep_began, keep_whole, kept, only_one
from survey.settings import PREFIX, ROOT
from tests.analytics.screening.province import NOW, a_month
from tests.helpers.builders import AT, a_desk, a_submission, a_unit, default_marks, the_default
from tests.helpers.tablet import Tablet, a_manager
from tests.kiosk.managing import beat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from survey.foundation.doors import House

ROOMS = "tests.survey.operations.rooms"


def with_rooms(house: House, *rooms: str) -> House:
    return replace(house, settings=replace(house.settings, rooms=rooms))


def steps(night) -> dict[str, str | None]:
    return {one.name: one.problem for one in night.steps}


def an_answer(house: House, *, received: datetime = AT) -> None:
    with house.store.writing() as connection:
        version, unit_id = the_default(connection), a_unit(connection)
        given = {"trace": Trace(received_at=received), "at": received}
        take_in(connection, [a_submission(version, unit_id, default_marks(version, overall="5"), **given)])


def traces(house: House) -> int:
    with house.store.reading() as connection:
        return count_traces(connection, before=now() + timedelta(days=400))


def runs(house: House) -> list[tuple[str, ...]]:
    with house.store.reading() as connection:
        found = connection.execute(text("SELECT since, until FROM screening_run ORDER BY id"))
        return [tuple(map(str, row)) for row in found]


def told(house: House, at: datetime):
    return next(one for one in examine(house, at=at) if one.what == "nightly")


@contextmanager
def no_place_for_flags(house: House) -> Iterator[None]:
    """Take the table of flags away: screening finds, and cannot keep."""
    with house.store.writing() as connection:
        connection.execute(text("ALTER TABLE flag RENAME TO flag_away"))
    try:
        yield
    finally:
        with house.store.writing() as connection:
            connection.execute(text("ALTER TABLE flag_away RENAME TO flag"))


def test_a_night_tallies_screens_looks_at_tablets_digests_and_purges_last(house):
    with house.store.writing() as connection:
        a_month(connection)
    house = with_rooms(house, "kiosk", "analytics")
    night = run(house, at=NOW, dry_run=False)
    assert night.whole
    assert list(steps(night)) == [
        "tablets",
        "tally",
        "screening 2026-03-01..2026-03-31",
        "questions",
        "digest",
        "purge",
    ]
    done = {one.name: one.told for one in night.steps}
    assert done["tally"]["days_of_units"] > 30
    assert done["screening 2026-03-01..2026-03-31"]["suspicious"] > 20
    with house.store.reading() as connection:
        assert kept(connection).whole == NOW.replace(microsecond=0)
        assert connection.scalar(text("SELECT count(*) FROM dirty_day")) == 0


def test_a_night_counts_the_tablets_somebody_should_look_after(house, settings):
    service = create_app(replace(settings, rooms=("kiosk",)))
    with house.store.writing() as connection:
        the_default(connection)
        spot = Spot(unit_id=a_unit(connection), desk_id=a_desk(connection))
        manager = a_manager(connection)
    tablet = Tablet(service)
    tablet.pair(spot, by=manager)
    beat(tablet, battery=0.1)
    night = run(service.house, at=now(), dry_run=False)
    assert night.steps[0].told == {"tablets": 1, "battery": 1, "units_unanswered": 0}
    service.house.store.close()


def test_a_second_night_screens_nothing_again_and_purges_what_has_come_of_age(house):
    with house.store.writing() as connection:
        a_month(connection)
    house = with_rooms(house, "analytics")
    before = traces(house)
    run(house, at=NOW, dry_run=False)
    again = run(house, at=NOW + timedelta(days=10), dry_run=False)
    assert again.whole
    assert "screening" in steps(again)
    assert len(runs(house)) == 1
    assert 0 < traces(house) < before


def test_a_dry_run_says_what_is_due_and_changes_nothing(house):
    with house.store.writing() as connection:
        a_month(connection)
    house = with_rooms(house, "kiosk", "analytics")
    before = traces(house)
    night = run(house, at=NOW + timedelta(days=20), dry_run=True)
    assert night.whole
    assert next(one.told["traces"] for one in night.steps if one.name == "purge") > 0
    assert next(one.told["days_of_units"] for one in night.steps if one.name == "tally") > 30
    assert any(one.told.get("answers_to_screen") for one in night.steps)
    assert traces(house) == before
    assert runs(house) == []
    with house.store.reading() as connection:
        assert kept(connection).began is None
        assert connection.scalar(text("SELECT count(*) FROM dirty_day")) > 0


def test_traces_of_a_month_that_could_not_be_screened_stay_until_it_is(house):
    with house.store.writing() as connection:
        a_month(connection)
    house = with_rooms(house, "analytics")
    before, late = traces(house), NOW + timedelta(days=40)
    with no_place_for_flags(house):
        night = run(house, at=late, dry_run=False)
    problems = steps(night)
    assert "flag" in (problems.pop("screening 2026-03-01..2026-03-31") or "")
    assert list(problems) == ["tally", "questions", "digest", "purge"]
    assert set(problems.values()) == {None}
    assert night.steps[-1].told["traces_stay"] == "from 2026-03-01"
    assert traces(house) == before
    assert runs(house) == []
    assert run(house, at=late + timedelta(days=1), dry_run=False).whole
    assert runs(house) == [("2026-03-01", "2026-03-31")]
    assert traces(house) == 0


def test_a_step_that_fails_stops_no_other_and_traces_it_did_not_read_go(house):
    an_answer(house, received=AT - timedelta(days=60))
    an_answer(house)
    house = with_rooms(house, f"{ROOMS}.failing")
    night = run(house, at=AT + timedelta(days=50), dry_run=False)
    assert steps(night) == {
        "first": "ValueError: the machine is tired",
        "second": None,
        "digest": None,
        "purge": None,
    }
    assert not night.whole
    assert traces(house) == 1
    with house.store.reading() as connection:
        assert kept(connection).whole is None
        assert kept(connection).began is not None


def test_a_room_that_cannot_say_what_is_due_keeps_every_trace(house):
    an_answer(house)
    house = with_rooms(house, f"{ROOMS}.broken")
    night = run(house, at=AT + timedelta(days=50), dry_run=False)
    assert steps(night) == {f"{ROOMS}.broken": "LookupError: no plan", "digest": None, "purge": None}
    assert night.steps[-1].told["traces_stay"] == "all"
    assert traces(house) == 1


def test_two_nights_are_never_at_work_at_once(house):
    with only_one(house.store), pytest.raises(NightAtWorkError):
        run(house, at=AT, dry_run=False)
    assert run(house, at=AT, dry_run=False).whole


def environment(house: House, *rooms: str) -> dict[str, str]:
    return {
        f"{PREFIX}DATABASE_URL": house.settings.database_url,
        f"{PREFIX}INSTANCE": str(house.settings.instance),
        f"{PREFIX}SECRET_KEY": house.settings.secret_key,
        f"{PREFIX}ROOMS": ",".join(rooms),
    }


def test_a_killed_night_leaves_no_lock_and_the_doctor_says_that_it_did_not_end(house):
    an_answer(house)
    at = now()
    assert run(house, at=at - timedelta(minutes=1), dry_run=False).whole
    command = [sys.executable, "-c", "from survey.operations.cli import nightly; nightly()"]
    given = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    done = subprocess.run(  # noqa: S603 - the command under test
        command, env=given | environment(house, f"{ROOMS}.dying"), cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    found = told(house, now())
    assert found.well
    assert "left something undone" in found.note
    assert run(house, at=now() + timedelta(seconds=2), dry_run=False).whole
    assert "left something undone" not in told(house, now()).note


def test_the_command_prints_a_line_a_step_and_exits_1_when_one_failed(house):
    done = CliRunner().invoke(nightly, [], env=environment(house, f"{ROOMS}.failing"))
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["first", "FAILED"],
        ["second", "ok"],
        ["digest", "ok"],
        ["purge", "ok"],
    ]
    assert "the machine is tired" in lines[0]
    assert "things done 3" in lines[1]
    assert "Not done: first." in done.stderr


def test_the_command_prints_json(house):
    done = CliRunner().invoke(nightly, ["--format", "json"], env=environment(house, "kiosk", "analytics"))
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert document["whole"] is True
    assert document["dry_run"] is False
    assert [one["name"] for one in document["steps"]] == [
        "tablets",
        "tally",
        "screening",
        "questions",
        "digest",
        "purge",
    ]
    assert all(one["seconds"] >= 0 and one["problem"] is None for one in document["steps"])


def test_a_second_command_beside_one_at_work_is_refused(house):
    with only_one(house.store):
        done = CliRunner().invoke(nightly, [], env=environment(house))
    assert isinstance(done.exception, NightAtWorkError)


def test_the_doctor_wants_a_night_every_two_days_once_there_are_answers(house):
    assert told(house, AT).well
    an_answer(house)
    assert not told(house, AT).well
    with house.store.writing() as connection:
        keep_began(connection, AT)
        keep_whole(connection, AT)
    assert told(house, AT + timedelta(hours=47)).well
    late = told(house, AT + timedelta(hours=49))
    assert not late.well
    assert "last whole run 2026-03-04 09:30" in late.note


def test_the_demonstration_needs_no_timer(house):
    an_answer(house)
    with house.store.writing() as connection:
        note(connection, DEMONSTRATION)
    assert told(house, AT).well
