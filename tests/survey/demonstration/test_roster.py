from collections import Counter, defaultdict
from datetime import date, time, timedelta
from itertools import pairwise

from survey.demonstration.roster import turns
from survey.foundation.clock import days, local_moment

FIRST, LAST = date(2025, 11, 21), date(2026, 11, 20)


def test_the_same_day_has_the_same_turns_in_a_longer_roster(province):
    day = date(2026, 3, 10)
    week = [turn for turn in turns(province, day, day + timedelta(days=6), seed="s") if turn.starts.date() == day]
    assert week == list(turns(province, day, day, seed="s"))


def test_another_seed_gives_another_roster(province):
    day = date(2026, 3, 10)
    assert list(turns(province, day, day, seed="a")) != list(turns(province, day, day, seed="b"))


def test_mostly_one_officer_is_at_a_desk_and_sometimes_none_or_two(province, roster):
    by_desk_and_day = Counter()
    for turn in roster:
        if turn.starts <= local_moment(turn.starts.date(), time(10)) < turn.ends:
            by_desk_and_day[turn.desk, turn.starts.date()] += 1
    present = Counter(
        by_desk_and_day[counter.code, day]
        for counter in province.counters
        for day in days(FIRST, LAST)
        if province.is_open(counter, day)
    )
    assert set(present) == {0, 1, 2}
    assert 0.9 < present[1] / present.total() < 0.99


def test_a_handover_has_two_officers_at_the_desk_for_half_an_hour(roster):
    starts = [turn for turn in roster if turn.starts.time() == time(13)]
    assert starts
    ends = {(turn.desk, turn.ends) for turn in roster}
    assert all((turn.desk, turn.starts + timedelta(minutes=30)) in ends for turn in starts)


def test_nobody_is_at_two_desks_at_once(roster):
    of_person = defaultdict(list)
    for turn in roster:
        of_person[turn.staff].append((turn.starts, turn.ends))
    for periods in of_person.values():
        periods.sort()
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(periods))


def test_officers_rotate_through_the_desks_of_their_unit(roster):
    whole_day = timedelta(hours=9, minutes=30)
    assert (
        len({turn.desk for turn in roster if turn.staff == "NV042" and turn.ends - turn.starts == whole_day}) > 1
    )


def test_nobody_is_on_the_roster_on_sundays_and_days_off(province, roster):
    worked = {turn.starts.date() for turn in roster}
    assert not worked & province.closed
    assert all(day.isoweekday() != 7 for day in worked)
