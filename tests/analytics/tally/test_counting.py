from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.tally.counting import add_up, count_marks, pack
from analytics.tally.domain import Counts, Layout, split_period, total
from survey.foundation.clock import days as every_day
from tests.helpers.matrix import counts_of

# The third closed question is an event and stands between the ratings; the last rating is not in the index.
LAYOUT = Layout(questions=("a", "b", "c", "d"), places=(0, 1, 3, 4), indexed=("a", "b", "c"))
REPLY = st.tuples(*(st.sampled_from("-12345x") if place != 2 else st.sampled_from("-yno") for place in range(5)))
REPLIES = st.lists(REPLY.map("".join), min_size=1, max_size=30)


def matrix(replies: list[str]) -> list[list[int | None]]:
    return [
        [int(reply[place]) if reply[place].isdigit() else None for place in LAYOUT.places] for reply in replies
    ]


def the_slow_way(replies: list[str]) -> Counts:
    return counts_of(matrix(replies), LAYOUT.questions, LAYOUT.indexed)


def counted(replies: list[str], groups: list[int], size: int) -> list[Counts]:
    return [LAYOUT.counts(row) for row in count_marks(LAYOUT, replies, np.array(groups), size).tolist()]


@given(REPLIES, st.data())
def test_marks_are_counted_as_by_hand(replies: list[str], data: st.DataObject):
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(replies), max_size=len(replies)))
    found = counted(replies, groups, 4)
    for group in range(4):
        assert found[group] == the_slow_way(
            [reply for reply, own in zip(replies, groups, strict=True) if own == group]
        )


@given(REPLIES, st.randoms())
def test_the_order_of_answers_does_not_matter(replies: list[str], random):
    shuffled = random.sample(replies, len(replies))
    assert counted(replies, [0] * len(replies), 1) == counted(shuffled, [0] * len(replies), 1)


@given(st.lists(REPLIES, min_size=1, max_size=4))
def test_the_sum_of_parts_is_the_count_of_all(parts: list[list[str]]):
    rows = [(None, 1, pack(count_marks(LAYOUT, part, np.zeros(len(part), dtype=np.int64), 1))) for part in parts]
    (vector,) = add_up(rows, {1: LAYOUT})[None].values()
    whole = [reply for part in parts for reply in part]
    assert LAYOUT.counts(vector) == the_slow_way(whole) == total(the_slow_way(part) for part in parts)


def test_versions_and_keys_are_added_apart():
    vector = pack(count_marks(LAYOUT, ["55y55"], np.array([0]), 1))
    sums = add_up(
        [("one", 1, vector), ("one", 2, vector), ("two", 1, vector), ("one", 1, vector)], {1: LAYOUT, 2: LAYOUT}
    )
    assert {key: {version: int(counts[0]) for version, counts in of.items()} for key, of in sums.items()} == {
        "one": {1: 2, 2: 1},
        "two": {1: 1},
    }


def test_a_questionnaire_without_ratings_counts_its_responses():
    layout = Layout(questions=(), places=(), indexed=())
    assert count_marks(layout, ["yn", "no"], np.array([0, 0]), 1).tolist() == [[2, 0, 0]]


def test_counts_of_two_questionnaires_add_up_by_question():
    one = counts_of([[5, 4], [None, 2]], ("a", "b"))
    other = counts_of([[1, 3], [4, 4]], ("b", "a"))
    both = one + other
    assert both == counts_of([[5, 4], [None, 2], [3, 1], [4, 4]], ("a", "b"))
    assert (other + one).level("a") == both.level("a")


def test_a_question_only_one_questionnaire_asked_keeps_its_counts():
    both = counts_of([[5]], ("a",)) + counts_of([[1]], ("b",))
    assert (both.level("a"), both.level("b"), both.level("c")) == ((0, 0, 0, 0, 1), (1, 0, 0, 0, 0), (0,) * 5)
    assert both.pair_table() == {("a", "b"): (0, 0, 0, 0)}
    assert (both.responses, both.respondents) == (2, 2)


@given(REPLIES)
def test_nothing_added_changes_nothing(replies: list[str]):
    counts = the_slow_way(replies)
    assert Counts() + counts == counts + Counts() == counts


def test_pairs_follow_the_order_of_the_index():
    counts = the_slow_way(["52-4-"])
    assert counts.pair_table() == dict(
        zip(combinations("abc", 2), [(0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0)], strict=True)
    )


DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))


@given(DAYS, st.integers(-3, 800))
def test_a_period_is_covered_once_by_whole_months_and_stretches(since: date, length: int):
    until = since + timedelta(days=length)
    months, stretches = split_period(since, until)
    covered = [day for first, last in stretches for day in every_day(first, last)]
    for month in months:
        following = (month + timedelta(days=31)).replace(day=1)
        assert month.day == 1
        covered += every_day(month, following - timedelta(days=1))
    assert sorted(covered) == every_day(since, until)


@given(DAYS, st.integers(0, 800))
def test_no_stretch_is_a_whole_month(since: date, length: int):
    _, stretches = split_period(since, since + timedelta(days=length))
    for first, last in stretches:
        assert (first.year, first.month) == (last.year, last.month)
        assert first.day > 1 or (last + timedelta(days=1)).day > 1
