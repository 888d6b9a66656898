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
from tests.analytics.emulation.samples import LINEAR, PLAN, PRAISE, TABLE, WHOLE, satisfied

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


class Asked:
    """Plain figures in the place of tallies; remembers which days and tiers were asked for."""

    def __init__(self, **happy: int) -> None:
        self.happy = happy
        self.days: list[tuple[date, date]] = []
        self.tiers: list[set[str]] = []

    def __call__(self, since: date, until: date, tiers: frozenset[str]):
        self.days.append((since, until))
        self.tiers.append(set(tiers))
        counts = {unit: satisfied(happy, 40) for unit, happy in self.happy.items()}
        return {unit: (each, unit_index(each)) for unit, each in counts.items()}


class Praised:
    """Plain counts in the place of letters; remembers which days were asked for."""

    def __init__(self, **letters: int) -> None:
        self.letters = letters
        self.days: list[tuple[date, date]] = []

    def __call__(self, since: date, until: date):
        self.days.append((since, until))
        return self.letters


def points(scored):
    return {each.unit: each.score.points for each in scored}


def test_every_member_is_scored_and_silence_is_not_zero(connection):
    load(connection, WHOLE, at=NOON)
    scored = score(connection, "p", "w1", indices=Asked(SNV=40, STRANGER=40), letters=Praised())
    assert points(scored) == {"SNV": 35, "007": None}
    assert {each.version for each in scored} == {1}


def test_one_unit_alone_can_be_asked_for(connection):
    load(connection, WHOLE, at=NOON)
    assert points(score(connection, "p", "w1", indices=Asked(SNV=40), letters=Praised(), unit="007")) == {
        "007": None
    }


def test_the_version_in_force_scores(connection):
    load(connection, WHOLE, at=NOON)
    load(connection, WHOLE.replace("max_points = 20", "max_points = 40"), at=NOON)
    (first, _) = score(connection, "p", "w1", indices=Asked(SNV=40), letters=Praised())
    assert (first.version, first.score.points) == (2, 55)


def test_only_the_counted_days_of_the_wave_are_asked_for():
    asked = Asked()
    score_by(read(WHOLE), "w1", indices=asked, letters=Praised())
    score_by(read(WHOLE), "w2", indices=asked, letters=Praised())
    assert asked.days == [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 12, 15)),
    ]


def test_the_table_in_force_on_the_last_day_of_the_wave_scores_all_of_it():
    first = TABLE.replace("2026-12-31", "2026-06-29")
    second = TABLE.replace('"t1"', '"t2"').replace("2026-01-01", "2026-06-30")
    document = PLAN + first + LINEAR + second + LINEAR.replace("max_points = 20", "max_points = 7")
    scored = score_by(read(document), "w1", indices=Asked(SNV=40), letters=Praised())
    assert points(scored)["SNV"] == 7
    assert scored[0].table.code == "t2"


def test_a_plan_without_points_is_refused_naming_where_it_says_they_are(connection):
    load(connection, PLAN, at=NOON)
    with pytest.raises(NoTableInForceError, match="2556/HD-HĐTĐKT"):
        score(connection, "p", "w1", indices=Asked(), letters=Praised())


def test_a_table_that_ended_before_the_wave_did_is_not_used():
    ended = WHOLE.replace("valid_to = 2026-12-31", "valid_to = 2026-12-30")
    with pytest.raises(NoTableInForceError, match="2026-12-31"):
        score_by(read(ended), "w2", indices=Asked(), letters=Praised())


def test_what_is_not_there_is_refused_by_name(connection):
    load(connection, WHOLE, at=NOON)
    with pytest.raises(UnknownProgrammeError, match='"q"'):
        score(connection, "q", "w1", indices=Asked(), letters=Praised())
    with pytest.raises(UnknownWaveError, match='"w9"'):
        score(connection, "p", "w9", indices=Asked(), letters=Praised())
    with pytest.raises(NotScoredUnitError, match='"STRANGER"'):
        score(connection, "p", "w1", indices=Asked(), letters=Praised(), unit="STRANGER")


EVERY = {"verified", "presence", "open"}
SECOND_BLOCK = (
    TABLE.replace('"t1"', '"t2"').replace('"b1"', '"b2"').replace("valid_to", 'members = ["X"]\nvalid_to')
)


def with_tiers(words: str, table: str = TABLE) -> str:
    return table.replace("valid_to", f"tiers = {words}\nvalid_to")


def of_the_programme(words: str, document: str) -> str:
    return document.replace('id = "p"\n', f'id = "p"\ntiers = {words}\n')


@pytest.mark.parametrize(
    ("document", "asked_for"),
    [
        (WHOLE, [EVERY]),
        (of_the_programme('["presence", "verified"]', WHOLE), [{"verified", "presence"}]),
        (PLAN + with_tiers('["verified"]') + LINEAR, [{"verified"}]),
        (of_the_programme('["open"]', PLAN) + with_tiers('["verified"]') + LINEAR, [{"verified"}]),
        (PLAN + TABLE + LINEAR + SECOND_BLOCK + LINEAR, [EVERY]),
        (PLAN + TABLE + LINEAR + with_tiers('["open"]', SECOND_BLOCK) + LINEAR, [EVERY, {"open"}]),
        (
            of_the_programme('["open", "presence"]', PLAN + TABLE + LINEAR)
            + with_tiers('["presence", "open"]', SECOND_BLOCK)
            + LINEAR,
            [{"presence", "open"}],
        ),
    ],
)
def test_answers_are_asked_for_once_for_each_set_of_tiers(document, asked_for):
    asked = Asked(SNV=40, X=40)
    score_by(read(document), "w1", indices=asked, letters=Praised())
    assert asked.tiers == asked_for


def test_each_table_is_scored_by_the_answers_of_its_own_tiers():
    def indices(_since, _until, tiers):
        counts = satisfied(40 if tiers == {"verified"} else 28, 40)
        return dict.fromkeys(("SNV", "X"), (counts, unit_index(counts)))

    document = PLAN + with_tiers('["verified"]') + LINEAR + SECOND_BLOCK + LINEAR
    scored = score_by(read(document), "w1", indices=indices, letters=Praised())
    assert points(scored) == {"SNV": 20, "007": None, "X": 10}


def test_letters_are_asked_for_once_and_only_where_a_leaf_counts_them():
    praised = Praised(SNV=3)
    score_by(read(WHOLE), "w2", indices=Asked(), letters=praised)
    assert praised.days == []
    document = PLAN + TABLE + PRAISE + SECOND_BLOCK + PRAISE
    scored = score_by(read(document), "w2", indices=Asked(), letters=praised)
    assert praised.days == [(date(2026, 7, 1), date(2026, 12, 15))]
    # 3 of 1 to 5 letters is half of 4 points; nobody wrote to the others, which is zero and no lack of answers.
    assert points(scored) == {"SNV": 2, "007": 0, "X": 0}
