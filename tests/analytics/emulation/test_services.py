from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analytics.emulation.domain.reading import read
from analytics.emulation.domain.refusals import (
    NoTableInForceError,
    NotScoredUnitError,
    UnknownProgrammeError,
    UnknownWaveError,
)
from analytics.emulation.records import load
from analytics.emulation.services import score, score_by
from analytics.index.domain import unit_index
from tests.analytics.emulation.samples import LINEAR, PLAN, TABLE, WHOLE, satisfied

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


class Asked:
    """Plain figures in the place of tallies; remembers which days were asked for."""

    def __init__(self, **happy: int) -> None:
        self.happy = happy
        self.days: list[tuple[date, date]] = []

    def __call__(self, since: date, until: date):
        self.days.append((since, until))
        counts = {unit: satisfied(happy, 40) for unit, happy in self.happy.items()}
        return {unit: (each, unit_index(each)) for unit, each in counts.items()}


def points(scored):
    return {each.unit: each.score.points for each in scored}


def test_every_member_is_scored_and_silence_is_not_zero(connection):
    load(connection, WHOLE, at=NOON)
    scored = score(connection, "p", "w1", indices=Asked(SNV=40, STRANGER=40))
    assert points(scored) == {"SNV": 35, "007": None}
    assert {each.version for each in scored} == {1}


def test_one_unit_alone_can_be_asked_for(connection):
    load(connection, WHOLE, at=NOON)
    assert points(score(connection, "p", "w1", indices=Asked(SNV=40), unit="007")) == {"007": None}


def test_the_version_in_force_scores(connection):
    load(connection, WHOLE, at=NOON)
    load(connection, WHOLE.replace("max_points = 20", "max_points = 40"), at=NOON)
    (first, _) = score(connection, "p", "w1", indices=Asked(SNV=40))
    assert (first.version, first.score.points) == (2, 55)


def test_only_the_counted_days_of_the_wave_are_asked_for():
    asked = Asked()
    score_by(read(WHOLE), "w1", indices=asked)
    score_by(read(WHOLE), "w2", indices=asked)
    assert asked.days == [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 15)),
    ]


def test_the_table_in_force_on_the_last_day_of_the_wave_scores_all_of_it():
    first = TABLE.replace("2026-12-31", "2026-06-29")
    second = TABLE.replace('"t1"', '"t2"').replace("2026-01-01", "2026-06-30")
    document = PLAN + first + LINEAR + second + LINEAR.replace("max_points = 20", "max_points = 7")
    scored = score_by(read(document), "w1", indices=Asked(SNV=40))
    assert points(scored)["SNV"] == 7
    assert scored[0].table.code == "t2"


def test_a_plan_without_points_is_refused_naming_where_it_says_they_are(connection):
    load(connection, PLAN, at=NOON)
    with pytest.raises(NoTableInForceError, match="2556/HD-HĐTĐKT"):
        score(connection, "p", "w1", indices=Asked())


def test_a_table_that_ended_before_the_wave_did_is_not_used():
    ended = WHOLE.replace("valid_to = 2026-12-31", "valid_to = 2026-12-30")
    with pytest.raises(NoTableInForceError, match="2026-12-31"):
        score_by(read(ended), "w2", indices=Asked())


def test_what_is_not_there_is_refused_by_name(connection):
    load(connection, WHOLE, at=NOON)
    with pytest.raises(UnknownProgrammeError, match='"q"'):
        score(connection, "q", "w1", indices=Asked())
    with pytest.raises(UnknownWaveError, match='"w9"'):
        score(connection, "p", "w9", indices=Asked())
    with pytest.raises(NotScoredUnitError, match='"STRANGER"'):
        score(connection, "p", "w1", indices=Asked(), unit="STRANGER")
