"""A unit that ended or moved in a period is in the totals above it, once, for operators and programs alike."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from analytics.index.services import Asked, indices
from analytics.tally.services import rebuild_dirty
from survey.intake.services import take_in
from survey.organisation.records import unit_ids, units_between
from tests.analytics.index.test_api import Programs
from tests.helpers.builders import a_submission, a_unit, a_version, dice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result
    from sqlalchemy import Connection

    from survey.foundation.database import Store
    from survey.settings import Settings

MARCH = datetime(2025, 3, 4, 2, 30, tzinfo=UTC)
JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
SINCE = "2025-01-01"


@pytest.fixture
def province(store: Store) -> Store:
    """P over X (until 30 June, 100 × level 2) and N (100 × level 5), all of March; Q beside it."""
    with store.writing() as connection:
        version = a_version(connection, "q1", "q2")
        for code in "PQ":
            a_unit(connection, code)
        ended, other = a_unit(connection, "X", parent="P", valid_to=JUNE), a_unit(connection, "N", parent="P")
        for unit, marks in ((ended, "22"), (other, "55")):
            take_in(connection, [a_submission(version, unit, marks, at=MARCH) for _ in range(100)])
    return store


def told(rows: list[dict[str, Any]]) -> dict[str, tuple[float, int]]:
    return {row["key"]: (row["index"], row["respondents"]) for row in rows}


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("until", ["2025-03-31", "2025-06-30", "2025-07-01", "2025-12-31"])
def test_the_command_tells_it_whenever_the_period_ends(hailong: Callable[..., Result], until: str):
    words = ("index", "--from", SINCE, "--to", until, "--unit", "P", "--format", "json")
    rows = json.loads(hailong(*words).stdout)["rows"]
    assert told(rows) == {"N": (1.0, 100), "X": (0.0, 100)}
    (whole,) = {row["respondents"] for row in json.loads(hailong(*words, "--by", "question").stdout)["rows"]}
    assert whole == 200
    assert told(json.loads(hailong(*words[:-4], "--unit", "X", "--format", "json").stdout)["rows"]) == {
        "X": (0.0, 100)
    }


@pytest.fixture
def programs(settings: Settings, province: Store) -> Iterator[Programs]:
    opened = Programs(settings, province)
    yield opened
    opened.service.house.store.close()


@pytest.mark.parametrize("until", ["2025-06-30", "2025-12-31"])
def test_programs_are_told_the_same(programs: Programs, until: str):
    key = programs.key("reader")
    query = {"from": SINCE, "to": until, "unit": "P"}
    assert told(programs.get("index", key, **query).json["rows"]) == {"N": (1.0, 100), "X": (0.0, 100)}
    (channel,) = programs.get("index", key, **query, by="channel").json["rows"]
    assert (channel["index"], channel["respondents"]) == (0.5, 200)


@pytest.mark.parametrize("until", ["2025-06-30", "2025-12-31"])
def test_a_program_of_one_unit_sees_what_stood_below_it(programs: Programs, until: str):
    query = {"from": SINCE, "to": until}
    of_province = programs.get("index", programs.key("of-p", unit="P"), **query).json["rows"]
    assert told(of_province) == {"N": (1.0, 100), "X": (0.0, 100)}
    assert told(programs.get("index", programs.key("of-x", unit="X"), **query).json["rows"]) == {"X": (0.0, 100)}
    assert programs.get("index", programs.key("of-q", unit="Q"), **query).json["rows"] == []


def test_a_unit_that_moved_is_wholly_under_its_new_parent(province: Store):
    with province.writing() as connection:
        a_unit(connection, "N", parent="P", valid_to=JUNE)
        a_unit(connection, "N", parent="Q", valid_from=JULY)
        rebuild_dirty(connection)

    def under(code: str, until: date) -> set[str | None]:
        with province.reading() as connection:
            found = indices(connection, Asked(since=date(2025, 1, 1), until=until, unit=code))
        return {row.key for row in found.rows}

    assert (under("P", JUNE), under("Q", JUNE)) == ({"X", "N"}, set())
    assert (under("P", JULY), under("Q", JULY)) == ({"X"}, {"N"})


@pytest.mark.parametrize("seed", range(4))
def test_top_branches_add_up_to_the_total(connection: Connection, seed: int):
    """Whatever ended or moved in between, each answer is in one branch."""
    random, first = dice(seed), date(2025, 1, 1)
    version = a_version(connection, "q1", "q2")
    for place in range(10):
        day = first
        while day < first + timedelta(days=300):
            end = day + timedelta(days=random.randrange(40, 200))
            parent = f"U{random.randrange(place)}" if place and random.random() < 0.8 else ""
            unit_id = a_unit(connection, f"U{place}", parent=parent, valid_from=day, valid_to=end)
            at = datetime(day.year, day.month, day.day, 3, tzinfo=UTC) + timedelta(days=5)
            marks = [random.choice(("55", "22", "5-")) for _ in range(random.randrange(1, 9))]
            take_in(connection, [a_submission(version, unit_id, each, at=at) for each in marks])
            day = end + timedelta(days=1)
            if random.random() < 0.4:
                break
    rebuild_dirty(connection)
    for until in (date(2025, 4, 30), date(2025, 12, 31)):
        period = {"since": first, "until": until}
        units = units_between(connection, **period)
        tops = [unit.code for unit in units.values() if unit.parent_id not in units]
        branches = [indices(connection, Asked(**period, unit=code)).rows for code in tops]
        listed = [(row.key, row.counts) for rows in branches for row in rows]
        whole = indices(connection, Asked(**period)).rows
        assert sorted(listed, key=str) == sorted(((row.key, row.counts) for row in whole), key=str)
        assert set(unit_ids(connection)) >= {row.key for row in whole}


def test_answers_to_other_questionnaires_are_named(store: Store, hailong: Callable[..., Result]):
    with store.writing() as connection:
        unit = a_unit(connection)
        for code in ("default", "short", "quarterly"):
            version = a_version(connection, "q1", "q2", code=code)
            take_in(connection, [a_submission(version, unit, at=MARCH) for _ in range(12)])
    words = ("index", "--from", SINCE, "--to", "2025-12-31")
    said = hailong(*words, "--format", "json")
    document = json.loads(said.stdout)
    assert (document["questionnaire"], document["others"]) == ("default", ["quarterly", "short"])
    assert "These are answers to “default”; left out are those to: quarterly, short." in said.stderr
    assert "left out" in hailong(*words).stderr
    chosen = hailong(*words, "--questionnaire", "short", "--format", "json")
    assert json.loads(chosen.stdout)["others"] == ["default", "quarterly"]
    assert "left out" not in chosen.stderr
