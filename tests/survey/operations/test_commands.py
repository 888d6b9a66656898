from __future__ import annotations

import json
from datetime import timedelta

from click.testing import CliRunner

from survey.cli import command_group
from survey.foundation.clock import now
from survey.intake.domain import Trace
from survey.intake.records import count_traces
from survey.intake.services import take_in
from survey.operations.doctor import examine
from survey.operations.purging import purge
from tests.helpers.builders import a_submission, a_unit, default_marks, the_default


def keep_traces(house, *, ages):
    at = now()
    with house.store.writing() as connection:
        version, unit_id = the_default(connection), a_unit(connection)
        marks = default_marks(version, overall="5")
        take_in(
            connection,
            [
                a_submission(version, unit_id, marks, trace=Trace(received_at=at - timedelta(days=age)))
                for age in ages
            ],
        )
    return at


def traces(house):
    with house.store.reading() as connection:
        return count_traces(connection, before=now() + timedelta(days=1))


def test_traces_past_their_days_are_deleted_and_younger_ones_stay(house):
    at = keep_traces(house, ages=(1, 29, 31, 400))
    assert purge(house, at=at, dry_run=False).traces == 2
    assert traces(house) == 2


def test_a_dry_run_counts_the_same_and_deletes_nothing(house):
    at = keep_traces(house, ages=(1, 31))
    assert purge(house, at=at, dry_run=True).traces == 1
    assert traces(house) == 2


def test_the_doctor_finds_tables_that_were_never_migrated(house):
    found = {one.what: one.well for one in examine(house, at=now())}
    assert found["database"]
    assert not found["migrations"]


def test_the_doctor_is_content_after_a_migration(tmp_path):
    environment = {"HAILONG_INSTANCE": str(tmp_path / "new")}
    assert CliRunner().invoke(command_group(), ["migrate"], env=environment).exit_code == 0
    done = CliRunner().invoke(command_group(), ["doctor", "--format", "json"], env=environment)
    assert done.exit_code == 0, done.output
    assert {row["state"] for row in json.loads(done.output)} == {"ok"}


def test_welcome_says_what_to_do_when_no_desk_has_a_code(hailong):
    assert "hailong import organisation FOLDER" in hailong("welcome").output
