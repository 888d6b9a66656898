from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from survey.accounts.domain import NewAccount
from survey.accounts.services import add_account
from survey.foundation.clock import now
from survey.foundation.gate import Audience
from survey.settings import ROOT
from survey.touchpoint import records
from survey.touchpoint.domain import KEPT, SILENCE, JobState, PrintWish
from survey.touchpoint.services.jobs import (
    MOST_OF_A_JOB,
    PrintGoneError,
    TooManyPostersError,
    ask,
    sheet,
    work_off,
    work_on,
)
from tests.helpers.builders import AT, a_code, a_desk
from tests.helpers.waiting import PATIENCE, within

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from survey.foundation.doors import House
    from survey.touchpoint.domain import PrintJob

NEW = NewAccount(name="quantri", display_name="", roles=frozenset({Audience.ADMINISTRATOR}), unit=None)


def asked(house: House, *, copies: int = 1, **told: Any) -> int:
    """Ask for posters of one desk; give the job's number."""
    with house.store.writing() as connection:
        code = a_code(connection, a_desk(connection)).code
        account = add_account(connection, NEW, password="bốn con voi qua cầu", at=AT)  # noqa: S106 - of the tests
        wish = PrintWish(**{"codes": (code,), "layout": "a4", "language": "none", "copies": copies} | told)
        return ask(connection, wish, account_id=account.account_id, at=now())


def job(house: House, job_id: int) -> PrintJob:
    with house.store.reading() as connection:
        found = records.job_by_id(connection, job_id)
    assert found is not None
    return found


def test_a_job_is_worked_off_once(house: House):
    job_id = asked(house, copies=2)
    assert job(house, job_id).state_at(now()) is JobState.WAITING
    assert work_off(house, now) == 1
    assert work_off(house, now) == 0
    assert not work_on(house, job_id, now)
    found = job(house, job_id)
    with house.store.reading() as connection:
        assert sheet(connection, found, at=now()).startswith(b"%PDF")


def test_a_job_belongs_to_the_worker_that_claimed_it_until_that_falls_silent(house: House):
    job_id = asked(house)
    at = now()
    with house.store.writing() as connection:
        assert records.claim(connection, job_id, at=at)
        assert not records.claim(connection, job_id, at=at + SILENCE)
        records.beat(connection, job_id, done=1, at=at + SILENCE)
        assert not records.claim(connection, job_id, at=at + 2 * SILENCE)
    assert job(house, job_id).state_at(at + 2 * SILENCE) is JobState.RUNNING
    later = at + 2 * SILENCE + timedelta(seconds=1)
    assert job(house, job_id).state_at(later) is JobState.INTERRUPTED
    with house.store.writing() as connection:
        assert records.claim(connection, job_id, at=later)


def test_the_sheet_of_a_job_is_kept_for_a_day(house: House):
    job_id = asked(house)
    work_off(house, now)
    found = job(house, job_id)
    assert found.finished_at is not None
    with house.store.reading() as connection:
        assert sheet(connection, found, at=found.finished_at + KEPT - timedelta(seconds=1))
        with pytest.raises(PrintGoneError):
            sheet(connection, found, at=found.finished_at + KEPT)
    with house.store.writing() as connection:
        ask(
            connection, found.wish, account_id=found.account_id, at=found.finished_at + KEPT + timedelta(seconds=1)
        )
        assert records.sheet_of(connection, job_id) is None
        ask(connection, found.wish, account_id=found.account_id, at=found.finished_at + timedelta(days=31))
        assert records.job_by_id(connection, job_id) is None


def test_a_job_whose_codes_were_all_revoked_says_why_it_failed(house: House):
    job_id = asked(house)
    with house.store.writing() as connection:
        found = records.by_code(connection, job(house, job_id).wish.codes[0])
        assert found
        assert records.revoke(connection, found.touchpoint_id, at=now())
    work_off(house, now)
    found_job = job(house, job_id)
    assert found_job.state is JobState.FAILED
    assert found_job.problem == "There is no code in force to print."


def test_more_posters_than_one_file_should_have_are_refused(house: House):
    with pytest.raises(TooManyPostersError):
        asked(house, copies=MOST_OF_A_JOB + 1)


def test_the_command_works_off_what_waits(house: House, hailong: Callable[..., Result]):
    job_id = asked(house)
    done = hailong("work", "--once")
    assert done.exit_code == 0, done.output
    assert "1 prints worked off" in done.output
    assert job(house, job_id).state is JobState.DONE


def test_a_worker_that_is_killed_leaves_its_job_to_be_started_again(house: House):
    job_id = asked(house, copies=400)
    environment = os.environ | {
        "HAILONG_DATABASE_URL": house.settings.database_url,
        "HAILONG_INSTANCE": str(house.settings.instance),
        "HAILONG_SECRET_KEY": house.settings.secret_key,
        "PYTHONPATH": str(ROOT),
    }
    words = [sys.executable, "-c", "from survey.cli import main; main()", "work", "--once"]
    worker = subprocess.Popen(words, env=environment, cwd=ROOT)  # noqa: S603 - our own words
    assert within(PATIENCE, lambda: job(house, job_id).state is not JobState.WAITING)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    found = job(house, job_id)
    assert found.state is JobState.RUNNING
    assert found.beat_at is not None
    after = found.beat_at + SILENCE + timedelta(seconds=1)
    assert found.state_at(after) is JobState.INTERRUPTED
    with house.store.writing() as connection:
        assert records.claim(connection, job_id, at=after)
