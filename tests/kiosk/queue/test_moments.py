from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.domain import (
    BURST_LEAST,
    FARTHEST_MS,
    Batch,
    Clocks,
    Item,
    Moment,
    longest_burst,
    milliseconds,
    moment_of,
)
from tests.helpers.builders import AT

HERE, GONE = UUID(int=1), UUID(int=2)
NOW_MS = milliseconds(AT)
YEAR_MS = 365 * 86_400_000
SIXTY_DAYS = timedelta(days=60)

any_ms = st.integers(-FARTHEST_MS, FARTHEST_MS)
ages = st.integers(0, 60 * 86_400_000)


def an_item(at_ms: int = NOW_MS, *, mono_ms: int = 0, session: UUID = HERE, offset_ms: int | None = None) -> Item:
    return Item(
        item_id=UUID(int=9),
        questionnaire="",
        answers={},
        at_ms=at_ms,
        mono_ms=mono_ms,
        session=session,
        offset_ms=offset_ms,
        dwell_ms=None,
        assisted=False,
    )


def a_batch(sent_at_ms: int = NOW_MS, *, mono_ms: int = 0, session: UUID = HERE, live: bool = True) -> Batch:
    clocks = Clocks(sent_at_ms=sent_at_ms, mono_ms=mono_ms, session=session)
    return Batch(items=(), clocks=clocks, live=live)


def judged(item: Item, batch: Batch) -> Moment:
    return moment_of(item, batch, now=AT, oldest=SIXTY_DAYS)


def seconds_ago(moment: Moment) -> float:
    return (AT - moment.at).total_seconds()


@given(skew=st.integers(-3 * YEAR_MS, 3 * YEAR_MS), age=ages, start=st.integers(0, YEAR_MS))
def test_on_the_same_page_no_clock_of_the_wall_matters(skew: int, age: int, start: int):
    item = an_item(NOW_MS - age + skew, mono_ms=start)
    found = judged(item, a_batch(NOW_MS + skew, mono_ms=start + age))
    assert found == Moment(at=AT - timedelta(milliseconds=age), believed=True)


@given(skew=st.integers(-3 * YEAR_MS, 3 * YEAR_MS), age=ages, later=st.integers(-YEAR_MS, YEAR_MS))
def test_after_the_page_is_gone_the_difference_known_at_the_tap_counts(skew: int, age: int, later: int):
    item = an_item(NOW_MS - age + skew, session=GONE, offset_ms=-skew)
    # However the clock was set since.
    found = judged(item, a_batch(NOW_MS + skew + later))
    assert found == Moment(at=AT - timedelta(milliseconds=age), believed=True)


@given(skew=st.integers(-3 * YEAR_MS, 3 * YEAR_MS), age=ages)
def test_where_none_was_known_the_difference_as_it_was_sent_counts(skew: int, age: int):
    found = judged(an_item(NOW_MS - age + skew, session=GONE), a_batch(NOW_MS + skew))
    assert found == Moment(at=AT - timedelta(milliseconds=age), believed=True)


@given(
    item=st.builds(
        an_item,
        any_ms,
        mono_ms=st.integers(0, FARTHEST_MS),
        session=st.sampled_from([HERE, GONE]),
        offset_ms=st.none() | any_ms,
    ),
    batch=st.builds(a_batch, any_ms, mono_ms=st.integers(0, FARTHEST_MS), live=st.booleans()),
)
def test_whatever_clocks_say_the_moment_lies_between_sixty_days_ago_and_now(item: Item, batch: Batch):
    found = judged(item, batch)
    assert AT - SIXTY_DAYS <= found.at <= AT
    if not found.believed:
        assert found.at == AT


@pytest.mark.parametrize(
    ("ahead_s", "believed"), [(0, True), (299, True), (301, False), (365 * 86_400, False), (-365 * 86_400, False)]
)
def test_a_moment_that_cannot_be_is_not_believed(ahead_s: int, believed: bool):
    found = judged(an_item(NOW_MS + 1000 * ahead_s, session=GONE), a_batch())
    assert found == Moment(at=AT, believed=believed)


def test_a_page_older_than_its_own_past_is_another_page():
    item = an_item(NOW_MS - 5_000, mono_ms=10)
    assert seconds_ago(judged(item, a_batch(mono_ms=9))) == 5


def test_a_file_is_read_later_than_it_was_written():
    item = an_item(NOW_MS - 3_600_000, mono_ms=10)
    assert seconds_ago(judged(item, a_batch(NOW_MS - 1_800_000, mono_ms=1_800_010, live=False))) == 3_600


def test_a_burst_is_the_most_answers_within_a_minute():
    quick = [NOW_MS + 2_000 * number for number in range(BURST_LEAST)]
    slow = [NOW_MS + 30_000 * number for number in range(20)]
    assert longest_burst(quick) == BURST_LEAST
    assert longest_burst([*quick, NOW_MS + YEAR_MS]) == BURST_LEAST
    assert longest_burst(slow) == 3
    assert longest_burst([]) == 0
