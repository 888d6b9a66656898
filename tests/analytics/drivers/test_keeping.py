"""Studies that are kept for the pages: of whom, when anew, and what is left out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from analytics.drivers.cli import drivers
from analytics.drivers.records import studies_of
from analytics.drivers.services import Keeping, as_document, keep_last_quarter, keep_studies, study
from analytics.drivers.services.keeping import last_quarter
from analytics.index.services import Asked, UnknownUnitError
from analytics.tally.services import rebuild_dirty
from survey.foundation.doors import open_house
from survey.foundation.register import every_table
from survey.intake.services import take_in
from tests.analytics.index.test_drivers import sample
from tests.helpers.builders import AT, a_submission, a_unit, a_version

MARCH = Asked(since=date(2026, 3, 1), until=date(2026, 3, 31))
LATER = datetime(2026, 4, 2, 1, tzinfo=UTC)
QUESTIONS = ["a", "b", "c", "d"]
ROWS, OUTCOME = sample(200)
TABLE = np.column_stack([ROWS, OUTCOME])


def answer(connection, version, unit_id: int, table) -> None:
    take_in(connection, [a_submission(version, unit_id, "".join(map(str, row)), at=AT) for row in table])
    rebuild_dirty(connection)


@pytest.fixture
def province(store):
    """A province with two wards of many answers, one of four, and one of none."""
    with store.writing() as connection:
        version = a_version(connection, *QUESTIONS, "overall")
        root = a_unit(connection, "P")
        wards = {name: a_unit(connection, name, parent="P") for name in ("A", "B", "FOUR", "NONE")}
        answer(connection, version, wards["A"], TABLE[:100])
        answer(connection, version, wards["B"], TABLE[100:196])
        answer(connection, version, wards["FOUR"], TABLE[196:])
    return {"P": root} | wards


def kept_of(store, unit_id: int):
    with store.reading() as connection:
        return studies_of(connection, unit_id, limit=9)


def test_every_unit_is_studied_with_those_below_it_but_for_small_ones(store, province):
    assert keep_studies(store, MARCH, at=LATER, least=5) == Keeping(kept=3, too_few=2)
    (whole,) = kept_of(store, province["P"])
    assert whole.document["responses"] == 196
    assert (whole.since, whole.until, whole.made_at) == (MARCH.since, MARCH.until, LATER)
    (ward,) = kept_of(store, province["A"])
    with store.reading() as connection:
        alone = study(connection, Asked(since=MARCH.since, until=MARCH.until, unit="A"))
    assert ward.document == json.loads(json.dumps(as_document(alone)))
    assert kept_of(store, province["FOUR"]) == kept_of(store, province["NONE"]) == []


def test_a_unit_that_ended_in_the_period_is_studied_with_the_one_above_it(store, province):
    with store.writing() as connection:
        a_unit(connection, "A", parent="P", valid_to=date(2026, 3, 20))
    assert keep_studies(store, MARCH, at=LATER, least=5) == Keeping(kept=3, too_few=2)
    assert kept_of(store, province["P"])[0].document["responses"] == 196
    assert len(kept_of(store, province["A"])) == 1


def test_who_is_asked_for_one_unit_studies_it_and_those_below(store, province):
    found = keep_studies(store, Asked(since=MARCH.since, until=MARCH.until, unit="A"), at=LATER, least=5)
    assert found == Keeping(kept=1)
    with pytest.raises(UnknownUnitError):
        keep_studies(store, Asked(since=MARCH.since, until=MARCH.until, unit="nowhere"), at=LATER, least=5)


def test_what_did_not_change_is_not_studied_again_and_the_latest_counts(store, province):
    keep_studies(store, MARCH, at=LATER, least=5)
    assert keep_studies(store, MARCH, at=LATER + timedelta(days=1), least=5) == Keeping(same=3, too_few=2)
    with store.writing() as connection:
        answer(connection, a_version(connection, *QUESTIONS, "overall"), province["A"], TABLE[150:151])
    done = []
    again = keep_studies(store, MARCH, at=LATER + timedelta(days=2), least=5, told=lambda *each: done.append(each))
    assert (again.kept, again.same) == (2, 1)
    assert done[-1] == (5, 5)
    (ward,) = kept_of(store, province["A"])
    assert (ward.document["responses"], ward.made_at) == (101, LATER + timedelta(days=2))


def test_a_questionnaire_without_an_overall_rating_is_passed_over(store):
    with store.writing() as connection:
        answer(connection, a_version(connection, *QUESTIONS), a_unit(connection, "U"), ROWS)
    assert keep_studies(store, MARCH, at=LATER, least=5) == Keeping(without_outcome=1)


def test_a_quarter_is_studied_once_when_it_is_over(store, province):
    assert keep_last_quarter(store, at=AT, least=5) is not None
    assert kept_of(store, province["P"]) == []
    assert keep_last_quarter(store, at=LATER, least=5) == Keeping(kept=3, too_few=2)
    assert keep_last_quarter(store, at=LATER + timedelta(days=30), least=5) is None
    (whole,) = kept_of(store, province["P"])
    assert (whole.since, whole.until) == (date(2026, 1, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("today", "since", "until"),
    [
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 11, 22), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_the_last_quarter_is_the_one_that_is_over(today, since, until):
    assert last_quarter(today) == (since, until)


def test_the_command_keeps_and_tells(monkeypatch, tmp_path):
    monkeypatch.setenv("HAILONG_INSTANCE", str(tmp_path))
    with open_house() as house:
        every_table().create_all(house.store.engine)
        with house.store.writing() as connection:
            unit_id = a_unit(connection, "U")
            answer(connection, a_version(connection, *QUESTIONS, "overall"), unit_id, TABLE)
    period = ["--from", "2026-03-01", "--to", "2026-03-31", "--keep"]
    told = CliRunner().invoke(drivers, [*period, "--format", "json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout) == [{"kept": 1, "same": 0, "too_few": 0, "without_outcome": 0}]
    assert "1/1" in told.stderr
    assert CliRunner().invoke(drivers, [*period, "--outcome", "a"]).exit_code == 2
    with open_house() as house:
        assert len(kept_of(house.store, unit_id)) == 1
